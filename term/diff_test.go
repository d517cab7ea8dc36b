package term

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"gomosh/internal/stockmodel"
)

// apply gives a diff to our own emulator showing from, waiting to wrap or not.
func apply(from *Screen, diff []byte, pending bool) (*Emulator, *Screen) {
	e := NewEmulator(1, 1)
	e.Load(from)
	e.wrapNext = pending && e.s.Cursor.Col == e.s.cols-1
	e.Write(diff)
	return e, e.Snapshot()
}

// checkApplied reports in what got, to which a diff from from to want was
// applied, differs from want as far as the wire carries it: the number of bells
// does not matter, and behind characters of disputed width no row is marked as
// wrapped.
func checkApplied(got, from, want *Screen) error {
	if (got.Bells != from.Bells) != (want.Bells != from.Bells) {
		return fmt.Errorf("bells %d, %d before, want %d", got.Bells, from.Bells, want.Bells)
	}
	if (got.Copies != from.Copies) != (want.Copies != from.Copies) && got.Clipboard == from.Clipboard {
		return fmt.Errorf("copies %d, %d before, want %d", got.Copies, from.Copies, want.Copies)
	}
	got, want = wireView(got), wireView(want)
	got.Bells, got.Copies = want.Bells, want.Copies
	if got.Equal(want) {
		return nil
	}
	if gc, gr := got.Size(); gc != want.cols || gr != want.rows {
		return fmt.Errorf("size %dx%d, want %dx%d", gc, gr, want.cols, want.rows)
	}
	for r := range want.rows {
		for c := range want.cols {
			g, w := got.Glyph(r, c), want.Glyph(r, c)
			if !sameCell(got.lines[r], &got.lines[r].cells[c], want.lines[r], &want.lines[r].cells[c]) {
				return fmt.Errorf("cell %d,%d is %+v, want %+v", r, c, g, w)
			}
		}
		if got.Wrapped(r) != want.Wrapped(r) {
			return fmt.Errorf("row %d wrapped: %v, want %v", r, got.Wrapped(r), want.Wrapped(r))
		}
	}
	g, w := *got, *want
	g.grid, w.grid = grid{}, grid{}
	return fmt.Errorf("state %+v, want %+v", g, w)
}

func wireView(s *Screen) *Screen {
	s = s.Clone()
	for i, r := range s.lines {
		if r.wrapped && !wireWrapped(r) {
			s.mutable(i).wrapped = false
		}
	}
	return s
}

// checkHidden reports hidden state that a diff must leave at its default.
func checkHidden(e *Emulator) error {
	fresh := NewEmulator(e.s.cols, e.s.rows)
	switch {
	case e.parser.state != fresh.parser.state:
		return fmt.Errorf("parser in state %v", e.parser.state)
	case e.margins != fresh.margins:
		return fmt.Errorf("margins %v", e.margins)
	case e.modes != fresh.modes:
		return fmt.Errorf("modes %+v", e.modes)
	case e.penExt.link != nil:
		return fmt.Errorf("inside a link")
	case e.alt || e.hidden != nil:
		return fmt.Errorf("alternate screen")
	case e.saved != fresh.saved:
		return fmt.Errorf("saved cursor %+v", e.saved)
	case len(e.replies) > 0:
		return fmt.Errorf("replied %q", e.replies)
	}
	return nil
}

// stockWidth is a stock peer's wcwidth: code points that it does not know are
// unprintable.
func stockWidth(t testing.TB) func(rune) int {
	widths := readWcwidth(t)
	return func(r rune) int { return widths[r] }
}

// stockStyle is what stock understands of a style.
func stockStyle(s Style) stockmodel.Style {
	m := stockmodel.Style{FG: stockColor(s.FG), BG: stockColor(s.BG)}
	for from, to := range map[Attr]stockmodel.Attr{
		Bold: stockmodel.Bold, Italic: stockmodel.Italic, Blink: stockmodel.Blink,
		Inverse: stockmodel.Inverse, Invisible: stockmodel.Invisible,
	} {
		if s.Attr&from != 0 {
			m.Attr |= to
		}
	}
	if s.Underline != UnderlineNone {
		m.Attr |= stockmodel.Underline
	}
	return m
}

