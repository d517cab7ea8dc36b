package term

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unsafe"
)

func TestCellSize(t *testing.T) {
	if n := unsafe.Sizeof(cell{}); n != 16 {
		t.Errorf("a cell takes %d bytes", n)
	}
}

func TestNewScreen(t *testing.T) {
	s := NewScreen(7, 3)
	if cols, rows := s.Size(); cols != 7 || rows != 3 {
		t.Errorf("the size is %d by %d", cols, rows)
	}
	if s.Cursor != (Cursor{Visible: true}) {
		t.Errorf("the cursor is %+v", s.Cursor)
	}
	if g := s.Glyph(2, 6); g != (Glyph{Width: 1}) {
		t.Errorf("a cell is %+v", g)
	}
}

// Each change of one thing makes a screen unequal, and taking it back equal.
func TestEqual(t *testing.T) {
	base := play(10, 3, "abc日e\u0301\x1b]8;;http://x\alink\x1b]8;;\a").Snapshot()
	for name, change := range map[string]func(*Screen){
		"text":      func(s *Screen) { s.SetGlyph(0, 0, Glyph{Text: "x", Width: 1}) },
		"style":     func(s *Screen) { s.SetGlyph(0, 0, Glyph{Text: "a", Width: 1, Style: Style{Attr: Faint}}) },
		"underline": func(s *Screen) { s.SetGlyph(0, 0, Glyph{Text: "a", Width: 1, Style: Style{UnderlineColor: 1}}) },
		"cluster":   func(s *Screen) { s.SetGlyph(0, 5, Glyph{Text: "e\u0302", Width: 1}) },
		"link":      func(s *Screen) { s.SetGlyph(0, 0, Glyph{Text: "a", Width: 1, Link: &Link{URI: "y"}}) },
		"width":     func(s *Screen) { s.SetGlyph(0, 0, Glyph{Text: "a", Width: 2}) },
		"wrapped":   func(s *Screen) { s.mutable(0).wrapped = !s.Wrapped(0) },
		"row":       func(s *Screen) { s.Cursor.Row = 2 },
		"visible":   func(s *Screen) { s.Cursor.Visible = false },
		"shape":     func(s *Screen) { s.Cursor.Shape = 2 },
		"pen":       func(s *Screen) { s.Pen.Attr = Bold },
		"modes":     func(s *Screen) { s.Modes.Mouse = MouseAny },
		"title":     func(s *Screen) { s.Title.Window = "x" },
		"clipboard": func(s *Screen) { s.Clipboard = "x" },
		"copies":    func(s *Screen) { s.Copies++ },
		"bells":     func(s *Screen) { s.Bells++ },
	} {
		s := base.Clone()
		if !s.Equal(base) || !base.Equal(s) {
			t.Fatal("a clone is not equal")
		}
		change(s)
		if s.Equal(base) || base.Equal(s) {
			t.Errorf("%s: a change is not seen", name)
		}
	}
	if NewScreen(3, 4).Equal(NewScreen(4, 3)) || NewScreen(3, 4).Equal(NewScreen(3, 5)) {
		t.Error("sizes are not compared")
	}
	for name, pair := range map[string][2]string{
		"blank and space":   {"a b", "a\x1b[Cb"},
		"other way":         {"abc\x1b[2;1Hdef", "\x1b[2;1Hdef\x1b[1;1Habc\x1b[2;4H"},
		"icon name":         {"\x1b]1;x\a", ""},
		"protection":        {"\x1b[1\"qa", "a"},
		"order of clusters": {"e\u0301e\u0302", "\x1b[1;2He\u0302\x1b[1;1He\u0301\x1b[1;3H"},
		"links by value":    {"\x1b]8;;u\aa\x1b]8;;\a", "\x1b]8;;v\ab\x1b[H\x1b]8;;u\aa\x1b]8;;\a"},
		"wide right half":   {"日", "\x1b[1;2Hx\x1b[H日"},
	} {
		a, b := play(10, 3, pair[0]).Snapshot(), play(10, 3, pair[1]).Snapshot()
		if !a.Equal(b) || !b.Equal(a) {
			t.Errorf("%s: %q and %q differ", name, pair[0], pair[1])
		}
	}
	if a, b := play(10, 1, "\x1b[31m "), play(10, 1, "\x1b[C\x1b[31m"); a.Snapshot().Equal(b.Snapshot()) {
		t.Error("a coloured space equals a blank without colour")
	}
}

