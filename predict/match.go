package predict

import "gomosh/term"

// count returns how many inputs travel in states up to num.
func (e *Engine) count(num uint64) int {
	n := 0
	for n < len(e.inputs) && e.inputs[n].num <= num {
		n++
	}
	return n
}

// overtaken reports whether the frame, which agrees with the state after k
// keys, is rather the answer to a later one that brought the same prompt to
// the same place again.
func (e *Engine) overtaken(k, received int) bool {
	b := e.barrier()
	return k <= b && b < received && (e.inputs[b].kind == enter || e.inputs[b].kind == other) && e.promptBack(&e.inputs[b])
}

// match returns the largest number of keys, from least to most, after which
// the expected state agrees with s.
func (e *Engine) match(s *term.Screen, least, most int) (k int, ok bool) {
	for k = most; k >= least; k-- {
		if e.agrees(s, k) {
			return k, true
		}
	}
	return 0, false
}

// agrees reports whether s is what is expected after k keys: the cursor, and
// the characters typed.
func (e *Engine) agrees(s *term.Screen, k int) bool {
	st := e.stateAt(k)
	if st.effect == unknown || st.row != s.Cursor.Row || st.col != s.Cursor.Col && !(st.ln.late && st.col == s.Cursor.Col+1) {
		return false
	}
	if st.ln.active && st.ln.key.editing != s.Modes.BracketedPaste {
		return false
	}
	mode := ""
	if st.ln.active && st.ln.editor {
		mode = st.ln.key.name
	}
	if st.app == vim && mode != e.mode || st.app != vim && e.modeChanged {
		return false
	}
	if k > 0 && e.undone(s, k-1) {
		return false
	}
	_, rows := s.Size()
	e.seen.clear(s)
	for i := k; i >= 0; i-- {
		from := e.stateAt(i)
		if from.effect == unknown {
			break
		}
		for j := len(from.touched) - 1; j >= 0; j-- {
			t := &from.touched[j]
			row, col := int(t.row)-(st.scrolled-from.scrolled), int(t.col)
			if row < 0 || row >= rows || !e.seen.add(row, col) || !t.hard && from.command == 0 {
				continue
			}
			if !sameText(s.Glyph(row, col), t.is) {
				return false
			}
		}
		if from.fresh {
			break
		}
	}
	return true
}

// undone reports whether key i, by which neither the cursor moves nor a
// character appears, such as Delete, has done nothing on s.
func (e *Engine) undone(s *term.Screen, i int) bool {
	before, st := e.stateAt(i), &e.inputs[i].st
	if len(st.touched) == 0 || before.row != st.row || before.col != st.col || before.scrolled != st.scrolled {
		return false
	}
	stayed := 0
	for j := range st.touched {
		t := &st.touched[j]
		if t.hard || t.row < 0 {
			return false
		}
		if t.same() {
			continue
		}
		if sameText(s.Glyph(int(t.row), int(t.col)), t.is) {
			return false
		}
		stayed++
	}
	return stayed > 0
}

// A cellSet is a set of cells of a screen.
type cellSet struct {
	cols int
	mark []uint32 // by cell: the round in which it was put in
	now  uint32
}

// clear empties the set and makes it fit for s.
func (c *cellSet) clear(s *term.Screen) {
	cols, rows := s.Size()
	c.now++
	if len(c.mark) != cols*rows || c.now == 0 {
		c.mark, c.now = make([]uint32, cols*rows), 1
	}
	c.cols = cols
}

// add puts a cell into the set and reports whether it was not there.
func (c *cellSet) add(row, col int) bool {
	m := &c.mark[row*c.cols+col]
	old := *m
	*m = c.now
	return old != c.now
}
