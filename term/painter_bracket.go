package term

// Open appends to dst what is written to the terminal before the first frame,
// and after the user returns to a suspended session: enter, the terminal's
// string to enter full-screen mode (terminfo's smcup; "" to stay on the
// ordinary screen), then application cursor keys, which stock clients always
// ask for. The next frame draws everything.
func (p *Painter) Open(dst []byte, enter string) []byte {
	p.Invalidate()
	p.used.marks = enter == ""
	dst = append(dst, enter...)
	return append(dst, "\x1b[?1h"...)
}

// Close appends to dst what gives the terminal back: everything that any frame
// may have switched on is switched off, then leave, the terminal's string to
// leave full-screen mode (terminfo's rmcup). Before that the cursor goes below
// the last row in use, so that what is printed next does not overwrite it if
// leave is "", or the terminal has no such mode (GNU screen as it comes). The
// next frame, if any, draws everything.
func (p *Painter) Close(dst []byte, leave string) []byte {
	o := output{buf: dst, can: &p.can, cols: p.shown.cols, rows: p.shown.rows}
	o.text("\x1b[?1l")
	if p.pen.link != nil {
		o.setLink(nil)
	}
	o.text("\x1b[m")
	o.text("\x1b[?25h\x1b[?5l\x1b[?2004l\x1b[?1004l")
	o.mouseOff()
	if p.used.shape {
		o.shape(0)
	}
	if p.used.altScroll && p.shown.Modes.AltScroll {
		o.mode(1007, false)
	}
	if p.used.keyboard {
		o.text("\x1b[<u")
	}
	if p.used.otherKeys {
		o.text("\x1b[>4m")
	}
	if p.used.scheme {
		o.mode(2031, false)
	}
	if p.used.clusters && p.used.clustered == p.can.ClustersOff {
		o.mode(2027, !p.can.ClustersOff)
	}
	p.closeDesk(&o)
	if p.shown.rows > 0 {
		o.row = rowUnknown
		o.move(p.lastUsedRow(), 0)
		o.text("\r\n")
	}
	p.Invalidate()
	p.pen = pen{}
	p.used = usedModes{}
	o.text(leave)
	return o.buf
}

// closeDesk takes back what programs told the desktop. The next frame, if any,
// tells it again.
func (p *Painter) closeDesk(o *output) {
	s := &p.shown
	if p.can.Commands {
		bare := Screen{Primary: s.Primary, PrimaryCopies: s.PrimaryCopies, Noticed: s.Noticed}
		o.desk(s, &bare, 0)
	}
	s.Colors, s.Directory, s.Progress, s.Pointer = nil, "", Progress{}, ""
}

// lastUsedRow returns the last row that shows something or has the cursor.
func (p *Painter) lastUsedRow() int {
	i := p.shown.rows - 1
	for i > p.shown.Cursor.Row && p.shown.lines[i].blankFrom(&p.can) == 0 {
		i--
	}
	return i
}
