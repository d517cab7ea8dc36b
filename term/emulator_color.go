package term

import (
	"fmt"
	"strconv"
	"strings"
)

// sameColors reports whether a and b set the same colours.
func sameColors(a, b *Colors) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// ownColors returns the screen's colours, to be changed: a copy of their own
// that no snapshot has.
func (e *Emulator) ownColors() *Colors {
	switch {
	case e.s.Colors == nil:
		e.s.Colors = &Colors{}
	case !e.ownsColors:
		c := *e.s.Colors
		e.s.Colors = &c
	}
	e.ownsColors = true
	return e.s.Colors
}

// dropColors forgets the screen's colours if none is set any more.
func (e *Emulator) dropColors() {
	if e.s.Colors != nil && *e.s.Colors == (Colors{}) {
		e.s.Colors = nil
	}
}

// colorCommand is OSC 4, 10 to 19, 104 and 110 to 119 (xterm ctlseqs,
// "Operating System Commands").
func (e *Emulator) colorCommand(n int, text string, bell bool) {
	switch {
	case n == 4:
		e.paletteCommand(text, bell)
	case n == 104:
		e.resetPalette(text)
	case n >= 10 && n <= 19:
		for spec := range strings.SplitSeq(text, ";") {
			if n > 19 {
				return
			}
			e.dynamicCommand(n, spec, bell)
			n++
		}
	case n >= 110 && n <= 119 && text == "" && e.s.Colors != nil:
		e.ownColors().Dynamic[n-110] = 0
		e.dropColors()
	}
}

// paletteCommand sets or asks for palette entries, given as pairs of index and
// colour. A query about an entry that was not set is answered with what the
// user's terminal has or, if that is not known, with xterm's own.
func (e *Emulator) paletteCommand(text string, bell bool) {
	for text != "" {
		var index, spec string
		index, text, _ = strings.Cut(text, ";")
		spec, text, _ = strings.Cut(text, ";")
		i, err := strconv.ParseUint(index, 10, 8)
		if err != nil {
			continue
		}
		if spec == "?" {
			e.whenKnown(func() { e.replyColor("4;"+index, e.paletteColor(uint8(i)), bell) })
		} else if c, ok := parseColor(spec); ok {
			e.ownColors().Palette[i] = c
		}
	}
}

// paletteColor returns palette entry i as the program should see it.
func (e *Emulator) paletteColor(i uint8) Color {
	if e.s.Colors != nil && e.s.Colors.Palette[i] != 0 {
		return e.s.Colors.Palette[i]
	}
	if c := e.facts.Colors.Palette[i]; c != 0 {
		return c
	}
	return standardColor(i)
}

// resetPalette makes the given entries, or all, those of the terminal again.
func (e *Emulator) resetPalette(text string) {
	if e.s.Colors == nil {
		return
	}
	c := e.ownColors()
	if text == "" {
		c.Palette = [256]Color{}
	} else {
		for index := range strings.SplitSeq(text, ";") {
			if i, err := strconv.ParseUint(index, 10, 8); err == nil {
				c.Palette[i] = 0
			}
		}
	}
	e.dropColors()
}

// dynamicCommand sets or asks for the foreground (10), background (11), cursor
// (12) or another of the dynamic colours. A query about one that was not set is
// answered with what the user's terminal has; if that is not known there is no
// answer, because a guess would be worse.
func (e *Emulator) dynamicCommand(n int, spec string, bell bool) {
	if spec != "?" {
		if v, ok := parseColor(spec); ok {
			e.ownColors().Dynamic[n-10] = v
		}
		return
	}
	e.whenKnown(func() { e.reportDynamic(n, bell) })
}

func (e *Emulator) reportDynamic(n int, bell bool) {
	c := e.facts.Colors.Dynamic[n-10]
	if e.s.Colors != nil && e.s.Colors.Dynamic[n-10] != 0 {
		c = e.s.Colors.Dynamic[n-10]
	}
	if c != 0 {
		e.replyColor(strconv.Itoa(n), c, bell)
	}
}

// replyColor answers a query of a colour.
func (e *Emulator) replyColor(head string, c Color, bell bool) {
	end := "\x1b\\"
	if bell {
		end = "\a"
	}
	r, g, b, _ := c.RGB()
	e.reply("\x1b]", head, fmt.Sprintf(";rgb:%02x%02x/%02x%02x/%02x%02x", r, r, g, g, b, b), end)
}

// parseColor reads a colour as XParseColor does: a name, or one of the forms
// #rgb to #rrrrggggbbbb and rgb:r/g/b to rgb:rrrr/gggg/bbbb.
func parseColor(s string) (Color, bool) {
	var parts []string
	if digits, ok := strings.CutPrefix(s, "#"); ok {
		n := len(digits) / 3
		if n < 1 || n > 4 || len(digits) != 3*n {
			return 0, false
		}
		parts = []string{digits[:n], digits[n : 2*n], digits[2*n:]}
	} else if rest, ok := strings.CutPrefix(s, "rgb:"); ok {
		parts = strings.Split(rest, "/")
	} else {
		return colorName(s)
	}
	if len(parts) != 3 {
		return 0, false
	}
	var v [3]uint8
	for i, part := range parts {
		n, err := strconv.ParseUint(part, 16, 16)
		if err != nil || len(part) > 4 {
			return 0, false
		}
		most := uint64(1)<<(4*len(part)) - 1
		if s[0] == '#' { // the digits are the high ones, the rest is zero
			v[i] = uint8(n << 16 >> (4 * len(part)) >> 8)
		} else {
			v[i] = uint8((n*255 + most/2) / most)
		}
	}
	return RGB(v[0], v[1], v[2]), true
}

// standardColor returns palette entry i as xterm has it.
func standardColor(i uint8) Color {
	switch {
	case i < 16:
		c := [...]uint32{
			0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
			0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
		}[i]
		return RGB(uint8(c>>16), uint8(c>>8), uint8(c))
	case i < 232:
		level := func(n uint8) uint8 {
			if n == 0 {
				return 0
			}
			return 55 + 40*n
		}
		i -= 16
		return RGB(level(i/36), level(i/6%6), level(i%6))
	}
	grey := 8 + 10*(i-232)
	return RGB(grey, grey, grey)
}
