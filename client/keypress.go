package client

import (
	"bytes"
	"strconv"
)

// A keypress is a key as one of the newer protocols reports it: kitty's
// (CSI code ; modifiers u) or xterm's modifyOtherKeys (CSI 27 ; modifiers ;
// code ~, or the form of kitty's).
type keypress struct {
	char rune // what a plain terminal would send for it; -1 for nothing or many bytes
	idle bool // no key was pressed: one was released, or it only modifies others
	size int  // bytes
}

// Numbers of kitty's protocol.
const (
	modShift     = 1
	modCtrl      = 4
	modLocks     = 64 | 128 // Caps Lock and Num Lock
	eventRelease = 3

	firstModifierKey = 57441 // Shift on the left
	lastModifierKey  = 57454
	keyCapsLock      = 57358
	keyNumLock       = 57360
)

// readKeypress reads the key at the beginning of p, which must be whole.
func readKeypress(p []byte) (keypress, bool) {
	body, ok := bytes.CutPrefix(p, []byte("\x1b["))
	if !ok {
		return keypress{}, false
	}
	end := bytes.IndexFunc(body, func(r rune) bool { return (r < '0' || r > '9') && r != ';' && r != ':' })
	if end < 0 || end > 32 {
		return keypress{}, false
	}
	// Each field is a list of numbers, of which the absent are 0.
	var fields [3][2]int
	for i, field := range bytes.Split(body[:end], []byte(";")) {
		for j, part := range bytes.Split(field, []byte(":")) {
			n, err := strconv.ParseUint(string(part), 10, 21)
			if err != nil && len(part) > 0 {
				return keypress{}, false
			}
			if i < len(fields) && j < len(fields[i]) {
				fields[i][j] = int(n)
			}
		}
	}
	k := keypress{size: len("\x1b[") + end + 1}
	code, shifted := fields[0][0], fields[0][1]
	mods, event := fields[1][0], fields[1][1]
	switch {
	case body[end] == 'u':
	case body[end] == '~' && code == 27 && fields[2][0] != 0:
		code, shifted, event = fields[2][0], 0, 0
	default:
		return keypress{}, false
	}
	k.idle = event == eventRelease || code >= firstModifierKey && code <= lastModifierKey ||
		code >= keyCapsLock && code <= keyNumLock
	k.char = plain(code, shifted, max(mods-1, 0)&^modLocks)
	return k, true
}

// plain returns what a plain terminal sends for a key, or -1.
func plain(code, shifted, mods int) rune {
	if shifted != 0 && mods&modShift != 0 {
		code = shifted
	}
	switch {
	case mods&^(modShift|modCtrl) != 0:
		return -1
	case mods&modCtrl == 0:
		return rune(code)
	case 'a' <= code && code <= 'z', 'A' <= code && code <= 'Z', '[' <= code && code <= '_', code == '@':
		return rune(code & 0x1f)
	}
	// Those on the keys of digits and others, as in kitty's table of legacy
	// control codes.
	switch code {
	case ' ', '2':
		return 0
	case '3', '4', '5', '6', '7':
		return rune(code - '3' + 0x1b)
	case '/', '-':
		return 0x1f
	case '~', '`':
		return 0x1e
	case '8', '?':
		return 0x7f
	}
	return -1
}
