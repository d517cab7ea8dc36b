package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
)

// hostile is text that would do harm on a terminal: a title, a colour, a bell, a
// line drawn over, and characters that turn the direction of what follows.
const hostile = "\x1b]0;evil\x07\x1b[31mred\x1b[0m\a\b\r\x9b2J\u202e\u0085 words"

// harmless is what Clean leaves of it.
const harmless = "red2J words"

// TestForeignTextIsCleaned has a server put hostile text wherever it can say
// something: nothing of it may reach the terminal as more than words.
func TestForeignTextIsCleaned(t *testing.T) {
	clean := func(t *testing.T, where, said string) {
		t.Helper()
		if !strings.Contains(said, harmless) {
			t.Errorf("%s: %q does not show the words", where, said)
		}
		for _, bad := range []string{"\x1b", "\a", "\b", "\x9b", "\u202e", "\u0085", "evil", "\r"} {
			if strings.Contains(said, bad) {
				t.Errorf("%s: %q contains %q", where, said, bad)
			}
		}
	}
	failure := func(err error) string {
		var f *Failure
		if !errors.As(err, &f) {
			return fmt.Sprint(err)
		}
		return f.Error() + "\n" + f.Hint
	}

	s := newSSHServer(t)
	s.config.BannerCallback = func(ssh.ConnMetadata) string { return hostile + "\n" }
	s.config.ServerVersion = "SSH-2.0-x" // x/crypto allows no more in it
	s.config.KeyboardInteractiveCallback = func(_ ssh.ConnMetadata, ask ssh.KeyboardInteractiveChallenge) (*ssh.Permissions, error) {
		_, err := ask(hostile, hostile, []string{hostile}, []bool{false})
		return nil, err
	}
	s.run = func(command string, stdout, stderr io.Writer) int {
		fmt.Fprintf(stdout, "%s\nMOSH IP %s\n", hostile, hostile)
		fmt.Fprintf(stderr, "%s\n", hostile)
		fmt.Fprintf(stdout, "%s\n", reportLine)
		return 0
	}
	s.start()
	o, tk := s.client("", "answer")
	mustStart(t, o, tk)
	if len(tk.asked) != 1 {
		t.Fatalf("asked %q", tk.asked)
	}
	clean(t, "question", tk.asked[0])
	if n := strings.Count(tk.err.String(), harmless); n < 5 {
		t.Errorf("%d of the texts were shown: %q", n, tk.err.String())
	}
	clean(t, "banner, instruction, output", strings.ReplaceAll(tk.err.String(), "\r", ""))

	for name, run := range map[string]func(string, io.Writer, io.Writer) int{
		"malformed report": func(_ string, stdout, _ io.Writer) int {
			fmt.Fprintf(stdout, "MOSH SSH_CONNECTION %s\n", hostile)
			return 0
		},
		"system": func(command string, stdout, _ io.Writer) int {
			fmt.Fprintf(stdout, "%s\n%s%s\n", noServerLine, systemMarker, hostile)
			return 127
		},
	} {
		s := newSSHServer(t)
		s.acceptKey(1)
		s.run = run
		s.start()
		keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
		o, _ := s.client("IdentityFile DIR/key\n")
		o.Server = ""
		_, err := Native(context.Background(), *o)
		clean(t, name, failure(err))
	}

	// What else comes from outside and ends in a message.
	system := errors.New(hostile)
	for name, err := range map[string]error{
		"disconnect": handshakeFailed(hostile, fmt.Errorf("ssh: disconnect, reason 11: %s", hostile)),
		"not SSH":    notSSH("h", hostile),
		"methods":    denied(denial{user: hostile, host: "h", left: []string{hostile}}),
		"signal":     remoteEnded("", 0, hostile),
		"refusal":    noSession(system),
		"copying":    deployFailed("h", []string{Clean(hostile)}),
		"jump":       jumpFailed("hop", "target", system),
		"resolver":   unresolved(hostile, system),
		"report":     badMarker(hostile),
		"address":    badAddress(hostile),
		"proxy":      proxyEnded(hostile),
	} {
		clean(t, name, failure(err))
	}
}

