package stockmodel

import "unicode/utf8"

// fallbackLimit is the size in bytes from which a cell takes no more marks.
const fallbackLimit = 32

// blank is an erased cell: the current background and nothing else.
func (m *Model) blank() Cell { return Cell{Style: Style{BG: m.Pen.BG}} }

// print shows a graphic character at the cursor.
func (m *Model) print(r rune) {
	w := 1
	if r > 0xFF {
		w = m.width(r)
	}
	switch {
	case w < 0:
		return
	case w == 0:
		m.combine(r)
		return
	}
	last := &m.Cells[m.Row][m.Cols-1]
	switch {
	case m.autowrap && m.pendingWrap:
		last.Wrapped = true
		m.Col = 0
		m.lineFeed()
	case m.autowrap && w == 2 && m.Col == m.Cols-1:
		*last = m.blank()
		m.Col = 0
		m.lineFeed()
	}
	if m.insert {
		for range w {
			m.insertCell()
		}
	}
	m.Cells[m.Row][m.Col] = Cell{Text: string(r), Style: m.Pen, Wide: w == 2}
	m.combRow, m.combCol = m.Row, m.Col
	if w == 2 && m.Col+1 < m.Cols {
		m.Cells[m.Row][m.Col+1] = m.blank()
	}
	m.advance(w)
}

// advance moves the cursor right after printing. In origin mode that brings it
// into the region, if it was not there yet.
func (m *Model) advance(n int) {
	top, bottom := m.vertical()
	m.Row = max(top, min(m.Row, bottom))
	m.Col += n
	m.pendingWrap = m.Col >= m.Cols
	m.Col = min(m.Col, m.Cols-1)
}

// combine adds a mark to the cell printed last.
func (m *Model) combine(r rune) {
	cell := &m.Cells[m.combRow][m.combCol]
	if cell.Text == "" {
		cell.Fallback = true
		cell.Text = string(r)
		m.advance(1)
		return
	}
	if len(cell.Text) < fallbackLimit {
		cell.Text = string(utf8.AppendRune([]byte(cell.Text), r))
	}
}

// moved ends an explicit cursor movement.
func (m *Model) moved() {
	m.Row = max(0, min(m.Row, m.Rows-1))
	m.Col = max(0, min(m.Col, m.Cols-1))
	m.combRow, m.combCol = m.Row, m.Col
	m.pendingWrap = false
}

// vertical returns the rows the cursor may move among.
func (m *Model) vertical() (top, bottom int) {
	if m.origin {
		return m.top, m.bottom
	}
	return 0, m.Rows - 1
}

// moveRow sets the row, counted from the region's top in origin mode.
func (m *Model) moveRow(row int) {
	top, bottom := m.vertical()
	m.Row = max(top, min(top+row, bottom))
}

// lineFeed moves down, scrolling at the region's bottom.
func (m *Model) lineFeed() {
	if m.Row == m.bottom {
		m.scrollUp(m.top, 1)
	} else {
		m.Row++
	}
	m.moved()
}

// reverseFeed moves up, scrolling at the region's top.
func (m *Model) reverseFeed() {
	if m.Row == m.top {
		m.scrollDown(m.top, 1)
	} else {
		m.Row--
	}
	m.moved()
}

func (m *Model) blankRow() []Cell {
	row := make([]Cell, m.Cols)
	for c := range row {
		row[c] = m.blank()
	}
	return row
}

// scrollUp deletes n rows at row top of the region; blank ones enter at its
// bottom.
func (m *Model) scrollUp(top, n int) {
	for range min(n, m.bottom-top+1) {
		copy(m.Cells[top:m.bottom], m.Cells[top+1:m.bottom+1])
		m.Cells[m.bottom] = m.blankRow()
	}
}

// scrollDown inserts n blank rows at row top of the region.
func (m *Model) scrollDown(top, n int) {
	for range min(n, m.bottom-top+1) {
		copy(m.Cells[top+1:m.bottom+1], m.Cells[top:m.bottom])
		m.Cells[top] = m.blankRow()
	}
}

func (m *Model) insertCell() {
	row := m.Cells[m.Row]
	copy(row[m.Col+1:], row[m.Col:m.Cols-1])
	row[m.Col] = m.blank()
}

func (m *Model) deleteCell() {
	row := m.Cells[m.Row]
	copy(row[m.Col:], row[m.Col+1:])
	row[m.Cols-1] = m.blank()
}

// erase blanks columns [from, to) of a row.
func (m *Model) erase(row, from, to int) {
	for c := max(from, 0); c < min(to, m.Cols); c++ {
		m.Cells[row][c] = m.blank()
	}
}
