package proto

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/ProtonMail/go-crypto/ocb"
)

var (
	errShortDatagram = errors.New("datagram too short")
	errDirection     = errors.New("datagram goes the other way")
	errForged        = errors.New("datagram not authentic")
	errExhausted     = errors.New("session key used up")
)

// newAEAD returns AES-128-OCB3 (RFC 7253) with a 12-byte nonce and a 16-byte
// tag. An instance keeps state between calls, so each direction has its own.
func newAEAD(key Key) cipher.AEAD {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		panic("proto: aes: " + err.Error()) // only a wrong key size, which the type excludes
	}
	aead, err := ocb.NewOCBWithNonceAndTagSize(block, nonceSize, tagSize)
	if err != nil {
		panic("proto: ocb: " + err.Error()) // only wrong constants
	}
	return aead
}

// sealer encrypts one direction of a session. It owns the sequence number, so
// that no nonce is used twice while the process lives.
type sealer struct {
	aead      cipher.AEAD
	direction uint64 // 0 or directionBit
	next      uint64 // sequence number of the next datagram
	blocks    uint64 // AES blocks encrypted so far
}

func newSealer(key Key, direction uint64) *sealer {
	return &sealer{aead: newAEAD(key), direction: direction}
}

// seal returns a new datagram that carries plaintext: the nonce's last eight
// bytes, the ciphertext and the tag. It fails when the key is used up.
func (s *sealer) seal(plaintext []byte) ([]byte, error) {
	blocks := uint64(len(plaintext)+blockSize-1) / blockSize
	if s.exhausted() || s.blocks+blocks > maxBlocks {
		return nil, errExhausted
	}
	var nonce [nonceSize]byte
	binary.BigEndian.PutUint64(nonce[nonceSize-nonceOnWire:], s.direction|s.next)
	s.next++
	s.blocks += blocks
	out := make([]byte, nonceOnWire, nonceOnWire+len(plaintext)+tagSize)
	copy(out, nonce[nonceSize-nonceOnWire:])
	return s.aead.Seal(out, nonce[:], plaintext, nil), nil
}

// exhausted reports whether the key must not encrypt anything more.
func (s *sealer) exhausted() bool {
	return s.next > maxSequence || s.blocks >= maxBlocks
}

// nearlyExhausted reports whether the session must end while it still can.
func (s *sealer) nearlyExhausted() bool { return s.blocks >= maxBlocks-keyReserve }

// opener decrypts the other direction of a session. It keeps no replay window:
// the caller compares sequence numbers.
type opener struct {
	aead      cipher.AEAD
	direction uint64
}

func newOpener(key Key, direction uint64) *opener {
	return &opener{aead: newAEAD(key), direction: direction}
}

// open authenticates a datagram and returns its sequence number and a new
// slice with the plaintext.
func (o *opener) open(datagram []byte) (seq uint64, plaintext []byte, err error) {
	if len(datagram) < nonceOnWire+tagSize {
		return 0, nil, errShortDatagram
	}
	var nonce [nonceSize]byte
	copy(nonce[nonceSize-nonceOnWire:], datagram[:nonceOnWire])
	tail := binary.BigEndian.Uint64(datagram)
	if tail&directionBit != o.direction {
		return 0, nil, errDirection
	}
	plaintext, err = o.aead.Open(nil, nonce[:], datagram[nonceOnWire:], nil)
	if err != nil {
		return 0, nil, fmt.Errorf("%w: %w", errForged, err)
	}
	return tail &^ directionBit, plaintext, nil
}