func TestSetGlyph(t *testing.T) {
	style := Style{FG: RGB(1, 2, 3), UnderlineColor: Palette(4), Underline: UnderlineDotted}
	link := &Link{URI: "u"}
	for _, test := range []struct {
		col  int
		g    Glyph
		want string
	}{
		{0, Glyph{"x", 1, style, link}, "x日本"},
		{0, Glyph{"e\u0301", 1, style, nil}, "e\u0301日本"},
		{0, Glyph{"字", 2, style, nil}, "字 本"},
		{1, Glyph{"x", 1, style, nil}, "ax 本"},
		{2, Glyph{"x", 1, style, nil}, "a x本"},
		{2, Glyph{"字", 2, style, nil}, "a 字"},
		{5, Glyph{"字", 2, style, nil}, "a日本"},
		{4, Glyph{"", 0, style, nil}, "a日"},
		{1, Glyph{"", 1, style, nil}, "a  本"},
	} {
		base := play(6, 1, "a日本").Snapshot()
		s := base.Clone()
		s.SetGlyph(0, test.col, test.g)
		checkGrid(t, &s.grid)
		if got := screenText(s); got != test.want {
			t.Errorf("%q at %d gives %q, want %q", test.g.Text, test.col, got, test.want)
		}
		if g := s.Glyph(0, test.col); test.g.Width == 1 && g != test.g {
			t.Errorf("%+v comes back as %+v", test.g, g)
		}
		if screenText(base) != "a日本" {
			t.Fatal("the original changed")
		}
	}
}

func TestGlyph(t *testing.T) {
	s := play(8, 1, "\x1b[31m\x1b]8;;u\a日\x1b]8;;\a\x1b[mé").Snapshot()
	left, right := s.Glyph(0, 0), s.Glyph(0, 1)
	if left.Text != "日" || left.Width != 2 || left.Style.FG != Palette(1) || left.Link == nil {
		t.Errorf("the left half is %+v", left)
	}
	if right.Text != "" || right.Width != 0 || right.Style != left.Style || right.Link != left.Link {
		t.Errorf("the right half is %+v", right)
	}
	if g := s.Glyph(0, 2); g.Text != "é" || g.Width != 1 {
		t.Errorf("a narrow cell is %+v", g)
	}
}

// Snapshots stay as they were, however many there are and whatever is written
// after them, and rows that did not change are shared.
func TestSnapshotsAreImmutable(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 11))
	e := NewEmulator(20, 6)
	type kept struct {
		s    *Screen
		text string
	}
	var all []kept
	for range 500 {
		e.Write(soup(rng, 2))
		s := e.Snapshot()
		all = append(all, kept{s, fingerprint(s)})
		if rng.IntN(10) == 0 {
			e.Resize(1+rng.IntN(30), 1+rng.IntN(8))
		}
		if rng.IntN(10) == 0 {
			clone := all[rng.IntN(len(all))].s.Clone()
			clone.SetGlyph(0, 0, Glyph{Text: "clone", Width: 1})
		}
		if rng.IntN(20) == 0 {
			e.Load(all[rng.IntN(len(all))].s)
		}
	}
	for i, k := range all {
		if fingerprint(k.s) != k.text {
			t.Fatalf("snapshot %d of %d changed", i, len(all))
		}
	}
	e = play(20, 6, "a\r\nb\r\nc")
	before := e.Snapshot()
	e.Write([]byte("\x1b[2;1Hx"))
	after := e.Snapshot()
	for i := range after.lines {
		if shared := after.lines[i] == before.lines[i]; shared == (i == 1) {
			t.Errorf("row %d shared: %v", i, shared)
		}
	}
}