func stockColor(c Color) stockmodel.Color {
	if i, ok := c.Index(); ok {
		return 1<<24 | stockmodel.Color(i)
	}
	if r, g, b, ok := c.RGB(); ok {
		return 1<<25 | stockmodel.Color(r)<<16 | stockmodel.Color(g)<<8 | stockmodel.Color(b)
	}
	return 0
}

// stockFrom returns a stock terminal that shows s, with every doubtful part of
// its hidden state as stated.
func stockFrom(t testing.TB, s *Screen, pending bool, width func(rune) int) *stockmodel.Model {
	cols, rows := s.Size()
	m := stockmodel.New(cols, rows, width)
	for r := range rows {
		for c := range cols {
			g := s.Glyph(r, c)
			m.Cells[r][c] = stockmodel.Cell{
				Text: stockText(s, r, c, width), Style: stockStyle(g.Style), Wide: g.Width == 2,
				Wrapped: c == cols-1 && s.Wrapped(r) && wireWrapped(s.lines[r]),
			}
		}
	}
	m.Row, m.Col, m.CursorVisible = s.Cursor.Row, s.Cursor.Col, s.Cursor.Visible
	m.Pen = stockStyle(s.Pen)
	m.ReverseVideo, m.BracketedPaste = s.Modes.ReverseVideo, s.Modes.BracketedPaste
	m.FocusEvents, m.AltScroll = s.Modes.FocusEvents, s.Modes.AltScroll
	m.Mouse, m.MouseEncoding = int(s.Modes.Mouse), int(s.Modes.MouseEncoding)
	m.TitleSet, m.IconName, m.WindowTitle = s.Title.Set, s.Title.Icon, s.Title.Window
	m.Clipboard = s.Clipboard
	m.SetPendingWrap(pending)
	return m
}

// stockText is what stock has in a cell that shows that of s: it drops what it
// cannot show, and what goes beyond a cell's limit.
func stockText(s *Screen, r, c int, width func(rune) int) string {
	line := s.lines[r]
	if line.cells[c].flags&cellRight != 0 {
		return ""
	}
	return cutForStock(line.appendWire(nil, &line.cells[c], false))
}

// cutForStock returns what a cell of a stock peer keeps of text: once it holds 32
// bytes it takes no more.
func cutForStock(text []byte) string {
	for i := range string(text) {
		if i >= 32 {
			return string(text[:i])
		}
	}
	return string(text)
}

// checkStock reports in what a stock terminal differs from the screen it should
// show. Cells that hold characters of disputed width are not compared.
func checkStock(m *stockmodel.Model, want *Screen) error {
	if m.Replies > 0 {
		return fmt.Errorf("stock peer aborts: %d replies", m.Replies)
	}
	if hidden := m.Hidden(); hidden != nil {
		return fmt.Errorf("hidden state: %v", hidden)
	}
	for r := range want.rows {
		for c := range want.cols {
			line := want.lines[r]
			if line.disputed(&line.cells[c]) || c > 0 && line.cells[c].flags&cellRight != 0 {
				continue
			}
			got, w := m.Cells[r][c], want.Glyph(r, c)
			text := got.Text
			if text == "" {
				text = " "
			}
			wantText := cutForStock(line.appendWire(nil, &line.cells[c], false))
			if text != wantText || got.Style != stockStyle(w.Style) || got.Wide != (w.Width == 2) {
				return fmt.Errorf("stock: cell %d,%d is %+v, want %+v", r, c, got, w)
			}
		}
		w := want.Wrapped(r) && wireWrapped(want.lines[r])
		if got := m.RowWrapped(r); got != w {
			return fmt.Errorf("stock: row %d wrapped: %v, want %v", r, got, w)
		}
	}
	type state struct {
		Row, Col, Mouse, Encoding              int
		Visible, Reverse, Paste, Focus, Scroll bool
		Pen                                    stockmodel.Style
		Title, Clipboard                       string
	}
	mode := want.Modes
	got := state{m.Row, m.Col, m.Mouse, m.MouseEncoding, m.CursorVisible, m.ReverseVideo, m.BracketedPaste,
		m.FocusEvents, m.AltScroll, m.Pen, m.WindowTitle, m.Clipboard}
	exp := state{want.Cursor.Row, want.Cursor.Col, int(mode.Mouse), int(mode.MouseEncoding), want.Cursor.Visible,
		mode.ReverseVideo, mode.BracketedPaste, mode.FocusEvents, mode.AltScroll, stockStyle(want.Pen),
		want.Title.Window, want.Clipboard}
	if mode.MouseEncoding == MouseSGRPixels { // not known to stock
		exp.Encoding = got.Encoding
	}
	if got != exp {
		return fmt.Errorf("stock: state %+v, want %+v", got, exp)
	}
	return nil
}

