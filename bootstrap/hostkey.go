package bootstrap

import (
	"cmp"
	"crypto/rsa"
	"fmt"
	"net"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"gomosh/bootstrap/knownhosts"
	"gomosh/bootstrap/sshconfig"
)

// hostKeys decides whether the key of a host is acceptable.
type hostKeys struct {
	o      *Options
	config *sshconfig.Config
	addr   string // the address reached, or empty

	db        *knownhosts.DB
	names     []string // names to look up, the best first
	userFiles []string
	// distrusted is set when a changed key was let through; nothing that an
	// impostor could reuse may be sent then.
	distrusted bool
	// trusted is set when the key was known from the user's own file, or accepted by
	// the user: more keys of the host may then be learned.
	trusted bool
}

// newHostKeys reads the known_hosts files for a destination.
func newHostKeys(o *Options, c *sshconfig.Config, addr string) (*hostKeys, error) {
	h := &hostKeys{o: o, config: c, addr: addr}
	if alias := c.Get("hostkeyalias"); alias != "" {
		h.names = []string{strings.ToLower(alias)}
	} else {
		h.names = []string{knownhosts.Name(c.Host(), c.Port())}
		if c.Port() != 22 {
			h.names = append(h.names, c.Host())
		}
	}
	user := c.All("userknownhostsfile")
	if len(user) == 0 {
		user = []string{"~/.ssh/known_hosts", "~/.ssh/known_hosts2"}
	}
	for _, value := range user {
		if value == "none" {
			continue
		}
		path, err := c.Path(value)
		if err != nil {
			return nil, err
		}
		h.userFiles = append(h.userFiles, path)
	}
	global := c.All("globalknownhostsfile")
	if len(global) == 0 {
		global = []string{"/etc/ssh/ssh_known_hosts", "/etc/ssh/ssh_known_hosts2"}
	}
	h.db = knownhosts.Load(append(h.userFiles[:len(h.userFiles):len(h.userFiles)], global...))
	return h, nil
}

// keyKind is a key's type as people know it.
func keyKind(key ssh.PublicKey) string {
	kind, _ := plainType(key.Type())
	switch {
	case kind == ssh.KeyAlgoED25519:
		return "ED25519"
	case kind == ssh.KeyAlgoRSA:
		return "RSA"
	case strings.HasPrefix(kind, "ecdsa-"):
		return "ECDSA"
	}
	return strings.ToUpper(kind)
}

// shownName is the host in questions and warnings.
func (h *hostKeys) shownName() string {
	if h.addr != "" && h.addr != h.config.Host() {
		return fmt.Sprintf("%s (%s)", h.names[0], h.addr)
	}
	return h.names[0]
}

// leastRSA is the default of RequiredRSASize, in bits.
const leastRSA = 1024

// tooSmall reports whether a key, or that of a certificate, is an RSA key of fewer
// than least bits.
func tooSmall(key ssh.PublicKey, least int) bool {
	if cert, ok := key.(*ssh.Certificate); ok {
		key = cert.Key
	}
	if crypt, ok := key.(ssh.CryptoPublicKey); ok {
		if k, ok := crypt.CryptoPublicKey().(*rsa.PublicKey); ok {
			return k.N.BitLen() < least
		}
	}
	return false
}

// check has the signature of ssh.HostKeyCallback.
func (h *hostKeys) check(_ string, _ net.Addr, key ssh.PublicKey) error {
	plain := key
	if cert, ok := key.(*ssh.Certificate); ok {
		plain = cert.Key
	}
	if least := h.config.Int("requiredrsasize", leastRSA); tooSmall(plain, least) {
		return hostKeySmall(h.shownName(), least)
	}
	if h.config.Bool("nohostauthenticationforlocalhost", false) {
		if a, err := netip.ParseAddr(h.addr); err == nil && a.IsLoopback() {
			return nil
		}
	}
	kind, fingerprint := keyKind(plain), h.fingerprint(plain)
	if cert, ok := key.(*ssh.Certificate); ok && !h.authorityMaySign(cert) {
		return hostKeyAuthority(h.shownName(), cert.Signature.Format)
	}
	result := h.db.Check(key, cmp.Or(h.config.Get("hostkeyalias"), h.config.Host()), h.names...)
	strict := strings.ToLower(cmp.Or(h.config.Get("stricthostkeychecking"), "ask"))
	switch result.Verdict {
	case knownhosts.Known:
		_, certified := key.(*ssh.Certificate)
		h.trusted = !certified && h.ownPlainKey(result.Evidence)
		h.o.detail("host key %s %s is known from %s, line %d", kind, fingerprint, result.Evidence.File, result.Evidence.Line)
		return h.checkAddress(key, kind, fingerprint, strict)
	case knownhosts.Revoked:
		return hostKeyRevoked(h.shownName(), kind, result.Evidence)
	case knownhosts.Changed:
		if (strict == "no" || strict == "off" || strict == "false") && result.Invalid == nil {
			for _, line := range hostKeyChangedWarning(h.names[0], kind, fingerprint, result) {
				h.o.notice("%s", line)
			}
			h.distrusted = true
			return nil
		}
		return hostKeyChanged(h.names[0], kind, fingerprint, result)
	}
	if dns := h.config.Get("verifyhostkeydns"); strings.EqualFold(dns, "yes") || strings.EqualFold(dns, "true") {
		return unsupported("VerifyHostKeyDNS yes")
	}
	switch strict {
	case "yes", "true":
		return hostKeyUnknown(h.shownName(), kind, fingerprint, whyStrict)
	case "ask":
		if err := h.ask(kind, fingerprint, result.Others); err != nil {
			return err
		}
		_, certified := key.(*ssh.Certificate)
		h.trusted = !certified && len(h.userFiles) > 0
	}
	h.store(plain, kind)
	return nil
}

