package term

// rectangle returns the area that four parameters from the one with index i on
// give (top, left, bottom, right, counted from 1, both ends inclusive, in
// origin mode from the corner of the scrolling region), clipped to the screen
// or in origin mode to the region, and whether it is one.
func (e *Emulator) rectangle(i int) (margin, bool) {
	p := &e.parser
	bounds := margin{0, e.s.rows - 1, 0, e.s.cols - 1}
	if e.modes.origin {
		bounds = e.margins
	}
	m := margin{
		top:    bounds.top + p.arg(i, 1) - 1,
		left:   bounds.left + p.arg(i+1, 1) - 1,
		bottom: min(bounds.top+p.arg(i+2, maxSize)-1, bounds.bottom),
		right:  min(bounds.left+p.arg(i+3, maxSize)-1, bounds.right),
	}
	return m, m.top <= m.bottom && m.left <= m.right
}

// runRectangle executes the rectangular area functions of the VT420. It
// reports whether f was one.
func (e *Emulator) runRectangle(f uint32) bool {
	p := &e.parser
	switch f {
	case dollar | 'v':
		e.copyRectangle()
	case dollar | 'x':
		c := p.arg(0, ' ')
		if m, ok := e.rectangle(1); ok && (c >= 0x20 && c <= 0x7e || c >= 0xa0 && c <= 0xff) {
			e.fillRectangle(m, rune(c))
		}
	case dollar | 'z', dollar | '{':
		how := e.plainEraser()
		if f == dollar|'{' {
			how = eraseUnprotected
		}
		if m, ok := e.rectangle(0); ok {
			for row := m.top; row <= m.bottom; row++ {
				e.eraseRow(row, m.left, m.right+1, how)
			}
			e.combn.valid = false
		}
	case dollar | 'r', dollar | 't':
		if m, ok := e.rectangle(0); ok {
			e.restyle(m, f == dollar|'t')
		}
	case star | 'x':
		e.modes.rectExtent = p.arg(0, 0) == 2
	default:
		return false
	}
	return true
}

// copyRectangle is DECCRA. Pages other than the only one are not looked at.
func (e *Emulator) copyRectangle() {
	m, ok := e.rectangle(0)
	if !ok {
		return
	}
	bounds := margin{0, e.s.rows - 1, 0, e.s.cols - 1}
	if e.modes.origin {
		bounds = e.margins
	}
	top := bounds.top + e.parser.arg(5, 1) - 1
	left := bounds.left + e.parser.arg(6, 1) - 1
	height := min(m.bottom-m.top, bounds.bottom-top) + 1
	width := min(m.right-m.left, bounds.right-left) + 1
	if height <= 0 || width <= 0 {
		return
	}
	source := make([]*row, height)
	for i := range source {
		source[i] = e.s.lines[m.top+i]
		source[i].share() // so that writing leaves it as it is
	}
	for i, src := range source {
		r := e.s.mutable(top + i)
		r.cut(left)
		r.cut(left + width)
		r.copyFrom(src, m.left, left, width)
		r.mend(left, left+width)
		if left+width == e.s.cols {
			r.wrapped = false
		}
	}
	e.combn.valid = false
}

// mend blanks the halves of wide cells whose other halves were not copied with
// the columns from up to and not including to.
func (r *row) mend(from, to int) {
	if c := &r.cells[from]; c.flags&cellRight != 0 {
		*c = cell{style: c.style.erased()}
	}
	if c := &r.cells[to-1]; c.flags&cellWide != 0 {
		*c = cell{style: c.style.erased()}
	}
}

// fillRectangle is DECFRA.
func (e *Emulator) fillRectangle(m margin, c rune) {
	x := cell{style: e.pen, text: uint32(e.charsets.translate(c, e.modes.national))}
	if e.protect {
		x.flags = cellProtected
	}
	for row := m.top; row <= m.bottom; row++ {
		r := e.s.mutable(row)
		x.ext = r.extFor(e.penExt)
		r.erase(m.left, m.right+1, x)
	}
	e.combn.valid = false
}

// restyle is DECCARA, and with toggle DECRARA. The area is a rectangle or, by
// default, the stream of characters from its first to its last corner, which in
// origin mode stays between the margins.
func (e *Emulator) restyle(m margin, toggle bool) {
	p := &e.parser
	bounds := margin{0, e.s.rows - 1, 0, e.s.cols - 1}
	if e.modes.origin {
		bounds = e.margins
	}
	for row := m.top; row <= m.bottom; row++ {
		from, to := m.left, m.right
		if !e.modes.rectExtent {
			if row > m.top {
				from = bounds.left
			}
			if row < m.bottom {
				to = bounds.right
			}
		}
		r := e.s.mutable(row)
		for c := from; c <= to; c++ {
			for _, n := range p.params[min(4, p.nparams):max(5, p.nparams)] {
				r.cells[c].style = restyled(r.cells[c].style, n, toggle)
			}
		}
	}
}

// restyled returns s as DECCARA, or with toggle DECRARA, changes it for the
// SGR code n.
func restyled(s packed, n int32, toggle bool) packed {
	const all = Bold | Blink | Inverse | Invisible
	underlined := s&packUnderlineMask != 0
	switch {
	case toggle && n == 0:
		return restyled(s^packed(all)<<packAttr, 4, true)
	case toggle && n == 4 && underlined, !toggle && n == 24:
		return s.underlined(UnderlineNone)
	case n == 4:
		return s.underlined(UnderlineSingle)
	case toggle && (n == 1 || n == 5 || n == 7 || n == 8):
		return s ^ packed(sgrOn[n])<<packAttr
	case toggle:
		return s
	case n == 0:
		return s.without(all).underlined(UnderlineNone)
	case n == 1 || n == 5 || n == 7 || n == 8:
		return s.with(sgrOn[n])
	case n == 22 || n == 25 || n == 27 || n == 28:
		return s.without(sgrOff[n-20])
	}
	return s
}
