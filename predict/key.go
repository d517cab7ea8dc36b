package predict

import (
	"time"
	"unicode/utf8"

	"gomosh/term"
)

// A kind is what a key means to most applications.
type kind uint8

const (
	text          kind = iota // a printable character
	backspace                 // DEL, Ctrl-H
	deleteKey                 // Delete
	deleteOrEnd               // Ctrl-D: delete, or end of file on an empty line
	left                      // arrow
	right                     //
	up                        //
	down                      //
	home                      //
	end                       //
	ctrlLeft                  // Ctrl-B
	ctrlRight                 // Ctrl-F
	ctrlHome                  // Ctrl-A
	ctrlEnd                   // Ctrl-E
	wordLeft                  // Alt-B, Ctrl-Left
	wordRight                 // Alt-F, Ctrl-Right
	killEnd                   // Ctrl-K
	killStart                 // Ctrl-U
	killWord                  // Ctrl-W
	killWordLeft              // Alt-Backspace
	killWordRight             // Alt-D
	yank                      // Ctrl-Y
	enter                     // CR, LF
	recall                    // changes the line to something unknown but keeps it: Tab, Ctrl-P, Ctrl-N, Ctrl-L
	escape                    // Esc alone
	other                     // anything else: from here on nothing is known
	kinds         = iota
)

// A key is one thing the user pressed.
type key struct {
	kind  kind
	text  string // of a printable character
	width int    // of a printable character: 0 to 2 columns
}

// escapeGap is how long after an Esc a [ or O still belongs to it. The keys of
// a terminal arrive in one piece, so this matters only if a read was cut.
const escapeGap = 50 * time.Millisecond

// A decoder turns the bytes of a terminal into keys. Names of sequences are
// those of xterm ctlseqs, "PC-Style Function Keys" and "VT220-Style Function
// Keys".
type decoder struct {
	partial []byte // the begin of a character or sequence
	escaped time.Time
	pasting bool // between the brackets of a bracketed paste
}

// maxSequence bounds a sequence; what is longer is no key.
const maxSequence = 64

// decode calls emit for every key in p.
func (d *decoder) decode(now time.Time, p []byte, emit func(key)) {
	if len(d.partial) > 0 {
		p = append(d.partial, p...)
		d.partial = nil
	} else if !d.escaped.IsZero() && now.Sub(d.escaped) < escapeGap && len(p) > 0 && (p[0] == '[' || p[0] == 'O') {
		p = append([]byte{0x1b}, p...)
	}
	d.escaped = time.Time{}
	for len(p) > 0 {
		k, n := d.next(p)
		if n == 0 {
			if len(p) > maxSequence {
				emit(key{kind: other})
				return
			}
			d.partial = append([]byte(nil), p...)
			return
		}
		if k.kind == escape {
			d.escaped = now
		}
		emit(k)
		p = p[n:]
	}
}

// next returns the first key of p and its length, 0 if p is cut short.
func (d *decoder) next(p []byte) (key, int) {
	c := p[0]
	if c == 0x1b {
		return d.escapeSequence(p)
	}
	if c < 0x20 || c == 0x7f {
		if d.pasting {
			return key{kind: other}, 1
		}
		return key{kind: controls[c&0x7f]}, 1
	}
	if !utf8.FullRune(p) {
		return key{}, 0
	}
	r, n := utf8.DecodeRune(p)
	w := term.RuneWidth(r)
	if r == utf8.RuneError && n == 1 || w < 0 {
		return key{kind: other}, n
	}
	return key{kind: text, text: string(p[:n]), width: w}, n
}

// controls are the meanings of the control characters.
var controls = func() (t [128]kind) {
	for i := range t {
		t[i] = other
	}
	for c, k := range map[byte]kind{
		0x01: ctrlHome, 0x02: ctrlLeft, 0x04: deleteOrEnd, 0x05: ctrlEnd, 0x06: ctrlRight,
		0x08: backspace, 0x09: recall, 0x0a: enter, 0x0b: killEnd, 0x0c: recall, 0x0d: enter,
		0x0e: recall, 0x10: recall, 0x15: killStart, 0x17: killWord, 0x19: yank, 0x7f: backspace,
	} {
		t[c] = k
	}
	return t
}()

// escapeSequence decodes what begins with Esc.
func (d *decoder) escapeSequence(p []byte) (key, int) {
	if len(p) == 1 {
		return key{kind: escape}, 1
	}
	switch p[1] {
	case '[':
		for i := 2; i < len(p); i++ {
			if p[i] >= 0x40 && p[i] <= 0x7e {
				n := i + 1
				if p[i] == 'M' && i == 2 { // X10 mouse report: three bytes follow
					n += 3
				}
				if n > len(p) {
					return key{}, 0
				}
				return d.csi(string(p[2:i]), p[i]), n
			}
			if p[i] < 0x20 || p[i] > 0x7e {
				return key{kind: other}, i
			}
		}
		return key{}, 0
	case 'O':
		if len(p) == 2 {
			return key{}, 0
		}
		return key{kind: fields{}.cursorKey(p[2])}, 3
	case 0x1b:
		return key{kind: escape}, 1
	}
	return key{kind: altKey(int(p[1]))}, 2
}

// csi returns the meaning of a control sequence.
func (d *decoder) csi(params string, final byte) key {
	if final == 'M' || final == 'm' && params != "" && params[0] == '<' {
		return key{kind: recall} // the mouse
	}
	f, ok := parseFields(params)
	switch {
	case !ok:
		return key{kind: other}
	case f.release():
		return key{kind: noKey}
	case final == 'u':
		return f.unicodeKey()
	case final != '~':
		return key{kind: f.cursorKey(final)}
	}
	switch f.code {
	case 27: // xterm's modifyOtherKeys
		f.code = f.third
		return f.unicodeKey()
	case 200:
		d.pasting = true
		return key{kind: noKey}
	case 201:
		d.pasting = false
		return key{kind: noKey}
	}
	if f.mods != 0 {
		return key{kind: other}
	}
	switch f.code {
	case 1, 7:
		return key{kind: home}
	case 4, 8:
		return key{kind: end}
	case 3:
		return key{kind: deleteKey}
	}
	return key{kind: other}
}

// noKey is the kind of what has no effect of its own.
const noKey = kind(kinds)
