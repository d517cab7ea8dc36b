package predict

import (
	"time"

	"gomosh/term"
)

// visible reports whether predictions are to be seen at all.
func (e *Engine) visible() bool {
	switch e.opt.Preference {
	case Never:
		return false
	case Adaptive:
		return e.trig.show()
	}
	return true
}

// Overlay returns s with predictions drawn over it, or s itself if there is
// nothing to draw or s is not the screen of the newest frame. It never changes
// s, and the result is not to be changed.
func (e *Engine) Overlay(now time.Time, s *term.Screen) *term.Screen {
	if in := e.oldest(); in != nil {
		e.trig.waiting(now.Sub(in.typed))
	}
	if s != e.frame.Screen || e.nshown <= e.at || !e.visible() {
		return s
	}
	if flag := e.trig.underline(); e.drawn == nil || flag != e.flagged {
		e.drawn, e.flagged = e.draw(flag), flag
	}
	for i := e.at; i < e.nshown; i++ {
		e.inputs[i].shown = true
	}
	return e.drawn
}

// draw returns the frame after the keys that are shown, their traces
// underlined if flag is set.
func (e *Engine) draw(flag bool) *term.Screen {
	s := e.screen
	if e.trusted {
		s = e.m.s
	}
	s = s.Clone()
	if !flag {
		return s
	}
	_, rows := s.Size()
	scrolled := e.inputs[e.nshown-1].st.scrolled
	e.seen.clear(s)
	for i := e.nshown - 1; i >= e.at; i-- {
		st := &e.inputs[i].st
		for j := range st.touched {
			t := &st.touched[j]
			row, col := int(t.row)-(scrolled-st.scrolled), int(t.col)
			if row < 0 || row >= rows || !e.seen.add(row, col) {
				continue
			}
			if !blankText(t.is.Text) || !blankText(t.was) {
				s.Underline(row, col)
			}
		}
	}
	return s
}
