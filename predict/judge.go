package predict

import "time"

// judge compares a new frame with what was expected, decides which keys are on
// it, and plays the others onto it.
func (e *Engine) judge(now time.Time, last Frame) {
	s := e.frame.Screen
	passed := e.count(e.frame.EchoAck)              // these have had their chance
	received := max(passed, e.count(e.frame.Acked)) // later ones are not on the frame
	mode := inserting(s, findPane(s))
	e.modeChanged = mode != e.mode
	e.mode = mode

	if k, ok := e.match(s, passed, received); ok && !e.overtaken(k, received) {
		e.confirm(now, k, passed)
		e.rebase(k)
		received -= e.forget(passed)
		e.replay()
		e.foresee(received)
		return
	}
	barrier := e.barrier()
	settled := true
	switch {
	case e.modeChanged:
		e.settle(received, received, e.stateAt(e.at).ln, false)
	case received == e.at+1 && e.learnMotion(e.at):
		e.settle(received, received, line{}, false)
	case barrier < received && e.resolved(barrier, passed, last):
		ln := e.lineAfter(barrier)
		e.settle(max(barrier+1, passed), received, ln, true)
	case barrier < received:
		settled = false
		e.blank()
	case passed > e.at && e.inputs[e.at].st.moved:
		e.motions = 0
		ln := e.denyCommand()
		e.settle(received, received, ln, false)
	case !e.stateAt(e.at).ln.active: // some program writes
		e.settle(max(e.at, passed), received, e.stateAt(e.at).ln, true)
	case passed > e.at:
		e.deny(passed)
		e.settle(received, received, e.stateAt(e.at).ln, false)
	case received <= e.at: // the frame changed by itself
		e.settle(e.at, e.at, e.stateAt(e.at).ln, false)
	case e.inPlace():
		settled = false
		e.hold()
	default:
		settled = false
		e.blank()
	}
	received -= e.forget(passed)
	if settled {
		e.foresee(received)
	}
}

// foresee takes note that the keys under way, of which the server has not
// received more than the given number, go to the line on the frame, if that is
// a proven one: it is as if they had been typed now.
func (e *Engine) foresee(received int) {
	ln := &e.stateAt(e.at).ln
	if e.adrift || !ln.active || !ln.ev.proven {
		return
	}
	for i := e.at; i < len(e.inputs); i++ {
		in := &e.inputs[i]
		if i >= received {
			in.early = false
		}
		if in.kind == enter || in.st.effect == unknown {
			return
		}
	}
}

// rebase makes the frame the place where the keys after the first k begin.
func (e *Engine) rebase(k int) {
	e.at = k
	st := e.stateAt(k)
	l := &st.ln
	if a, margin := findApp(e.frame.Screen); a != noApp && (!l.active || l.editor) {
		st.app, st.margin = a, margin
	} else if st.app == pager && !l.active {
		st.full = full{}
	}
	e.noteApp(st.app, k > 0 && e.commandMoved(k-1))
	if !l.active {
		e.recognise(st)
		return
	}
	if l.ctx == nil {
		l.ctx = e.places.find(l.key)
	}
	s := e.frame.Screen
	l.late = l.late && s.Cursor.Col == st.col
	st.col = s.Cursor.Col
	if l.editor {
		l.end = max(textEnd(s, s.Cursor.Row, l.pane.left, l.pane.right)-l.pane.left, l.index(s.Cursor.Row, s.Cursor.Col))
		return
	}
	if l.row >= 0 && rowString(s, l.row, l.pane.left, l.col) != l.prompt {
		*l, _ = e.continueLine(*l, s)
	}
}

// forget drops those of the first n keys that are on the frame, which the echo
// acknowledgement covers, and returns how many that were.
func (e *Engine) forget(n int) int {
	n = min(n, e.at)
	if n == 0 {
		return 0
	}
	for i := range n {
		e.since = joinTyped(e.since, &e.inputs[i])
		if e.loose++; e.inputs[i].kind == enter {
			e.loose = 0
		}
	}
	e.base = *e.stateAt(n)
	e.inputs = append(e.inputs[:0], e.inputs[n:]...)
	e.at -= n
	e.nshown -= n
	return n
}
