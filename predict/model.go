package predict

import (
	"slices"

	"gomosh/term"
)

// An effect says how much of what a key does is foreseen.
type effect uint8

const (
	unknown effect = iota // nothing: until its effect is seen, nothing after it is foreseen either
	passing               // the next moment, which something else will follow soon
	exact                 // all
)

// A model plays keys onto a copy of a screen.
type model struct {
	s         *term.Screen
	ln        line
	overwrite bool
	scrolled  int // rows that the model has moved up so far

	touched []touch // cells written by the key being played
	run     []term.Glyph
	targets [rules]int
	unsure  bool // this key may have been read differently
	moved   bool // it is a motion, or a command
	command byte // which
	fresh   bool // it moved rows, so that what was typed before is elsewhere

	full // the program that has the screen
}

// A full is what is known of a program that fills the screen.
type full struct {
	app    program
	margin int  // column in which its text begins
	want   int  // column that motions up and down make for
	wanted bool // want is known, otherwise it is the cursor's
}

// A touch is one cell that a key changes.
type touch struct {
	row, col int32
	hard     bool   // the key's own character; the others are moved, or erased
	was      string // text before
	is       term.Glyph
}

// same reports whether the cell shows what it showed before.
func (t *touch) same() bool { return sameTexts(t.was, t.is.Text) }

func (m *model) cursor() int { return m.ln.index(m.s.Cursor.Row, m.s.Cursor.Col) }

// glyph returns the glyph at index i, a blank if it is not on the screen.
func (m *model) glyph(i int) term.Glyph {
	row, col := m.ln.cell(i)
	if _, rows := m.s.Size(); i < 0 || row < 0 || row >= rows {
		return term.Glyph{Width: 1}
	}
	return m.s.Glyph(row, col)
}

// set writes a glyph at index i.
func (m *model) set(i int, g term.Glyph, hard bool) {
	row, col := m.ln.cell(i)
	_, rows := m.s.Size()
	if i < 0 || row < 0 || row >= rows {
		return
	}
	was := m.s.Glyph(row, col)
	m.put(row, col, &was, &g, hard)
}

// put writes a glyph to a cell that shows another.
func (m *model) put(row, col int, was, g *term.Glyph, hard bool) {
	if hard || *was != *g {
		m.s.SetGlyph(row, col, *g)
		m.touched = append(m.touched, touch{int32(row), int32(col), hard, was.Text, *g})
	}
}

// erase blanks the cells from index i up to and not including index to.
func (m *model) erase(i, to int) {
	for ; i < to; i++ {
		if g := m.glyph(i); !blankGlyph(g) {
			m.set(i, term.Glyph{Width: 1, Style: term.Style{BG: g.Style.BG}}, false)
		}
	}
}

// place puts the cursor at index i, scrolling if that is below the pane. It
// reports whether it can be there.
func (m *model) place(i int) bool {
	row, col := m.ln.cell(i)
	if i < 0 || row < 0 {
		return false
	}
	if row >= m.ln.pane.bottom {
		if !m.ln.pane.whole {
			return false
		}
		m.scroll(row - m.ln.pane.bottom + 1)
		row = m.ln.pane.bottom - 1
	}
	m.s.Cursor.Row, m.s.Cursor.Col = row, col
	return true
}

// scroll moves the screen up by n rows.
func (m *model) scroll(n int) {
	m.s.ScrollUp(n)
	m.ln.row -= n
	m.scrolled += n
	for i := range m.touched {
		m.touched[i].row -= int32(n)
	}
}

// play applies a key. If its effect is unknown the model is of no use any
// more.
func (m *model) play(e *Engine, k key) effect {
	m.touched, m.unsure, m.moved, m.command, m.fresh = nil, false, false, 0, false
	l := &m.ln
	switch {
	case m.app != noApp && !l.active:
		return m.playApp(e, k)
	case m.app == vim && l.editor && k.kind == escape:
		return m.leaveInsert()
	case l.editing() && l.escaped > 0 && k.kind == text,
		l.editing() && l.ctx != nil && l.ctx.vi && (l.commands && k.kind != enter || k.kind == escape):
		return m.playShellVi(k)
	}
	if m.move(e, k) {
		return exact
	}
	if !m.ln.active {
		switch k.kind {
		case text:
			before := m.ln.before
			m.ln = e.beginLine(m.s)
			m.ln.ev.after = before != nil && before.bare && before.echoes >= echoesEditing
		case enter:
			return m.newLine()
		default:
			return unknown
		}
	}
	switch k.kind {
	case text:
		return m.insert(k)
	case enter:
		return m.newLine()
	case noKey:
		return exact
	}
	if m.ln.editor {
		return m.playEditor(k)
	}
	return m.playLine(e, k)
}

