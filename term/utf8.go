package term

import "unicode/utf8"

// A utf8Decoder decodes UTF-8 byte by byte. The longest part of a malformed
// sequence that could have begun a good one yields one U+FFFD, and so do a
// surrogate and a value above U+10FFFF.
type utf8Decoder struct {
	value  rune
	need   int8 // continuation bytes still to come
	lo, hi byte // what the next one may be
}

// feed takes one byte. r is the code point it completed, or -1. If again is
// set, the byte ended a malformed sequence and is to be fed once more.
func (d *utf8Decoder) feed(b byte) (r rune, again bool) {
	if d.need > 0 {
		if b < d.lo || b > d.hi {
			d.need = 0
			return utf8.RuneError, true
		}
		d.value = d.value<<6 | rune(b&0x3f)
		d.lo, d.hi = 0x80, 0xbf
		d.need--
		if d.need > 0 {
			return -1, false
		}
		if !utf8.ValidRune(d.value) {
			return utf8.RuneError, false
		}
		return d.value, false
	}
	d.lo, d.hi = 0x80, 0xbf
	switch {
	case b < 0x80:
		return rune(b), false
	case b < 0xc2 || b > 0xf4:
		return utf8.RuneError, false
	case b < 0xe0:
		d.value, d.need = rune(b&0x1f), 1
	case b < 0xf0:
		d.value, d.need = rune(b&0x0f), 2
		if b == 0xe0 {
			d.lo = 0xa0
		}
	default:
		d.value, d.need = rune(b&0x07), 3
		if b == 0xf0 {
			d.lo = 0x90
		}
	}
	return -1, false
}
