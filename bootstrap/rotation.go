package bootstrap

import (
	"errors"
	"slices"
	"strings"

	"golang.org/x/crypto/ssh"

	"gomosh/bootstrap/knownhosts"
)

// A server may announce all its host keys after the login (OpenSSH's PROTOCOL,
// 2.5), so that clients know the next one before it is used. Each key has to be
// proved by a signature over this very session.
const (
	announceRequest = "hostkeys-00@openssh.com"
	proveRequest    = "hostkeys-prove-00@openssh.com"
	// maxAnnounced is how many keys are looked at.
	maxAnnounced = 32
)

// mayLearn is UpdateHostKeys: whether announced keys are to be remembered. Its
// default is yes where the user's own known_hosts is in use. "ask" counts as no:
// the announcement comes when there is nobody to ask any more.
func (h *hostKeys) mayLearn() bool {
	fallback := h.config.Get("userknownhostsfile") == "" && !h.config.Bool("verifyhostkeydns", false)
	return h.trusted && !strings.EqualFold(h.config.Get("updatehostkeys"), "ask") && h.config.Bool("updatehostkeys", fallback)
}

// announced takes announcements out of a connection's global requests and hands
// the others on. It never delays the session.
func (h *hostKeys) announced(conn ssh.Conn, requests <-chan *ssh.Request) <-chan *ssh.Request {
	others := make(chan *ssh.Request)
	wanted := h.mayLearn()
	go func() {
		defer close(others)
		for r := range requests {
			if r.Type != announceRequest {
				others <- r
				continue
			}
			if r.WantReply {
				_ = r.Reply(false, nil)
			}
			if wanted {
				wanted = false                               // once is enough
				go func() { _ = h.learn(conn, r.Payload) }() // without it everything is as it was
			}
		}
	}()
	return others
}

// learn remembers those of the announced keys that are new, if the server proves
// that it has all of them.
func (h *hostKeys) learn(conn ssh.Conn, payload []byte) error {
	blobs, err := sshStrings(payload)
	if err != nil || len(blobs) > maxAnnounced {
		return errors.New("bad announcement of host keys")
	}
	var keys []ssh.PublicKey
	var question []byte
	for _, blob := range blobs {
		key, err := ssh.ParsePublicKey(blob)
		if err != nil || tooSmall(key, h.config.Int("requiredrsasize", leastRSA)) {
			continue // of a kind that is of no use here
		}
		verdict := h.db.Check(key, h.names[0], h.names[0]).Verdict
		if _, certified := key.(*ssh.Certificate); certified || verdict == knownhosts.Known || verdict == knownhosts.Revoked {
			continue
		}
		keys = append(keys, key)
		question = append(question, ssh.Marshal(struct{ Blob []byte }{blob})...)
	}
	if len(keys) == 0 {
		return nil
	}
	ok, answer, err := conn.SendRequest(proveRequest, true, question)
	if err != nil || !ok {
		return errors.New("the server does not prove its host keys")
	}
	proofs, err := sshStrings(answer)
	if err != nil || len(proofs) != len(keys) {
		return errors.New("bad proof of host keys")
	}
	for i, key := range keys {
		var signature ssh.Signature
		if err := ssh.Unmarshal(proofs[i], &signature); err != nil || signature.Format == ssh.KeyAlgoRSA {
			return errors.New("bad proof of a host key")
		}
		signed := ssh.Marshal(struct {
			Request   string
			Session   []byte
			PublicKey []byte
		}{proveRequest, conn.SessionID(), key.Marshal()})
		if err := key.Verify(signed, &signature); err != nil {
			return err
		}
	}
	for _, key := range keys {
		if err := knownhosts.Append(h.userFiles[0], h.names[0], key, h.config.Bool("hashknownhosts", false)); err != nil {
			return err
		}
	}
	return nil
}

// sshStrings reads a sequence of strings (RFC 4251, 5).
func sshStrings(p []byte) (out [][]byte, err error) {
	for len(p) > 0 {
		var m struct {
			Text []byte
			Rest []byte `ssh:"rest"`
		}
		if err := ssh.Unmarshal(p, &m); err != nil {
			return nil, err
		}
		out, p = append(out, m.Text), m.Rest
	}
	return out, nil
}

// ownPlainKey reports whether a line that made a host known is one on which more
// keys may rest: a key, not an authority, under the very name, in a file of the
// user's.
func (h *hostKeys) ownPlainKey(e knownhosts.Entry) bool {
	return !e.Authority && e.Names(h.names[0]) && len(h.userFiles) > 0 && slices.Contains(h.userFiles, e.File)
}
