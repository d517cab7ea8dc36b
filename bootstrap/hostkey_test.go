package bootstrap

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/crypto/ssh"
)

func TestHostKeys(t *testing.T) {
	const wrong = "HAS CHANGED"
	for _, test := range []struct {
		name, known, extra string
		answers            []string
		absent             bool
		fails              string // part of the failure; empty if it works
		stored             bool
	}{
		{name: "known", known: "KEY"},
		{name: "ask, yes", answers: []string{"what", "yes"}, stored: true},
		{name: "ask, fingerprint", answers: []string{"FINGER"}, stored: true},
		{name: "ask, another fingerprint", answers: []string{"SHA256:other", "no"}, fails: "not accepted"},
		{name: "ask, MD5", extra: "FingerprintHash md5\n", answers: []string{"SHA256:other", "MD5FINGER"}, stored: true},
		{name: "ask, no", answers: []string{"no"}, fails: "not accepted"},
		{name: "ask, nothing", fails: "not accepted"},
		{name: "ask, nobody there", absent: true, fails: whyNoTTY},
		{name: "ask in batch mode", extra: "BatchMode yes\n", answers: []string{"yes"}, fails: whyBatch},
		{name: "strict", extra: "StrictHostKeyChecking yes\n", answers: []string{"yes"}, fails: whyStrict},
		{name: "accept-new", extra: "StrictHostKeyChecking accept-new\n", stored: true},
		{name: "off", extra: "StrictHostKeyChecking off\n", stored: true},
		{name: "changed", known: "OTHER", answers: []string{"yes"}, fails: wrong},
		{name: "changed, accept-new", known: "OTHER", extra: "StrictHostKeyChecking accept-new\n", fails: wrong},
		{name: "changed, off", known: "OTHER", extra: "StrictHostKeyChecking no\n"},
		{name: "revoked", known: "KEY@revoked * KEYONLY", fails: "revoked"},
		{name: "revoked, off", known: "@revoked * KEYONLY", extra: "StrictHostKeyChecking no\n", fails: "revoked"},
		{name: "alias", known: "myalias KEYONLY", extra: "HostKeyAlias MyAlias\n"},
		{name: "alias changed", known: "KEYmyalias OTHERONLY", extra: "HostKeyAlias myalias\n", fails: wrong},
		{name: "localhost need not prove itself", extra: "NoHostAuthenticationForLocalhost yes\n"},
		{name: "left to the DNS", extra: "VerifyHostKeyDNS yes\n", answers: []string{"yes"}, fails: "VerifyHostKeyDNS yes, which only OpenSSH can do"},
		{name: "known, DNS or not", known: "KEY", extra: "VerifyHostKeyDNS yes\n"},
		{name: "authority", known: "@cert-authority * OTHERONLY", answers: []string{"no"}, fails: "not accepted"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := newSSHServer(t)
			s.acceptKey(1)
			s.start()
			keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
			only := func(n byte) string { return string(ssh.MarshalAuthorizedKey(testSigner(t, n).PublicKey())) }
			known := strings.NewReplacer("KEYONLY", only(100), "OTHERONLY", only(7), "KEY", s.hostLine(100), "OTHER", s.hostLine(7)).Replace(test.known)
			path := write(t, filepath.Join(s.dir, "known"), known)
			for i := range test.answers {
				test.answers[i] = strings.ReplaceAll(test.answers[i], "MD5FINGER", "MD5:"+ssh.FingerprintLegacyMD5(testSigner(t, 100).PublicKey()))
				test.answers[i] = strings.ReplaceAll(test.answers[i], "FINGER", ssh.FingerprintSHA256(testSigner(t, 100).PublicKey()))
			}
			o, tk := s.client(test.extra+"IdentityFile DIR/key\n", test.answers...)
			tk.absent = test.absent
			if test.fails != "" {
				mustFail(t, o, test.fails)
				if len(s.offered) != 0 {
					t.Error("a key was offered to a host that was refused")
				}
			} else {
				mustStart(t, o, tk)
			}
			after, _ := os.ReadFile(path)
			if stored := string(after) != known; stored != test.stored {
				t.Errorf("stored is %v, want %v; the file holds %q", stored, test.stored, after)
			}
			if test.stored && string(after) != s.hostLine(100) {
				t.Errorf("stored %q", after)
			}
		})
	}
}