// step returns the width of the glyph to the left of index i.
func (m *model) step(i int) int {
	if m.glyph(i-1).Width == 0 {
		return 2
	}
	return 1
}

// stepRight returns the width of the glyph at index i.
func (m *model) stepRight(i int) int { return max(1, m.glyph(i).Width) }

// tail returns the index after the text that the application shows to the
// right of the end of the line: a suggestion how to go on. It begins right
// there, or is dim.
func (m *model) tail() int {
	const gap = 4
	end, blanks := m.ln.end, 0
	for i := m.ln.end; blanks < gap; i++ {
		row, col := m.ln.cell(i)
		if row >= m.ln.pane.bottom || row == m.ln.row && col >= m.ln.limit {
			break
		}
		g := m.glyph(i)
		switch {
		case blankGlyph(g):
			blanks++
		case end == m.ln.end && blanks > 0 && !isDim(g.Style):
			return end
		default:
			end, blanks = i+1, 0
		}
	}
	return end
}

// style returns the rendition of a character typed at index i: that of the
// text to its left.
func (m *model) style(i int) term.Style {
	for j := i - 1; j >= m.ln.floor(); j-- {
		if g := m.glyph(j); g.Width > 0 && !blankGlyph(g) {
			return g.Style
		}
	}
	if m.ln.ctx != nil && m.ln.ctx.styled {
		return m.ln.ctx.style
	}
	if i > 0 && m.ln.editor {
		return m.glyph(i - 1).Style
	}
	return m.s.Pen
}

// insert plays a printable character.
func (m *model) insert(k key) effect {
	i, w := m.cursor(), m.ln.width()
	if k.width == 0 {
		return m.combine(k, i)
	}
	if i%w+k.width > w {
		return unknown // a wide character does not fit; applications differ
	}
	typed := term.Glyph{Text: k.text, Width: k.width, Style: m.style(i)}
	switch tail := m.tail(); {
	case m.overwrites():
		m.ln.end = max(m.ln.end, i+k.width)
	case i == m.ln.end && tail > i && !m.ln.editor:
		if g := m.glyph(i); g.Text != k.text || g.Width != k.width {
			m.erase(i, tail)
		}
		m.ln.end = i + k.width
	case !m.shift(i, k.width):
		return unknown
	}
	m.set(i, typed, true)
	m.clearLimit()
	i += k.width
	if i%w == 0 && !m.ln.editing() {
		return unknown // the cursor waits at the edge, or wraps
	}
	if !m.place(i) {
		return unknown
	}
	return exact
}

// overwrites reports whether typing replaces what is under the cursor.
func (m *model) overwrites() bool {
	return m.overwrite || m.ln.ctx != nil && m.ln.ctx.over > 0 || m.ln.key.name == wordReplace
}

// combine plays a character that joins the one before it.
func (m *model) combine(k key, i int) effect {
	i -= m.step(i)
	if i < m.ln.floor() {
		return unknown
	}
	g := m.glyph(i)
	if g.Text == "" {
		return unknown
	}
	g.Text += k.text
	m.set(i, g, true)
	return exact
}

// shift moves the text from index i on by n columns, and reports whether there
// is room for it.
func (m *model) shift(i, n int) bool {
	m.ln.end = max(m.ln.end, i) // the cursor may have been put beyond the text
	end := m.ln.end + n
	w := m.ln.width()
	if (end-1)/w != 0 && m.ln.editor {
		return false
	}
	run := m.glyphs(i, m.ln.end)
	if (end-1)/w != 0 && hasWide(run) {
		return false
	}
	last := end - 1
	if m.ln.editing() {
		last = end // a full row takes the next one along
	}
	if row, _ := m.ln.cell(last); row >= m.ln.pane.bottom {
		if !m.ln.pane.whole {
			return false
		}
		m.scroll(row - m.ln.pane.bottom + 1)
		m.s.Cursor.Row -= row - m.ln.pane.bottom + 1
	}
	m.touched = slices.Grow(m.touched, len(run)+1)
	if hasWide(run) || m.ln.row < 0 {
		for j := len(run) - 1; j >= 0; j-- {
			if run[j].Width > 0 {
				m.set(i+j+n, run[j], false)
			}
		}
	} else {
		m.moveRun(i, run, n)
	}
	m.ln.end = end
	return true
}

