package term

// printASCII prints a run of printable ASCII characters. It must do exactly
// what put does for each of them.
func (e *Emulator) printASCII(p []byte) {
	if e.charsets.translates() || e.modes.insert {
		for _, c := range p {
			e.put(rune(c))
		}
		return
	}
	if e.s.Modes.Clusters && e.join(rune(p[0])) {
		p = p[1:]
	}
	for len(p) > 0 {
		if e.wrapNext {
			e.wrap()
		}
		row, col := e.s.Cursor.Row, e.s.Cursor.Col
		limit := e.printLimit()
		run := p[:min(len(p), limit+1-col)]
		p = p[len(run):]

		r := e.s.mutable(row)
		c := cell{style: e.pen}
		if e.penExt != (ext{}) {
			c.ext = r.extFor(e.penExt)
		}
		if e.protect {
			c.flags = cellProtected
		}
		end := col + len(run)
		r.cut(col)
		r.cut(end)
		cells := r.cells[col:end]
		for i := range cells {
			c.text = uint32(run[i])
			cells[i] = c
		}
		e.advance(r, row, end-1, end, limit)
		e.last = rune(run[len(run)-1])
	}
}

// put prints one character, whatever it is.
func (e *Emulator) put(r rune) {
	r = e.charsets.translate(r, e.modes.national)
	w := e.s.Modes.runeWidth(r)
	if w < 0 || e.s.Modes.Clusters && e.join(r) {
		return
	}
	if w == 0 {
		e.combine(r)
		return
	}
	if e.wrapNext {
		e.wrap()
	}
	limit := e.printLimit()
	if w == 2 && e.s.Cursor.Col+1 > limit {
		switch left := e.leftEdge(); {
		case limit == left: // there is nowhere it fits
			r, w = ' ', 1
		case e.modes.autowrap:
			e.s.mutable(e.s.Cursor.Row).erase(limit, limit+1, e.erased())
			e.carriageReturn()
			e.index()
			limit = e.printLimit()
		default:
			e.s.Cursor.Col = limit - 1
		}
	}
	row, col := e.s.Cursor.Row, e.s.Cursor.Col
	if e.modes.insert && col+w <= limit {
		e.insertCells(row, col, limit, w)
	}
	line := e.s.mutable(row)
	c := cell{style: e.pen, text: uint32(r)}
	if e.penExt != (ext{}) {
		c.ext = line.extFor(e.penExt)
	}
	if e.protect {
		c.flags = cellProtected
	}
	end := col + w
	line.cut(col)
	line.cut(end)
	if w == 2 {
		half := c
		half.text, half.ext = 0, 0
		half.flags |= cellRight
		line.cells[col+1] = half
		c.flags |= cellWide
	}
	line.cells[col] = c
	e.advance(line, row, col, end, limit)
	if e.s.Modes.Clusters {
		e.combn.state = clusterState{}.next(clusterClass(r))
	}
	e.last = r
}

// advance moves the cursor behind what was printed into columns up to end of
// line r, whose last character is at column last.
func (e *Emulator) advance(r *row, row, last, end, limit int) {
	if end > limit {
		if end == e.s.cols {
			r.wrapped = false
		}
		end = limit
		e.wrapNext = true
	}
	e.s.Cursor.Col = end
	e.combn = combnext{row: row, col: last, valid: true}
}

// printLimit returns the last column that printing at the cursor reaches.
func (e *Emulator) printLimit() int {
	if e.s.Cursor.Col <= e.margins.right {
		return e.margins.right
	}
	return e.s.cols - 1
}

// leftEdge returns the column that a carriage return at the cursor goes to.
func (e *Emulator) leftEdge() int {
	if e.s.Cursor.Col >= e.margins.left || e.modes.origin {
		return e.margins.left
	}
	return 0
}

// wrap goes to the next line because the last column was written, if the mode
// says so.
func (e *Emulator) wrap() {
	e.wrapNext = false
	if !e.modes.autowrap {
		return
	}
	row, m := e.s.Cursor.Row, e.margins
	goesOn := row < e.s.rows-1
	if row == m.bottom {
		goesOn = m.left == 0 && m.right == e.s.cols-1 // the row scrolls as a whole
	}
	if goesOn && e.s.Cursor.Col == e.s.cols-1 {
		e.s.mutable(row).wrapped = true
	}
	e.carriageReturn()
	e.index()
}

// combine adds a character of width 0 to the one printed last or, if the
// cursor was moved since, to the cell it is on. A blank cell becomes a no-break
// space first, and the cursor moves on. A cell that is full stays as it is.
func (e *Emulator) combine(r rune) {
	if !e.combn.valid {
		e.combn = combnext{row: e.s.Cursor.Row, col: e.s.Cursor.Col, valid: true}
	}
	row, col := e.combn.row, e.combn.col
	line := e.s.mutable(row)
	if line.cells[col].flags&cellRight != 0 {
		col--
	}
	if line.cells[col].text == 0 && line.cells[col].flags&cellCluster == 0 {
		e.put(0xa0)
		row, col = e.combn.row, e.combn.col
		line = e.s.mutable(row)
	}
	if text, full := e.texts.extended(line, &line.cells[col], r); !full {
		line.setCluster(col, text)
	}
	if e.s.Modes.Clusters {
		e.combn.state = e.combn.state.next(clusterClass(r))
	}
}

// repeat prints the character that came just before n more times (REP).
func (e *Emulator) repeat(n int) {
	r := e.last
	for ; n > 0 && r != 0; n-- {
		e.put(r)
	}
	e.last = 0
}
