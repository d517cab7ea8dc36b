package proto

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
)

// Key is the secret of one session: 16 random bytes shared by one client
// process and one server process. It must never be used by a second client:
// both would number their datagrams from 0, and OCB fails when a nonce repeats.
type Key [keySize]byte

var errKey = errors.New("a session key is 22 characters of base64")

// NewKey returns a fresh random key.
func NewKey() (Key, error) {
	var k Key
	if _, err := rand.Read(k[:]); err != nil {
		return Key{}, fmt.Errorf("make session key: %w", err)
	}
	return k, nil
}

// ParseKey reads the text form of a key. It rejects any length but 22, any
// alphabet but the standard base64 one (RFC 4648 section 4), padding, and
// text that is not the one String would produce. The error never quotes s.
func ParseKey(s string) (Key, error) {
	var k Key
	if len(s) != keyTextSize {
		return Key{}, errKey
	}
	// The length was checked because DecodeString skips line ends.
	b, err := base64.RawStdEncoding.Strict().DecodeString(s)
	if err != nil || len(b) != keySize {
		return Key{}, errKey
	}
	copy(k[:], b)
	return k, nil
}

// String returns the text form of the key: 22 characters of base64 without
// padding. It is the secret itself.
func (k Key) String() string {
	return base64.RawStdEncoding.EncodeToString(k[:])
}
