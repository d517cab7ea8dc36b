package bootstrap

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/crypto/ssh"
)

// testKey is a key made of a number.
func testKey(t *testing.T, n byte) ed25519.PrivateKey {
	t.Helper()
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	return ed25519.NewKeyFromSeed(seed)
}

func testSigner(t *testing.T, n byte) ssh.Signer {
	t.Helper()
	s, err := ssh.NewSignerFromKey(testKey(t, n))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// keyOnDisk writes a private key, encrypted if there is a passphrase.
func keyOnDisk(t *testing.T, path string, n byte, passphrase string) string {
	t.Helper()
	keygen, missing := exec.LookPath("ssh-keygen")
	if passphrase != "" && missing == nil {
		// One round of bcrypt: the usual sixteen take seconds under the race detector.
		keyOnDisk(t, path, n, "")
		if out, err := exec.Command(keygen, "-q", "-p", "-P", "", "-N", passphrase, "-a", "1", "-f", path).CombinedOutput(); err != nil {
			t.Fatalf("ssh-keygen: %v: %s", err, out)
		}
		return path
	}
	var block *pem.Block
	var err error
	if passphrase == "" {
		block, err = ssh.MarshalPrivateKey(testKey(t, n), "")
	} else {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(testKey(t, n), "", []byte(passphrase))
	}
	if err != nil {
		t.Fatal(err)
	}
	return write(t, path, string(pem.EncodeToMemory(block)))
}

// sshServer is an SSH server in this process that runs commands as functions.
type sshServer struct {
	t        *testing.T
	listener net.Listener
	config   *ssh.ServerConfig
	dir      string // files of the client

	// run answers a command: what it writes, and its exit status.
	run func(command string, stdout, stderr io.Writer) int
	// runWith replaces run where a command reads.
	runWith func(command string, stdin io.Reader, stdout, stderr io.Writer) int

	refuse bool // no session is opened
	// announce are host keys that are told of after the login; the last forged of
	// them are not proved.
	announce []ssh.Signer
	forged   int

	mu       sync.Mutex
	commands []string
	env      []string
	pty      string
	proved   int      // answers to the question for proofs
	offered  []string // keys that were queried or used, by fingerprint
}

const reportLine = "MOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA"

// newSSHServer starts a server whose host key is number 100.
func newSSHServer(t *testing.T) *sshServer {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &sshServer{t: t, listener: l, dir: t.TempDir(), config: &ssh.ServerConfig{MaxAuthTries: 12}}
	s.config.AddHostKey(testSigner(t, 100))
	s.run = func(_ string, stdout, _ io.Writer) int {
		fmt.Fprintf(stdout, "\r\n\n%s\r\n", reportLine)
		return 0
	}
	t.Cleanup(func() { l.Close() })
	return s
}

// start begins to serve; the fields of the server may not change any more.
func (s *sshServer) start() {
	go func() {
		for {
			conn, err := s.listener.Accept()
			if err != nil {
				return
			}
			go s.serve(conn)
		}
	}()
}

func (s *sshServer) serve(conn net.Conn) {
	defer conn.Close()
	sshConn, channels, requests, err := ssh.NewServerConn(conn, s.config)
	if err != nil {
		return
	}
	go s.prove(sshConn, requests)
	for nc := range channels {
		switch nc.ChannelType() {
		case "session":
			if s.refuse {
				_ = nc.Reject(ssh.Prohibited, "not for you")
				continue
			}
			if ch, reqs, err := nc.Accept(); err == nil {
				go s.session(ch, reqs)
			}
		case "direct-tcpip":
			go forward(nc)
		default:
			_ = nc.Reject(ssh.UnknownChannelType, "")
		}
	}
}

// prove announces host keys and proves that the server has them.
func (s *sshServer) prove(conn ssh.Conn, requests <-chan *ssh.Request) {
	if len(s.announce) > 0 {
		var all []byte
		for _, key := range s.announce {
			all = append(all, ssh.Marshal(struct{ Blob []byte }{key.PublicKey().Marshal()})...)
		}
		_, _, _ = conn.SendRequest(announceRequest, false, all)
	}
	for r := range requests {
		if r.Type != proveRequest {
			if r.WantReply {
				_ = r.Reply(false, nil)
			}
			continue
		}
		blobs, _ := sshStrings(r.Payload)
		var proofs []byte
		for _, blob := range blobs {
			session := conn.SessionID()
			for i, key := range s.announce {
				if string(key.PublicKey().Marshal()) != string(blob) {
					continue
				}
				if i >= len(s.announce)-s.forged {
					session = []byte("another session")
				}
				signature, err := key.Sign(rand.Reader, ssh.Marshal(struct {
					Request   string
					Session   []byte
					PublicKey []byte
				}{proveRequest, session, blob}))
				if err != nil {
					s.t.Error(err)
				}
				proofs = append(proofs, ssh.Marshal(struct{ Signature []byte }{ssh.Marshal(signature)})...)
			}
		}
		_ = r.Reply(true, proofs)
		s.mu.Lock()
		s.proved++
		s.mu.Unlock()
	}
}

// forward connects a channel as a jump host does.
func forward(nc ssh.NewChannel) {
	var m struct {
		Host     string
		Port     uint32
		From     string
		FromPort uint32
	}
	if ssh.Unmarshal(nc.ExtraData(), &m) != nil {
		return
	}
	conn, err := net.Dial("tcp", net.JoinHostPort(m.Host, fmt.Sprint(m.Port)))
	if err != nil {
		_ = nc.Reject(ssh.ConnectionFailed, err.Error())
		return
	}
	ch, reqs, err := nc.Accept()
	if err != nil {
		return
	}
	go ssh.DiscardRequests(reqs)
	go func() {
		_, _ = io.Copy(ch, conn)
		ch.Close()
	}()
	_, _ = io.Copy(conn, ch)
	conn.Close()
}

func (s *sshServer) session(ch ssh.Channel, reqs <-chan *ssh.Request) {
	for r := range reqs {
		s.mu.Lock()
		switch r.Type {
		case "env":
			var m struct{ Name, Value string }
			_ = ssh.Unmarshal(r.Payload, &m)
			s.env = append(s.env, m.Name+"="+m.Value)
		case "pty-req":
			var m struct {
				Term       string
				Cols, Rows uint32
				Rest       []byte `ssh:"rest"`
			}
			_ = ssh.Unmarshal(r.Payload, &m)
			s.pty = fmt.Sprintf("%s %dx%d", m.Term, m.Cols, m.Rows)
		case "exec":
			command := firstString(r.Payload)
			s.commands = append(s.commands, command)
			_ = r.Reply(true, nil)
			go func() {
				var status int
				if s.runWith != nil {
					status = s.runWith(command, ch, ch, ch.Stderr())
				} else {
					status = s.run(command, ch, ch.Stderr())
				}
				if status >= 0 {
					_, _ = ch.SendRequest("exit-status", false, ssh.Marshal(struct{ Status uint32 }{uint32(status)}))
				} else {
					_, _ = ch.SendRequest("exit-signal", false, ssh.Marshal(struct {
						Signal string
						Core   bool
						A, B   string
					}{"KILL", false, "", ""}))
				}
				ch.Close()
			}()
		}
		s.mu.Unlock()
	}
}

// acceptKey makes the server accept one public key.
func (s *sshServer) acceptKey(n byte) {
	want := string(testSigner(s.t, n).PublicKey().Marshal())
	s.config.PublicKeyCallback = func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.offered = append(s.offered, ssh.FingerprintSHA256(key))
		if string(key.Marshal()) == want {
			return nil, nil
		}
		return nil, errors.New("unknown key")
	}
}

