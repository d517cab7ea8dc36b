package predict

import (
	"strings"
	"time"

	"gomosh/term"
)

// settle makes the frame the place where the keys after the first k begin,
// whatever was expected. ln is the line that may still be there, received the
// number of keys the server has. unseen says that keys between the two may
// have had no effect yet.
func (e *Engine) settle(k, received int, ln line, unseen bool) {
	s := e.frame.Screen
	for i := range k {
		in := &e.inputs[i]
		if !in.done {
			e.obeyed(i)
			e.adrift = e.adrift || in.early
		}
		in.done = true
		if i >= e.at {
			in.st = state{}
		}
	}
	e.at = k
	st := state{effect: exact, row: s.Cursor.Row, col: s.Cursor.Col, scrolled: e.m.scrolled}
	st.app, st.margin = findApp(s)
	e.appProven = e.appProven && st.app == pager // whatever was done may have put another program in its place
	e.noteApp(st.app, false)
	if st.ln, _ = e.continueLine(ln, s); !st.ln.active {
		st.ln.killed, st.ln.before = ln.killed, ln.before
		e.recognise(&st)
	}
	e.noticeVi(&st.ln)
	if !st.ln.active && st.app == noApp {
		e.at = e.recogniseTyped(&st, k, received)
	}
	if unseen {
		for i := e.at; i < received; i++ {
			e.inputs[i].limbo = true
		}
	}
	*e.stateAt(e.at) = st
	e.replay()
}

// lineAfter returns the line that may still be there after the barrier key,
// which is on the frame.
func (e *Engine) lineAfter(barrier int) line {
	in := &e.inputs[barrier]
	ln := e.stateAt(barrier).ln
	if in.st.unsure && ln.ctx != nil {
		e.learnWord(in)
		if in.kind == up || in.kind == down {
			ln.ctx.wrong(in.kind)
		}
	}
	switch in.kind {
	case enter:
		return ln.ended()
	case other:
		if st := (state{}); e.promptBack(in) {
			e.recognise(&st)
			return st.ln
		}
		return ln.doubted()
	case escape: // the next keys may be commands
		d := ln.doubted()
		if before := e.stateAt(barrier); d.active && !d.commands {
			d.escaped, d.trusted = d.index(before.row, before.col), ln.ev.proven
		}
		return d
	}
	return ln
}

// barrier returns the first key that is not on the frame and whose effect is
// not certain, len(e.inputs) if there is none.
func (e *Engine) barrier() int {
	for i := e.at; i < len(e.inputs); i++ {
		if in := &e.inputs[i]; in.st.effect != exact || in.st.unsure {
			return i
		}
	}
	return len(e.inputs)
}

// resolved reports whether the frame shows what the barrier key led to.
func (e *Engine) resolved(barrier, passed int, last Frame) bool {
	s := e.frame.Screen
	in := &e.inputs[barrier]
	ln := &e.stateAt(barrier).ln
	switch {
	case barrier < passed:
		return true
	case !in.early && last.Screen != nil && last.Screen.Modes.BracketedPaste != s.Modes.BracketedPaste:
		return true
	case in.kind == enter || in.kind == other:
		return e.promptBack(in)
	}
	_, here := e.continueLine(*ln, s)
	return here
}

// promptBack reports whether a known prompt waits on the frame and the line
// that a key ended stands above it, possibly with the mark of a key that
// cancelled it, such as ^C.
func (e *Engine) promptBack(in *input) bool {
	s := e.frame.Screen
	st := state{}
	if e.recognise(&st); !st.ln.active || in.row == "" {
		return false
	}
	row := s.Cursor.Row
	p := st.ln.pane
	if row == 0 || row == in.st.row && trimRow(s, row-1, p) == in.above {
		return false
	}
	for r := row - 1; r >= 0; r-- {
		if text := trimRow(s, r, p); text == in.row || in.kind == other && strings.HasPrefix(text, in.row) {
			return true
		}
	}
	return false
}

// trimRow returns the text of a row of a pane without blanks at its end.
func trimRow(s *term.Screen, row int, p pane) string {
	_, rows := s.Size()
	if row >= rows {
		return ""
	}
	return strings.TrimRight(rowString(s, row, p.left, p.right), " \u00a0")
}

// obeyed takes note that key i is on the frame. If it is the Enter of a command
// that may make the terminal stop echoing, no place is known any more.
func (e *Engine) obeyed(i int) {
	in := &e.inputs[i]
	if in.kind == enter && (strings.Contains(in.row, "stty") || strings.Contains(e.typedBefore(i), "stty")) {
		e.places.doubt()
	}
}

// recognise gives st a line if the frame shows a known place to type.
func (e *Engine) recognise(st *state) {
	l := e.beginLine(e.frame.Screen)
	switch {
	case st.app == vim && l.editor:
		l.ev.proven = true
		st.ln = l
	case st.app == noApp && l.ctx.known():
		l.ev.proven = l.editor || !e.adrift
		if e.looseKeys(e.at) {
			l.strip()
		}
		st.ln = l
	}
}

// calm is how long, beyond a round trip, a prompt must stand still before it is
// sure that nothing typed ahead of it is still to be read.
const calm = 500 * time.Millisecond

// settleDown looks, before a key is typed, whether what was typed ahead can
// still have an effect.
func (e *Engine) settleDown(now time.Time) {
	if !e.adrift || len(e.inputs) > 0 || now.Sub(e.changed) < calm+e.frame.SRTT {
		return
	}
	e.adrift = false
	if l := &e.base.ln; l.active && l.ctx.known() {
		e.prove(l.ev)
	}
}

// looseKeys reports whether a key was typed between the last Enter and key k.
func (e *Engine) looseKeys(k int) bool {
	if k == 0 {
		return e.loose > 0
	}
	return e.inputs[k-1].kind != enter
}

// typedBefore returns the characters typed since the last key of another kind
// before key k.
func (e *Engine) typedBefore(k int) string {
	typed := e.since
	for i := range k {
		typed = joinTyped(typed, &e.inputs[i])
	}
	return typed
}

// joinTyped returns typed with what a further key adds.
func joinTyped(typed string, in *input) string {
	const enough = 100
	if in.kind != text || len(typed) > enough {
		return ""
	}
	return typed + in.text
}

// recogniseTyped gives st a line if the frame shows a known place to type, and
// there characters that were typed before it was to be seen: all of the first
// least keys, and more of the first most if possible. It returns how many.
func (e *Engine) recogniseTyped(st *state, least, most int) int {
	s := e.frame.Screen
	typed := e.typedBefore(least)
	best := least
	for i := least; ; i++ {
		from := s.Cursor.Col - textWidth(typed)
		if typed != "" && from >= 0 && rowString(s, s.Cursor.Row, from, s.Cursor.Col) == typed {
			at := s.Clone()
			at.Cursor.Col = from
			if l := e.beginLine(at); l.ctx.known() && !l.editor {
				l.end = max(l.end, l.index(s.Cursor.Row, s.Cursor.Col))
				l.limit = l.pane.right
				st.ln, best = l, i
			}
		}
		if i >= most || e.inputs[i].kind != text {
			return best
		}
		typed = joinTyped(typed, &e.inputs[i])
	}
}

// textWidth returns the number of columns of t.
func textWidth(t string) int {
	n := 0
	for _, r := range t {
		n += max(0, term.RuneWidth(r))
	}
	return n
}

// inPlace reports whether the line that the keys are typed into is still where
// it was.
func (e *Engine) inPlace() bool {
	ln := e.stateAt(e.at).ln
	now, ok := e.continueLine(ln, e.frame.Screen)
	return ok && now.row == ln.row
}
