package knownhosts

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ssh"
	xknownhosts "golang.org/x/crypto/ssh/knownhosts"
)

func newSigner(t *testing.T, seed byte) ssh.Signer {
	t.Helper()
	raw := make([]byte, ed25519.SeedSize)
	raw[0] = seed
	s, err := ssh.NewSignerFromKey(ed25519.NewKeyFromSeed(raw))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func text(key ssh.PublicKey) string { return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(key))) }

// load makes a database out of text in which K1, K2, K3 and RSA stand for keys.
func load(t *testing.T, content string, keys map[string]string) *DB {
	t.Helper()
	for name, key := range keys {
		// Whole words only: the letters may also be part of a hash.
		word := regexp.MustCompile(`(\s)` + name + `(\s|$)`)
		content = word.ReplaceAllString(content, "${1}"+key+"${2}")
	}
	path := filepath.Join(t.TempDir(), "known_hosts")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load([]string{filepath.Join(t.TempDir(), "missing"), path})
}

func TestCheck(t *testing.T) {
	k1, k2, ca := newSigner(t, 1), newSigner(t, 2), newSigner(t, 3)
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	rsaPub, err := ssh.NewPublicKey(&rsaKey.PublicKey)
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]string{"K1": text(k1.PublicKey()), "K2": text(k2.PublicKey()), "CA": text(ca.PublicKey()), "RSA": text(rsaPub)}
	hashed := xknownhosts.HashHostname("h.x")
	hashedPort := xknownhosts.HashHostname("[h.x]:2222")
	for _, test := range []struct {
		name, file string
		port       int
		want       Verdict
	}{
		{"empty", "", 22, Unknown},
		{"plain", "h.x K1", 22, Known},
		{"comment at the end", "h.x K1 me@here", 22, Known},
		{"changed", "h.x K2", 22, Changed},
		{"second line has it", "h.x K2\nh.x K1", 22, Known},
		{"other type only", "h.x RSA", 22, Unknown},
		{"other host", "other K1", 22, Unknown},
		{"names in a list", "a,h.x,b K1", 22, Known},
		{"capitals", "H.X K1", 22, Known},
		{"pattern", "*.x K1", 22, Known},
		{"one character", "h.? K1", 22, Known},
		{"negation", "!h.x,*.x K1", 22, Unknown},
		{"hashed", hashed + " K1", 22, Known},
		{"hashed, changed", hashed + " K2", 22, Changed},
		{"hashed with port", hashedPort + " K1", 2222, Known},
		{"port", "[h.x]:2222 K1", 2222, Known},
		{"port, changed", "[h.x]:2222 K2", 2222, Changed},
		{"port of another", "[h.x]:2223 K1", 2222, Unknown},
		{"port, known without", "h.x K1", 2222, Known},
		{"port, other key without", "h.x K2", 2222, Unknown},
		{"port changed, known without", "[h.x]:2222 K2\nh.x K1", 2222, Known},
		{"no port, known with", "[h.x]:2222 K1", 22, Unknown},
		{"revoked", "h.x K1\n@revoked * K1", 22, Revoked},
		{"revoked elsewhere", "h.x K1\n@revoked other K1", 22, Known},
		{"authority is no host key", "@cert-authority h.x K1", 22, Unknown},
		{"unknown marker", "@strange h.x K1", 22, Unknown},
		{"bad lines", "h.x\nh.x ssh-ed25519 !!!\nh.x ssh-new AAAA\n\x00\xff\n|1|x h.x\nh.x 1024 35 1234\n# h.x K2\n  h.x K1\n", 22, Known},
		{"type and key differ", "h.x ssh-rsa " + strings.Fields(keys["K1"])[1], 22, Unknown},
	} {
		t.Run(test.name, func(t *testing.T) {
			db := load(t, test.file, keys)
			names := []string{Name("h.x", test.port)}
			if test.port != 22 {
				names = append(names, "h.x")
			}
			if got := db.Check(k1.PublicKey(), "h.x", names...); got.Verdict != test.want {
				t.Errorf("verdict %d, want %d (%+v)", got.Verdict, test.want, got)
			}
		})
	}
}

