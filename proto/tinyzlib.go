package proto

import (
	"encoding/binary"
	"hash/adler32"
	"math/bits"
)

// Most instructions are a few dozen bytes: a keystroke, its echo, a keepalive.
// For these the general compressor is slow, large, and appends an empty block,
// so they are written as a single block with the fixed Huffman codes of
// RFC 1951 section 3.2.6, with matches found by looking everywhere.

const (
	tinyMax   = 256 // bytes; longer input goes to the general compressor
	minMatch  = 3
	maxMatch  = 258
	endOfData = 256 // the symbol
)

// bitWriter appends bits to a byte slice, least significant bit first.
type bitWriter struct {
	out  []byte
	acc  uint32
	used uint
}

func (w *bitWriter) bits(v uint32, n uint) {
	w.acc |= v << w.used
	w.used += n
	for w.used >= 8 {
		w.out = append(w.out, byte(w.acc))
		w.acc >>= 8
		w.used -= 8
	}
}

// code writes a Huffman code, whose most significant bit goes first.
func (w *bitWriter) code(v uint32, n uint) {
	w.bits(bits.Reverse32(v)>>(32-n), n)
}

// symbol writes a literal or length symbol with the fixed code.
func (w *bitWriter) symbol(s uint32) {
	switch {
	case s < 144:
		w.code(0x30+s, 8)
	case s < 256:
		w.code(0x190+s-144, 9)
	case s < 280:
		w.code(s-256, 7)
	default:
		w.code(0xc0+s-280, 8)
	}
}

// match writes a length of 3 to 258 and a distance of 1 to tinyMax.
func (w *bitWriter) match(length, distance int) {
	if length == maxMatch {
		w.symbol(285)
	} else {
		slot, extra, n := bucket(uint32(length-minMatch), 4)
		w.symbol(257 + slot)
		w.bits(extra, n)
	}
	slot, extra, n := bucket(uint32(distance-1), 2)
	w.code(slot, 5)
	w.bits(extra, n)
}

// bucket finds the slot of v in the tables of RFC 1951 section 3.2.5, which
// have perGroup slots (4 for lengths, 2 for distances) to each number of extra
// bits, and twice that many at the start with none.
func bucket(v, perGroup uint32) (slot, extra uint32, n uint) {
	if v < 2*perGroup {
		return v, 0, 0
	}
	n = uint(bits.Len32(v/perGroup)) - 1
	return uint32(n)*perGroup + v>>n, v & (1<<n - 1), n
}

// tinyCompress returns p, of at most tinyMax bytes, as one zlib stream.
func tinyCompress(p []byte) []byte {
	w := bitWriter{out: make([]byte, 0, len(p)+len(p)/8+12)}
	w.out = append(w.out, 0x78, 0x9c)
	w.bits(1, 1) // last block
	w.bits(1, 2) // fixed codes
	for i := 0; i < len(p); {
		length, distance := longestMatch(p, i)
		if length < minMatch {
			w.symbol(uint32(p[i]))
			i++
			continue
		}
		w.match(length, distance)
		i += length
	}
	w.symbol(endOfData)
	w.bits(0, (8-w.used)%8)
	return binary.BigEndian.AppendUint32(w.out, adler32.Checksum(p))
}

// longestMatch returns the longest run before i that equals the bytes at i,
// the nearest if there are several.
func longestMatch(p []byte, i int) (length, distance int) {
	for j := i - 1; j >= 0; j-- {
		n := 0
		for n < maxMatch && i+n < len(p) && p[j+n] == p[i+n] {
			n++
		}
		if n > length {
			length, distance = n, i-j
		}
	}
	return length, distance
}