func TestChangedHostKeyGetsNoPassword(t *testing.T) {
	s := newSSHServer(t)
	s.config.PasswordCallback = func(ssh.ConnMetadata, []byte) (*ssh.Permissions, error) {
		t.Error("a password was sent")
		return nil, nil
	}
	s.start()
	write(t, filepath.Join(s.dir, "known"), s.hostLine(7))
	o, tk := s.client("StrictHostKeyChecking no\n", "pw")
	mustFail(t, o, "permission denied")
	if len(tk.asked) != 0 || !strings.Contains(tk.err.String(), "WARNING: THE HOST KEY") {
		t.Errorf("asked %q, said %q", tk.asked, tk.err.String())
	}
}

// TestKnownKeyDecidesAlgorithm gives a server two keys of which the less
// preferred is known.
func TestKnownKeyDecidesAlgorithm(t *testing.T) {
	s := newSSHServer(t)
	s.acceptKey(1)
	ecdsaSigner := newECDSA(t)
	s.config.AddHostKey(ecdsaSigner)
	s.start()
	keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
	write(t, filepath.Join(s.dir, "known"), fmt.Sprintf("[127.0.0.1]:%d %s", s.port(), ssh.MarshalAuthorizedKey(ecdsaSigner.PublicKey())))
	o, tk := s.client("IdentityFile DIR/key\nStrictHostKeyChecking yes\n")
	mustStart(t, o, tk)
}

// TestAuthorityAlgorithms: CASignatureAlgorithms decides whose signatures count.
func TestAuthorityAlgorithms(t *testing.T) {
	s := newSSHServer(t)
	s.acceptKey(1)
	cert := &ssh.Certificate{Key: testSigner(t, 101).PublicKey(), CertType: ssh.HostCert, ValidPrincipals: []string{"127.0.0.1"}, ValidBefore: ssh.CertTimeInfinity}
	if err := cert.SignCert(rand.Reader, testSigner(t, 50)); err != nil {
		t.Fatal(err)
	}
	signer, err := ssh.NewCertSigner(cert, testSigner(t, 101))
	if err != nil {
		t.Fatal(err)
	}
	s.config.AddHostKey(signer)
	s.start()
	keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
	write(t, filepath.Join(s.dir, "known"), "@cert-authority * "+string(ssh.MarshalAuthorizedKey(testSigner(t, 50).PublicKey())))
	o, tk := s.client("IdentityFile DIR/key\nStrictHostKeyChecking yes\n")
	mustStart(t, o, tk)
	o, _ = s.client("IdentityFile DIR/key\nCASignatureAlgorithms rsa-*,ecdsa-*\n")
	mustFail(t, o, "signed with ssh-ed25519, which is not allowed")
}

// TestSmallKeys: RequiredRSASize is about both sides.
func TestSmallKeys(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	small, err := ssh.NewSignerFromKey(key)
	if err != nil {
		t.Fatal(err)
	}
	s := newSSHServer(t)
	var offered atomic.Int32
	s.config.PublicKeyCallback = func(_ ssh.ConnMetadata, key ssh.PublicKey) (*ssh.Permissions, error) {
		offered.Add(1)
		return nil, nil
	}
	s.start()
	block, err := ssh.MarshalPrivateKey(key, "")
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(s.dir, "key"), string(pem.EncodeToMemory(block)))
	o, tk := s.client("IdentityFile DIR/key\nRequiredRSASize 4096\n")
	o.Verbose = true
	mustFail(t, o, "permission denied")
	if offered.Load() > 0 || !strings.Contains(tk.err.String(), "shorter than RequiredRSASize") {
		t.Errorf("offered %d times; said %q", offered.Load(), tk.err.String())
	}
	o, tk = s.client("IdentityFile DIR/key\n")
	mustStart(t, o, tk)

	s = newSSHServer(t)
	s.config = &ssh.ServerConfig{NoClientAuth: true}
	s.config.AddHostKey(small)
	s.start()
	o, _ = s.client("RequiredRSASize 4096\nStrictHostKeyChecking no\n")
	mustFail(t, o, "has fewer than 4096 bits")
}
