package predict

import "gomosh/term"

// stateAt returns what is expected after the first k inputs.
func (e *Engine) stateAt(k int) *state {
	if k == 0 {
		return &e.base
	}
	return &e.inputs[k-1].st
}

// replay plays the keys that are not on the frame onto it.
func (e *Engine) replay() {
	st := e.stateAt(e.at)
	e.from = e.frame.Screen
	e.m = model{s: e.frame.Screen.Clone(), ln: st.ln, scrolled: st.scrolled, overwrite: e.opt.Overwrite, full: st.full}
	e.blocked, e.trusted, e.nshown, e.screen = false, true, e.at, nil
	for i := e.at; i < len(e.inputs); i++ {
		e.playNext(i)
	}
}

// blank gives up on the keys that are not on the frame, for now.
func (e *Engine) blank() {
	e.blocked, e.trusted, e.nshown, e.screen = true, false, e.at, e.frame.Screen
}

// hold draws the keys that are not on the frame where they were.
func (e *Engine) hold() {
	e.m.s = e.frame.Screen.Clone()
	if !e.trusted {
		e.screen = e.m.s
	}
	_, rows := e.m.s.Size()
	scrolled := e.m.scrolled
	for i := e.at; i < len(e.inputs); i++ {
		if i == e.nshown && !e.trusted {
			e.screen = e.m.s.Clone()
		}
		st := &e.inputs[i].st
		if st.effect == unknown {
			break
		}
		for _, t := range st.touched {
			if row := int(t.row) - (scrolled - st.scrolled); row >= 0 && row < rows {
				e.m.s.SetGlyph(row, int(t.col), t.is)
			}
		}
		e.m.s.Cursor.Row, e.m.s.Cursor.Col = max(0, st.row-(scrolled-st.scrolled)), st.col
	}
}

// playNext plays inputs[i], the one after those the model has played.
func (e *Engine) playNext(i int) {
	in := &e.inputs[i]
	in.st = state{}
	if e.blocked {
		return
	}
	var before *term.Screen
	if e.trusted {
		before = e.m.s.Clone()
	}
	ln := e.m.ln
	if in.kind == enter || in.kind == other {
		e.noteEnd(in)
	}
	begun := e.m.ln.active
	eff := e.m.play(e, in.key)
	if !begun && e.m.ln.active && e.looseKeys(i) {
		e.m.ln.strip()
	}
	in.st = state{effect: eff, row: e.m.s.Cursor.Row, col: e.m.s.Cursor.Col, scrolled: e.m.scrolled,
		touched: e.m.touched, ln: e.m.ln, targets: e.m.targets, unsure: e.m.unsure, moved: e.m.moved, command: e.m.command, fresh: e.m.fresh, full: e.m.full}
	if e.m.ln.active {
		ln = e.m.ln
	}
	if e.trusted && !e.trusts(in, &ln) {
		e.trusted, e.screen = false, before
	}
	if e.trusted {
		e.nshown = i + 1
	}
	e.blocked = eff == unknown || eff == passing && ln.editing() && e.opt.Preference != Experimental
}

// noteEnd remembers what will tell that a key which ends the line was obeyed.
func (e *Engine) noteEnd(in *input) {
	l := &e.m.ln
	p := l.pane
	if !l.active {
		p = findPane(e.m.s)
	}
	row := e.m.s.Cursor.Row
	in.row = trimRow(e.m.s, row, p)
	if row > 0 {
		in.above = trimRow(e.m.s, row-1, p)
	}
}

// trusts reports whether a key just played may be shown. ln is the line it was
// typed into.
func (e *Engine) trusts(in *input, ln *line) bool {
	switch {
	case in.st.effect == unknown:
		return false
	case e.opt.Preference == Experimental:
		return true
	case in.st.moved:
		return !in.limbo && !in.st.unsure && (in.st.command == 0 || e.trustsCommand(&in.st))
	case !ln.active || !ln.ev.proven || in.limbo || in.st.unsure:
		return false
	}
	return ln.ctx == nil || ln.ctx.trust[in.kind] >= 0
}
