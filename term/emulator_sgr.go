package term

// The parts of a packed style that SGR changes.
const (
	packFGMask        packed = colorMask
	packUnderlineMask packed = 7 << packUnderline
)

func (p packed) with(a Attr) packed    { return p | packed(a)<<packAttr }
func (p packed) without(a Attr) packed { return p &^ (packed(a) << packAttr) }

func (p packed) underlined(k UnderlineKind) packed {
	return p&^packUnderlineMask | packed(k)<<packUnderline
}

func (p packed) fg(c Color) packed { return p&^packFGMask | packed(c) }
func (p packed) bg(c Color) packed { return p&^packBGMask | packed(c)<<packBG }

// sgr is SGR: it changes the rendition of what is printed from now on
// (ECMA-48 8.3.117, and ISO 8613-6 for the colours of 38, 48 and 58).
func (e *Emulator) sgr() {
	p := &e.parser
	pen := e.pen
	for i := 0; i < p.nparams; i++ {
		switch n := p.params[i]; {
		case n == 0:
			pen, e.penExt.underline = 0, 0
		case n == 4:
			pen = pen.underlined(p.underlineKind(&i))
		case n <= 9:
			pen = pen.with(sgrOn[n])
		case n == 21:
			pen = pen.underlined(UnderlineDouble)
		case n == 24:
			pen = pen.underlined(UnderlineNone)
		case n >= 22 && n <= 29:
			pen = pen.without(sgrOff[n-20])
		case n >= 30 && n <= 37:
			pen = pen.fg(Palette(uint8(n - 30)))
		case n == 38:
			if c, ok := p.color(&i); ok {
				pen = pen.fg(c)
			}
		case n == 39:
			pen = pen.fg(0)
		case n >= 40 && n <= 47:
			pen = pen.bg(Palette(uint8(n - 40)))
		case n == 48:
			if c, ok := p.color(&i); ok {
				pen = pen.bg(c)
			}
		case n == 49:
			pen = pen.bg(0)
		case n == 53:
			pen = pen.with(Overline)
		case n == 55:
			pen = pen.without(Overline)
		case n == 58:
			if c, ok := p.color(&i); ok {
				e.penExt.underline = c
			}
		case n == 59:
			e.penExt.underline = 0
		case n >= 90 && n <= 97:
			pen = pen.fg(Palette(uint8(n - 90 + 8)))
		case n >= 100 && n <= 107:
			pen = pen.bg(Palette(uint8(n - 100 + 8)))
		}
		for i+1 < p.nparams && p.sub>>(i+1)&1 != 0 {
			i++ // sub-parameters nobody asked for
		}
	}
	e.pen = pen
}

// sgrOn is what SGR 1 to 9 set, sgrOff what SGR 20 to 29 reset. Underlines are
// not among them.
var (
	sgrOn  = [10]Attr{1: Bold, 2: Faint, 3: Italic, 5: Blink, 6: Blink, 7: Inverse, 8: Invisible, 9: Strike}
	sgrOff = [10]Attr{2: Bold | Faint, 3: Italic, 5: Blink, 7: Inverse, 8: Invisible, 9: Strike}
)

// underlineKind reads what follows SGR 4, at parameter *i, and moves i to the
// last parameter it took.
func (p *parser) underlineKind(i *int) UnderlineKind {
	if *i+1 < p.nparams && p.sub>>(*i+1)&1 != 0 {
		*i++
		if n := p.params[*i]; n <= int32(UnderlineDashed) {
			return UnderlineKind(n)
		}
	}
	return UnderlineSingle
}

// color reads the colour that follows SGR 38, 48 or 58, at parameter *i, in
// any of the forms 38:2::r:g:b, 38:2:r:g:b, 38:5:n, 38;2;r;g;b and 38;5;n, and
// moves i to the last parameter it took.
func (p *parser) color(i *int) (Color, bool) {
	start := *i + 1
	end := start
	for end < p.nparams && p.sub>>end&1 != 0 {
		end++
	}
	var v []int32
	if end > start {
		v = p.params[start:end]
		*i = end - 1
		if v[0] == 2 && len(v) >= 5 {
			v = v[1:] // the colour space is not looked at
			v[0] = 2
		}
	} else if start < p.nparams {
		v = p.params[start:p.nparams]
		switch v[0] {
		case 2:
			v = v[:min(4, len(v))]
		case 5:
			v = v[:min(2, len(v))]
		default:
			v = v[:1]
		}
		*i += len(v)
	}
	switch {
	case len(v) >= 2 && v[0] == 5 && v[1] <= 255:
		return Palette(uint8(v[1])), true
	case len(v) >= 4 && v[0] == 2 && max(v[1], v[2], v[3]) <= 255:
		return RGB(uint8(v[1]), uint8(v[2]), uint8(v[3])), true
	}
	return 0, false
}