// Snapshots may be read and cloned while the emulator goes on; the race
// detector looks.
func TestSnapshotsInOtherGoroutines(t *testing.T) {
	rng := rand.New(rand.NewPCG(13, 13))
	e := NewEmulator(20, 6)
	snapshots := make(chan *Screen, 10)
	done := make(chan int)
	for range 2 {
		go func() {
			n := 0
			for s := range snapshots {
				c := s.Clone()
				c.SetGlyph(0, 0, Glyph{Text: "x", Width: 1})
				if !c.Equal(s) {
					n += len(fingerprint(s))
				}
			}
			done <- n
		}()
	}
	for range 300 {
		e.Write(soup(rng, 3))
		s := e.Snapshot()
		snapshots <- s
		snapshots <- s
	}
	close(snapshots)
	if <-done+<-done == 0 {
		t.Error("nothing was read")
	}
}

// fingerprint returns everything that s shows, as text.
func fingerprint(s *Screen) string {
	var b strings.Builder
	for row := range s.rows {
		for col := range s.cols {
			g := s.Glyph(row, col)
			b.WriteString(g.Text)
			b.WriteByte(byte('0' + g.Width))
			if g.Style != (Style{}) {
				b.WriteString(string(rune(g.Style.pack()%0xd000)) + string(rune(g.Style.pack()>>32%0xd000)))
			}
			if g.Link != nil {
				b.WriteString(g.Link.URI)
			}
		}
		if s.Wrapped(row) {
			b.WriteByte('+')
		}
	}
	return b.String()
}

func TestLoad(t *testing.T) {
	s := play(10, 4, "\x1b[1;4:3;58:5:9mabc\x1b[?1002h\x1b[>3u\x1b]2;t\a").Snapshot()
	e := play(3, 3, "\x1b[2;3r\x1b[?6h\x1b[4h\x1b[?7l\x1b(0\x1b]8;;u\a\x1b[31mxx\x1b7\x1b[?1049h\x1b[5n\x1b[")
	e.Load(s)
	if !e.Snapshot().Equal(s) {
		t.Error("the loaded screen is another")
	}
	if len(e.TakeReplies()) != 0 {
		t.Error("answers are still there")
	}
	fresh := NewEmulator(10, 4)
	fresh.s.Cursor, fresh.pen, fresh.penExt, fresh.keys[0].flags = s.Cursor, s.Pen.pack(), ext{underline: Palette(9)}, 3
	sameHidden(t, e, fresh)
	e.Write([]byte("m"))
	if got := screenText(&e.s); got != "abcm" {
		t.Errorf("after loading, printing gives %q", got)
	}
}

func TestScrollUp(t *testing.T) {
	for _, test := range []struct {
		n    int
		want string
	}{
		{-1, "a|b|cccccc|cc"}, {0, "a|b|cccccc|cc"}, {1, "b|cccccc|cc"}, {2, "cccccc|cc"}, {3, "cc"}, {4, ""}, {99, ""},
	} {
		e := play(6, 4, "\x1b[41ma\r\nb\r\ncccccccc")
		s := e.Snapshot()
		before := e.Snapshot()
		s.ScrollUp(test.n)
		if got := screenText(s); got != test.want {
			t.Errorf("scrolled up by %d: %q, want %q", test.n, got, test.want)
		}
		checkGrid(t, &s.grid)
		if last := s.Glyph(3, 0); test.n > 0 && last.Style != (Style{}) {
			t.Errorf("scrolled up by %d: a new row has style %+v", test.n, last.Style)
		}
		if want := test.n < 3; s.Wrapped(max(0, 2-max(test.n, 0))) != want {
			t.Errorf("scrolled up by %d: the long line is wrapped: %v", test.n, !want)
		}
		if !before.Equal(e.Snapshot()) {
			t.Errorf("scrolled up by %d: another clone changed", test.n)
		}
		s.SetGlyph(3, 5, Glyph{Text: "x", Width: 1})
		if test.n >= 2 && s.Glyph(2, 5).Text == "x" {
			t.Error("two blank rows are one")
		}
	}
}