// checkStep checks everything that is promised of one diff.
func checkStep(t testing.TB, from, to *Screen, width func(rune) int) []byte {
	t.Helper()
	diff := AppendWireDiff(nil, from, to)
	fail := func(what string, err error) {
		t.Helper()
		t.Fatalf("%s: %v\ndiff %q\nfrom\n%s\nto\n%s", what, err, diff, dump(from), dump(to))
	}
	resized := from.cols != to.cols || from.rows != to.rows
	for _, pending := range []bool{false, true} {
		base := from
		if resized {
			e := NewEmulator(1, 1)
			e.Load(from)
			e.Resize(to.Size())
			base = e.Snapshot()
		}
		e, got := apply(base, diff, pending)
		if err := checkApplied(got, from, to); err != nil {
			fail(fmt.Sprintf("pending %v", pending), err)
		}
		if err := checkHidden(e); err != nil {
			fail("hidden state", err)
		}
		m := stockFrom(t, from, pending && !resized, width)
		if resized {
			m.Resize(to.Size())
		}
		m.Write(diff)
		if err := checkStock(m, to); err != nil {
			fail(fmt.Sprintf("pending %v", pending), err)
		}
	}
	return diff
}

// dump shows a screen in a test's message.
func dump(s *Screen) string {
	var b strings.Builder
	for r := range s.rows {
		for c := range s.cols {
			if g := s.Glyph(r, c); g.Width > 0 {
				b.WriteString(strings.Trim(fmt.Sprintf("%+q", max(g.Text, " ")), `"`))
			}
		}
		fmt.Fprintf(&b, "| %v\n", s.Wrapped(r))
	}
	fmt.Fprintf(&b, "cursor %+v pen %+v", s.Cursor, s.Pen)
	return b.String()
}

