package term

// paintRow makes row i of the receiver, which shows l, look like n. If below is
// set everything below is to be erased too, in the same background as the end of
// the row; it reports whether that was done.
func (o *output) paintRow(i int, l *line, n *row, below bool) (erasedBelow bool) {
	p := rowPainter{output: o, i: i, l: l, n: n, tail: o.cols, forced: -1, below: below}
	p.wraps = wireWrapped(n) && i < o.rows-1
	p.mark = p.wraps && l.wrap != wrapOn || !p.wraps && l.wrap != wrapOff
	if !p.findChanges() {
		return false
	}
	if !p.wraps {
		p.tail = n.blankFrom(o.can)
	}
	if !o.wrapping && !p.wraps && l.wrap == wrapOff && o.can.ShiftChars {
		p.shift()
	}
	return p.paint()
}

// wireWrapped reports whether n's mark that it goes on in the next row can be
// carried over: the receiver makes it by wrapping, which cannot be relied upon
// behind a character of disputed width.
func wireWrapped(n *row) bool {
	if !n.wrapped {
		return false
	}
	return !n.disputed(&n.cells[n.lastGlyph()])
}

// lastGlyph returns the column where the last glyph of r begins.
func (r *row) lastGlyph() int {
	last := len(r.cells) - 1
	if r.cells[last].flags&cellRight != 0 {
		last--
	}
	return last
}

// A rowPainter writes one row.
type rowPainter struct {
	*output
	i     int
	l     *line // what the receiver shows
	n     *row  // what it shall show
	first int   // first and last column that differ
	last  int
	wraps bool // the row shall be marked as going on in the next
	mark  bool // the mark is wrong, or not known: write the last column again

	tail   int // where n's blank end begins
	forced int // column that must be written though it looks right
	below  bool

	cleared int // up to here a run of characters of disputed width was blanked
}

// findChanges sets first and last. It reports false if nothing differs.
func (p *rowPainter) findChanges() bool {
	cols := p.cols
	p.first = 0
	if !p.wrapping {
		for p.first < cols && p.l.shows(p.first, p.n) {
			p.first++
		}
	}
	p.last = cols - 1
	if p.mark {
		p.first = min(p.first, p.n.lastGlyph())
		return true
	}
	for p.last >= p.first && p.l.shows(p.last, p.n) {
		p.last--
	}
	if p.wrapping {
		p.last = max(p.last, 0)
	}
	return p.first <= p.last
}

// paint writes the columns that differ, from left to right. It reports whether
// it erased everything below as well.
func (p *rowPainter) paint() bool {
	for c := p.first; c <= p.last; {
		want := &p.n.cells[c]
		if want.flags&cellRight != 0 { // written with its left half
			c++
			continue
		}
		must := p.wrapping || c == p.forced || p.mark && c+want.width() == p.cols
		switch {
		case !must && p.shows(c, want):
			c++
		case p.wrapping || p.uncovered(c, want):
			c = p.glyph(c)
		case c >= p.tail:
			if p.eraseTail(c) {
				return p.below
			}
			c = p.glyph(c)
		case want.text == 0 && want.erasable(p.can):
			c = p.blanks(c)
		default:
			c = p.glyph(c)
		}
	}
	return false
}

// uncovered reports whether column c is a blank with a background that was the
// right half of a wide character now written over. Stock clients take that for
// no change and leave it to the terminal, which has cleared the place in some
// other background; a space, rather than an erased cell, makes them repaint it.
func (p *rowPainter) uncovered(c int, want *cell) bool {
	if c == 0 || want.style == 0 || !want.blank() || p.n.cells[c-1].blank() {
		return false
	}
	_, have := p.l.cell(c)
	return have.flags&cellRight != 0
}

// shows reports whether the glyph at c is there already.
func (p *rowPainter) shows(c int, want *cell) bool {
	return p.l.shows(c, p.n) && (want.flags&cellWide == 0 || p.l.shows(c+1, p.n))
}

