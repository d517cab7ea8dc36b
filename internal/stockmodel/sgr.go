package stockmodel

const (
	paletteColor Color = 1 << 24
	rgbColor     Color = 1 << 25
)

// sgr changes the pen. Codes that stock does not know are skipped one by one,
// their arguments included.
func (m *Model) sgr() {
	args := m.args()
	for i := 0; i < len(args); i++ {
		a := max(args[i], 0)
		if a == 38 || a == 48 {
			color, used, ok := extendedColor(args[i+1:])
			if ok {
				if a == 38 {
					m.Pen.FG = color
				} else {
					m.Pen.BG = color
				}
				i += used
				continue
			}
		}
		m.sgrCode(a)
	}
}

// extendedColor reads what follows 38 or 48.
func extendedColor(args []int) (c Color, used int, ok bool) {
	value := func(i int) Color { return Color(max(args[i], 0)) }
	switch {
	case len(args) >= 2 && args[0] == 5:
		return paletteColor | value(1)&0xFF, 2, args[1] <= 255
	case len(args) >= 4 && args[0] == 2:
		return rgbColor | (value(1)<<16|value(2)<<8|value(3))&0xFFFFFF, 4, true
	}
	return 0, 0, false
}

func (m *Model) sgrCode(a int) {
	attr := func(on bool, bit Attr) {
		m.Pen.Attr &^= bit
		if on {
			m.Pen.Attr |= bit
		}
	}
	switch {
	case a == 0:
		m.Pen = Style{}
	case a == 1 || a == 22:
		attr(a == 1, Bold)
	case a == 3 || a == 23:
		attr(a == 3, Italic)
	case a == 4 || a == 24:
		attr(a == 4, Underline)
	case a == 5 || a == 25:
		attr(a == 5, Blink)
	case a == 7 || a == 27:
		attr(a == 7, Inverse)
	case a == 8 || a == 28:
		attr(a == 8, Invisible)
	case a >= 30 && a <= 37:
		m.Pen.FG = paletteColor | Color(a-30)
	case a == 39:
		m.Pen.FG = 0
	case a >= 40 && a <= 47:
		m.Pen.BG = paletteColor | Color(a-40)
	case a == 49:
		m.Pen.BG = 0
	case a >= 90 && a <= 97:
		m.Pen.FG = paletteColor | Color(a-90+8)
	case a >= 100 && a <= 107:
		m.Pen.BG = paletteColor | Color(a-100+8)
	}
}
