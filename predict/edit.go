package predict

import "gomosh/term"

// maxYank bounds in bytes what is predicted to come back with Ctrl-Y.
const maxYank = 200

// playEditor plays a key that moves or deletes in a text editor that inserts.
func (m *model) playEditor(k key) effect {
	i, l := m.cursor(), &m.ln
	switch k.kind {
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
		return m.moveRow(k.kind)
	}
	return unknown
}

// moveRow plays an arrow up or down between rows of text.
func (m *model) moveRow(k kind) effect {
	l := &m.ln
	row := m.s.Cursor.Row + 1
	if k == up {
		row -= 2
	}
	if row < 0 || row >= l.pane.bottom-1 {
		return unknown
	}
	stop := textEnd(m.s, row, l.pane.left, l.pane.right)
	if stop == l.pane.left {
		return unknown
	}
	l.row, l.end = row, stop-l.pane.left
	m.s.Cursor.Row, m.s.Cursor.Col = row, min(m.s.Cursor.Col, stop)
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
