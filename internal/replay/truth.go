package replay

import (
	"strings"

	"gomosh/term"
)

// A truth is what an application showed after each key: all screens it passed
// through, the last of which is the answer.
type truth struct {
	r      *Recording
	before *term.Screen     // before the first key
	after  [][]*term.Screen // by key
}

// newTruth plays a recording into an emulator.
func newTruth(r *Recording) *truth {
	em := term.NewEmulator(r.Cols, r.Rows)
	play := func(os []Output) (screens []*term.Screen) {
		for _, o := range os {
			for _, part := range strings.SplitAfter(o.Bytes, "\n") {
				em.Write([]byte(part))
				screens = append(screens, em.Snapshot())
			}
		}
		em.TakeReplies()
		return screens
	}
	play(r.Start)
	t := &truth{r: r, before: em.Snapshot()}
	for _, k := range r.Keys {
		t.after = append(t.after, play(k.Answer))
	}
	return t
}

// final returns the screen after key i; -1 is before the first.
func (t *truth) final(i int) *term.Screen {
	for ; i >= 0; i-- {
		if n := len(t.after[i]); n > 0 {
			return t.after[i][n-1]
		}
	}
	return t.before
}

// visible reports whether key i has an effect to be seen.
func (t *truth) visible(i int) bool {
	a, b := t.final(i-1), t.final(i)
	if a.Cursor.Row != b.Cursor.Row || a.Cursor.Col != b.Cursor.Col {
		return true
	}
	_, rows := a.Size()
	for row := range rows {
		if !sameTexts(a, b, row, nil) {
			return true
		}
	}
	return false
}

// shows reports whether the display shows the effect of key i, or of it and
// later ones up to last: its cursor and the cursor's row are those of a screen
// that the application passed through; all rows, if the key changes others only,
// as in a pager. What the application suggests (dim text) does not count.
func (t *truth) shows(display *term.Screen, i, last int) bool {
	for j := i; j <= last; j++ {
		elsewhere := t.elsewhere(j)
		for _, s := range t.after[j] {
			if s.Cursor.Row == display.Cursor.Row && s.Cursor.Col == display.Cursor.Col &&
				sameTexts(display, s, s.Cursor.Row, isDim) && (!elsewhere || sameScreens(display, s)) {
				return true
			}
		}
	}
	return false
}

// elsewhere reports whether key i changes only rows that the cursor is not in.
func (t *truth) elsewhere(i int) bool {
	a, b := t.final(i-1), t.final(i)
	return a.Cursor.Row == b.Cursor.Row && a.Cursor.Col == b.Cursor.Col && sameTexts(a, b, b.Cursor.Row, nil)
}

// sameScreens compares the characters of all rows, but for dim ones.
func sameScreens(a, b *term.Screen) bool {
	_, rows := a.Size()
	for row := range rows {
		if !sameTexts(a, b, row, isDim) {
			return false
		}
	}
	return true
}

// sameTexts compares the characters of a row; cells that hold something that
// skip, if not nil, accepts in either are left out.
func sameTexts(a, b *term.Screen, row int, skip func(term.Style) bool) bool {
	cols, _ := a.Size()
	for col := range cols {
		ga, gb := a.Glyph(row, col), b.Glyph(row, col)
		if sameGlyph(ga, gb) {
			continue
		}
		if skip == nil || !(skip(ga.Style) && !blank(ga)) && !(skip(gb.Style) && !blank(gb)) {
			return false
		}
	}
	return true
}

func blank(g term.Glyph) bool { return g.Text == "" || g.Text == " " || g.Text == "\u00a0" }

func sameGlyph(a, b term.Glyph) bool {
	return a.Width == b.Width && (a.Text == b.Text || blank(a) && blank(b) && a.Width == 1)
}

// isDim reports whether a style is one that suggestions are written in.
func isDim(st term.Style) bool {
	i, ok := st.FG.Index()
	return st.Attr&term.Faint != 0 || ok && (i == 8 || i >= 236 && i <= 248)
}

// wrongCells returns the characters that the display shows other than the
// frame under it, and the application at the same place on none of the screens
// from after key first to after key last.
func (t *truth) wrongCells(display, frame *term.Screen, first, last int) []string {
	cols, rows := display.Size()
	var wrong []string
	for row := range rows {
		for col := range cols {
			g := display.Glyph(row, col)
			if g.Width != 0 && !sameGlyph(g, frame.Glyph(row, col)) && !t.everShows(g, row, col, first, last) {
				wrong = append(wrong, g.Text)
			}
		}
	}
	return wrong
}

// secret reports whether text was typed as one of the keys up to last and that
// key had no effect to be seen.
func (t *truth) secret(text string, last int) bool {
	for i := range last + 1 {
		if t.r.Keys[i].Bytes == text && !t.visible(i) {
			return true
		}
	}
	return false
}

// changes reports whether the application changed a cell more than once in the
// answers to the last keys up to last.
func (t *truth) changes(row, col, last int) bool {
	n := 0
	for j := max(last-60, 0); j <= last; j++ {
		was := t.final(j-1).Glyph(row, col)
		for _, s := range t.after[j] {
			if g := s.Glyph(row, col); !sameGlyph(g, was) {
				was = g
				n++
			}
		}
	}
	return n > 1
}

func (t *truth) everShows(g term.Glyph, row, col, first, last int) bool {
	for j := max(first, 0); j <= last; j++ {
		for _, s := range t.after[j] {
			if sameGlyph(g, s.Glyph(row, col)) {
				return true
			}
		}
	}
	return false
}
