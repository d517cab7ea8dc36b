package term

// moveTo puts the cursor at row, col, or as near as the screen allows.
func (e *Emulator) moveTo(row, col int) {
	e.s.Cursor.Row = min(max(row, 0), e.s.rows-1)
	e.s.Cursor.Col = min(max(col, 0), e.s.cols-1)
	e.moved()
}

// moved forgets what depends on the cursor being where printing left it.
func (e *Emulator) moved() {
	e.wrapNext = false
	e.combn.valid = false
}

// position moves to a row and column that count from 1; in origin mode from
// the corner of the scrolling region, which then also is the limit.
func (e *Emulator) position(row, col int) {
	row, col = row-1, col-1
	if e.modes.origin {
		m := e.margins
		row = min(row+m.top, m.bottom)
		col = min(col+m.left, m.right)
	}
	e.moveTo(row, col)
}

// reported returns the cursor's row and column as reports give them and
// position takes them.
func (e *Emulator) reported() (row, col int) {
	row, col = e.s.Cursor.Row+1, e.s.Cursor.Col+1
	if e.modes.origin {
		row, col = row-e.margins.top, col-e.margins.left
	}
	return row, col
}

// home moves to the first place position reaches.
func (e *Emulator) home() { e.position(1, 1) }

// up moves n rows up; it stops at the top margin if it starts below it.
func (e *Emulator) up(n int) {
	stop := 0
	if e.s.Cursor.Row >= e.margins.top {
		stop = e.margins.top
	}
	e.moveTo(max(e.s.Cursor.Row-n, stop), e.s.Cursor.Col)
}

// down moves n rows down; it stops at the bottom margin if it starts above it.
func (e *Emulator) down(n int) {
	stop := e.s.rows - 1
	if e.s.Cursor.Row <= e.margins.bottom {
		stop = e.margins.bottom
	}
	e.moveTo(min(e.s.Cursor.Row+n, stop), e.s.Cursor.Col)
}

// right moves n columns right; it stops at the right margin if it starts left
// of it.
func (e *Emulator) right(n int) {
	e.moveTo(e.s.Cursor.Row, min(e.s.Cursor.Col+n, e.printLimit()))
}

// left moves n columns left; it stops at the left margin if it starts right of
// it. In reverse wraparound mode it goes on at the end of the line before.
func (e *Emulator) left(n int) {
	if e.modes.reverseWrap && e.modes.autowrap {
		e.leftWrapping(n)
		return
	}
	stop := 0
	if e.s.Cursor.Col >= e.margins.left {
		stop = e.margins.left
	}
	e.moveTo(e.s.Cursor.Row, max(e.s.Cursor.Col-n, stop))
}

// leftWrapping is left with reverse wraparound: from the left margin it goes
// to the right margin one line up, and from the top of the region to its
// bottom.
func (e *Emulator) leftWrapping(n int) {
	m := e.margins
	if e.wrapNext {
		n-- // the cursor is thought to be behind the last column
	}
	row, col := e.s.Cursor.Row, e.s.Cursor.Col
	for n > 0 {
		stop := 0
		if col >= m.left {
			stop = m.left
		}
		if step := min(n, col-stop); step > 0 {
			col -= step
			n -= step
			continue
		}
		switch row {
		case m.top, 0:
			row = m.bottom
		default:
			row--
		}
		col = m.right
		n--
	}
	e.moveTo(row, col)
}

// carriageReturn moves to the left margin, or to column 0 if the cursor is
// left of that already and not in origin mode.
func (e *Emulator) carriageReturn() {
	e.moveTo(e.s.Cursor.Row, e.leftEdge())
}

// lineFeed is LF, VT and FF.
func (e *Emulator) lineFeed() {
	e.index()
	if e.modes.newLine {
		e.carriageReturn()
	}
}

// index moves down one row, scrolling at the bottom margin.
func (e *Emulator) index() {
	switch {
	case e.s.Cursor.Row != e.margins.bottom:
		if e.s.Cursor.Row < e.s.rows-1 {
			e.s.Cursor.Row++
		}
	case e.insideColumns():
		e.scroll(e.margins.top, 1)
	}
	e.moved()
}

// reverseIndex moves up one row, scrolling at the top margin.
func (e *Emulator) reverseIndex() {
	switch {
	case e.s.Cursor.Row != e.margins.top:
		if e.s.Cursor.Row > 0 {
			e.s.Cursor.Row--
		}
	case e.insideColumns():
		e.scroll(e.margins.top, -1)
	}
	e.moved()
}

// insideColumns reports whether the cursor is between the left and right
// margins.
func (e *Emulator) insideColumns() bool {
	c := e.s.Cursor.Col
	return c >= e.margins.left && c <= e.margins.right
}

// inside reports whether the cursor is inside of all margins.
func (e *Emulator) inside() bool {
	r := e.s.Cursor.Row
	return r >= e.margins.top && r <= e.margins.bottom && e.insideColumns()
}

// resetMargins makes the scrolling region the whole screen.
func (e *Emulator) resetMargins() {
	e.margins = margin{0, e.s.rows - 1, 0, e.s.cols - 1}
}

// setTopBottom is DECSTBM. Rows count from 1; 0 is absent.
func (e *Emulator) setTopBottom(top, bottom int) {
	top = max(top, 1)
	if bottom == 0 || bottom > e.s.rows {
		bottom = e.s.rows
	}
	if top < bottom {
		e.margins.top, e.margins.bottom = top-1, bottom-1
		e.home()
	}
}

// setLeftRight is DECSLRM. Columns count from 1; 0 is absent.
func (e *Emulator) setLeftRight(left, right int) {
	left = max(left, 1)
	if right == 0 || right > e.s.cols {
		right = e.s.cols
	}
	if left < right {
		e.margins.left, e.margins.right = left-1, right-1
		e.home()
	}
}

// defaultTabs returns a tab stop every 8 columns, in the memory of t.
func defaultTabs(t []bool, cols int) []bool {
	t = t[:0]
	for c := range cols {
		t = append(t, c%8 == 0)
	}
	return t
}

// tab moves n tab stops right, at most to the right margin.
func (e *Emulator) tab(n int) {
	if e.wrapNext && e.modes.moreFix {
		e.wrap()
	}
	limit := e.printLimit()
	c := e.s.Cursor.Col
	for ; n > 0 && c < limit; n-- {
		for c++; c < limit && !e.tabs[c]; c++ {
		}
	}
	e.tabTo(c)
}

// tabTo moves to column c without ending the state in which the next character
// wraps; xterm and stock mosh agree on that.
func (e *Emulator) tabTo(c int) {
	if c != e.s.Cursor.Col {
		e.s.Cursor.Col = c
		e.combn.valid = false
	}
}

// tabBack moves n tab stops left. Like tab it leaves a pending wrap.
func (e *Emulator) tabBack(n int) {
	limit := 0
	if e.modes.origin {
		limit = e.margins.left
	}
	c := e.s.Cursor.Col
	for ; n > 0 && c > limit; n-- {
		for c--; c > limit && !e.tabs[c]; c-- {
		}
	}
	e.tabTo(c)
}
