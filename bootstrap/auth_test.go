package bootstrap

import (
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"
)

func TestPassphraseIsAskedForLate(t *testing.T) {
	s := newSSHServer(t)
	s.acceptKey(2)
	s.start()
	keyOnDisk(t, filepath.Join(s.dir, "one"), 1, "never asked")
	keyOnDisk(t, filepath.Join(s.dir, "two"), 2, "right")
	o, tk := s.client("IdentityFile DIR/one\nIdentityFile DIR/two\n", "wrong", "right")
	mustStart(t, o, tk)
	prompt := fmt.Sprintf("Enter passphrase for key '%s': false", filepath.Join(s.dir, "two"))
	if !slices.Equal(tk.asked, []string{prompt, prompt}) {
		t.Errorf("asked %q", tk.asked)
	}
	o, tk = s.client("IdentityFile DIR/two\nNumberOfPasswordPrompts 1\n", "wrong", "right")
	mustFail(t, o, "permission denied for me@127.0.0.1")
	if len(tk.asked) != 1 {
		t.Errorf("asked %d times", len(tk.asked))
	}
	o, tk = s.client("IdentityFile DIR/two\nBatchMode yes\n", "right")
	mustFail(t, o, "BatchMode forbids asking")
	if len(tk.asked) != 0 {
		t.Errorf("asked %q in batch mode", tk.asked)
	}
}

func TestUnprotectedKeyIsPassedOver(t *testing.T) {
	s := newSSHServer(t)
	s.acceptKey(1)
	s.start()
	path := keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	o, tk := s.client("IdentityFile DIR/key\n")
	mustFail(t, o, "permission denied")
	if !strings.Contains(tk.err.String(), "others may read it (mode 0644)") {
		t.Errorf("said %q", tk.err.String())
	}
}

func TestPassword(t *testing.T) {
	s := newSSHServer(t)
	s.config.PasswordCallback = func(c ssh.ConnMetadata, p []byte) (*ssh.Permissions, error) {
		if c.User() == "me" && string(p) == "right" {
			return nil, nil
		}
		return nil, errors.New("wrong")
	}
	s.start()
	o, tk := s.client("", "wrong", "right")
	mustStart(t, o, tk)
	if want := "me@127.0.0.1's password: false"; !slices.Equal(tk.asked, []string{want, want}) {
		t.Errorf("asked %q", tk.asked)
	}
	if !strings.Contains(tk.err.String(), tryAgain) {
		t.Errorf("said %q", tk.err.String())
	}
	o, tk = s.client("NumberOfPasswordPrompts 2\n", "a", "b", "right")
	mustFail(t, o, "permission denied")
	if len(tk.asked) != 2 {
		t.Errorf("asked %q", tk.asked)
	}
	o, tk = s.client("PasswordAuthentication no\n", "right")
	mustFail(t, o, "the server takes password")
	if len(tk.asked) != 0 {
		t.Errorf("asked %q", tk.asked)
	}
	o, tk = s.client("")
	tk.absent = true
	if f := mustFail(t, o, "no terminal"); !strings.Contains(f.Hint, "SSH_ASKPASS") {
		t.Errorf("hint is %q", f.Hint)
	}
	if strings.Contains(tk.err.String(), "right") {
		t.Error("a password was shown")
	}
}

func TestTwoFactorsInSeveralRounds(t *testing.T) {
	s := newSSHServer(t)
	s.acceptKey(1)
	accept := s.config.PublicKeyCallback
	s.config.PublicKeyCallback = func(c ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		if _, err := accept(c, key); err != nil {
			return nil, err
		}
		return nil, &ssh.PartialSuccessError{Next: ssh.ServerAuthCallbacks{
			KeyboardInteractiveCallback: func(_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
				first, err := ask("", "\x1b[31mSecond\x1b[m factor", []string{"Password: "}, []bool{false})
				if err != nil || first[0] != "pw" {
					return nil, errors.New("wrong")
				}
				second, err := ask("", "", []string{"Co\x07de: "}, []bool{true})
				if err != nil || second[0] != "123" {
					return nil, errors.New("wrong")
				}
				if _, err := ask("done", "", nil, nil); err != nil {
					return nil, err
				}
				return nil, nil
			}}}
	}
	s.start()
	keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
	o, tk := s.client("IdentityFile DIR/key\n", "bad", "pw", "123")
	mustStart(t, o, tk)
	want := []string{"(me@127.0.0.1) Password: false", "(me@127.0.0.1) Password: false", "(me@127.0.0.1) Code: true"}
	if !slices.Equal(tk.asked, want) {
		t.Errorf("asked %q", tk.asked)
	}
	if got := tk.err.String(); !strings.Contains(got, "Second factor\n") || strings.Contains(got, "\x1b") {
		t.Errorf("said %q", got)
	}
}

// serveAgent runs an agent with some keys on a socket.
func serveAgent(t *testing.T, dir string, keys ...byte) agent.Agent {
	t.Helper()
	ring := agent.NewKeyring()
	for _, n := range keys {
		if err := ring.Add(agent.AddedKey{PrivateKey: testKey(t, n)}); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "agent")
	l, err := net.Listen("unix", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			go func() { _ = agent.ServeAgent(ring, conn) }()
		}
	}()
	return ring
}

