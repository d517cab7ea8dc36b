package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

// mustStart runs Native and fails the test if there is no session.
func mustStart(t *testing.T, o *Options, tk *talk) Session {
	t.Helper()
	s, err := Native(context.Background(), *o)
	if err != nil {
		t.Fatalf("%v\nstderr:\n%s\nasked: %q", err, tk.err.String(), tk.asked)
	}
	if s.Port != "60001" || s.Key != "AAAAAAAAAAAAAAAAAAAAAA" {
		t.Fatalf("session is %+v", s)
	}
	return s
}

// mustFail runs Native and returns the failure, which has to contain text.
func mustFail(t *testing.T, o *Options, text string) *Failure {
	t.Helper()
	s, err := Native(context.Background(), *o)
	var f *Failure
	if !errors.As(err, &f) {
		t.Fatalf("got %+v, %v; want a failure with advice", s, err)
	}
	if !strings.Contains(f.Error(), text) {
		t.Fatalf("the failure is %q, without %q", f.Error(), text)
	}
	if f.Hint == "" {
		t.Errorf("%q has no hint", f.Error())
	}
	return f
}

func TestNativeSession(t *testing.T) {
	s := newSSHServer(t)
	s.acceptKey(1)
	s.start()
	keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
	o, tk := s.client("IdentityFile DIR/key\nSendEnv LC_* LANG\nSetEnv A=b\n")
	o.Command = []string{"ls", "-l"}
	o.Ports = "60001:60010"
	session := mustStart(t, o, tk)
	if session.Addr.String() != "127.0.0.1" {
		t.Errorf("address is %s", session.Addr)
	}
	if want := []string{`mosh-server 'new' '-c' '256' '-s' '-p' '60001:60010' '-l' 'LANG=C.UTF-8' '-l' 'LC_TIME=C' '--' 'ls' '-l'`}; !slices.Equal(s.commands, want) {
		t.Errorf("command was %q, want %q", s.commands, want)
	}
	if want := []string{"LANG=C.UTF-8", "LC_TIME=C", "A=b"}; !slices.Equal(s.env, want) {
		t.Errorf("environment was %q, want %q", s.env, want)
	}
	if s.pty != "xterm 100x30" {
		t.Errorf("terminal was %q", s.pty)
	}
	if len(tk.asked) > 0 || tk.out.String() != "" || tk.err.String() != "" {
		t.Errorf("a quiet start asked %q and said %q %q", tk.asked, tk.out.String(), tk.err.String())
	}
}

func TestNativeWithoutPtyOrTerminal(t *testing.T) {
	s := newSSHServer(t)
	s.acceptKey(1)
	s.start()
	keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
	o, tk := s.client("IdentityFile DIR/key\n")
	o.NoPty = true
	mustStart(t, o, tk)
	if s.pty != "" {
		t.Errorf("terminal %q was asked for", s.pty)
	}
	o.NoPty, o.Terminal = false, Terminal{}
	mustStart(t, o, tk)
	if s.pty != " 80x24" {
		t.Errorf("terminal was %q", s.pty)
	}
}

