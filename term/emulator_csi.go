package term

// The functions whose final character is used with different prefixes and
// intermediates, as parser.function packs them.
const (
	private   = '?' << 24
	secondary = '>' << 24
	tertiary  = '=' << 24
	popping   = '<' << 24
	space     = ' ' << 8
	bang      = '!' << 8
	quote     = '"' << 8
	hash      = '#' << 8
	dollar    = '$' << 8
	apostroph = '\'' << 8
	star      = '*' << 8

	fnDECRQSS   = dollar | 'q'
	fnXTGETTCAP = '+'<<8 | 'q'
	fnDECRSPS   = dollar | 't'
)

// runCSI executes a control sequence.
func (e *Emulator) runCSI(f uint32) {
	p := &e.parser
	n := p.arg(0, 1)
	if f != 'b' {
		e.last = 0
	}
	switch f {
	case 'm':
		e.sgr()
	case 'H', 'f':
		e.position(n, p.arg(1, 1))
	case 'A':
		e.up(n)
	case 'B':
		e.down(n)
	case 'C':
		e.right(n)
	case 'D':
		e.left(n)
	case 'E':
		e.down(n)
		e.carriageReturn()
	case 'F':
		e.up(n)
		e.carriageReturn()
	case 'G', '`':
		row, _ := e.reported()
		e.position(row, n)
	case 'd':
		_, col := e.reported()
		e.position(n, col)
	case 'a':
		row, col := e.reported()
		e.position(row, col+n)
	case 'e':
		row, col := e.reported()
		e.position(row+n, col)
	case 'I':
		e.tab(n)
	case 'Z':
		e.tabBack(n)
	case 'J':
		e.eraseScreen(p.arg(0, 0), e.plainEraser())
	case 'K':
		e.eraseLine(p.arg(0, 0), e.plainEraser())
	case private | 'J':
		e.eraseScreen(p.arg(0, 0), eraseUnprotected)
	case private | 'K':
		e.eraseLine(p.arg(0, 0), eraseUnprotected)
	case 'X':
		e.eraseChars(n)
	case '@':
		e.insertChars(n)
	case 'P':
		e.deleteChars(n)
	case 'L':
		e.insertLines(n)
	case 'M':
		e.insertLines(-n)
	case 'S':
		e.scroll(e.margins.top, n)
	case 'T', '^':
		if p.nparams == 1 { // with five it is highlight mouse tracking
			e.scroll(e.margins.top, -n)
		}
	case space | '@':
		e.shiftColumns(n)
	case space | 'A':
		e.shiftColumns(-n)
	case apostroph | '}':
		e.insertColumns(e.s.Cursor.Col, n)
	case apostroph | '~':
		e.insertColumns(e.s.Cursor.Col, -n)
	case 'b':
		e.repeat(n)
	case 'g':
		e.clearTabs(p.arg(0, 0))
	case 'r':
		e.setTopBottom(p.arg(0, 0), p.arg(1, 0))
	case 's':
		if e.modes.leftRight {
			e.setLeftRight(p.arg(0, 0), p.arg(1, 0))
		} else {
			e.saveCursor()
		}
	case 'u':
		e.restoreCursor()
	case 'h', 'l':
		e.setModes(f == 'h')
	case private | 'h', private | 'l':
		e.setPrivateModes(f == private|'h')
	case private | 's':
		e.saveModes()
	case private | 'r':
		e.restoreModes()
	case bang | 'p':
		e.softReset()
	case space | 'q':
		if shape := p.arg(0, 0); shape <= 6 {
			e.s.Cursor.Shape = uint8(shape)
		}
	case quote | 'q':
		e.protect = p.arg(0, 0) == 1
		e.modes.isoProtection = false
	default:
		if !e.runRectangle(f) && !e.runKeyboard(f) && !e.runStack(f) {
			e.runReport(f)
		}
	}
}

// shiftColumns is SL with positive n, SR with negative n.
func (e *Emulator) shiftColumns(n int) {
	e.insertColumns(e.margins.left, -n)
	e.moved()
}

// clearTabs is TBC.
func (e *Emulator) clearTabs(which int) {
	switch which {
	case 0:
		e.tabs[e.s.Cursor.Col] = false
	case 3:
		clear(e.tabs)
		e.modes.noTabs = true
	}
}