func TestAddKeysToAgent(t *testing.T) {
	s := newSSHServer(t)
	s.acceptKey(1)
	s.start()
	ring := serveAgent(t, s.dir)
	keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "right")
	for _, test := range []struct {
		value   string
		answers []string
		want    int
	}{
		{"no", []string{"right"}, 0},
		{"ask", []string{"right", "no"}, 0},
		{"ask", []string{"right", "yes"}, 1},
		{"yes 1h", nil, 1}, // there is no need for a passphrase any more
	} {
		o, tk := s.client("IdentityAgent DIR/agent\nIdentityFile DIR/key\nAddKeysToAgent "+test.value+"\n", test.answers...)
		mustStart(t, o, tk)
		if keys, err := ring.List(); err != nil || len(keys) != test.want {
			t.Errorf("%s: the agent has %d keys (%v), want %d", test.value, len(keys), err, test.want)
		}
		if asked := strings.Contains(strings.Join(tk.asked, "\n"), "Add the key "+s.dir+"/key to the agent (yes/no)? true"); asked != (test.value == "ask") {
			t.Errorf("%s: asked %q", test.value, tk.asked)
		}
	}
	if err := errors.Join(ring.RemoveAll(), ring.Lock([]byte("x"))); err != nil {
		t.Fatal(err)
	}
	o, tk := s.client("IdentityAgent DIR/agent\nIdentityFile DIR/key\nAddKeysToAgent yes\n", "right")
	mustStart(t, o, tk)
	if said := tk.err.String(); !strings.Contains(said, "the agent did not take the key "+s.dir+"/key: ") {
		t.Errorf("said %q", said)
	}
	if a := parseAddition([]string{"confirm", "2m"}); !a.add || !a.key.ConfirmBeforeUse || a.key.LifetimeSecs != 120 || a.ask {
		t.Errorf("confirm 2m: %+v", a)
	}
}

func TestOrderOfKeys(t *testing.T) {
	s := newSSHServer(t)
	s.acceptKey(99) // none of them
	s.start()
	serveAgent(t, s.dir, 1, 2, 3)
	keyOnDisk(t, filepath.Join(s.dir, "four"), 4, "")
	keyOnDisk(t, filepath.Join(s.dir, "three"), 3, "")
	write(t, filepath.Join(s.dir, "two.pub"), string(ssh.MarshalAuthorizedKey(testSigner(t, 2).PublicKey())))
	ca := testSigner(t, 50)
	cert := &ssh.Certificate{Key: testSigner(t, 4).PublicKey(), CertType: ssh.UserCert, ValidBefore: ssh.CertTimeInfinity}
	if err := cert.SignCert(rand.Reader, ca); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(s.dir, "four-cert.pub"), string(ssh.MarshalAuthorizedKey(cert)))
	files := "IdentityFile DIR/four\nIdentityFile DIR/three\nIdentityFile DIR/two\nIdentityFile DIR/missing\n"
	finger := func(n byte) string { return ssh.FingerprintSHA256(testSigner(t, n).PublicKey()) }
	for _, test := range []struct {
		extra string
		want  []string
	}{
		{"IdentityAgent DIR/agent\n" + files, []string{ssh.FingerprintSHA256(cert), finger(3), finger(2), finger(1), finger(4)}},
		{"IdentityAgent DIR/agent\nIdentitiesOnly yes\n" + files, []string{ssh.FingerprintSHA256(cert), finger(3), finger(2), finger(4)}},
		{"IdentityAgent none\n" + files, []string{ssh.FingerprintSHA256(cert), finger(4), finger(3)}},
		{"IdentityAgent $MY_AGENT\nIdentityFile DIR/two.pub\nIdentitiesOnly yes\n", []string{finger(2)}},
		{"IdentityAgent DIR/agent\nIdentityFile none\n", []string{finger(1), finger(2), finger(3)}},
		{"IdentityAgent DIR/agent\nPubkeyAuthentication no\n", nil},
		{"IdentityAgent DIR/agent\nPubkeyAcceptedAlgorithms rsa-sha2-512\n", nil},
	} {
		s.mu.Lock()
		s.offered = nil
		s.mu.Unlock()
		o, _ := s.client(test.extra)
		o.Environ = append(o.Environ, "MY_AGENT="+filepath.Join(s.dir, "agent"))
		mustFail(t, o, "permission denied")
		if !slices.Equal(s.offered, test.want) {
			t.Errorf("%s\noffered %q\nwant    %q", test.extra, s.offered, test.want)
		}
	}
}

func TestAgentKeySigns(t *testing.T) {
	s := newSSHServer(t)
	s.acceptKey(2)
	s.start()
	serveAgent(t, s.dir, 1, 2)
	o, tk := s.client("IdentityAgent DIR/agent\n")
	mustStart(t, o, tk)
}

func TestFailingSignerDoesNotAbortTheOthers(t *testing.T) {
	s := newSSHServer(t)
	s.config.PublicKeyCallback = func(ssh.ConnMetadata, ssh.PublicKey) (*ssh.Permissions, error) { return nil, nil }
	s.start()
	keyOnDisk(t, filepath.Join(s.dir, "locked"), 1, "unknown")
	keyOnDisk(t, filepath.Join(s.dir, "open"), 2, "")
	o, tk := s.client("IdentityFile DIR/locked\nIdentityFile DIR/open\n", "")
	mustStart(t, o, tk)
}