// TestRareMessages provokes what no other test does.
func TestRareMessages(t *testing.T) {
	serverFor := func(t *testing.T, n byte) *sshServer {
		s := newSSHServer(t)
		s.acceptKey(n)
		s.start()
		keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
		return s
	}
	server := func(t *testing.T) *sshServer { return serverFor(t, 1) }
	t.Run("no command for ssh", func(t *testing.T) {
		_, err := External(context.Background(), Options{Destination: "h"})
		if err == nil || !strings.Contains(err.Error(), "the ssh command is empty") {
			t.Error(err)
		}
	})
	t.Run("LocalCommand", func(t *testing.T) {
		s := server(t)
		o, tk := s.client("IdentityFile DIR/key\nPermitLocalCommand yes\nLocalCommand touch DIR/ran\n")
		mustStart(t, o, tk)
		if said := tk.err.String(); said != "gomosh: passing over LocalCommand of the ssh configuration; --ssh=ssh heeds it\n" {
			t.Errorf("said %q", said)
		}
	})
	t.Run("known_hosts cannot be written", func(t *testing.T) {
		s := server(t)
		write(t, filepath.Join(s.dir, "known"), "")
		o, tk := s.client("IdentityFile DIR/key\nUserKnownHostsFile DIR/key/known\nStrictHostKeyChecking accept-new\n")
		mustStart(t, o, tk)
		if !strings.Contains(tk.err.String(), "could not remember the host key: ") {
			t.Errorf("said %q", tk.err.String())
		}
	})
	t.Run("useless keys", func(t *testing.T) {
		s := serverFor(t, 2) // the half that is open is that of another key
		write(t, filepath.Join(s.dir, "junk"), "no key at all\n")
		keyOnDisk(t, filepath.Join(s.dir, "locked"), 1, "phrase")
		write(t, filepath.Join(s.dir, "locked.pub"), string(ssh.MarshalAuthorizedKey(testSigner(t, 2).PublicKey())))
		o, tk := s.client("IdentityFile DIR/junk\nIdentityFile DIR/locked\n", "phrase")
		o.Verbose = true
		_, err := Native(context.Background(), *o)
		said := tk.err.String()
		if !strings.Contains(said, "passing over the key "+s.dir+"/junk: ") {
			t.Errorf("%v; said %q", err, said)
		}
	})
	t.Run("hardware-backed key", func(t *testing.T) {
		s := serverFor(t, 9)
		write(t, filepath.Join(s.dir, "sk"), "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n")
		write(t, filepath.Join(s.dir, "sk.pub"), "sk-ssh-ed25519@openssh.com AAAAGnNrLXNzaC1lZDI1NTE5QG9wZW5zc2guY29tAAAAIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABHNzaDo= me\n")
		o, _ := s.client("IdentityFile DIR/sk\n")
		f := mustFail(t, o, "permission denied for me@127.0.0.1; there is no key to try; the server takes publickey")
		if f.Hint != "--ssh=ssh can use the hardware-backed key "+s.dir+"/sk" {
			t.Errorf("hint is %q", f.Hint)
		}
	})
	t.Run("no session", func(t *testing.T) {
		s := newSSHServer(t)
		s.acceptKey(1)
		s.refuse = true
		s.start()
		keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
		o, _ := s.client("IdentityFile DIR/key\n")
		mustFail(t, o, "the server refused to open a session: ")
	})
	t.Run("silent server half", func(t *testing.T) {
		s := newSSHServer(t)
		s.acceptKey(1)
		over := make(chan struct{})
		t.Cleanup(func() { close(over) })
		s.run = func(_ string, stdout, _ io.Writer) int {
			fmt.Fprintln(stdout, "press a key")
			<-over
			return 0
		}
		s.start()
		keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
		o, tk := s.client("IdentityFile DIR/key\n")
		o.patience = 200 * time.Millisecond
		f := mustFail(t, o, "the server half did not report within 200ms")
		if tk.err.String() != "press a key\n" || !strings.Contains(f.Hint, "waits for input") {
			t.Errorf("said %q; hint %q", tk.err.String(), f.Hint)
		}
	})
	t.Run("no shell for a ProxyCommand", func(t *testing.T) {
		s := server(t)
		o, _ := s.client("ProxyCommand nc %h %p\n")
		o.Environ = []string{"SHELL=" + s.dir + "/no-such-shell"}
		mustFail(t, o, "could not run the ProxyCommand nc 127.0.0.1 ")
	})
	t.Run("no connect line", func(t *testing.T) {
		s := newSSHServer(t)
		s.acceptKey(1)
		s.run = func(string, io.Writer, io.Writer) int { return 0 }
		s.start()
		keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
		o, _ := s.client("IdentityFile DIR/key\n")
		if f := mustFail(t, o, "the server half did not start"); !strings.HasSuffix(f.Hint, "--server=COMMAND names another one") {
			t.Errorf("hint is %q", f.Hint)
		}
	})
	t.Run("GSSAPI only", func(t *testing.T) {
		err := denied(denial{user: "u", host: "h", left: []string{"gssapi-with-mic", "hostbased"}, elsewhere: []string{"gssapi-with-mic"}})
		var f *Failure
		if !errors.As(err, &f) || f.Hint != "--ssh=ssh can use gssapi-with-mic" {
			t.Errorf("%v, hint %q", err, f.Hint)
		}
	})
}
