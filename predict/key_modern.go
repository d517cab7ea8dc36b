package predict

import (
	"strconv"
	"strings"

	"gomosh/term"
)

// fields are the parameters of a key, as in xterm ctlseqs ("Other Modified
// Keys") and in the kitty keyboard protocol ("Comprehensive keyboard
// handling").
type fields struct {
	code, shifted int // of the key; what it is with the shift key, 0 if that is not told
	mods          int // held: modShift and so on
	event         int // 1 or 0 press, 2 repeat, 3 release
	third         int
}

const (
	modShift = 1 << iota
	modAlt
	modCtrl
	modLocks = 64 | 128 // caps lock, num lock
)

// Codes of the kitty keyboard protocol for keys that do nothing alone.
const (
	firstLock, lastLock         = 57358, 57360
	firstModifier, lastModifier = 57441, 57454
)

// parseFields reads parameters, and reports whether they can be those of a key.
func parseFields(params string) (f fields, ok bool) {
	var n [3][2]int
	if params != "" {
		for i, field := range strings.Split(params, ";") {
			for j, part := range strings.Split(field, ":") {
				v, err := strconv.ParseUint(part, 10, 21)
				if err != nil && part != "" {
					return fields{}, false
				}
				if i < len(n) && j < len(n[i]) {
					n[i][j] = int(v)
				}
			}
		}
	}
	f = fields{code: n[0][0], shifted: n[0][1], event: n[1][1], third: n[2][0]}
	if n[1][0] > 0 {
		f.mods = (n[1][0] - 1) &^ modLocks
	}
	return f, true
}

// release reports whether a key came up, or is one that does nothing alone.
func (f fields) release() bool {
	return f.event == 3 || f.code >= firstLock && f.code <= lastLock || f.code >= firstModifier && f.code <= lastModifier
}

// unicodeKey returns the key whose code is that of a character.
func (f fields) unicodeKey() key {
	c := f.code
	if f.mods&modShift != 0 && f.shifted != 0 {
		c = f.shifted
	}
	switch {
	case f.mods&^modShift == modCtrl && c >= '@' && c <= '~':
		return key{kind: controls[c&0x1f]}
	case f.mods&^modShift == modAlt:
		return key{kind: altKey(c)}
	case f.mods&^modShift != 0:
		return key{kind: other}
	case c == 0x1b:
		return key{kind: escape}
	case c < 0x20 || c == 0x7f:
		if f.mods != 0 {
			return key{kind: other}
		}
		return key{kind: controls[c]}
	}
	w := term.RuneWidth(rune(c))
	if w < 0 || c >= 0xe000 && c <= 0xf8ff { // functional keys have codes for private use
		return key{kind: other}
	}
	return key{kind: text, text: string(rune(c)), width: w}
}

// altKey returns the meaning of a character typed with Alt.
func altKey(c int) kind {
	switch c {
	case 'b':
		return wordLeft
	case 'f':
		return wordRight
	case 'd':
		return killWordRight
	case 0x7f, 0x08:
		return killWordLeft
	}
	return other
}

// cursorKey returns the meaning of a cursor key.
func (f fields) cursorKey(final byte) kind {
	switch {
	case f.code > 1:
		return other
	case f.mods == 0:
		switch final {
		case 'A':
			return up
		case 'B':
			return down
		case 'C':
			return right
		case 'D':
			return left
		case 'H':
			return home
		case 'F':
			return end
		case 'I', 'O': // focus in and out (?1004): reports, not keys
			return noKey
		}
	case f.mods == modCtrl || f.mods == modAlt:
		switch final {
		case 'C':
			return wordRight
		case 'D':
			return wordLeft
		}
	}
	return other
}