func TestCheckCertificate(t *testing.T) {
	host, ca, other := newSigner(t, 1), newSigner(t, 3), newSigner(t, 4)
	keys := map[string]string{"HOST": text(host.PublicKey()), "CA": text(ca.PublicKey()), "OTHER": text(other.PublicKey())}
	cert := func(kind uint32, from, to int64, principals ...string) *ssh.Certificate {
		now := time.Now().Unix()
		c := &ssh.Certificate{Key: host.PublicKey(), CertType: kind, ValidPrincipals: principals,
			ValidAfter: uint64(now + from), ValidBefore: uint64(now + to)}
		if err := c.SignCert(rand.Reader, ca); err != nil {
			t.Fatal(err)
		}
		return c
	}
	forged := cert(ssh.HostCert, -60, 60, "h.x")
	forged.ValidPrincipals = []string{"h.y", "h.x"}
	for _, test := range []struct {
		name, file string
		cert       *ssh.Certificate
		want       Verdict
	}{
		{"good", "@cert-authority *.x CA", cert(ssh.HostCert, -60, 60, "h.x"), Known},
		{"principal is a pattern", "@cert-authority *.x CA", cert(ssh.HostCert, -60, 60, "*.x"), Known},
		{"other principal", "@cert-authority *.x CA", cert(ssh.HostCert, -60, 60, "h.y"), Changed},
		{"expired", "@cert-authority *.x CA", cert(ssh.HostCert, -60, -30, "h.x"), Changed},
		{"of a user", "@cert-authority *.x CA", cert(ssh.UserCert, -60, 60, "h.x"), Changed},
		{"tampered with", "@cert-authority *.x CA", forged, Changed},
		{"unknown authority", "@cert-authority *.x OTHER", cert(ssh.HostCert, -60, 60, "h.x"), Unknown},
		{"authority for others", "@cert-authority *.y CA", cert(ssh.HostCert, -60, 60, "h.x"), Unknown},
		{"plain key known", "h.x HOST", cert(ssh.HostCert, -60, 60, "h.x"), Known},
		{"authority revoked", "@cert-authority * CA\n@revoked * CA", cert(ssh.HostCert, -60, 60, "h.x"), Revoked},
		{"key revoked", "@cert-authority * CA\n@revoked * HOST", cert(ssh.HostCert, -60, 60, "h.x"), Revoked},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := load(t, test.file, keys).Check(test.cert, "h.x", "h.x"); got.Verdict != test.want {
				t.Errorf("verdict %d, want %d (%+v)", got.Verdict, test.want, got)
			}
		})
	}
}

func TestTypes(t *testing.T) {
	k1, ca := newSigner(t, 1), newSigner(t, 3)
	db := load(t, "h.x K1\n[h.x]:22 K1\n@cert-authority *.x CA\n@revoked h.x CA\n", map[string]string{"K1": text(k1.PublicKey()), "CA": text(ca.PublicKey())})
	types, authority := db.Types("h.x")
	if !slices.Equal(types, []string{"ssh-ed25519"}) || !authority {
		t.Errorf("got %v %v", types, authority)
	}
	if types, authority := db.Types("other"); types != nil || authority {
		t.Errorf("got %v %v for a host nobody knows", types, authority)
	}
}

func TestAppend(t *testing.T) {
	key := newSigner(t, 1).PublicKey()
	path := filepath.Join(t.TempDir(), "new", "known_hosts")
	if err := Append(path, "[h]:2222", key, false); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil || string(content) != "[h]:2222 "+text(key)+"\n" {
		t.Fatalf("file holds %q (%v)", content, err)
	}
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("file has mode %o", info.Mode().Perm())
	}
	if info, _ := os.Stat(filepath.Dir(path)); info.Mode().Perm() != 0o700 {
		t.Errorf("folder has mode %o", info.Mode().Perm())
	}
	if err := os.WriteFile(path, []byte("# no newline at the end"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Append(path, "secret", key, true); err != nil {
		t.Fatal(err)
	}
	content, _ = os.ReadFile(path)
	if strings.Contains(string(content), "secret") {
		t.Errorf("name is readable: %q", content)
	}
	if got := Load([]string{path}).Check(key, "secret", "secret"); got.Verdict != Known || got.Evidence.Line != 2 {
		t.Errorf("stored key is not found: %+v", got)
	}
	if _, err := exec.LookPath("ssh-keygen"); err == nil { // OpenSSH reads it too
		if out, err := exec.Command("ssh-keygen", "-F", "secret", "-f", path).CombinedOutput(); err != nil {
			t.Errorf("ssh-keygen -F: %v: %s", err, out)
		}
	}
}

// FuzzRead reads anything; what it accepts says for sure which key it is about.
func FuzzRead(f *testing.F) {
	key := "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJGQb3V8xLFIJwqHcGGfSnX9VUWB1Yn9JkLPkFXyF9dm"
	for _, seed := range []string{"h.x " + key, "@revoked * " + key, "|1|AAAA|BBBB " + key, "!a,*.b,[c]:1 " + key + " comment", "@cert-authority", "#", "\x00", "a b c d"} {
		f.Add(seed)
	}
	host := newSigner(&testing.T{}, 1).PublicKey()
	f.Fuzz(func(t *testing.T, text string) {
		var db DB
		db.read("file", strings.NewReader(text))
		for _, e := range db.entries {
			if e.Key == nil || e.Line < 1 || len(e.names) == 0 {
				t.Errorf("half an entry: %+v", e)
			}
		}
		if r := db.Check(host, "h.x", "[h.x]:2222", "h.x"); r.Verdict == Known && !strings.Contains(text, "ssh-ed25519") {
			t.Errorf("a key is known from %q", text)
		}
		db.Types("h.x")
	})
}
