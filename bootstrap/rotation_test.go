//go:build unix

package bootstrap

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"

	"gomosh/internal/lab"
)

// TestAnnouncedKeys has a server announce the key it was known by (100), and 101
// and 102, which are new.
func TestAnnouncedKeys(t *testing.T) {
	for _, test := range []struct {
		name, extra string
		known       string // known_hosts, where KEY is the line of key 100
		forged      int
		learns      bool
	}{
		{name: "new keys", extra: "UpdateHostKeys yes\n", known: "KEY", learns: true},
		{name: "switched off", extra: "UpdateHostKeys no\n", known: "KEY"},
		{name: "nobody can be asked", extra: "UpdateHostKeys ask\n", known: "KEY"},
		{name: "off where the user's files are not the usual ones", known: "KEY"},
		{name: "one proof is forged", extra: "UpdateHostKeys yes\n", known: "KEY", forged: 1},
		{name: "known by a pattern", extra: "UpdateHostKeys yes\n", known: "* KEYONLY"},
		{name: "accepted without asking", extra: "UpdateHostKeys yes\nStrictHostKeyChecking accept-new\n"},
		{name: "changed", extra: "UpdateHostKeys yes\nStrictHostKeyChecking no\n", known: "WRONG"},
		{name: "a new key is revoked", extra: "UpdateHostKeys yes\n", known: "KEY@revoked * OTHER@revoked * THIRD"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSSHServer(t)
			s.acceptKey(1)
			s.announce = []ssh.Signer{testSigner(t, 100), testSigner(t, 101), testSigner(t, 102)}
			s.forged = test.forged
			// The session lasts until the proof has been given, or for a moment.
			s.run = func(_ string, stdout, _ io.Writer) int {
				lab.Eventually(200*time.Millisecond, func() bool {
					s.mu.Lock()
					defer s.mu.Unlock()
					return s.proved > 0
				})
				fmt.Fprintln(stdout, reportLine)
				return 0
			}
			s.start()
			keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
			only := func(n byte) string { return string(ssh.MarshalAuthorizedKey(testSigner(t, n).PublicKey())) }
			known := strings.NewReplacer("KEYONLY", only(100), "KEY", s.hostLine(100), "OTHER", only(101), "THIRD", only(102), "WRONG", s.hostLine(7)).Replace(test.known)
			path := write(t, filepath.Join(s.dir, "known"), known)
			o, tk := s.client(test.extra + "IdentityFile DIR/key\n")
			o.Keep = true // as in a session; without it the connection may end first
			session := mustStart(t, o, tk)
			defer session.Link.Close()
			want := ""
			if test.learns {
				want = s.hostLine(101) + s.hostLine(102)
			}
			added := func() string {
				after, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				return strings.TrimPrefix(string(after), known)
			}
			if want != "" {
				lab.Until(t, lab.Soon, "keys stored", func() bool { return added() == want })
			} else if got := added(); strings.Contains(got, only(101)) || strings.Contains(got, only(102)) {
				t.Errorf("added %q", got)
			}
		})
	}
}

func TestSSHStrings(t *testing.T) {
	if got, err := sshStrings([]byte("\x00\x00\x00\x01a\x00\x00\x00\x00")); err != nil || len(got) != 2 || string(got[0]) != "a" {
		t.Errorf("%q, %v", got, err)
	}
	for _, bad := range []string{"x", "\x00\x00\x00\x05a", "\xff\xff\xff\xff"} {
		if _, err := sshStrings([]byte(bad)); err == nil {
			t.Errorf("%q was accepted", bad)
		}
	}
}
