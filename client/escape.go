package client

import "fmt"

// Keys that the client itself understands.
const (
	keyCtrlC = 0x03
	keyCtrlD = 0x04
	keyLF    = 0x0a
	keyCtrlL = 0x0c
	keyCR    = 0x0d
	keyCtrlZ = 0x1a
	keyESC   = 0x1b

	defaultEscapeKey = EscapeKey(0x1e) // Ctrl-^
)

// EscapeKey is the key that introduces a command to the client itself; 0 is
// no such key at all.
type EscapeKey byte

// ParseEscapeKey reads the value of MOSH_ESCAPE_KEY. An unset variable, one
// that is not a single ASCII character, and a key that nobody could do without
// (Ctrl-C, Ctrl-D, Ctrl-J, Ctrl-L, Ctrl-M) mean Ctrl-^; an empty value means
// no escape key.
func ParseEscapeKey(value string, set bool) EscapeKey {
	switch {
	case !set:
		return defaultEscapeKey
	case value == "":
		return 0
	case len(value) != 1 || value[0] == 0 || value[0] > 0x7f:
		return defaultEscapeKey
	}
	switch value[0] {
	case keyCtrlC, keyCtrlD, keyLF, keyCtrlL, keyCR:
		return defaultEscapeKey
	}
	return EscapeKey(value[0])
}

// control reports whether k is a control character. Others are recognized
// only at the beginning of a line, so that they can still be typed.
func (k EscapeKey) control() bool { return k < 0x20 }

// passKey is the key that, after k, sends k itself to the program.
func (k EscapeKey) passKey() byte {
	if k.control() {
		return byte(k) + 0x40
	}
	return byte(k)
}

// String names the key as the notices do: Ctrl-B, or "~" in quotes.
func (k EscapeKey) String() string {
	switch {
	case k.control():
		return "Ctrl-" + string(rune(k.passKey()))
	case k == 0x7f:
		return "DEL"
	}
	return `"` + string(rune(k)) + `"`
}

// quitHint tells how to quit; empty without an escape key.
func (k EscapeKey) quitHint() string {
	if k == 0 {
		return ""
	}
	return fmt.Sprintf("%v .", k)
}

// A command is what the escape filter asks the session to do.
type command int

const (
	cmdNone    command = iota
	cmdHelp            // the escape key was typed: list the commands
	cmdRepaint         // Ctrl-L was typed (and is passed on)
	cmdQuit
	cmdSuspend
)

// escapeFilter finds the escape key's commands in what the user types. It is
// a pure state machine over bytes.
type escapeFilter struct {
	key       EscapeKey
	armed     bool   // the escape key was typed, the command is awaited
	typed     []byte // the escape key as the terminal sent it
	lineStart bool   // the last key passed on was CR or LF
}

// feed takes typed bytes up to and including the first that is a command. It
// appends to dst those to be sent and returns them with the command and the
// bytes not looked at yet. The command's place is after the bytes in dst.
func (f *escapeFilter) feed(dst, p []byte) (send []byte, cmd command, rest []byte) {
	for len(p) > 0 {
		k := keypress{char: rune(p[0]), size: 1}
		if p[0] == keyESC && f.key != 0 {
			if modern, ok := readKeypress(p); ok {
				k = modern
			}
		}
		raw := p[:k.size]
		p = p[k.size:]
		if k.idle {
			dst = append(dst, raw...)
			continue
		}
		if f.armed {
			f.armed = false
			switch pass := rune(f.key.passKey()); {
			case k.char == '.':
				return dst, cmdQuit, p
			case k.char == keyCtrlZ:
				return dst, cmdSuspend, p
			case k.char == pass, 'A' <= pass && pass <= 'Z' && k.char == pass|0x20:
				dst = f.pass(dst, f.typed, rune(f.key))
				continue
			}
			dst = f.pass(dst, f.typed, rune(f.key))
		} else if f.key != 0 && k.char == rune(f.key) && (f.key.control() || f.lineStart) {
			f.armed = true
			f.typed = append(f.typed[:0], raw...)
			return dst, cmdHelp, p
		}
		dst = f.pass(dst, raw, k.char)
		if k.char == keyCtrlL {
			return dst, cmdRepaint, p
		}
	}
	return dst, cmdNone, nil
}

func (f *escapeFilter) pass(dst, raw []byte, char rune) []byte {
	f.lineStart = char == keyCR || char == keyLF
	return append(dst, raw...)
}
