package predict

import (
	"unicode"
	"unicode/utf8"
)

// The commands of vi that stay within a line: in vim, and in the line editors
// that can be set to these keys.

// commandOf returns the command that a key is, 0 if it is none of those known.
func commandOf(k key) byte {
	switch k.kind {
	case text:
		if len(k.text) == 1 {
			return k.text[0]
		}
	case left, backspace:
		return 'h'
	case right:
		return 'l'
	case up:
		return 'k'
	case down:
		return 'j'
	case home:
		return '0'
	case end:
		return '$'
	case escape:
		return 0x1b
	}
	return 0
}

// viCommand plays a command on the text of m.ln, and reports whether what
// follows is text to be inserted. With tabs set, blanks may be tabs, on which
// the cursor stands elsewhere.
func (m *model) viCommand(c byte, tabs bool) (eff effect, insert bool) {
	i, l := m.cursor(), &m.ln
	floor, last := l.floor(), max(l.floor(), l.end-1)
	if i < floor || l.end > l.width() || hasWide(m.glyphs(floor, l.end)) {
		return unknown, false
	}
	to := i
	switch c {
	case 'h':
		to = max(floor, i-1)
	case 'l':
		to = min(last, i+1)
	case '0':
		to = floor
	case '^', 'I':
		for to = floor; to < last && m.viClass(to) == 0; to++ {
		}
	case '$':
		to = last
	case 'w', 'b', 'e':
		var ok bool
		if to, ok = m.viWord(c, i); !ok {
			return unknown, false // in another line, or at the end
		}
	case 'x', 's', 'D', 'C', 'i':
	case 'X':
		to = max(floor, i-1)
	case 'a':
		to = min(l.end, i+1)
	case 'A':
		to = l.end
	default:
		return unknown, false
	}
	if tabs && (m.perhapsTab(i) || m.perhapsTab(to)) && c != 'A' && c != '$' {
		return unknown, false
	}
	eff = exact
	switch c {
	case 'x', 's':
		eff = m.cut(i, min(i+1, l.end))
	case 'X':
		eff = m.cut(to, i)
	case 'D', 'C':
		m.erase(i, l.end)
		l.end = max(floor, min(i, l.end))
	}
	if c == 'x' || c == 'D' {
		to = max(floor, min(i, l.end-1))
	}
	m.place(to)
	return eff, c == 'i' || c == 'a' || c == 'A' || c == 'I' || c == 's' || c == 'C'
}

// viClass returns which kind of word index i belongs to, 0 for blanks.
func (m *model) viClass(i int) int {
	g := m.glyph(i)
	r, _ := utf8.DecodeRuneInString(g.Text)
	switch {
	case blankGlyph(g):
		return 0
	case r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r):
		return 2
	}
	return 1
}

// viWord returns where a motion by words takes the cursor from index i, and
// whether that is in the same line.
func (m *model) viWord(c byte, i int) (to int, ok bool) {
	floor, end := m.ln.floor(), m.ln.end
	switch c {
	case 'w':
		for was := m.viClass(i); i < end && was != 0 && m.viClass(i) == was; i++ {
		}
		for i < end && m.viClass(i) == 0 {
			i++
		}
		return i, i < end
	case 'e':
		for i++; i < end && m.viClass(i) == 0; i++ {
		}
		for i+1 < end && m.viClass(i+1) == m.viClass(i) {
			i++
		}
		return i, i < end
	}
	for i--; i >= floor && m.viClass(i) == 0; i-- {
	}
	for i > floor && m.viClass(i-1) == m.viClass(i) {
		i--
	}
	return i, i >= floor
}

// perhapsTab reports whether the blank at index i may be part of a tab.
func (m *model) perhapsTab(i int) bool {
	if i >= m.ln.end || !blankGlyph(m.glyph(i)) {
		return false
	}
	return i == m.ln.floor() || blankGlyph(m.glyph(i-1)) || blankGlyph(m.glyph(i+1))
}

// playShellVi plays a key at a prompt whose line editor has the keys of vi, or
// may have them. Such an editor waits for some time after Esc for what may come
// of it; only then, or with the next key, its cursor steps to the left.
func (m *model) playShellVi(k key) effect {
	c := commandOf(k)
	m.command, m.moved = c, true
	l := &m.ln
	switch {
	case k.kind == escape && !l.commands:
		l.commands, l.late = true, m.cursor() > l.floor()
		return exact
	case l.escaped > 0:
		l.late = m.cursor() == l.escaped && l.escaped > l.floor()
		l.escaped, m.unsure = 0, true
	case k.kind == up || k.kind == down || k.kind == escape:
		return unknown
	}
	if l.late {
		m.place(m.cursor() - m.step(m.cursor()))
		l.late = false
	}
	eff, insert := m.viCommand(c, false)
	l.commands = !insert
	return eff
}

// noticeVi looks, after an Esc at a prompt, for the step to the left that tells
// the keys of vi.
func (e *Engine) noticeVi(l *line) {
	if !l.active || l.escaped == 0 || l.ctx == nil {
		return
	}
	switch l.index(e.frame.Screen.Cursor.Row, e.frame.Screen.Cursor.Col) {
	case l.escaped - 1:
		l.isVi()
		l.commands = true
	case l.escaped:
	default:
		l.escaped = 0
	}
}

// isVi takes note that the line editor has the keys of vi.
func (l *line) isVi() {
	if l.ctx != nil {
		l.ctx.vi = true
	}
	if l.escaped = 0; l.trusted {
		l.ev.proven = true
	}
}