// randomProgram returns output like that of a program, but wilder.
func randomProgram(rng *rand.Rand, cols, rows int) string {
	var b strings.Builder
	num := func(n int) int { return 1 + rng.IntN(max(n, 1)) }
	words := []string{
		"a", "hello ", "lorem ipsum dolor sit amet ", "  ", "        ", "x\r\n", "\r\n", "漢字", "かな ", "é", "e\u0301", "\u0301",
		"🙂", "👩\u200d💻", "❤\ufe0f", "🇩🇪", "👍🏽", "\ue0b0", "─│┌┐", "한글", "a\u0308\u0301", "\U0001fae8", "nul", "日", "\u0e01\u0e33",
	}
	for range num(8) {
		switch rng.IntN(22) {
		case 0, 1, 2, 3:
			b.WriteString(words[rng.IntN(len(words))])
		case 4:
			b.WriteString(strings.Repeat(words[rng.IntN(len(words))], num(cols)))
		case 5:
			b.WriteString(strings.Repeat("=", cols-rng.IntN(2)) + words[rng.IntN(len(words))])
		case 6, 7:
			fmt.Fprintf(&b, "\x1b[%d;%dH", num(rows), num(cols))
		case 8:
			fmt.Fprintf(&b, "\x1b[%d;%dH", num(rows), cols)
		case 9, 10:
			codes := []string{"0", "1", "2", "3", "4", "7", "9", "22", "24", "27", "31", "44", "91", "103", "38;5;100", "48;5;200", "38;2;1;2;3",
				"48;2;9;8;7", "53", "4:3", "58:5:9", "58:2::1:2:3", "59", "39", "49", "8", "5"}
			fmt.Fprintf(&b, "\x1b[%sm", codes[rng.IntN(len(codes))])
		case 11:
			fmt.Fprintf(&b, "\x1b[%d%c", rng.IntN(3), "JKKK"[rng.IntN(4)])
		case 12:
			fmt.Fprintf(&b, "\x1b[%d%c", num(cols), "X@P"[rng.IntN(3)])
		case 13, 14:
			fmt.Fprintf(&b, "\x1b[%d%c", num(rows/2), "LMST"[rng.IntN(4)])
		case 15:
			top := num(rows - 1)
			fmt.Fprintf(&b, "\x1b[%d;%dr\x1b[%d;1H%s\x1b[r", top, top+num(rows-top), num(rows), strings.Repeat("\n", num(3)))
		case 16:
			b.WriteString(strings.Repeat("\n", num(rows)))
		case 17:
			b.WriteString(strings.Repeat("\x1bM", num(rows)))
		case 18:
			modes := []int{5, 25, 1000, 1002, 1003, 1004, 1006, 1015, 2004, 1007, 9}
			fmt.Fprintf(&b, "\x1b[?%d%c", modes[rng.IntN(len(modes))], "hl"[rng.IntN(2)])
		case 19:
			other := []string{"\a", "\x1b]0;title\a", "\x1b]1;icon\a", "\x1b]2;window\a", "\x1b]52;c;aGVsbG8=\a", "\x1b[4 q", "\x1b[ q", "\x1b[=5;1u",
				"\x1b]8;;http://example.com/\a", "\x1b]8;id=x;http://example.org/\a", "\x1b]8;;\a", "\x1b[?7l", "\x1b[?7h", "\x1b[4h", "\x1b[4l"}
			b.WriteString(other[rng.IntN(len(other))])
		case 20:
			b.WriteString(strings.Repeat("\b", num(cols)))
		case 21:
			b.WriteString("\t")
		}
	}
	return b.String()
}

// TestWireDiffRandom checks chains of random screens: each diff leads to exactly
// the next screen, on our own emulator and on stock's rules, whether or not the
// receiver waits to wrap; and so does the chain of all of them.
func TestWireDiffRandom(t *testing.T) {
	width := stockWidth(t)
	sessions := 1500
	if testing.Short() {
		sessions = 200
	}
	for seed := range sessions {
		rng := rand.New(rand.NewPCG(uint64(seed), 1))
		cols, rows := 1+rng.IntN(40), 1+rng.IntN(14)
		program := NewEmulator(cols, rows)
		peer := NewEmulator(cols, rows)
		states := []*Screen{program.Snapshot()}
		for step := range 8 {
			program.Write([]byte(randomProgram(rng, cols, rows)))
			to := program.Snapshot()
			from := states[len(states)-1]
			if rng.IntN(4) == 0 {
				from = states[rng.IntN(len(states))]
			}
			diff := checkStep(t, from, to, width)
			if from == states[len(states)-1] && step > 0 {
				peer.Load(peer.Snapshot()) // as a client does for each frame
				peer.Write(diff)
				got := peer.Snapshot()
				got.Bells, got.Copies = to.Bells, to.Copies // only their changes travel
				if err := checkApplied(got, to, to); err != nil {
					t.Fatalf("seed %d: chain: %v", seed, err)
				}
			} else {
				peer.Load(to)
			}
			states = append(states, to)
		}
	}
}

