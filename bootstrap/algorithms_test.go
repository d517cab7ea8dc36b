package bootstrap

import (
	"slices"
	"strings"
	"testing"

	"golang.org/x/crypto/ssh"
)

func TestChooseAlgorithms(t *testing.T) {
	defaults, possible := []string{"a1", "a2", "b1"}, []string{"a1", "a2", "b1", "c1"}
	for spec, want := range map[string]string{
		"":         "a1 a2 b1",
		"b1,a1":    "b1 a1",
		"c1,x":     "c1",
		"x":        "",
		"+c1":      "a1 a2 b1 c1",
		"+a1,c*":   "a1 a2 b1 c1",
		"-a*":      "b1",
		"-x":       "a1 a2 b1",
		"^b1":      "b1 a1 a2",
		"^c1,a2":   "c1 a2 a1 b1",
		"*1":       "a1 b1 c1",
		"-a1,a2,b": "b1",
	} {
		if got := strings.Join(chooseAlgorithms(spec, defaults, possible), " "); got != want {
			t.Errorf("%q: %q, want %q", spec, got, want)
		}
	}
}

func TestKnownFirst(t *testing.T) {
	got := knownFirst(hostKeyOrder, []string{"ssh-rsa"}, false)
	if got[0] != ssh.KeyAlgoRSASHA512 || got[1] != ssh.KeyAlgoRSASHA256 || got[2] != ssh.CertAlgoED25519v01 || len(got) != len(hostKeyOrder) {
		t.Errorf("with an RSA key known: %q", got)
	}
	got = knownFirst(hostKeyOrder, []string{"ecdsa-sha2-nistp256"}, true)
	if got[0] != ssh.CertAlgoED25519v01 || got[6] != ssh.KeyAlgoECDSA256 {
		t.Errorf("with an authority and an ECDSA key known: %q", got)
	}
	if got := knownFirst(hostKeyOrder, nil, false); !slices.Equal(got, hostKeyOrder) {
		t.Errorf("with nothing known: %q", got)
	}
	supported := append(ssh.SupportedAlgorithms().HostKeys, ssh.InsecureAlgorithms().HostKeys...)
	for _, name := range hostKeyOrder {
		if !slices.Contains(supported, name) {
			t.Errorf("the library does not have %s", name)
		}
	}
}
