package term

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// checkShown reports in what a terminal that got the painter's frames differs
// from the screen it should show.
func checkShown(terminal *Emulator, want *Screen) error {
	got := terminal.Snapshot()
	want = want.Clone()
	got.Pen, got.Bells, got.Copies, got.Clipboard = want.Pen, want.Bells, want.Copies, want.Clipboard
	got.Modes.Keyboard, got.Modes.OtherKeys = want.Modes.Keyboard, want.Modes.OtherKeys
	got.Modes.Clusters, got.Modes.WideAmbiguous = want.Modes.Clusters, want.Modes.WideAmbiguous
	if !want.Cursor.Visible {
		got.Cursor.Row, got.Cursor.Col = want.Cursor.Row, want.Cursor.Col
	}
	named := func(s *Screen) { // the painter gives every link a name
		for i, r := range s.lines {
			for c := range r.cells {
				if g := s.Glyph(i, c); g.Link != nil && g.Width > 0 {
					g.Link = &Link{ID: "", URI: g.Link.URI}
					s.SetGlyph(i, c, g)
				}
			}
		}
	}
	named(got)
	named(want)
	return checkApplied(got, got, want)
}

// TestPaintRandom plays random sessions to an emulator in place of the
// terminal, which keeps its whole state from frame to frame.
func TestPaintRandom(t *testing.T) {
	sessions := 600
	if testing.Short() {
		sessions = 100
	}
	for seed := range sessions {
		rng := rand.New(rand.NewPCG(uint64(seed), 3))
		cols, rows := 1+rng.IntN(40), 1+rng.IntN(14)
		can := ModernTerminal()
		can.EraseChars = rng.IntN(3) > 0
		can.BackColorErase = rng.IntN(3) > 0
		can.ShiftChars = rng.IntN(3) > 0
		can.ShiftLines = rng.IntN(3) > 0
		can.ScrollRegion = rng.IntN(3) > 0
		can.SyncOutput = rng.IntN(2) > 0
		can.Repeat = rng.IntN(2) > 0
		p := NewPainter(can)
		program, terminal := NewEmulator(cols, rows), NewEmulator(cols, rows)
		terminal.Write([]byte(randomProgram(rng, cols, rows)))
		terminal.Write([]byte("\x1b[?7h\x1b[4l\x1b[?1007l\x1b[ q")) // what the user may have set
		terminal.Write(p.Open(nil, "\x1b[?1049h"))
		for range 8 {
			switch rng.IntN(12) {
			case 0:
				p.Invalidate()
			case 1:
				cols, rows = 1+rng.IntN(40), 1+rng.IntN(14)
				program.Resize(cols, rows)
				terminal.Resize(cols, rows)
			}
			program.Write([]byte(randomProgram(rng, cols, rows)))
			to := program.Snapshot()
			to.Title.Set = true
			before := terminal.Snapshot()
			frame := p.Paint(nil, to)
			terminal.Write(frame)
			if err := checkShown(terminal, to); err != nil {
				t.Fatalf("seed %d: %v\nframe %q\nbefore\n%s\nwant\n%s\n%+v", seed, err, frame, dump(before), dump(to), can)
			}
			if again := p.Paint(nil, to); len(again) > 0 {
				t.Fatalf("seed %d: nothing changed, and yet the frame is %q", seed, again)
			}
		}
	}
}

// TestPaintClose checks that whatever the frames switched on is off afterwards.
func TestPaintClose(t *testing.T) {
	for seed := range 200 {
		rng := rand.New(rand.NewPCG(uint64(seed), 4))
		program, terminal := NewEmulator(20, 5), NewEmulator(20, 5)
		terminal.Write([]byte("before"))
		p := NewPainter(ModernTerminal())
		p.Profile().Keyboard = true
		terminal.Write(p.Open(nil, "\x1b[?1049h"))
		before := terminal.Snapshot()
		if !terminal.ApplicationCursorKeys() {
			t.Fatal("no application cursor keys")
		}
		for range 4 {
			program.Write([]byte(randomProgram(rng, 20, 5)))
			terminal.Write(p.Paint(nil, program.Snapshot()))
		}
		terminal.Write(p.Close(nil, "\x1b[?1049l"))
		after := terminal.Snapshot()
		if after.Modes != before.Modes || after.Cursor.Shape != 0 || !after.Cursor.Visible || after.Pen != (Style{}) {
			t.Fatalf("seed %d: left %+v %+v %+v", seed, after.Modes, after.Cursor, after.Pen)
		}
		if terminal.ApplicationCursorKeys() || terminal.penExt.link != nil {
			t.Fatalf("seed %d: cursor keys or link left", seed)
		}
		if got := strings.TrimSpace(screenText(after)); got != "before" {
			t.Fatalf("seed %d: screen %q", seed, got)
		}
	}
}

// TestPaintCloseBelow checks that on the ordinary screen the cursor is left on
// an empty row below everything.
func TestPaintCloseBelow(t *testing.T) {
	for _, rows := range []int{3, 10} {
		terminal := NewEmulator(20, rows)
		p := NewPainter(ModernTerminal())
		terminal.Write(p.Open(nil, ""))
		terminal.Write(p.Paint(nil, play(20, rows, "one\r\ntwo\r\nthree\x1b[H").Snapshot()))
		terminal.Write(p.Close(nil, ""))
		terminal.Write([]byte("bye"))
		if got := screenText(terminal.Snapshot()); !strings.HasSuffix(got, "two|three|bye") {
			t.Errorf("%d rows: %q", rows, got)
		}
	}
}

