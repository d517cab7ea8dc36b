package term

// escapeVT52 is a function of ESC and one character in VT52 mode (DEC's VT100
// User Guide, "VT52 Compatible Mode"). ESC c, which is none, leaves it too.
func (e *Emulator) escapeVT52(final byte) {
	e.last = 0
	switch final {
	case '<':
		e.modes.vt52 = false
		e.charsets = charsets{}
		e.level = 1
	case '=', '>':
		e.modes.keypad = final == '='
	case 'A':
		e.up(1)
	case 'B':
		e.down(1)
	case 'C':
		e.right(1)
	case 'D':
		e.left(1)
	case 'F':
		e.charsets.g[0] = setVT52
	case 'G':
		e.charsets.g[0] = 0
	case 'H':
		e.moveTo(0, 0)
	case 'I':
		e.reverseIndex()
	case 'J':
		e.eraseScreen(0, eraseAll)
	case 'K':
		e.eraseLine(0, eraseAll)
	case 'Y':
		e.parser.state = vt52Row
	case 'Z':
		e.reply("\x1b/Z")
	case 'c':
		e.hardReset()
	}
}

// addressVT52 takes one of the two characters that follow ESC Y: a row and a
// column, counted from the space.
func (e *Emulator) addressVT52(r rune) {
	p := &e.parser
	n := int(min(r, 0x7f)) - ' '
	if p.state == vt52Row {
		p.state = vt52Col
		p.dcsArg = n
		return
	}
	p.state = ground
	e.moveTo(p.dcsArg, n)
}