// fingerprint is the name of a key for people, as FingerprintHash wants it.
func (h *hostKeys) fingerprint(key ssh.PublicKey) string {
	if strings.EqualFold(h.config.Get("fingerprinthash"), "md5") {
		return "MD5:" + ssh.FingerprintLegacyMD5(key)
	}
	return ssh.FingerprintSHA256(key)
}

// authorityMaySign reports whether CASignatureAlgorithms allows the algorithm that
// a certificate is signed with.
func (h *hostKeys) authorityMaySign(cert *ssh.Certificate) bool {
	allowed := chooseAlgorithms(h.config.Get("casignaturealgorithms"), authorityOrder, append(slices.Clone(authorityOrder), ssh.KeyAlgoRSA))
	return slices.Contains(allowed, cert.Signature.Format)
}

// checkAddress is CheckHostIP: the key of a host that is known by name is compared
// with what is known of its address, or remembered for it.
func (h *hostKeys) checkAddress(key ssh.PublicKey, kind, fingerprint, strict string) error {
	if _, certified := key.(*ssh.Certificate); certified {
		return nil // the authority has spoken
	}
	if !h.config.Bool("checkhostip", false) || h.addr == "" || h.addr == h.config.Host() || h.config.Get("hostkeyalias") != "" {
		return nil
	}
	name := knownhosts.Name(h.addr, h.config.Port())
	switch result := h.db.Check(key, h.addr, name); result.Verdict {
	case knownhosts.Revoked:
		return hostKeyRevoked(name, kind, result.Evidence)
	case knownhosts.Changed:
		if strict != "no" && strict != "off" && strict != "false" {
			return hostKeyChanged(name, kind, fingerprint, result)
		}
		for _, line := range hostKeyChangedWarning(name, kind, fingerprint, result) {
			h.o.notice("%s", line)
		}
		h.distrusted = true
	case knownhosts.Unknown:
		h.remember(name, key, kind)
	}
	return nil
}

// ask shows an unknown key to the user.
func (h *hostKeys) ask(kind, fingerprint string, others []knownhosts.Entry) error {
	if h.config.Bool("batchmode", false) {
		return hostKeyUnknown(h.shownName(), kind, fingerprint, whyBatch)
	}
	if h.o.Ask.Available() != nil {
		return hostKeyUnknown(h.shownName(), kind, fingerprint, whyNoTTY)
	}
	prompt := hostKeyQuestion(h.shownName(), kind, fingerprint, others)
	for {
		answer, err := h.o.Ask.Ask(prompt, true)
		if err != nil {
			return hostKeyDeclined()
		}
		switch answer = strings.TrimSpace(answer); {
		case strings.EqualFold(answer, "yes"), answer == fingerprint:
			return nil
		case strings.EqualFold(answer, "no"):
			return hostKeyDeclined()
		}
		prompt = hostKeyAgain
	}
}

// store remembers an accepted key under the name of the host.
func (h *hostKeys) store(key ssh.PublicKey, kind string) { h.remember(h.names[0], key, kind) }

// remember writes a key into the first of the user's files.
func (h *hostKeys) remember(name string, key ssh.PublicKey, kind string) {
	if len(h.userFiles) == 0 || filepath.Clean(h.userFiles[0]) == "/dev/null" {
		return
	}
	path := h.userFiles[0]
	if err := knownhosts.Append(path, name, key, h.config.Bool("hashknownhosts", false)); err != nil {
		h.o.notice("%s", hostKeyNotStored(err))
		return
	}
	h.o.notice("%s", hostKeyStored(name, kind, path))
}
