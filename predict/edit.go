package predict

import (
	"slices"
	"strings"

	"gomosh/term"
)

// maxYank bounds in bytes what is predicted to come back with Ctrl-Y.
const maxYank = 200

// playEditor plays a key that moves or deletes in a text editor that inserts.
func (m *model) playEditor(k key) effect {
	i, l := m.cursor(), &m.ln
	kind := k.kind
	if l.key.name == wordEmacs {
		kind = emacsKind(kind)
	}
	if kind != up && kind != down {
		m.wanted = false
	}
	switch kind {
	case backspace:
		if i > 0 {
			n := m.step(i)
			m.place(i - n)
			return m.cut(i-n, i)
		}
	case deleteKey:
		if i < l.end {
			return m.cut(i, i+m.stepRight(i))
		}
	case left:
		if i > 0 {
			m.place(i - m.step(i))
			return exact
		}
	case right:
		if i < l.end {
			m.place(i + m.stepRight(i))
			return exact
		}
	case home:
		m.place(0)
		return exact
	case end:
		m.place(l.end)
		return exact
	case up, down:
		return m.moveRow(kind)
	case killEnd:
		if l.key.name == wordEmacs && i < l.end {
			m.erase(i, l.end)
			l.end = i
			return exact
		}
	}
	return unknown
}

// emacsKind returns the kind of key that does in other editors what k does in
// emacs; other if there is none.
func emacsKind(k kind) kind {
	switch k {
	case ctrlHome:
		return home
	case ctrlEnd:
		return end
	case ctrlLeft:
		return left
	case ctrlRight:
		return right
	case deleteOrEnd:
		return deleteKey
	case backspace, deleteKey, left, right, up, down, killEnd:
		return k
	}
	return other
}

// splitLine plays Enter in a text editor. What follows an indented line, or a
// comment, is not foreseen.
func (m *model) splitLine() effect {
	l := &m.ln
	i, row := m.cursor(), m.s.Cursor.Row+1
	bottom := textBottom(m.s, l)
	if row >= bottom || l.end > l.width()-1 || m.margin > 0 || !m.startsPlain(l.end) {
		return unknown
	}
	rest := slices.Clone(m.glyphs(i, l.end))
	m.erase(i, l.end)
	if below := rowString(m.s, row, l.pane.left, min(l.pane.left+2, l.pane.right)); below == "~ " && i == l.end {
		l.row++
		m.erase(0, 1)
		l.row--
	} else if i < l.end || textEnd(m.s, row, l.pane.left, l.pane.right) > l.pane.left {
		if l.pane.left > 0 || !l.fullWidth(m.s) {
			return unknown
		}
		m.s.InsertRow(row, bottom)
		m.fresh = true
	}
	l.row, l.end = row, len(rest)
	for j, g := range rest {
		if g.Width > 0 {
			m.set(j, g, false)
		}
	}
	m.s.Cursor.Row, m.s.Cursor.Col = row, l.pane.left
	return exact
}

// startsPlain reports whether the text of m.ln up to index end begins with a
// letter or the like, so that the next row will neither be indented nor go on
// with a comment.
func (m *model) startsPlain(end int) bool {
	g := m.glyph(m.margin - m.ln.pane.left)
	if blankGlyph(g) {
		return end <= m.margin-m.ln.pane.left
	}
	return !strings.Contains(`#/*"-;%>`, g.Text)
}

// textBottom returns the row below the text of an editor that is inserting.
func textBottom(s *term.Screen, l *line) int {
	switch l.key.name {
	case wordNano:
		return l.pane.bottom - 3 // a row for messages and two of keys
	case wordEmacs:
		return modeLine(s)
	}
	return l.pane.bottom - 1
}

// moveRow plays an arrow up or down between rows of text.
func (m *model) moveRow(k kind) effect {
	l := &m.ln
	row := m.s.Cursor.Row + 1
	if k == up {
		row -= 2
	}
	if row < 0 || row >= textBottom(m.s, l) || l.key.name != wordInsert && row == 0 {
		return unknown
	}
	stop := textEnd(m.s, row, l.pane.left, l.pane.right)
	if stop == l.pane.left {
		return unknown
	}
	if !m.wanted {
		m.want, m.wanted = m.s.Cursor.Col, true
	}
	l.row, l.end = row, stop-l.pane.left
	m.s.Cursor.Row, m.s.Cursor.Col = row, min(m.want, stop)
	return exact
}

