package term

// control is a C0 control other than those the parser takes itself.
func (e *Emulator) control(c byte) {
	e.last = 0
	switch c {
	case 0x07:
		e.s.Bells++
	case 0x08:
		e.left(1)
	case 0x09:
		e.tab(1)
	case 0x0a, 0x0b, 0x0c:
		e.lineFeed()
	case 0x0d:
		e.carriageReturn()
	case 0x0e:
		e.charsets.gl = 1
	case 0x0f:
		e.charsets.gl = 0
	}
}

// escapeFinal is a function of ESC and one character, or its C1 equivalent.
func (e *Emulator) escapeFinal(final byte) {
	p := &e.parser
	if final != '[' { // a control sequence decides for itself
		e.last = 0
	}
	switch final {
	case '6':
		e.backIndex()
	case '7':
		e.saveCursor()
	case '8':
		e.restoreCursor()
	case '9':
		e.forwardIndex()
	case '=', '>':
		e.modes.keypad = final == '='
	case 'D':
		e.index()
	case 'E':
		e.index()
		e.carriageReturn()
	case 'H':
		e.tabs[e.s.Cursor.Col] = true
	case 'M':
		e.reverseIndex()
	case 'N':
		e.charsets.single = 2
	case 'O':
		e.charsets.single = 3
	case 'P':
		p.begin(dcsEntry)
	case 'V', 'W': // SPA, EPA
		e.protect = final == 'V'
		e.modes.isoProtection = true
	case 'X', '^', '_', 'k':
		p.beginString(ignoredString)
	case 'Z':
		e.primaryAttributes()
	case '[':
		p.begin(csi)
	case ']':
		p.beginString(osc)
	case 'c':
		e.hardReset()
	case 'n':
		e.charsets.gl = 2
	case 'o':
		e.charsets.gl = 3
	}
}

// escapeInterFinal is a function of ESC, intermediates and a final character.
func (e *Emulator) escapeInterFinal(final byte) {
	p := &e.parser
	e.last = 0
	if p.ninter == 2 && p.inter[0] >= '(' && p.inter[0] <= '+' && p.inter[1] == '%' {
		final = map[byte]byte{'5': setDEC, '6': setPortuguese}[final]
		p.ninter = 1
	}
	if p.ninter != 1 {
		return
	}
	switch p.inter[0] {
	case '(', ')', '*', '+':
		e.charsets.designate(int(p.inter[0]-'('), final, false)
	case '-', '.', '/':
		e.charsets.designate(int(p.inter[0]-','), final, true)
	case '#':
		if final == '8' {
			e.align()
		}
	case ' ':
		if final == 'F' || final == 'G' { // S7C1T, S8C1T
			e.modes.eightBit = final == 'G'
		}
	}
}

// backIndex is DECBI: left, or at the left margin a new column there.
func (e *Emulator) backIndex() {
	if e.s.Cursor.Col != e.margins.left {
		e.moveTo(e.s.Cursor.Row, e.s.Cursor.Col-1)
		return
	}
	e.insertColumns(e.margins.left, 1)
	e.moved()
}

// forwardIndex is DECFI: right, or at the right margin a new column there.
func (e *Emulator) forwardIndex() {
	if e.s.Cursor.Col != e.margins.right {
		e.moveTo(e.s.Cursor.Row, e.s.Cursor.Col+1)
		return
	}
	e.insertColumns(e.margins.left, -1)
	e.moved()
}
