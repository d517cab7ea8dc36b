package predict

import "gomosh/term"

// Motions: in programs that fill the screen, keys that only move the cursor by
// one cell, as commands or as arrows. They are foreseen once they have been
// seen to do that, and only the cursor is; the text stays as it is.

const (
	motionSure = 2 // so often a motion must have gone as expected before it is shown
	motionMax  = 4
)

// motionOf returns which way a key goes, and whether it is a motion.
func motionOf(k key) (rows, cols int, ok bool) {
	switch {
	case k.kind == left, k.kind == text && k.text == "h":
		return 0, -1, true
	case k.kind == right, k.kind == text && k.text == "l":
		return 0, 1, true
	case k.kind == up, k.kind == text && k.text == "k":
		return -1, 0, true
	case k.kind == down, k.kind == text && k.text == "j":
		return 1, 0, true
	}
	return 0, 0, false
}

// motionTarget returns where a motion takes the cursor of s, and false if that
// is not sure, as at the edges, where the text may scroll.
func motionTarget(s *term.Screen, k key) (row, col int, ok bool) {
	rows, cols, ok := motionOf(k)
	if !ok {
		return 0, 0, false
	}
	p := findPane(s)
	row, col = s.Cursor.Row+rows, s.Cursor.Col+cols
	if s.Cursor.Row >= p.bottom-1 || row < 0 || row >= p.bottom-1 || !fillsScreen(s, p) {
		return 0, 0, false
	}
	end := textEnd(s, row, p.left, p.right)
	if end == p.left+1 && s.Glyph(row, p.left).Text == "~" {
		return 0, 0, false // below the text
	}
	if rows == 0 && (col < p.left || col >= end) {
		return 0, 0, false
	}
	col = max(p.left, min(col, end-1))
	if s.Glyph(row, col).Width != 1 {
		return 0, 0, false
	}
	return row, col, true
}

// fillsScreen reports whether there is text below the cursor.
func fillsScreen(s *term.Screen, p pane) bool {
	for row := p.bottom - 2; row > s.Cursor.Row; row-- {
		if textEnd(s, row, p.left, p.right) > p.left {
			return true
		}
	}
	return false
}

// move plays a motion and reports whether it is one.
func (m *model) move(e *Engine, k key) bool {
	if e.motions < motionSure || m.ln.active && (m.ln.editor || m.ln.ev.proven) {
		return false
	}
	row, col, ok := motionTarget(m.s, k)
	if ok {
		m.ln = line{killed: m.ln.killed}
		m.s.Cursor.Row, m.s.Cursor.Col = row, col
		m.moved = true
	}
	return ok
}

// learnMotion reports whether the frame is what key i makes of the one before
// if it is a motion, and takes note of that.
func (e *Engine) learnMotion(i int) bool {
	l := &e.stateAt(i).ln
	if e.mode != "" || !sameSize(e.from, e.frame.Screen) || l.active && (l.editor || l.ev.proven) {
		return false
	}
	row, col, ok := motionTarget(e.from, e.inputs[i].key)
	c := e.frame.Screen.Cursor
	if !ok || c.Row != row || c.Col != col {
		return false
	}
	e.motions = min(e.motions+1, motionMax)
	return true
}