// playLine plays a key that moves or deletes in a line after a prompt.
func (m *model) playLine(e *Engine, k key) effect {
	i, l := m.cursor(), &m.ln
	floor, sure := l.floor(), l.editing()
	switch k.kind {
	case backspace:
		if i == floor {
			return m.bump(sure)
		}
		m.erase(l.end, m.tail())
		n := m.step(i)
		m.place(i - n)
		return m.cut(i-n, i)
	case deleteKey, deleteOrEnd:
		if i == l.end {
			return m.bump(sure && k.kind == deleteKey)
		}
		return m.cut(i, i+m.stepRight(i))
	case left, ctrlLeft:
		if i == floor {
			return m.bump(sure)
		}
		m.place(i - m.step(i))
		return exact
	case right, ctrlRight:
		if i == l.end {
			return m.accept(m.tail())
		}
		m.place(i + m.stepRight(i))
		return exact
	}
	if !sure {
		return unknown
	}
	switch k.kind {
	case up, down:
		return m.recallCommand(e, k.kind)
	case home, ctrlHome:
		m.place(floor)
	case end, ctrlEnd:
		if i == l.end && m.tail() > i {
			return m.accept(m.tail())
		}
		m.place(l.end)
	case killEnd:
		m.keep(i, l.end)
		m.erase(i, max(l.end, m.tail()))
		l.end = i
	case killStart:
		m.unsure = i < l.end && (l.ctx == nil || l.ctx.words[ruleReadline] <= 0) // zsh cuts the whole line
		m.erase(l.end, m.tail())
		m.keep(floor, i)
		m.place(floor)
		return m.cut(floor, i)
	case killWord, killWordLeft:
		m.erase(l.end, m.tail())
		to := m.wordTarget(k.kind, i)
		m.keep(to, i)
		m.place(to)
		return m.cut(to, i)
	case killWordRight:
		to := m.wordTarget(k.kind, i)
		m.keep(i, to)
		return m.cut(i, to)
	case wordLeft, wordRight:
		if k.kind == wordRight && i == l.end && m.tail() > i {
			return unknown // takes a word of the suggestion
		}
		m.place(m.wordTarget(k.kind, i))
	case yank:
		if len(l.killed) > maxYank {
			return unknown
		}
		for _, r := range l.killed {
			if m.insert(key{kind: text, text: string(r), width: max(1, term.RuneWidth(r))}) != exact {
				return unknown
			}
		}
	default:
		return unknown
	}
	return exact
}

// bump plays a key that finds nothing to do at one end of the line.
func (m *model) bump(sure bool) effect {
	if !sure {
		return unknown
	}
	return exact
}

// accept plays a key that takes over the suggestion, which ends at index end.
func (m *model) accept(end int) effect {
	if end == m.ln.end {
		if m.ln.ctx != nil && m.ln.ctx.suggests {
			return unknown // the suggestion may be under way
		}
		return m.bump(m.ln.editing())
	}
	st := m.style(m.ln.end)
	for i := m.ln.end; i < end; i++ {
		if g := m.glyph(i); g.Width > 0 && !blankGlyph(g) {
			g.Style = st
			m.set(i, g, false)
		}
	}
	m.ln.end = end
	m.place(end)
	return exact
}

// keep remembers the text between two indexes as what was cut.
func (m *model) keep(i, to int) {
	if i < to {
		m.ln.killed = m.text(i, to)
	}
}

// text returns the text between two indexes.
func (m *model) text(i, to int) string {
	var b []byte
	for ; i < to; i++ {
		switch g := m.glyph(i); {
		case g.Width == 0:
		case g.Text == "":
			b = append(b, ' ')
		default:
			b = append(b, g.Text...)
		}
	}
	return string(b)
}
