package term

const (
	maxTitle   = 254 // code points, so that "0;" and the text are 256 as in stock mosh
	titleDepth = 10  // titles a program can push, as in xterm
)

// cutTitle returns the part of a title that is kept.
func cutTitle(s string) string {
	n := 0
	for i := range s {
		if n == maxTitle {
			return s[:i]
		}
		n++
	}
	return s
}

// setTitle is OSC 0 (both names), 1 (icon name) and 2 (window title).
func (e *Emulator) setTitle(which byte, text string) {
	text = cutTitle(text)
	t := &e.s.Title
	t.Set = true
	if which != '2' {
		t.Icon = text
	}
	if which != '1' {
		t.Window = text
	}
}

// A titleStack is what XTWINOPS 22 pushes and 23 pops.
type titleStack []Title

// push keeps t; which of its names pop will restore is up to pop. The oldest is
// dropped if there are too many.
func (s *titleStack) push(t Title) {
	if len(*s) == titleDepth {
		*s = append((*s)[:0], (*s)[1:]...)
	}
	*s = append(*s, t)
}

// pop restores the names pushed last: both for which 0, the icon name for 1,
// the window title for 2.
func (s *titleStack) pop(t *Title, which int) {
	last := len(*s) - 1
	if last < 0 || which > 2 {
		return
	}
	old := (*s)[last]
	*s = (*s)[:last]
	if which != 2 {
		t.Icon = old.Icon
	}
	if which != 1 {
		t.Window = old.Window
	}
	t.Set = t.Set || old.Set
}
