package predict

import (
	"strings"

	"gomosh/term"
)

// A program is one that fills the screen and tells, by what it shows there,
// what it is and that it waits for commands.
type program uint8

const (
	noApp program = iota
	vim           // a ruler (line, column, part of the file) at the bottom
	pager         // a colon, or the name of a file or (END), highlighted, before the cursor at the bottom
)

// Words of vim for its modes.
const (
	wordInsert  = "-- INSERT --"
	wordReplace = "-- REPLACE --"
)

// What stands for the states of other editors in which keys are text.
const (
	wordNano  = "GNU nano"
	wordEmacs = "GNU Emacs"
)

// findApp returns which program s shows waiting for commands or for text, and
// the column in which the rows of a text begin.
func findApp(s *term.Screen) (a program, margin int) {
	cols, rows := s.Size()
	c := s.Cursor
	if rows < 4 || cols < 20 {
		return noApp, 0
	}
	if c.Row == rows-1 {
		if !s.Modes.BracketedPaste && atPager(s) {
			return pager, 0
		}
		return noApp, 0
	}
	for row := rows - 1; row >= rows-2 && row > c.Row; row-- {
		if at, ok := readRuler(s, row); ok {
			if margin = c.Col - at.col + 1; !at.fits(c.Row) || !isGutter(s, c.Row, margin) {
				return noApp, 0
			}
			return vim, margin
		}
	}
	return noApp, 0
}

// isGutter reports whether the first n cells of a row hold nothing but a number,
// and a blank behind it, as before the lines of a text.
func isGutter(s *term.Screen, row, n int) bool {
	const widest = 12
	if n < 0 || n > widest {
		return false
	}
	if n == 0 {
		return true
	}
	_, isNumber := number(strings.TrimLeft(rowString(s, row, 0, n-1), " "))
	return isNumber && blankGlyph(s.Glyph(row, n-1))
}

// A ruler tells where the cursor is: its line, and its column in that line on
// the screen, from 1; and whether the first line of the text is to be seen.
type ruler struct {
	line, col int
	top       bool
}

// fits reports whether the cursor can be in a row. A window of vim in which
// another program runs has a ruler that stays as it is.
func (r ruler) fits(row int) bool { return !r.top || row == r.line-1 || row == r.line }

// readRuler reads a ruler at the end of a row, such as "7,1-8  All".
func readRuler(s *term.Screen, row int) (r ruler, ok bool) {
	cols, _ := s.Size()
	end := textEnd(s, row, 0, cols)
	if end < cols-20 || end == 0 || !strings.Contains("lpt%", s.Glyph(row, end-1).Text) {
		return r, false
	}
	text := rowString(s, row, max(0, end-30), end)
	i := strings.LastIndexByte(text, ' ')
	switch part := text[i+1:]; {
	case part == "All", part == "Top":
		r.top = true
	case part == "Bot", strings.HasSuffix(part, "%"):
	default:
		return r, false
	}
	text = strings.TrimRight(text[:max(i, 0)], " ")
	line, place, ok := strings.Cut(text[strings.LastIndexByte(text, ' ')+1:], ",")
	if !ok {
		return r, false
	}
	if _, display, two := strings.Cut(place, "-"); two {
		place = display
	}
	var okLine, okCol bool
	r.line, okLine = number(line)
	r.col, okCol = number(place)
	return r, okLine && okCol
}

// number returns the value of a few digits.
func number(t string) (n int, ok bool) {
	for _, d := range []byte(t) {
		if d < '0' || d > '9' || len(t) > 9 {
			return 0, false
		}
		n = 10*n + int(d-'0')
	}
	return n, t != ""
}

// atPager reports whether the last row of s is a pager that waits for a
// command, the cursor behind its prompt.
func atPager(s *term.Screen) bool {
	_, rows := s.Size()
	col := s.Cursor.Col
	if col == 0 || blankGlyph(s.Glyph(0, 0)) && blankGlyph(s.Glyph(0, 1)) {
		return false
	}
	if col == 1 && s.Glyph(rows-1, 0).Text == ":" {
		return true
	}
	for i := range col {
		if s.Glyph(rows-1, i).Style.Attr&term.Inverse == 0 {
			return false
		}
	}
	return true
}

// playApp plays a key in a program that waits for commands.
func (m *model) playApp(e *Engine, k key) effect {
	c := commandOf(k)
	m.command, m.moved = c, true
	switch {
	case c == '/' || c == '?' || c == ':' && m.app == vim:
		return m.openCommandLine(e, c)
	case m.app == pager || c == 0:
		return unknown
	}
	p := findPane(m.s)
	row := m.s.Cursor.Row
	last := p.bottom - 1 // of the pane, below the text
	if cols, _ := m.s.Size(); p.left > 0 || p.right < cols || row >= last || m.fullRow(row) {
		return unknown
	}
	m.ln = line{pane: p, row: row, col: m.margin, limit: p.right, killed: m.ln.killed}
	m.ln.end = max(textEnd(m.s, row, m.margin, p.right)-p.left, m.ln.floor())
	switch c {
	case 'j':
		return m.viRow(row+1, last)
	case 'k':
		return m.viRow(row-1, last)
	case 'o':
		return m.openRow(e, row+1, last)
	case 'O':
		return m.openRow(e, row, last)
	}
	eff, insert := m.viCommand(c, true)
	if m.want = m.s.Cursor.Col; c == '$' {
		m.want = p.right
	}
	m.wanted = true
	if eff == exact && insert {
		m.beginInsert(e)
	}
	return eff
}

