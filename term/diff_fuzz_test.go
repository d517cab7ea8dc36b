package term

import (
	"math/rand/v2"
	"testing"
)

// FuzzWireDiff takes any two programs' outputs, the second after the first, and
// checks everything that is promised of the diff between the two screens, in
// both directions.
func FuzzWireDiff(f *testing.F) {
	for seed := range 12 {
		rng := rand.New(rand.NewPCG(uint64(seed), 5))
		f.Add([]byte(randomProgram(rng, 20, 6)), []byte(randomProgram(rng, 20, 6)), uint8(20), uint8(6))
	}
	f.Add([]byte("one\r\ntwo\r\nthree\r\nfour"), []byte("\x1b[2;3r\x1b[3H\n\n"), uint8(10), uint8(4))
	f.Add([]byte("\x1b[31mwrapped around the edge"), []byte("\x1b[H\x1b[4Pmore 漢字"), uint8(7), uint8(5))
	f.Add([]byte("\x1b]0;a\a\x1b]52;c;YQ==\a\x1b[?1002;1006h"), []byte("\x1b[?1002l\x1b[5 q\x1b[?5h\a"), uint8(1), uint8(1))
	width := stockWidth(f)
	f.Fuzz(func(t *testing.T, first, second []byte, cols, rows uint8) {
		e := NewEmulator(1+int(cols)%60, 1+int(rows)%24)
		e.Write(first)
		from := e.Snapshot()
		e.Write(second)
		to := e.Snapshot()
		checkStep(t, from, to, width)
		if !to.Title.Set || from.Title.Set {
			checkStep(t, to, from, width)
		}
	})
}

// FuzzPaint takes a program's output in two parts and checks that the second
// frame leads to the same picture as drawing it on a new terminal.
func FuzzPaint(f *testing.F) {
	for seed := range 8 {
		rng := rand.New(rand.NewPCG(uint64(seed), 6))
		f.Add([]byte(randomProgram(rng, 20, 6)), []byte(randomProgram(rng, 20, 6)), uint8(20), uint8(6), uint16(seed*77))
	}
	f.Fuzz(func(t *testing.T, first, second []byte, cols, rows uint8, can uint16) {
		e := NewEmulator(1+int(cols)%60, 1+int(rows)%24)
		terminal := NewEmulator(e.Size())
		p := NewPainter(fuzzProfile(can))
		for _, part := range [][]byte{first, second} {
			e.Write(part)
			to := e.Snapshot()
			frame := p.Paint(nil, to)
			terminal.Write(frame)
			if terminal.TakeReplies() != nil {
				t.Fatalf("frame %q makes the terminal answer", frame)
			}
			to.Title.Set = true
			if err := checkShown(terminal, to); err != nil {
				t.Fatalf("%v\nframe %q\nwant\n%s", err, frame, dump(to))
			}
		}
	})
}

// fuzzProfile is a terminal that shows everything but may lack any editing
// function.
func fuzzProfile(bits uint16) Profile {
	can := ModernTerminal()
	for i, b := range []*bool{&can.EraseChars, &can.BackColorErase, &can.ShiftChars, &can.ShiftLines, &can.ScrollRegion, &can.SyncOutput, &can.Repeat} {
		*b = bits>>i&1 != 0
	}
	return can
}
