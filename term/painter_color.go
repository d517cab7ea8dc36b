package term

// adapt returns the pen nearest to p that the terminal has.
func (can *Profile) adapt(p pen) pen {
	if !can.Links || p.link != nil && can.ShortStrings && len(p.link.URI)+len(p.link.ID) > shortString {
		p.link = nil
	}
	if can.Underlines && can.Colors >= TrueColor {
		return p
	}
	s := p.style.unpack(p.underline)
	if !can.Underlines {
		s.UnderlineColor = 0
		s.Underline = min(s.Underline, UnderlineSingle)
	}
	s.FG = can.nearest(s.FG)
	s.BG = can.nearest(s.BG)
	s.UnderlineColor = can.nearest(s.UnderlineColor)
	p.style, p.underline = s.pack(), s.UnderlineColor
	return p
}

// nearest returns the colour of the terminal that is nearest to c.
func (can *Profile) nearest(c Color) Color {
	if c.IsDefault() || can.Colors >= TrueColor {
		return c
	}
	if can.Colors < 8 {
		return 0
	}
	i, ok := c.Index()
	if ok && int(i) < can.Colors {
		return c
	}
	if !ok {
		r, g, b, _ := c.RGB()
		if can.Colors >= 256 {
			return Palette(nearestIndexed(r, g, b))
		}
		return Palette(nearestBasic(r, g, b, can.Colors >= 16))
	}
	if i < 16 { // bright colours of a terminal that has only eight
		return Palette(i - 8)
	}
	r, g, b := indexedRGB(i)
	return Palette(nearestBasic(r, g, b, can.Colors >= 16))
}

// The 6 levels of each part in the colour cube of palette entries 16 to 231, as
// xterm has them.
var cubeLevels = [6]uint8{0, 95, 135, 175, 215, 255}

// indexedRGB returns the parts of palette entry i >= 16.
func indexedRGB(i uint8) (r, g, b uint8) {
	if i >= 232 {
		v := 8 + 10*(i-232)
		return v, v, v
	}
	i -= 16
	return cubeLevels[i/36], cubeLevels[i/6%6], cubeLevels[i%6]
}

// nearestIndexed returns the entry of the cube or the grey ramp nearest to a
// colour.
func nearestIndexed(r, g, b uint8) uint8 {
	level := func(v uint8) uint8 {
		best := uint8(0)
		for i, l := range cubeLevels {
			if gap(v, l) < gap(v, cubeLevels[best]) {
				best = uint8(i)
			}
		}
		return best
	}
	cube := 16 + 36*level(r) + 6*level(g) + level(b)
	mean := (int(r) + int(g) + int(b)) / 3
	grey := 232 + uint8(min(max((mean-3)/10, 0), 23))
	if distance(r, g, b, grey) < distance(r, g, b, cube) {
		return grey
	}
	return cube
}

func gap(a, b uint8) int {
	if a < b {
		return int(b - a)
	}
	return int(a - b)
}

// distance returns how far palette entry i >= 16 is from a colour.
func distance(r, g, b, i uint8) int {
	ir, ig, ib := indexedRGB(i)
	dr, dg, db := gap(r, ir), gap(g, ig), gap(b, ib)
	return 3*dr*dr + 6*dg*dg + db*db
}

// nearestBasic returns the one of the first 8 palette entries, or 16 if bright,
// whose hue and brightness come nearest to a colour. What these entries look
// like differs between terminals, so it goes by the parts' order, not by values.
func nearestBasic(r, g, b uint8, bright bool) uint8 {
	top := max(r, g, b)
	if top < 48 {
		return 0
	}
	var i uint8
	for bit, v := range [3]uint8{r, g, b} {
		if int(v)*3 > int(top)*2 {
			i |= 1 << bit
		}
	}
	switch {
	case i == 7 && top < 120: // dark grey
		if bright {
			return 8
		}
		return 0
	case bright && (i == 7 && top > 224 || i != 7 && top > 200):
		return i + 8
	}
	return i
}
