package term

import (
	"bytes"
	"encoding/binary"
)

// floodSize is the shortest output, in bytes, that is looked through for lines
// that nobody would see.
const floodSize = 2 << 10

// flood looks at the beginning of p, in the ground state, for lines that have
// scrolled off the screen by the time p is written. It returns how much of p
// may be left out, with the cursor put where that leaves it, and how much of p
// it has looked at: no more can be left out before that.
//
// It is exact, since nothing but text, HT, CR and LF is left out, which has no
// effect beside the cells it writes and the cursor; the cells are gone once as
// many line feeds follow at the bottom of a screen without margins as it has
// rows; and the CR that comes first then ends all that is remembered of the
// text before.
func (e *Emulator) flood(p []byte) (skip, seen int) {
	rows := e.s.rows
	if e.charsets.single != 0 || e.margins != (margin{bottom: rows - 1, right: e.s.cols - 1}) {
		return 0, len(p)
	}
	seen = plainLength(p)
	start := seen
	for feeds := 0; feeds < rows || start == 0 || p[start-1] != '\r'; feeds++ {
		if start = bytes.LastIndexByte(p[:start], '\n'); start < 0 {
			return 0, seen
		}
	}
	start--
	if bytes.Count(p[:start], []byte{'\n'}) < rows-1-e.s.Cursor.Row {
		return 0, seen
	}
	e.s.Cursor.Row = rows - 1
	return start, seen
}

// plainLength returns how many bytes at the beginning of p are text, HT, CR or
// LF for certain: no other control character, no DEL, and no byte that may
// begin a control character in UTF-8.
func plainLength(p []byte) int {
	n := 0
	for ; len(p)-n >= 8; n += 8 {
		if !plainWord(binary.LittleEndian.Uint64(p[n:])) {
			break
		}
	}
	for n < len(p) && plainByte(p[n]) {
		n++
	}
	return n
}

func plainByte(c byte) bool {
	return c >= 0x20 && c != 0x7f && c != 0xc2 || c == '\t' || c == '\n' || c == '\r'
}

// plainWord is plainByte for eight bytes at once, each in a lane of w whose
// highest bit tells the outcome; no step carries from one lane to the next.
func plainWord(w uint64) bool {
	const (
		ones  = 0x0101010101010101
		highs = ones * 0x80
		lows  = ones * 0x7f
	)
	differs := func(c uint64) uint64 { // from c
		x := w ^ ones*c
		return (x&lows + lows) | x
	}
	text := (w&lows + ones*0x60) | w // 0x20 or more
	format := ^(differs('\t') & differs('\n') & differs('\r'))
	return (text|format)&differs(0x7f)&differs(0xc2)&highs == highs
}