func TestRemoteOutput(t *testing.T) {
	for _, test := range []struct {
		name, out, errs string
		status          int
		server          string
		fails, hint     string
		shown           string
	}{
		{name: "rubbish first", out: "\r\n\x1b[31mhello\x1b[0m\a\r\n\r\nMOSH IP 6.6.6.6\n\r\n\n" + reportLine + "\nlater\n", shown: "hello\n\nMOSH IP 6.6.6.6\n"},
		{name: "on stderr", out: reportLine + "\r\n", errs: "warning: x\n", shown: "warning: x\n"},
		{name: "nothing", status: 0, server: "mosh-server", fails: "did not start", hint: "mosh-server"},
		{name: "not found", status: 127, errs: "sh: mosh-server: not found\n", fails: "command not found", server: "/opt/ms -v", hint: "/opt/ms", shown: "sh: mosh-server: not found\n"},
		{name: "killed", status: -1, fails: "killed by signal KILL", hint: "memory"},
		{name: "search without result", out: noServerLine + "\r\n", status: 127, fails: "neither gomosh nor mosh-server was found on h", hint: "--server"},
		{name: "old server and a range", out: "Bad UDP port\n", status: 1, fails: "port ranges", hint: "-p", shown: ""},
		{name: "forged line", out: "MOSH CONNECT 1 short\n", fails: "unexpected line", hint: "bashrc"},
		{name: "half a line at the end", out: "MOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA", shown: ""},
		{name: "endless line", out: strings.Repeat("x", 1<<20) + "\n" + reportLine + "\n", shown: "*"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSSHServer(t)
			s.acceptKey(1)
			s.run = func(_ string, stdout, stderr io.Writer) int {
				_, _ = io.WriteString(stderr, test.errs)
				_, _ = io.WriteString(stdout, test.out)
				return test.status
			}
			s.start()
			keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
			o, tk := s.client("IdentityFile DIR/key\n")
			o.Server, o.Ports = test.server, "60001:60002"
			if test.fails == "" {
				session := mustStart(t, o, tk)
				if session.Addr.String() != "127.0.0.1" {
					t.Errorf("address is %s", session.Addr)
				}
			} else if f := mustFail(t, o, test.fails); !strings.Contains(f.Hint, test.hint) {
				t.Errorf("hint is %q", f.Hint)
			}
			if got := tk.err.String(); test.shown != "*" && test.name != "on stderr" && got != test.shown {
				t.Errorf("showed %q, want %q", got, test.shown)
			}
		})
	}
}

func TestJump(t *testing.T) {
	target, hop := newSSHServer(t), newSSHServer(t)
	target.acceptKey(1)
	hop.acceptKey(2)
	target.run = func(command string, stdout, _ io.Writer) int {
		fmt.Fprintf(stdout, "MOSH SSH_CONNECTION 10.0.0.1 5 10.9.8.7 22\n%s\n", reportLine)
		return 0
	}
	target.start()
	hop.start()
	keyOnDisk(t, filepath.Join(target.dir, "key"), 1, "")
	keyOnDisk(t, filepath.Join(target.dir, "hopkey"), 2, "")
	config := fmt.Sprintf("Host hop\nPort %d\nIdentityFile DIR/hopkey\nUserKnownHostsFile DIR/hopknown\nProxyJump none\n"+
		"Host inner\nHostName localhost\nProxyJump hop\nHost dark\nHostName dark.invalid\nProxyCommand nc -N 127.0.0.1 %d\nHost circle\nProxyJump circle2\nHost circle2\nProxyJump circle\nHost *\nHostKeyAlias target\nIdentityFile DIR/key\n",
		hop.port(), target.port())
	config = strings.Replace(config, "Host hop\n", "Host hop\nHostKeyAlias hop\n", 1)
	key := strings.SplitN(target.hostLine(100), " ", 2)[1]
	write(t, filepath.Join(target.dir, "known"), "target "+key)
	write(t, filepath.Join(target.dir, "hopknown"), "hop "+key)

	o, tk := target.client(config)
	o.Destination = "inner"
	if s := mustStart(t, o, tk); !s.Addr.IsLoopback() {
		t.Errorf("address is %s", s.Addr)
	}
	if got := target.commands[0]; strings.Contains(got, "'-s'") {
		t.Errorf("the server was bound to the address the jump host sees: %s", got)
	}
	if !strings.Contains(tk.err.String(), "ssh went through hop") {
		t.Errorf("said %q", tk.err.String())
	}

	o, _ = target.client(config)
	o.Destination = "circle"
	mustFail(t, o, "circle")

	o, tk = target.client(config)
	o.Destination = "dark"
	o.RemoteIP = RemoteIPProxy
	if _, err := os.Stat("/bin/nc"); err == nil {
		if s := mustStart(t, o, tk); s.Addr.String() != "10.9.8.7" {
			t.Errorf("address is %s", s.Addr)
		}
		if got := target.commands[1]; !strings.Contains(got, "'-s'") || !strings.Contains(got, "SSH_CONNECTION") {
			t.Errorf("command was %s", got)
		}
	}
}