// moveRun moves run, the narrow glyphs from index i on, by n columns to the right.
// It is the same as to set each of them, in less time.
func (m *model) moveRun(i int, run []term.Glyph, n int) {
	left, right := m.ln.pane.left, m.ln.pane.right
	row, col := m.ln.cell(i + len(run) + n)
	for j := len(run) - 1; j >= 0; j-- {
		if col--; col < left {
			row, col = row-1, right-1
		}
		var was *term.Glyph
		if j+n < len(run) {
			was = &run[j+n]
		} else {
			g := m.s.Glyph(row, col)
			was = &g
		}
		if is := &run[j]; was.Text != is.Text || was.Style != is.Style || was.Link != is.Link || was.Width != 1 {
			m.touched = append(m.touched, touch{int32(row), int32(col), false, was.Text, *is})
		}
	}
	for end := len(run); end > 0; { // row by row, from below
		row, last := m.ln.cell(i + end - 1)
		begin := max(0, end-1-(last-left))
		first := last - (end - 1 - begin)
		stay := min(last+1, right-n) // from there on they go to the next row
		for col := max(first, stay); col <= last; col++ {
			m.s.SetGlyph(row+1, left+col+n-right, run[begin+col-first])
		}
		m.s.ShiftGlyphs(row, first, max(first, stay), n)
		end = begin
	}
}

// glyphs returns the glyphs from index i up to and not including index to. The
// next call overwrites them.
func (m *model) glyphs(i, to int) []term.Glyph {
	m.run = m.run[:0]
	row, col := m.ln.cell(i)
	_, rows := m.s.Size()
	for ; i < to; i++ {
		if row < 0 || row >= rows {
			m.run = append(m.run, term.Glyph{Width: 1})
		} else {
			m.run = append(m.run, m.s.Glyph(row, col))
		}
		if col++; col == m.ln.pane.right {
			row, col = row+1, m.ln.pane.left
		}
	}
	return m.run
}

// hasWide reports whether there is a wide one among glyphs.
func hasWide(run []term.Glyph) bool {
	return slices.ContainsFunc(run, func(g term.Glyph) bool { return g.Width != 1 })
}

// clearLimit removes a right prompt that the line has reached.
func (m *model) clearLimit() {
	if l := m.ln.limit - m.ln.pane.left; l < m.ln.width() && m.ln.end >= l {
		m.erase(max(l, m.ln.end), m.ln.width())
		m.ln.limit = m.ln.pane.right
	}
}

// cut removes the text from index i up to and not including index to, and
// closes the gap.
func (m *model) cut(i, to int) effect {
	if to <= i {
		return exact
	}
	m.ln.end = max(m.ln.end, to)
	if m.overwrite {
		m.erase(i, to)
		return exact
	}
	run := m.glyphs(i, m.ln.end)
	if m.ln.end > m.ln.width() && hasWide(run) {
		return unknown
	}
	m.touched = slices.Grow(m.touched, len(run))
	for j, g := range run[to-i:] {
		if g.Width > 0 {
			m.set(i+j, g, false)
		}
	}
	m.erase(m.ln.end-(to-i), m.ln.end)
	m.ln.end -= to - i
	return exact
}

// newLine plays Enter. The cursor goes to the begin of the next row, for now.
func (m *model) newLine() effect {
	if !m.ln.active {
		p := findPane(m.s)
		m.ln = line{pane: p, row: m.s.Cursor.Row, limit: p.right, ev: m.ln.before, killed: m.ln.killed}
		m.ln.end = m.s.Cursor.Col - p.left
	}
	l := &m.ln
	if l.editor {
		return m.splitLine()
	}
	prompt := endsLikePrompt(l.key.name)
	if l.editing() && !prompt {
		return unknown // an editor's command line, or a question
	}
	m.erase(l.end, m.tail())
	i := max(l.end-1, m.cursor(), 0)
	i = (i/l.width() + 1) * l.width()
	if row, _ := l.cell(i); row >= l.pane.bottom && (!prompt || l.row > 0 && isStatusLine(m.s, l.row-1)) {
		return unknown // below a status line, the line stays where it is
	}
	if !m.place(i) {
		return unknown
	}
	*l = line{killed: l.killed, before: l.ev}
	return passing
}
