package term

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// What a flood leaves out makes no difference, whatever the screen was, however
// the output is cut, and whatever comes between the lines.
func TestFlood(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 4))
	skipped := 0
	for range 400 {
		cols, rows := 1+rng.IntN(40), 1+rng.IntN(80)
		fast, slow := NewEmulator(cols, rows), NewEmulator(cols, rows)
		for range 4 {
			p := soup(rng, rng.IntN(4))
			p = append(p, lines(rng, 1+rng.IntN(2*floodSize))...)
			switch rng.IntN(4) {
			case 0: // the next lines begin above text that is there
				p = fmt.Appendf(p, "\x1b[%dH", 1+rng.IntN(rows))
			case 1: // line drawing for one character
				p = append(p, "\x1b*0\x1bN"...)
			}
			if rng.IntN(2) == 0 {
				p = append(p, soup(rng, 3)...)
			}
			p = append(p, lines(rng, 1+rng.IntN(2*floodSize))...)
			writeSlowly(slow, p)
			whole := rng.IntN(2) == 0
			for len(p) > 0 {
				n := 1 + rng.IntN(len(p))
				if whole {
					n = len(p)
				}
				if row := fast.s.Cursor.Row; fast.parser.state == ground && n >= floodSize {
					if skip, _ := fast.flood(p[:n]); skip > 0 {
						skipped++
					}
					fast.s.Cursor.Row = row
				}
				fast.Write(p[:n])
				p = p[n:]
			}
			checkInvariants(t, fast)
			if !fast.Snapshot().Equal(slow.Snapshot()) {
				t.Fatalf("shows\n%q, want\n%q", screenText(&fast.s), screenText(&slow.s))
			}
			sameHidden(t, fast, slow)
		}
	}
	if skipped < 100 {
		t.Errorf("only %d pieces had something to leave out", skipped)
	}
}

// lines returns about n bytes of lines as programs write them: most end in CR
// LF, some have wide, combining or broken characters, some are long.
func lines(rng *rand.Rand, n int) []byte {
	var p []byte
	for len(p) < n {
		for range rng.IntN(60) {
			switch rng.IntN(40) {
			case 0:
				p = append(p, "世é\u0301"...)
			case 1:
				p = append(p, 0xe4, 0xb8)
			case 2:
				p = append(p, '\t')
			default:
				p = append(p, byte(0x20+rng.IntN(0x5f)))
			}
		}
		if rng.IntN(50) > 0 {
			p = append(p, '\r')
		}
		p = append(p, '\n')
	}
	return p
}

func TestPlainLength(t *testing.T) {
	for at := range 24 {
		for c := range 256 {
			p := []byte("0123456789\r\nabcdefghij\tk")
			p[at] = byte(c)
			want := len(p)
			if !plainByte(byte(c)) {
				want = at
			}
			if got := plainLength(p); got != want {
				t.Fatalf("%#x at %d: %d bytes are plain, want %d", c, at, got, want)
			}
		}
	}
}

// A single shift is for the first character, seen or not.
func TestFloodSingleShift(t *testing.T) {
	fast, slow := NewEmulator(10, 3), NewEmulator(10, 3)
	p := []byte("\x1b*0\x1bN" + strings.Repeat("qqqq\r\n", floodSize))
	fast.Write(p)
	writeSlowly(slow, p)
	if !fast.Snapshot().Equal(slow.Snapshot()) {
		t.Errorf("shows\n%q, want\n%q", screenText(&fast.s), screenText(&slow.s))
	}
}