func TestConfigurationThatOnlyOpenSSHHonours(t *testing.T) {
	s := newSSHServer(t)
	s.start()
	for _, line := range []string{"KnownHostsCommand /bin/true", "RevokedHostKeys /x", "ProxyUseFdpass yes\nProxyCommand x", "Ciphers none-such"} {
		o, _ := s.client(line + "\n")
		if f := mustFail(t, o, strings.Fields(line)[0]); !strings.Contains(f.Hint, "--ssh=ssh") {
			t.Errorf("%s: hint is %q", line, f.Hint)
		}
	}
	o, _ := s.client("Bogus yes\n")
	mustFail(t, o, "bogus")
	o, _ = s.client("RefuseConnection \"use the other one\"\n")
	mustFail(t, o, "refuses this connection: use the other one")
}

// TestSteps has each step reported, up to the one that fails.
func TestSteps(t *testing.T) {
	s := newSSHServer(t)
	s.acceptKey(1)
	s.run = func(command string, stdout, _ io.Writer) int {
		if strings.Contains(command, "uname") {
			fmt.Fprint(stdout, "Plan9 mips\r\nmosh-server 9\n")
			return 0
		}
		return 127
	}
	s.start()
	keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
	o, _ := s.client("IdentityFile DIR/key\n")
	var steps []string
	o.Step = func(step Step) {
		steps = append(steps, fmt.Sprintf("%s: %s %v", step.Name, step.Detail, step.Err != nil))
	}
	mustFail(t, o, "command not found")
	want := []string{
		fmt.Sprintf("ssh configuration: h is me@127.0.0.1 port %d false", s.port()),
		"name look-up: 127.0.0.1 false",
		fmt.Sprintf("TCP connection: 127.0.0.1 port %d false", s.port()),
		"SSH login: me@127.0.0.1, SSH-2.0-Go false",
		"other side: Plan9 mips; mosh-server 9 false",
		"server half:  true",
	}
	if !slices.Equal(steps, want) {
		t.Errorf("steps %q\nwant  %q", steps, want)
	}
}

func TestNobodyListens(t *testing.T) {
	s := newSSHServer(t)
	s.listener.Close()
	o, _ := s.client("")
	mustFail(t, o, "connection refused")
}

func TestHandshakeFailures(t *testing.T) {
	for _, test := range []struct {
		err        error
		text, hint string
	}{
		{&ssh.AlgorithmNegotiationError{What: "key exchange", RequestedAlgorithms: []string{"sntrup", "kex-strict-s-v00@openssh.com"}},
			"SSH with h failed: the server has no key exchange that is built in here, only sntrup", "--ssh=ssh"},
		{os.ErrDeadlineExceeded, "SSH with h failed: the server went silent", "ConnectTimeout"},
		{errors.New("ssh: disconnect, reason 2: Too many authentication failures"), "SSH with h failed: too many authentication failures", "IdentitiesOnly"},
		{io.EOF, "SSH with h failed: the server closed the connection", "SSH server"},
		{errors.New("ssh: \x1b[31mstrange"), "SSH with h failed: ssh: strange", "ssh -v h"},
		{hostKeyDeclined(), "the host key was not accepted", "fingerprint"},
	} {
		var f *Failure
		if err := handshakeFailed("h", fmt.Errorf("ssh: handshake failed: %w", test.err)); !errors.As(err, &f) || f.Error() != test.text || !strings.Contains(f.Hint, test.hint) {
			t.Errorf("%v: %q, %q", test.err, f.Error(), f.Hint)
		}
	}
}

func TestNotAnSSHServer(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() {
		conn, err := l.Accept()
		if err == nil {
			_, _ = io.WriteString(conn, "hello\n")
			conn.Close()
		}
	}()
	s := newSSHServer(t)
	s.listener.Close()
	s.listener = l
	o, _ := s.client("")
	mustFail(t, o, `it says "hello"`)
}