// TestPaintCases fixes the bytes of small frames on a terminal of 10 by 4.
func TestPaintCases(t *testing.T) {
	sync := ModernTerminal()
	sync.SyncOutput = true
	plain := ModernTerminal()
	for _, test := range []struct {
		name           string
		can            Profile
		before, change string
		want           string
	}{
		{"nothing", sync, "abc", "", ""},
		{"one character", plain, "abc", "d", "d"},
		{"in one piece", sync, "abc", "d", "\x1b[?2026hd\x1b[?2026l"},
		{"the cursor alone", plain, "abc", "\x1b[3;3H", "\n\n\b"},
		{"hidden while it moves", plain, "abc", "\x1b[3;3Hx\x1b[H", "\x1b[?25l\n\n\bx\x1b[H\x1b[?25h"},
		{"hidden from then on", plain, "abc", "\x1b[3;3Hx\x1b[?25l", "\x1b[?25l\n\n\bx"},
		{"hidden all the time", plain, "abc\x1b[?25l", "\x1b[3;3Hx", "\n\n\bx"},
		{"shown", plain, "abc\x1b[?25l", "\x1b[2;2H\x1b[?25h", "\n\b\b\x1b[?25h"},
		{"scroll", plain, "1\r\n2\r\n3\r\n4", "\n5", "\x1b[?25l\n5\x1b[?25h"},
		{"joined rows", plain, "abcdefgh", "ijkl", "ijkl"},
		{"no longer joined", plain, "abcdefghijkl", "\x1b[Hxy\x1b[K", "\x1b[?25l\r\x1bM\x1b[Kxy\x1b[?25h"},
		{"no longer joined, same end", plain, "abcdefghijkl", "\x1b[;10Hj\x1b[3H", "\x1b[?25l\r\x1bM\x1b[Kabcdefghij\r\n\n\x1b[?25h"},
		{"moved and still joined", plain, "1\r\nabcdefghijkl\r\n4", "\x1b[1;3r\x1b[3H\n\x1b[r", "\x1b[?25l\x1b[H\x1b[M\n\n\x1b[L\x1b[;10Hjk\r\x1bM\x1b[?25h"},
		{"joined to a blank row", plain, "abcdefghijkl", "\r\x1b[K", "\x1b[?25l\r  \r\x1b[?25h"},
		{"joined to a row that is erased", plain, "abcdefghijkl", "\x1b[2H\x1b[44m\x1b[J\x1b[m", "\x1b[?25l\r\x1b[44m \x1b[J\r\x1b[?25h"},
		{"more inserted than moved", plain, "abcdefghi", "\x1b[H\x1b[6@", "\x1b[?25l\r      abcd\r\x1b[?25h"},
		{"as much inserted as moved", plain, "abcdefghi", "\x1b[H\x1b[5@", "\x1b[?25l\r\x1b[5@\x1b[?25h"},
		{"disputed width", plain, "a", "❤\ufe0fb", "❤\ufe0f\x1b[?25l\x1b[3Gb\x1b[?25h"},
		{"mouse changes", plain, "\x1b[?1000;1006h", "\x1b[?1003h\x1b[?1006l", "\x1b[?1000l\x1b[?1003h\x1b[?1006l"},
		{"wheel", plain, "", "\x1b[?1007h", "\x1b[?1007h"},
		{"link gets a name", plain, "", "\x1b]8;;http://x\ay", "\x1b]8;id=gomosh-f4e1af49;http://x\ay\x1b]8;;\a"},
	} {
		p := NewPainter(test.can)
		e := play(10, 4, test.before)
		p.Paint(nil, e.Snapshot())
		e.Write([]byte(test.change))
		if got := string(p.Paint(nil, e.Snapshot())); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

// TestPaintFirst checks the first frame, and that one after Invalidate does not
// ring, copy or name again what did already.
func TestPaintFirst(t *testing.T) {
	const modes = "\x1b[?2004l\x1b[?1004l\x1b[?1003l\x1b[?1002l\x1b[?1001l\x1b[?1000l\x1b[?9l\x1b[?1016l\x1b[?1015l\x1b[?1006l\x1b[?1005l"
	p := NewPainter(ModernTerminal())
	s := play(10, 4, "hi\a\x1b]2;t\a\x1b]52;c;YQ==\a").Snapshot()
	names := "\x1b]1;\a\x1b]2;t\a"
	want := "\x1b[?5l\x1b[?25l\x1b]8;;\a\x1b[r\x1b[m\x1b[H\x1b[2Jhi\x1b[?25h" + modes
	if got := string(p.Paint(nil, s)); got != "\a"+names+"\x1b]52;c;YQ==\a"+want {
		t.Errorf("first frame %q", got)
	}
	p.Invalidate()
	if got := string(p.Paint(nil, s)); got != names+want {
		t.Errorf("after Invalidate %q, want %q", got, names+want)
	}
}
