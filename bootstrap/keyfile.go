package bootstrap

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/crypto/ssh"
)

// maxKeyFile bounds a key file, in bytes.
const maxKeyFile = 1 << 20

// keyFile is a private key on disk, or the public half of a key that an agent
// holds. The passphrase is asked for only when the key is used.
type keyFile struct {
	path      string
	pub       ssh.PublicKey // nil if only the passphrase would tell
	cert      *ssh.Certificate
	private   []byte     // nil if there is only the public half
	signer    ssh.Signer // set once the key is open
	encrypted bool
	raw       any  // the key itself, once a passphrase has opened it
	added     bool // it was offered to the agent
	hardware  bool // a security key has to sign, which only an agent can ask
}

// loadKeyFile reads an identity and what lies beside it (".pub", "-cert.pub").
// An error that is fs.ErrNotExist means there is nothing at all. A private key
// that may not be used because others can read it is reported through warn.
func loadKeyFile(path string, warn func(string)) (*keyFile, error) {
	k := &keyFile{path: path}
	k.pub, _ = readPublicKey(path + ".pub")
	if c, _ := readPublicKey(path + "-cert.pub"); c != nil {
		k.cert, _ = c.(*ssh.Certificate)
	}
	data, mode, err := readKeyFile(path)
	if err != nil {
		if k.pub != nil {
			return k, nil
		}
		return nil, err
	}
	if pub, _, _, _, err := ssh.ParseAuthorizedKey(data); err == nil {
		k.pub = pub
		if cert, ok := pub.(*ssh.Certificate); ok {
			k.pub, k.cert = cert.Key, cert
		}
		return k, nil
	}
	if mode != 0 {
		warn(unprotectedKey(path, mode))
		return k, nil
	}
	signer, err := ssh.ParsePrivateKey(data)
	var locked *ssh.PassphraseMissingError
	switch {
	case err == nil:
		k.signer, k.pub, k.private = signer, signer.PublicKey(), data
	case errors.As(err, &locked):
		k.private, k.encrypted = data, true
		if locked.PublicKey != nil {
			k.pub = locked.PublicKey
		}
	case k.pub != nil: // of a kind we cannot read; perhaps the agent can use it
		k.hardware = strings.HasPrefix(k.pub.Type(), "sk-")
	default:
		return nil, err
	}
	return k, nil
}

// readKeyFile reads a file; mode is its mode if others may read a file of ours.
func readKeyFile(path string) (data []byte, mode os.FileMode, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, 0, err
	}
	if !info.Mode().IsRegular() {
		return nil, 0, fmt.Errorf("%s is not a file", path)
	}
	if ours(info) && info.Mode().Perm()&0o077 != 0 {
		mode = info.Mode().Perm()
	}
	data, err = io.ReadAll(io.LimitReader(f, maxKeyFile))
	return data, mode, err
}

// readPublicKey reads a file in the format of authorized_keys.
func readPublicKey(path string) (ssh.PublicKey, error) {
	data, _, err := readKeyFile(path)
	if err != nil {
		return nil, err
	}
	key, _, _, _, err := ssh.ParseAuthorizedKey(data)
	return key, err
}

// open returns the signer, asking for the passphrase up to tries times.
func (k *keyFile) open(ask func(prompt string) (string, error), tries int, warn func(string)) (ssh.Signer, error) {
	if k.signer != nil {
		return k.signer, nil
	}
	for range tries {
		phrase, err := ask(passphrasePrompt(k.path))
		if err != nil {
			return nil, err
		}
		if phrase == "" {
			break // the user wants to go on without this key
		}
		raw, err := ssh.ParseRawPrivateKeyWithPassphrase(k.private, []byte(phrase))
		if err == nil {
			signer, err := ssh.NewSignerFromKey(raw)
			if err != nil {
				return nil, err
			}
			if k.pub != nil && !bytes.Equal(k.pub.Marshal(), signer.PublicKey().Marshal()) {
				return nil, fmt.Errorf("%s.pub belongs to another key", k.path)
			}
			k.signer, k.pub, k.raw = signer, signer.PublicKey(), raw
			return signer, nil
		}
		if !errors.Is(err, x509.IncorrectPasswordError) {
			return nil, err
		}
		warn(badPassphrase(k.path))
	}
	return nil, errCancelled
}
