package predict

import (
	"time"

	"gomosh/term"
)

// confirm takes note that the first k keys are on the frame as foreseen.
func (e *Engine) confirm(now time.Time, k, passed int) {
	s := e.frame.Screen
	final := e.stateAt(k)
	_, rows := s.Size()
	for i := range k {
		in := &e.inputs[i]
		if in.done {
			continue
		}
		in.done = true
		if in.st.effect == unknown {
			continue
		}
		e.counts.Confirmed++
		e.learnCommand(&in.st, true)
		if l := &in.st.ln; l.active && !l.editor && in.st.command != 0 {
			l.isVi()
		}
		moved := e.stateAt(i).row != in.st.row || e.stateAt(i).col != in.st.col
		for _, t := range in.st.touched {
			row := int(t.row) - (final.scrolled - in.st.scrolled)
			if !t.hard || row < 0 || row >= rows || t.same() {
				continue
			}
			if g := s.Glyph(row, int(t.col)); !blankGlyph(g) && sameText(g, t.is) {
				in.echo = true
				e.trig.confirmed(now, now.Sub(in.typed))
				e.credit(in, g.Style)
			}
		}
		if ctx := in.st.ln.ctx; ctx != nil && (in.echo || moved && in.kind != text) {
			ctx.right(in.kind)
		}
		e.obeyed(i)
		if i == k-1 {
			e.learnWord(in)
			e.learnInsert(in)
		}
	}
	for i := range min(k, passed) { // still there after the application's time to answer
		if in := &e.inputs[i]; in.echo && in.st.ln.ev != nil && !in.blind(e.adrift) {
			e.prove(in.st.ln.ev)
		}
	}
}

// blind reports whether the echo of a key says nothing about the line it was
// typed into: it was typed before that was to be seen, and either a terminal
// that echoes whatever is typed ahead may have shown it, or adrift says that
// the echo may be that of another key.
func (in *input) blind(adrift bool) bool { return in.early && (adrift || !in.st.ln.editing()) }

// credit takes note that a typed character was echoed.
func (e *Engine) credit(in *input, style term.Style) {
	l := &in.st.ln
	if !l.active || in.blind(e.adrift) {
		return
	}
	if l.ctx == nil {
		l.ctx = e.places.get(l.key)
	}
	if l.ev.echoes == 0 {
		l.ctx.lines++
	}
	l.ev.echoes++
	e.adrift = e.adrift && !l.editing()
	l.ctx.echoed++
	if in.limbo { // so the others went the same way
		for i := range e.inputs {
			e.inputs[i].limbo = false
		}
	}
	l.ctx.style, l.ctx.styled = style, true
	if s := e.frame.Screen; isDim(s.Glyph(s.Cursor.Row, s.Cursor.Col).Style) && !blankGlyph(s.Glyph(s.Cursor.Row, s.Cursor.Col)) {
		l.ctx.suggests = true
	}
	if l.editing() || l.ev.echoes >= echoesEditing {
		e.prove(l.ev)
	}
}

// learnWord looks at where a word key went by.
func (e *Engine) learnWord(in *input) {
	s, l, to := e.frame.Screen, &in.st.ln, in.st.targets
	switch in.kind {
	case wordLeft, wordRight, killWord, killWordLeft:
	default:
		return
	}
	if l.ctx == nil || to[0] == to[1] && to[1] == to[2] {
		return
	}
	cursor := l.index(s.Cursor.Row, s.Cursor.Col)
	for r, t := range to {
		if t == cursor {
			l.ctx.words[r] = min(l.ctx.words[r]+1, trustMax)
		} else {
			l.ctx.words[r] = trustWrong
		}
	}
}

// learnInsert looks at what became of the text to the right of a character
// that was typed into it.
func (e *Engine) learnInsert(in *input) {
	s, l := e.frame.Screen, &in.st.ln
	if l.ctx == nil || in.kind != text {
		return
	}
	moved, stayed := 0, 0
	for _, t := range in.st.touched {
		if t.row < 0 || t.hard || t.same() || blankText(t.is.Text) { // a blank may be in the place of a suggestion
			continue
		}
		switch g := s.Glyph(int(t.row), int(t.col)); {
		case sameText(g, t.is):
			moved++
		case sameTexts(g.Text, t.was):
			stayed++
		}
	}
	switch {
	case stayed > moved:
		l.ctx.over = 1
	case moved > 0:
		l.ctx.over = -1
	}
}

// denyCommand takes note that the command under way that has had its chance did
// something else, and returns the line it was given in.
func (e *Engine) denyCommand() line {
	in := &e.inputs[e.at]
	e.learnCommand(&in.st, false)
	if in.shown {
		e.counts.Wrong++
	}
	ln := e.stateAt(e.at).ln
	if ln.ctx != nil && !ln.editor {
		ln.ctx.vi = false
	}
	ln.commands = false
	return ln
}

// deny takes note that keys that have had their chance did something else.
func (e *Engine) deny(passed int) {
	s := e.frame.Screen
	_, here := e.continueLine(e.stateAt(e.at).ln, s)
	wrong, shown := 0, 0
	for i := e.at; i < passed; i++ {
		in := &e.inputs[i]
		if in.done || in.st.effect != exact {
			continue
		}
		failed := false
		for _, t := range in.st.touched {
			if t.hard && !sameText(s.Glyph(int(t.row), int(t.col)), t.is) {
				failed = true
			}
		}
		if in.shown {
			shown++
			if failed {
				wrong++
			}
		}
		l := &in.st.ln
		if l.active {
			if here && l.ctx != nil && !in.limbo {
				e.learnWord(in)
				l.ctx.wrong(in.kind)
			}
			l.ev.proven, l.ev.echoes = false, 0
			here = false // one key is to blame
		}
	}
	if shown > 0 {
		e.counts.Wrong += uint64(max(wrong, 1))
	}
}