// eraseTail erases from column c, which is in the blank end of the row, and
// everything below if that is wanted. It reports false if a space has to be
// written first, or writing spaces is cheaper.
func (p *rowPainter) eraseTail(c int) bool {
	if c == 0 && p.cols > 1 && p.joined(p.i) {
		return false // erasing all of it would part it from the row above
	}
	want := &p.n.cells[c]
	pn := penOf(p.n, want)
	if spaces := p.last + 1 - c; spaces < 3 && p.last < p.cols-1 && p.pen.same(&pn) {
		return false
	}
	if p.row != p.i || p.col < p.tail || p.col > c {
		p.reach(c)
	}
	p.setFill(want.style)
	p.l.whole = p.l.whole || p.col == 0
	if p.below {
		p.text("\x1b[J")
	} else {
		p.text("\x1b[K")
	}
	return true
}

// blanks writes the blank run at column c, by erasing or as spaces, and returns
// the next column.
func (p *rowPainter) blanks(c int) int {
	want := &p.n.cells[c]
	end, need := c, c // of the run, and of what differs in it
	for end < p.cols && p.n.cells[end].text == 0 && p.n.cells[end].erasedIn(want.style) {
		end++
		if end <= p.last+1 && !p.l.shows(end-1, p.n) {
			need = end
		}
	}
	need = max(need, c+1)
	length := need - c
	pn := penOf(p.n, want)
	spaces, ech := length, csiSize(length)
	if !p.pen.same(&pn) {
		spaces += 4
	}
	if need <= p.last {
		ech += csiSize(end - c)
		spaces += min(end-need, csiSize(max(end-need, 1)))
	}
	if !p.can.EraseChars || ech >= spaces || need == p.cols {
		for c < need {
			c = p.glyph(c)
		}
		return c
	}
	p.reach(c)
	p.setFill(want.style)
	p.csi(length, "X")
	return need
}

// reach brings the cursor to column c. If it is in the same row to the left it
// writes the cells between once more where that is not longer than moving, and
// wherever these are spaces that belong to the text.
func (p *rowPainter) reach(c int) {
	if p.row == p.i && p.col != colUnknown && p.col <= c {
		if p.col < c && p.rewritable(c) {
			for p.col < c {
				want := &p.n.cells[p.col]
				p.setPen(penOf(p.n, want))
				p.buf = p.n.appendWire(p.buf, want, p.can.Clusters)
				p.col += want.width()
				p.anchored = false
			}
			return
		}
		p.move(p.i, c)
		return
	}
	start := c
	for start > 0 && c-start < 4 && p.l.fresh(start-1, p.n) {
		start--
	}
	p.move(p.i, start)
	if start < c {
		p.reach(c)
	}
}

// rewritable reports whether the cells from the cursor to column c shall be
// written again to get there.
func (p *rowPainter) rewritable(c int) bool {
	if p.n.cells[p.col].flags&cellRight != 0 || p.n.cells[c].flags&cellRight != 0 {
		return false // no telling what half a character does
	}
	size, limit := 0, p.moveSize(c)
	fresh := true
	for i := p.col; i < c; i++ {
		want := &p.n.cells[i]
		if p.l == nil || !p.l.fresh(i, p.n) {
			fresh = false
			pn := penOf(p.n, want)
			if size >= limit || want.flags&cellRight == 0 && !p.pen.same(&pn) {
				return false
			}
		}
		if want.text > 0x7F || want.flags&cellCluster != 0 {
			if p.n.disputed(want) || p.measuresFor(p.n, want) != p.measures || p.measures.clusters && (p.n.joinsBack(want) || p.n.joinsOn(want)) {
				return false
			}
			size += len(p.n.textOf(want))
		} else if want.flags&cellRight == 0 {
			size++
		}
	}
	return fresh || size <= limit
}
