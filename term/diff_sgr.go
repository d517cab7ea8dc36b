package term

import (
	"strconv"
	"unicode/utf8"
)

// setPen makes the receiver's pen p. It chooses between a full list that
// starts with 0 and the codes that change, whichever is shorter. Underline
// kinds other than the single one and underline colours are written with
// colons, in sequences of their own: stock mosh drops those whole and shows a
// plain underline. Faint, strike and overline it skips.
func (o *output) setPen(p pen) {
	if o.real != nil {
		p = o.can.adapt(p)
	}
	if o.pen.same(&p) {
		return
	}
	if !sameLink(o.pen.link, p.link) {
		o.setLink(p.link)
	}
	if o.pen.style != p.style || o.pen.underline != p.underline {
		o.setRendition(p.style.unpack(p.underline))
	}
	o.pen = p
}

// setFill gives the pen the background that erasing, inserting and scrolling
// fill with. The rest of the pen does not matter for that.
func (o *output) setFill(style packed) {
	if p := o.pen; p.style.erased() != style {
		p.style = p.style&^packBGMask | style
		o.setPen(p)
	}
}

func (o *output) setRendition(want Style) {
	have := o.pen.style.unpack(o.pen.underline)

	start := len(o.buf)
	o.beginSGR()
	o.sgrFrom(have, want)
	o.endSGR()
	o.colonsFrom(have, want)
	delta := len(o.buf) - start

	o.beginSGR()
	o.sgr(0)
	o.sgrFrom(Style{}, want)
	o.endSGR()
	o.colonsFrom(Style{}, want)
	full := len(o.buf) - start - delta

	if full < delta {
		copy(o.buf[start:], o.buf[start+delta:])
		o.buf = o.buf[:start+full]
	} else {
		o.buf = o.buf[:start+delta]
	}
}

// beginSGR starts a list of SGR codes, each of which ends with a semicolon
// until endSGR closes the list.
func (o *output) beginSGR() { o.text("\x1b[") }

func (o *output) sgr(code int) {
	o.number(code)
	o.text(";")
}

func (o *output) endSGR() {
	switch last := len(o.buf) - 1; {
	case o.buf[last] == '[': // no code at all
		o.buf = o.buf[:last-1]
	case o.buf[last-1] == '0' && o.buf[last-2] == '[':
		o.buf = append(o.buf[:last-1], 'm')
	default:
		o.buf[last] = 'm'
	}
}

// sgrCodes are the attributes in the order they are written, the code that sets
// each and the code that resets it.
var sgrCodes = [...]struct {
	attr    Attr
	on, off int
}{
	{Bold, 1, 22},
	{Faint, 2, 22},
	{Italic, 3, 23},
	{Blink, 5, 25},
	{Inverse, 7, 27},
	{Invisible, 8, 28},
	{Strike, 9, 29},
	{Overline, 53, 55},
}

// sgrFrom writes the codes that lead from one style to another, but for what
// needs colons.
func (o *output) sgrFrom(have, want Style) {
	if off := have.Attr &^ want.Attr; off != 0 {
		if off&(Bold|Faint) != 0 {
			o.sgr(22) // resets both
			have.Attr &^= Bold | Faint
		}
		for _, c := range sgrCodes[2:] {
			if off&c.attr != 0 {
				o.sgr(c.off)
			}
		}
	}
	if on := want.Attr &^ have.Attr; on != 0 {
		for _, c := range sgrCodes {
			if on&c.attr != 0 {
				o.sgr(c.on)
			}
		}
	}
	switch {
	case want.Underline == UnderlineNone && have.Underline != UnderlineNone:
		o.sgr(24)
	case want.Underline != UnderlineNone && have.Underline == UnderlineNone,
		want.Underline == UnderlineSingle && have.Underline > UnderlineSingle:
		o.sgr(4)
	}
	if have.FG != want.FG {
		o.sgrColor(want.FG, 30)
	}
	if have.BG != want.BG {
		o.sgrColor(want.BG, 40)
	}
	if have.UnderlineColor != want.UnderlineColor && want.UnderlineColor.IsDefault() {
		o.sgr(59)
	}
}

// sgrColor writes the codes for a colour; base is 30 for the foreground and 40
// for the background.
func (o *output) sgrColor(c Color, base int) {
	if i, ok := c.Index(); ok {
		switch {
		case i < 8:
			o.sgr(base + int(i))
		case i < 16:
			o.sgr(base + 60 + int(i) - 8)
		default:
			o.sgr(base + 8)
			o.sgr(5)
			o.sgr(int(i))
		}
		return
	}
	if r, g, b, ok := c.RGB(); ok {
		o.sgr(base + 8)
		o.sgr(2)
		o.sgr(int(r))
		o.sgr(int(g))
		o.sgr(int(b))
		return
	}
	o.sgr(base + 9)
}

// colonsFrom writes the sequences with colons that lead from one style to
// another after sgrFrom was written.
func (o *output) colonsFrom(have, want Style) {
	if want.Underline > UnderlineSingle && want.Underline != have.Underline {
		o.text("\x1b[4:")
		o.number(int(want.Underline))
		o.text("m")
	}
	if have.UnderlineColor == want.UnderlineColor {
		return
	}
	if i, ok := want.UnderlineColor.Index(); ok {
		o.text("\x1b[58:5:")
		o.number(int(i))
		o.text("m")
	}
	if r, g, b, ok := want.UnderlineColor.RGB(); ok {
		o.text("\x1b[58:2::")
		o.number(int(r))
		o.text(":")
		o.number(int(g))
		o.text(":")
		o.number(int(b))
		o.text("m")
	}
}

// setLink makes l the link of what is written next (OSC 8), ended by BEL: the
// other terminator would clear a pending wrap of a stock peer.
func (o *output) setLink(l *Link) {
	o.text("\x1b]8;")
	if l != nil {
		switch {
		case l.ID != "":
			o.text("id=")
			o.stringText(l.ID)
		case o.real != nil: // so that its parts, painted apart, stay one link
			o.text("id=gomosh-")
			o.buf = strconv.AppendUint(o.buf, hashString(l.URI)&0xffffffff, 16)
		}
		o.text(";")
		o.stringText(l.URI)
	} else {
		o.text(";")
	}
	o.text("\a")
}

// stringText writes text inside an OSC, without the controls that would end it.
func (o *output) stringText(s string) {
	for _, r := range s {
		if r >= 0x20 && r < 0x7F || r >= 0xA0 {
			o.buf = utf8.AppendRune(o.buf, r)
		}
	}
}
