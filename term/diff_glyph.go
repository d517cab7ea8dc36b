package term

import "unicode/utf8"

// glyph writes the glyph at column c and returns the next column.
func (p *rowPainter) glyph(c int) int {
	want := &p.n.cells[c]
	p.measure(p.measuresFor(p.n, want))
	joins := p.measures.clusters && p.n.joinsBack(want)
	disputed := p.n.disputed(want)
	end := c + want.width()
	switch {
	case !p.wrapping:
		p.reach(c)
	case disputed || joins: // let something wrap that is sure to
		p.setPen(penOf(p.n, want))
		p.text(" ")
		p.wrapping = false
		p.column(c)
	}
	if !p.wrapping && !p.anchored && (joins || want.flags&cellCluster != 0 && p.n.maybeDropped(want)) {
		p.column(c) // lest the marks join what is before
	}
	p.setPen(penOf(p.n, want))
	narrowLast := disputed && end == c+1 && end == p.cols
	if disputed {
		p.clearFor(c, end, want)
		if narrowLast { // a peer that thinks it wide must not wrap
			p.mode(7, false)
		}
	}
	p.buf = p.n.appendWire(p.buf, want, p.can.Clusters)
	if narrowLast {
		p.mode(7, true)
	}
	p.wrapping, p.anchored = false, false
	p.row, p.col = p.i, end
	switch {
	case disputed:
		p.col = colUnknown
		if end == c+1 && end < p.cols { // may have been overwritten
			p.forced = end
			p.last = max(p.last, end)
		}
	case end == p.cols && p.wraps:
		p.row, p.col, p.wrapping = p.i+1, 0, true
	case end == p.cols, p.measures.clusters && p.n.joinsOn(want):
		p.col = colUnknown
	case p.can.Repeat && !disputed:
		return p.repeat(c)
	}
	return end
}

// repeat writes what follows the glyph just written at column c and is the same
// by REP, if that is shorter, and returns the next column. It keeps away from the
// last column, where characters wrap.
func (p *rowPainter) repeat(c int) int {
	want := &p.n.cells[c]
	if want.flags&(cellShape|cellCluster) != 0 || want.text < ' ' {
		return p.col
	}
	n := 0 // up to the last one that differs
	for i := c + 1; i <= p.last && i < p.cols-1; i++ {
		next := &p.n.cells[i]
		if next.text != want.text || next.style != want.style || next.flags&(cellShape|cellCluster) != 0 ||
			next.ext|want.ext != 0 && p.n.extOf(next) != p.n.extOf(want) {
			break
		}
		if !p.l.shows(i, p.n) {
			n = i - c
		}
	}
	if n > 0 && n*utf8.RuneLen(rune(want.text)) > csiSize(n) {
		p.csi(n, "b")
		p.col += n
	}
	return p.col
}

// clearFor blanks the place of a glyph that the receiver may not fill, or not
// know.
func (p *rowPainter) clearFor(c, end int, want *cell) {
	fill := want.style.erased()
	clean := !(p.mark && end == p.cols) // erasing takes the mark away too
	for i := c; i < end; i++ {
		_, have := p.l.cell(i)
		clean = clean && have.erasedIn(fill)
	}
	switch {
	case clean, c < p.cleared:
	case p.can.EraseChars:
		// The whole run of such characters at once.
		for end <= p.last && p.n.cells[end].style == want.style && !p.shows(end, &p.n.cells[end]) && p.n.disputed(&p.n.cells[end]) {
			end += p.n.cells[end].width()
		}
		p.csi(end-c, "X")
		p.l.whole = p.l.whole || end-c == p.cols
		p.cleared = end
	default:
		for range end - c {
			p.text(" ")
		}
		p.col = end
		if end == p.cols {
			p.col = colUnknown
		}
		p.move(p.i, c)
	}
}

// disputed reports whether a receiver may give c, a cell of r, another width
// than it has here.
func (r *row) disputed(c *cell) bool {
	if c.flags&cellCluster == 0 {
		return c.text > 0x7F && (widthIsDisputed(rune(c.text)) || RuneWidth(rune(c.text)) != c.width())
	}
	text := r.clusters[c.text]
	first, n := utf8.DecodeRuneInString(text)
	if RuneWidth(first) != c.width() {
		return true
	}
	for i, v := range text {
		if widthIsDisputed(v) || i >= n && RuneWidth(v) != 0 {
			return true
		}
	}
	return false
}

// maybeDropped reports whether a receiver may leave out the base of c, a cell
// of r that holds a cluster, but not the marks on it.
func (r *row) maybeDropped(c *cell) bool {
	base, _ := utf8.DecodeRuneInString(r.clusters[c.text])
	return maybeUnknown(base)
}

// appendWire appends c's text as a receiver understands it. One that does not
// have clusters gives every code point of non-zero width a cell of its own, and
// gets the first one with the marks that belong to it. A blank is a space, marks
// alone get a no-break space.
func (r *row) appendWire(dst []byte, c *cell, clusters bool) []byte {
	if c.flags&cellCluster == 0 {
		switch {
		case c.text == 0:
			return append(dst, ' ')
		case c.text > 0xFF && RuneWidth(rune(c.text)) == 0:
			dst = append(dst, "\u00a0"...)
		}
		return utf8.AppendRune(dst, rune(c.text))
	}
	text := r.clusters[c.text]
	if clusters && r.clustered(c) {
		return append(dst, text...)
	}
	for i, v := range text {
		w := RuneWidth(v)
		switch {
		case i == 0 && w == 0:
			dst = append(dst, "\u00a0"...)
		case i == 0 && w < 0:
			return append(dst, ' ')
		case i > 0 && w != 0:
			return dst
		}
		dst = utf8.AppendRune(dst, v)
	}
	return dst
}