// hostLine is the server's line for a known_hosts file.
func (s *sshServer) hostLine(n byte) string {
	return fmt.Sprintf("[127.0.0.1]:%d %s", s.port(), ssh.MarshalAuthorizedKey(testSigner(s.t, n).PublicKey()))
}

func (s *sshServer) port() int { return s.listener.Addr().(*net.TCPAddr).Port }

// client returns options that reach the server as host "h", with the host key
// known; extra lines go in front of the configuration.
func (s *sshServer) client(extra string, answers ...string) (*Options, *talk) {
	s.t.Helper()
	if _, err := os.Stat(filepath.Join(s.dir, "known")); err != nil {
		write(s.t, filepath.Join(s.dir, "known"), s.hostLine(100))
	}
	config := fmt.Sprintf(`%s
HostName 127.0.0.1
Port %d
User me
UserKnownHostsFile %s
GlobalKnownHostsFile none
IdentityFile %s
IdentityAgent none
`, strings.ReplaceAll(extra, "DIR", s.dir), s.port(), filepath.Join(s.dir, "known"), filepath.Join(s.dir, "none"))
	tk := &talk{answers: answers}
	return &Options{
		Name: "gomosh", Destination: "h", RemoteIP: RemoteIPProxy, Colors: 256, Server: "mosh-server",
		ConfigFile: write(s.t, filepath.Join(s.dir, "config"), config), Ask: tk,
		Terminal: Terminal{Term: "xterm", Cols: 100, Rows: 30},
		Environ:  []string{"SHELL=/bin/sh", "HOME=" + s.dir, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "SECRET=x", "LC_TIME=C"},
		Stdout:   &tk.out, Stderr: &tk.err,
	}, tk
}

// talk answers questions and keeps what was said.
type talk struct {
	answers  []string
	asked    []string
	absent   bool
	out, err lockedBuffer
}

func (tk *talk) Available() error {
	if tk.absent {
		return errNoTerminal
	}
	return nil
}

func (tk *talk) Ask(prompt string, echo bool) (string, error) {
	tk.asked = append(tk.asked, fmt.Sprintf("%s%v", prompt, echo))
	if len(tk.answers) == 0 {
		return "", errCancelled
	}
	answer := tk.answers[0]
	tk.answers = tk.answers[1:]
	return answer, nil
}

// lockedBuffer is a buffer for several goroutines.
type lockedBuffer struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
