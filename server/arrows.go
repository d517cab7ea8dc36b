//go:build unix

package server

import "time"

// keyGap is how long the parts of one key's sequence may be apart. A terminal
// sends them in one piece, and only the network may part them; a person is
// slower.
const keyGap = 25 * time.Millisecond

// arrowKeys turns the cursor keys of a terminal in application mode (DECCKM), in
// which the client keeps its own terminal, into those that the session's program
// asked for: ESC O A to ESC O D become ESC [ A to ESC [ D unless the program set
// that mode. All other bytes pass.
//
// A sequence that the typed bytes break off inside of is decided by the time: if
// its rest does not come within keyGap, what is held back passes unchanged, and
// what comes later is not taken as its rest. So the keys Esc and O, typed one
// after the other, arrive as they are.
type arrowKeys struct {
	seen  int       // of "\x1bO": how many bytes the input ended with
	since time.Time // when the last of them came
}

// translate appends to dst what the program gets for the typed bytes p. An O
// behind an ESC at the end of p is held back.
func (a *arrowKeys) translate(dst, p []byte, now time.Time, application bool) []byte {
	dst = a.release(dst, now)
	for _, b := range p {
		switch {
		case a.seen == 1 && b == 'O':
			a.seen = 2
			continue
		case a.seen == 2 && b >= 'A' && b <= 'D' && !application:
			dst = append(dst, '[')
		case a.seen == 2:
			dst = append(dst, 'O')
		}
		dst = append(dst, b)
		a.seen = 0
		if b == 0x1b {
			a.seen = 1
		}
	}
	a.since = now
	return dst
}

// release appends to dst what was held back too long.
func (a *arrowKeys) release(dst []byte, now time.Time) []byte {
	if a.seen == 0 || now.Sub(a.since) < keyGap {
		return dst
	}
	if a.seen == 2 {
		dst = append(dst, 'O')
	}
	a.seen = 0
	return dst
}

// deadline is when release will have something to do.
func (a *arrowKeys) deadline() (time.Time, bool) {
	return a.since.Add(keyGap), a.seen == 2
}
