package stockmodel

// execute acts on a C0 or C1 control.
func (m *Model) execute(r rune) {
	if r == '\t' {
		m.tab(1)
		return
	}
	m.pendingWrap = false
	switch r {
	case 0x07:
		m.Bells++
	case '\b':
		m.Col--
		m.moved()
	case '\n', '\v', '\f', 0x84:
		m.lineFeed()
	case '\r':
		m.Col = 0
		m.moved()
	case 0x85:
		m.Col = 0
		m.lineFeed()
	case 0x88:
		m.tabs[m.Col] = true
	case 0x8D:
		m.reverseFeed()
	}
}

// tab moves n stops, to the left if n is negative. A pending wrap stays.
func (m *Model) tab(n int) {
	step := 1
	if n < 0 {
		step, n = -1, -n
	}
	for ; n > 0; n-- {
		for {
			c := m.Col + step
			if c < 0 || c >= m.Cols {
				break
			}
			m.Col = c
			if m.tabs[c] {
				break
			}
		}
	}
	m.combRow, m.combCol = m.Row, m.Col
}

// escDispatch acts on an escape sequence.
func (m *Model) escDispatch(collect string, final rune) {
	m.pendingWrap = false
	switch {
	case collect == "" && final >= 0x40 && final < 0x60:
		m.execute(final + 0x40)
	case collect == "" && final == '7':
		m.saved = saved{m.Row, m.Col, m.Pen, m.autowrap, m.origin}
	case collect == "" && final == '8':
		s := m.saved
		m.Row, m.Col, m.Pen, m.autowrap, m.origin = s.row, s.col, s.pen, s.autowrap, s.origin
		m.moved()
	case collect == "" && final == 'c':
		m.resetModes()
		m.WindowTitle, m.Clipboard = "", ""
		for r := range m.Cells {
			m.Cells[r] = m.blankRow()
		}
	case collect == "#" && final == '8':
		for _, row := range m.Cells {
			for c := range row {
				row[c] = Cell{Text: "E", Style: Style{BG: m.Pen.BG}}
			}
		}
	}
}

// csiDispatch acts on a control sequence.
func (m *Model) csiDispatch(collect string, final rune) {
	switch key := collect + string(final); key {
	case "m":
		m.sgr()
		return
	case "I":
		m.tab(m.arg(0, 1))
		return
	case "Z":
		m.tab(-m.arg(0, 1))
		return
	case "g":
		switch m.arg(0, 0) {
		case 0:
			m.tabs[m.Col] = false
		case 3:
			clear(m.tabs)
			m.noDefaultTabs = true
		}
		return
	case "?h", "?l":
		for _, mode := range m.args() {
			m.privateMode(mode, final == 'h')
		}
		return
	}
	m.pendingWrap = false
	n := m.arg(0, 1)
	switch key := collect + string(final); key {
	case "A":
		top, _ := m.vertical()
		m.Row = max(m.Row-n, top)
		m.moved()
	case "B":
		_, bottom := m.vertical()
		m.Row = min(m.Row+n, bottom)
		m.moved()
	case "C":
		m.Col += n
		m.moved()
	case "D":
		m.Col -= n
		m.moved()
	case "H", "f":
		m.moveRow(n - 1)
		m.Col = m.arg(1, 1) - 1
		m.moved()
	case "G", "`":
		m.Col = n - 1
		m.moved()
	case "d":
		m.moveRow(n - 1)
		m.moved()
	case "J":
		m.eraseDisplay(m.arg(0, 0))
	case "K":
		switch m.arg(0, 0) {
		case 0:
			m.erase(m.Row, m.Col, m.Cols)
		case 1:
			m.erase(m.Row, 0, m.Col+1)
		case 2:
			m.erase(m.Row, 0, m.Cols)
		}
	case "X":
		m.erase(m.Row, m.Col, m.Col+n)
	case "@":
		for range min(n, m.Cols-m.Col) {
			m.insertCell()
		}
	case "P":
		for range min(n, m.Cols-m.Col) {
			m.deleteCell()
		}
	case "L", "M":
		switch inside := m.Row >= m.top && m.Row <= m.bottom; {
		case inside && final == 'L':
			m.scrollDown(m.Row, n)
		case inside:
			m.scrollUp(m.Row, n)
		}
		m.Col = 0
		m.moved()
	case "S":
		m.scrollUp(m.top, n)
	case "T":
		m.scrollDown(m.top, n)
	case "r":
		top, bottom := m.arg(0, 1), m.arg(1, m.Rows)
		if bottom <= top || top > m.Rows {
			return
		}
		m.top, m.bottom = top-1, min(bottom, m.Rows)-1
		m.moveRow(0)
		m.Col = 0
		m.moved()
	case "h", "l":
		for _, mode := range m.args() {
			if mode == 4 {
				m.insert = final == 'h'
			}
		}
	case "n":
		if n := m.arg(0, 0); n == 5 || n == 6 {
			m.Replies++
		}
	case "c", ">c":
		m.Replies++
	case "!p":
		m.insert, m.origin, m.appCursor, m.CursorVisible = false, false, false, true
		m.top, m.bottom = 0, m.Rows-1
		m.Pen = Style{}
		m.saved = saved{autowrap: true}
	}
}

func (m *Model) eraseDisplay(what int) {
	from, to := 0, m.Rows
	switch what {
	case 0:
		m.erase(m.Row, m.Col, m.Cols)
		from = m.Row + 1
	case 1:
		m.erase(m.Row, 0, m.Col+1)
		to = m.Row
	case 2:
	default:
		return
	}
	for r := from; r < to; r++ {
		m.erase(r, 0, m.Cols)
	}
}

// privateMode sets or resets a DEC private mode. A pending wrap stays.
func (m *Model) privateMode(mode int, on bool) {
	choose := func(value *int) {
		*value = 0
		if on {
			*value = mode
		}
	}
	switch mode {
	case 1:
		m.appCursor = on
	case 3:
		m.eraseDisplay(2)
		m.moveRow(0)
		m.Col = 0
		m.moved()
	case 5:
		m.ReverseVideo = on
	case 6:
		m.moveRow(0)
		m.Col = 0
		m.moved()
		m.origin = on
	case 7:
		m.autowrap = on
	case 25:
		m.CursorVisible = on
	case 9, 1000, 1001, 1002, 1003:
		choose(&m.Mouse)
	case 1005, 1006, 1015:
		choose(&m.MouseEncoding)
	case 1004:
		m.FocusEvents = on
	case 1007:
		m.AltScroll = on
	case 2004:
		m.BracketedPaste = on
	}
}