// fullRow reports whether the text of a row may go on in the next.
func (m *model) fullRow(row int) bool {
	cols, _ := m.s.Size()
	return !blankGlyph(m.s.Glyph(row, cols-1))
}

// viRow plays a motion to another row of the text.
func (m *model) viRow(row, last int) effect {
	if row < 0 || row >= last || m.fullRow(row) || row > 0 && m.fullRow(row-1) || belowText(m.s, row) {
		return unknown
	}
	want := m.s.Cursor.Col
	if m.wanted {
		want = m.want
	}
	m.ln.row = row
	m.ln.end = max(textEnd(m.s, row, m.margin, m.ln.pane.right)-m.ln.pane.left, m.ln.floor())
	to := max(m.margin, min(want, m.ln.end-1))
	if m.perhapsTab(to) || m.glyph(to).Width != 1 || hasWide(m.glyphs(m.ln.floor(), to)) {
		return unknown
	}
	m.s.Cursor.Row, m.s.Cursor.Col = row, to
	m.want, m.wanted = want, true
	return exact
}

// belowText reports whether a row is one below the end of the text.
func belowText(s *term.Screen, row int) bool {
	text := s.Glyph(row, 0).Text
	return (text == "~" || text == "@") && blankGlyph(s.Glyph(row, 1))
}

// openRow plays the begin of a new row before the given one. Where the next
// row may be indented, or goes on with a comment, that is not foreseen.
func (m *model) openRow(e *Engine, row, last int) effect {
	if row >= last || m.margin > 0 || !m.startsPlain(m.ln.end) {
		return unknown
	}
	m.s.InsertRow(row, last)
	m.fresh = true
	m.s.Cursor.Row, m.s.Cursor.Col = row, m.margin
	m.beginInsert(e)
	return exact
}

// beginInsert makes the row of the cursor one that text is typed into.
func (m *model) beginInsert(e *Engine) {
	p, row := findPane(m.s), m.s.Cursor.Row
	key := contextKey{name: wordInsert, insert: true, editing: m.s.Modes.BracketedPaste}
	m.ln = line{active: true, editor: true, key: key, ctx: e.places.find(key), ev: &evidence{proven: true}, pane: p, row: row, col: p.left, limit: p.right,
		end: max(textEnd(m.s, row, p.left, p.right), m.s.Cursor.Col) - p.left, killed: m.ln.killed}
	m.wanted = false
}

// leaveInsert plays the Esc that ends the typing of text in vim.
func (m *model) leaveInsert() effect {
	m.command, m.moved = 0x1b, true
	if i := m.cursor(); m.s.Cursor.Col > m.margin {
		m.place(i - m.step(i))
	}
	m.ln = line{killed: m.ln.killed}
	m.wanted = false
	return exact
}

// openCommandLine plays the key that takes the cursor to the last row, to type
// a command or what to search for.
func (m *model) openCommandLine(e *Engine, c byte) effect {
	cols, rows := m.s.Size()
	for col := range cols {
		if g := m.s.Glyph(rows-1, col); col > 0 && (!blankGlyph(g) || g.Style != (term.Style{})) {
			m.s.SetGlyph(rows-1, col, term.Glyph{Width: 1})
		}
	}
	was, is := m.s.Glyph(rows-1, 0), term.Glyph{Text: string(rune(c)), Width: 1}
	m.put(rows-1, 0, &was, &is, true)
	m.s.Cursor.Row, m.s.Cursor.Col = rows-1, 1
	key := contextKey{name: string(rune(c)), editing: m.s.Modes.BracketedPaste}
	m.ln = line{active: true, plain: true, key: key, ctx: e.places.find(key), ev: &evidence{proven: true}, pane: findPane(m.s),
		row: rows - 1, col: 1, prompt: string(rune(c)), limit: cols, end: 1, killed: m.ln.killed}
	return exact
}

// trustsCommand reports whether a command just played may be shown. One after
// which keys are text may be only if the program has proven to be what it looks
// like: else text might be what somebody types to another program in a window
// of it.
func (e *Engine) trustsCommand(st *state) bool {
	t := e.commandTrust[st.command&0x7f]
	if st.app == pager {
		t += trustUnproven
	}
	return t >= 0 && (st.app == noApp || !st.ln.active || e.appProven)
}

// noteApp takes note of the program that has the screen. It proves itself anew
// whenever it comes: vim by a ruler that goes along with the cursor, or by the
// word for its mode; a pager by a key at which its text moves.
func (e *Engine) noteApp(a program, moved bool) {
	s := e.frame.Screen
	top := ""
	if a == pager {
		cols, _ := s.Size()
		top = rowString(s, 0, 0, cols)
	}
	if a != e.app {
		e.app, e.appProven = a, false
	} else if a == pager && top != e.appTop {
		e.appProven = true
	}
	e.appTop = top
	if now, _ := findApp(s); now == vim && (moved || e.mode == wordInsert) {
		e.appProven = true
	}
}

// commandMoved reports whether key i is a command that moves the cursor.
func (e *Engine) commandMoved(i int) bool {
	before, st := e.stateAt(i), &e.inputs[i].st
	return st.command != 0 && (before.row != st.row || before.col != st.col)
}

// learnCommand takes note of what became of a command.
func (e *Engine) learnCommand(st *state, right bool) {
	if st.command == 0 {
		return
	}
	switch t := &e.commandTrust[st.command&0x7f]; {
	case !right:
		*t = trustWrong
	case *t < trustMax:
		*t++
	}
}