// editProgram returns output like that of an editor on a screen full of text:
// lines and characters inserted and deleted, parts of the screen scrolled.
func editProgram(rng *rand.Rand, cols, rows int) string {
	var b strings.Builder
	num := func(n int) int { return 1 + rng.IntN(max(n, 1)) }
	for range num(4) {
		fmt.Fprintf(&b, "\x1b[%d;%dH", num(rows), num(cols))
		switch rng.IntN(8) {
		case 0, 1:
			fmt.Fprintf(&b, "\x1b[%d%c", num(3), "LM"[rng.IntN(2)])
		case 2:
			fmt.Fprintf(&b, "\x1b[%d%c", num(9), "@P"[rng.IntN(2)])
		case 3, 4:
			top := num(rows - 1)
			fmt.Fprintf(&b, "\x1b[%d;%dr\x1b[%d%c\x1b[r", top, top+num(rows-top), num(4), "ST"[rng.IntN(2)])
		case 5:
			fmt.Fprintf(&b, "\x1b[%dmtext %d", []int{0, 1, 7, 44}[rng.IntN(4)], num(1000))
		case 6:
			b.WriteString("\x1b[K")
		case 7: // another number in front of every row
			from := num(1000)
			for r := range rows {
				fmt.Fprintf(&b, "\x1b[%dH\x1b[33m%3d \x1b[m", r+1, from+r)
			}
		}
	}
	return b.String()
}

// TestWireDiffEditing is like TestWireDiffRandom with the changes that editors
// make, which scrolling and shifting are for.
func TestWireDiffEditing(t *testing.T) {
	width := stockWidth(t)
	sessions := 150
	if testing.Short() {
		sessions = 30
	}
	scrolled := 0
	for seed := range sessions {
		rng := rand.New(rand.NewPCG(uint64(seed), 8))
		cols, rows := 15+rng.IntN(60), 4+rng.IntN(24)
		program := textScreen(cols, rows)
		if seed%3 == 0 {
			fmt.Fprintf(program, "\x1b[%d;1H%s", rows, strings.Repeat("これは漢字 and a wrapped line ", rows))
		}
		from := program.Snapshot()
		for range 6 {
			program.Write([]byte(editProgram(rng, cols, rows)))
			to := program.Snapshot()
			diff := checkStep(t, from, to, width)
			if strings.ContainsAny(string(diff), "LMST") {
				scrolled++
			}
			from = to
		}
	}
	if scrolled < sessions {
		t.Errorf("only %d frames in %d sessions scroll", scrolled, sessions)
	}
}

// TestWireRepaint checks full repaints over any old content.
func TestWireRepaint(t *testing.T) {
	width := stockWidth(t)
	for seed := range 300 {
		rng := rand.New(rand.NewPCG(uint64(seed), 2))
		cols, rows := 1+rng.IntN(30), 1+rng.IntN(10)
		a, b := NewEmulator(cols, rows), NewEmulator(1+rng.IntN(30), 1+rng.IntN(10))
		a.Write([]byte(randomProgram(rng, cols, rows)))
		b.Write([]byte("\x1b]0;the title can change but not go away\a" + randomProgram(rng, cols, rows)))
		checkStep(t, a.Snapshot(), b.Snapshot(), width)

		b.Resize(cols, rows)
		from, to := a.Snapshot(), b.Snapshot()
		e, got := apply(from, AppendWireRepaint(nil, to), true)
		got.Clipboard, got.Title = to.Clipboard, to.Title // an empty one is not said
		if err := checkApplied(got, &Screen{}, to); err != nil && to.Bells > 0 {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if err := checkHidden(e); err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
	}
}

// TestWireDiffConcurrently is for the race detector: screens are only read.
func TestWireDiffConcurrently(t *testing.T) {
	pairs := frames()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for _, f := range pairs {
				AppendWireDiff(nil, f[0], f[1])
				NewPainter(ModernTerminal()).Paint(nil, f[1])
			}
		})
	}
	wg.Wait()
}
