package term

// erased returns the cell that erasing leaves.
func (e *Emulator) erased() cell { return cell{style: e.pen.erased()} }

// scroll moves the lines from the given one to the bottom margin, between the
// left and right margins, by n: up if n is positive, down if negative.
func (e *Emulator) scroll(top, n int) {
	m := e.margins
	e.combn.valid = false
	if m.left == 0 && m.right == e.s.cols-1 {
		e.s.scroll(top, m.bottom, n, e.pen.erased())
		return
	}
	e.scrollPart(margin{top, m.bottom, m.left, m.right}, n)
}

// scrollPart is scroll for a part of the width.
func (e *Emulator) scrollPart(m margin, n int) {
	height := m.bottom - m.top + 1
	n = min(max(n, -height), height)
	for i := range height {
		dst := m.top + i
		if n < 0 {
			dst = m.bottom - i
		}
		src := dst + n
		line := e.s.mutable(dst)
		line.cut(m.left)
		line.cut(m.right + 1)
		if src < m.top || src > m.bottom {
			line.erase(m.left, m.right+1, e.erased())
			continue
		}
		from := e.s.mutable(src)
		from.cut(m.left)
		from.cut(m.right + 1)
		line.copyFrom(from, m.left, m.left, m.right-m.left+1)
		if m.right == e.s.cols-1 {
			line.wrapped = false
		}
	}
}

// insertCells moves the cells from col up to and including limit right by n.
// What moves beyond limit is gone.
func (e *Emulator) insertCells(row, col, limit, n int) {
	r := e.s.mutable(row)
	n = min(n, limit+1-col)
	r.cut(col)
	r.cut(limit + 1 - n)
	r.cut(limit + 1)
	copy(r.cells[col+n:limit+1], r.cells[col:limit+1-n])
	r.fill(col, col+n, e.erased())
	if limit == e.s.cols-1 {
		r.wrapped = false
	}
}

// deleteCells moves the cells behind the n at col, up to and including limit,
// left by n.
func (e *Emulator) deleteCells(row, col, limit, n int) {
	r := e.s.mutable(row)
	n = min(n, limit+1-col)
	r.cut(col)
	r.cut(col + n)
	r.cut(limit + 1)
	copy(r.cells[col:limit+1-n], r.cells[col+n:limit+1])
	r.fill(limit+1-n, limit+1, e.erased())
	if limit == e.s.cols-1 {
		r.wrapped = false
	}
}

// insertChars is ICH, deleteChars DCH. They do nothing outside of the left and
// right margins.
func (e *Emulator) insertChars(n int) {
	if e.insideColumns() {
		e.insertCells(e.s.Cursor.Row, e.s.Cursor.Col, e.margins.right, n)
		e.moved()
	}
}

func (e *Emulator) deleteChars(n int) {
	if e.insideColumns() {
		e.deleteCells(e.s.Cursor.Row, e.s.Cursor.Col, e.margins.right, n)
		e.moved()
	}
}

// insertLines is IL with positive n, DL with negative n.
func (e *Emulator) insertLines(n int) {
	if e.inside() {
		e.scroll(e.s.Cursor.Row, -n)
		e.moveTo(e.s.Cursor.Row, e.margins.left)
	}
}

// insertColumns is DECIC with positive n, DECDC with negative n, at column col.
func (e *Emulator) insertColumns(col, n int) {
	if !e.inside() {
		return
	}
	for row := e.margins.top; row <= e.margins.bottom; row++ {
		if n > 0 {
			e.insertCells(row, col, e.margins.right, n)
		} else {
			e.deleteCells(row, col, e.margins.right, -n)
		}
	}
}

// An eraser says which cells an erasing control takes.
type eraser uint8

const (
	eraseAll         eraser = iota // ECH, and ED and EL unless SPA was used
	eraseUnprotected               // DECSED, DECSEL
)

// eraseRow erases the columns from and up to but not including to.
func (e *Emulator) eraseRow(row, from, to int, how eraser) {
	from, to = max(from, 0), min(to, e.s.cols)
	if from >= to {
		return
	}
	if how == eraseAll {
		if from == 0 && to == e.s.cols {
			e.s.blankLine(row, e.pen.erased())
			return
		}
		e.s.mutable(row).erase(from, to, e.erased())
		return
	}
	r := e.s.mutable(row)
	for c := from; c < to; c++ {
		if r.cells[c].flags&cellProtected == 0 {
			r.erase(c, c+1, e.erased())
		}
	}
}

// eraseLine is EL and DECSEL.
func (e *Emulator) eraseLine(part int, how eraser) {
	row, col := e.s.Cursor.Row, e.s.Cursor.Col
	switch part {
	case 0:
		e.eraseRow(row, col, e.s.cols, how)
	case 1:
		e.eraseRow(row, 0, col+1, how)
	case 2:
		e.eraseRow(row, 0, e.s.cols, how)
	default:
		return
	}
	e.moved()
}

// eraseScreen is ED and DECSED.
func (e *Emulator) eraseScreen(part int, how eraser) {
	from, to := 0, e.s.rows
	switch part {
	case 0:
		e.eraseLine(0, how)
		from = e.s.Cursor.Row + 1
	case 1:
		e.eraseLine(1, how)
		to = e.s.Cursor.Row
	case 2:
	default:
		return
	}
	for row := from; row < to; row++ {
		e.eraseRow(row, 0, e.s.cols, how)
	}
	e.moved()
}

// eraseChars is ECH.
func (e *Emulator) eraseChars(n int) {
	e.eraseRow(e.s.Cursor.Row, e.s.Cursor.Col, e.s.Cursor.Col+n, e.plainEraser())
	e.moved()
}

// plainEraser returns what ED, EL and ECH take: everything, unless the program
// protects by the rules of ECMA-48 (SPA), which these controls respect.
func (e *Emulator) plainEraser() eraser {
	if e.modes.isoProtection {
		return eraseUnprotected
	}
	return eraseAll
}

// align is DECALN: the screen full of E; margins, origin mode and attributes
// reset, but not the colours; cursor home.
func (e *Emulator) align() {
	e.modes.origin = false
	e.pen &= packFGMask | packBGMask
	e.resetMargins()
	for row := range e.s.rows {
		e.s.blankLine(row, 0)
		e.s.lines[row].fill(0, e.s.cols, cell{text: 'E'})
	}
	e.moveTo(0, 0)
}
