package bootstrap

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"gomosh/bootstrap/sshconfig"
)

// defaultIdentities are tried when no IdentityFile is configured.
var defaultIdentities = []string{"id_rsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_ed25519_sk"}

// identity is one key to be offered.
type identity struct {
	pub    ssh.PublicKey // nil: known only after signer was called
	origin string        // for messages: a path, or "agent"
	// signer makes the key ready for use; it may ask for a passphrase.
	signer func() (ssh.Signer, error)
}

// keyring holds keys for all hops of one bootstrap, so that a passphrase is
// asked for once.
type keyring struct{ files map[string]*keyFile }

// file loads a key file once. Keys that are merely absent are quiet.
func (r *keyring) file(path string, warn, detail func(string)) *keyFile {
	if k, ok := r.files[path]; ok {
		return k
	}
	k, err := loadKeyFile(path, warn)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		detail(unusableKey(path, err))
	}
	r.files[path] = k
	return k
}

// identityFiles lists the configured identities, or the default ones.
func identityFiles(c *sshconfig.Config) (paths []string, err error) {
	configured := c.All("identityfile")
	if len(configured) == 0 {
		for _, name := range defaultIdentities {
			configured = append(configured, filepath.Join("~/.ssh", name))
		}
	}
	for _, value := range configured {
		if value == "none" {
			continue
		}
		path, err := c.Path(value)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths, nil
}

// identities puts the keys for a host in the order in which they are offered:
// certificates, keys of the agent that are configured, its other keys, keys in
// files. agentKeys may be nil.
func (a *authenticator) identities(agentKeys []ssh.Signer) ([]*identity, error) {
	paths, err := identityFiles(a.config)
	if err != nil {
		return nil, err
	}
	var files []*keyFile
	for _, path := range paths {
		if k := a.keys.file(path, a.warn, a.detail); k != nil {
			files = append(files, k)
		}
	}
	inAgent := func(pub ssh.PublicKey) ssh.Signer {
		for _, s := range agentKeys {
			if pub != nil && bytes.Equal(s.PublicKey().Marshal(), pub.Marshal()) {
				return s
			}
		}
		return nil
	}
	var list []*identity
	add := func(i *identity) {
		if i.pub != nil && slices.ContainsFunc(list, func(other *identity) bool {
			return other.pub != nil && bytes.Equal(other.pub.Marshal(), i.pub.Marshal())
		}) {
			return
		}
		list = append(list, i)
	}
	fromFile := func(k *keyFile) *identity {
		return &identity{pub: k.pub, origin: k.path, signer: func() (ssh.Signer, error) {
			s, err := k.open(a.askPassphrase, a.prompts(), a.warn)
			if err == nil {
				a.addToAgent(k)
			}
			return s, err
		}}
	}
	addCert := func(cert *ssh.Certificate, origin string) {
		var base *identity
		if s := inAgent(cert.Key); s != nil {
			base = &identity{signer: func() (ssh.Signer, error) { return s, nil }}
		}
		for _, k := range files {
			if base == nil && k.private != nil && k.pub != nil && bytes.Equal(k.pub.Marshal(), cert.Key.Marshal()) {
				base = fromFile(k)
			}
		}
		if s := inAgent(cert); s != nil { // the agent knows the certificate itself
			add(&identity{pub: cert, origin: origin, signer: func() (ssh.Signer, error) { return s, nil }})
		} else if base != nil {
			add(&identity{pub: cert, origin: origin, signer: func() (ssh.Signer, error) {
				s, err := base.signer()
				if err != nil {
					return nil, err
				}
				return ssh.NewCertSigner(cert, s)
			}})
		}
	}
	for _, value := range a.config.All("certificatefile") {
		path, err := a.config.Path(value)
		if err != nil {
			return nil, err
		}
		if pub, _ := readPublicKey(path); pub != nil {
			if cert, ok := pub.(*ssh.Certificate); ok {
				addCert(cert, path)
			}
		}
	}
	for _, k := range files {
		if k.cert != nil {
			addCert(k.cert, k.path)
		}
	}
	for _, k := range files {
		if s := inAgent(k.pub); s != nil {
			add(&identity{pub: s.PublicKey(), origin: "agent", signer: func() (ssh.Signer, error) { return s, nil }})
		}
	}
	if !a.config.Bool("identitiesonly", false) {
		for _, s := range agentKeys {
			add(&identity{pub: s.PublicKey(), origin: "agent", signer: func() (ssh.Signer, error) { return s, nil }})
		}
	}
	for _, k := range files {
		if k.private != nil {
			add(fromFile(k))
		}
	}
	return list, nil
}

// lazySigner offers a public key now and makes the private one ready only when
// the server wants a signature.
type lazySigner struct {
	pub  ssh.PublicKey
	open func() (ssh.Signer, error)
}

func (l *lazySigner) PublicKey() ssh.PublicKey { return l.pub }

func (l *lazySigner) Sign(rand io.Reader, data []byte) (*ssh.Signature, error) {
	return l.SignWithAlgorithm(rand, data, "")
}

func (l *lazySigner) SignWithAlgorithm(rand io.Reader, data []byte, algorithm string) (*ssh.Signature, error) {
	s, err := l.open()
	if err != nil {
		return nil, err
	}
	if with, ok := s.(ssh.AlgorithmSigner); ok {
		return with.SignWithAlgorithm(rand, data, algorithm)
	}
	return s.Sign(rand, data)
}

// restrict limits a signer to the algorithms that PubkeyAcceptedAlgorithms
// allows; nil if none is left.
func restrict(s ssh.AlgorithmSigner, allowed []string) ssh.Signer {
	kind := s.PublicKey().Type()
	base := strings.Replace(kind, "-cert-v01@openssh.com", "", 1)
	isCert := base != kind
	if isCert && strings.HasPrefix(base, "sk-") {
		base += "@openssh.com"
	}
	usable := []string{base}
	if base == ssh.KeyAlgoRSA {
		usable = []string{ssh.KeyAlgoRSASHA512, ssh.KeyAlgoRSASHA256, ssh.KeyAlgoRSA}
	}
	usable = slices.DeleteFunc(usable, func(algorithm string) bool {
		name := algorithm
		if isCert {
			name = strings.TrimSuffix(algorithm, "@openssh.com") + "-cert-v01@openssh.com"
		}
		return !slices.Contains(allowed, name)
	})
	if len(usable) == 0 {
		return nil
	}
	multi, err := ssh.NewSignerWithAlgorithms(s, usable)
	if err != nil {
		return nil
	}
	return multi
}
