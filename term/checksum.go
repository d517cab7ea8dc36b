package term

import "fmt"

// The bits of XTCHECKSUM.
const (
	checksumPositive   = 1 << iota // do not negate the sum
	checksumNoAttrs                // leave renditions out
	checksumTrailing               // take the blanks at the end of a row too
	checksumSkipUnset              // leave out cells that were never written
	checksumWholeValue             // do not cut values to 8 bits, and take combining characters
)

// checksumReport is DECRQCRA: the answer is a checksum of an area, by which
// test programs read the screen.
func (e *Emulator) checksumReport() {
	p := &e.parser
	sum := 0
	if m, ok := e.rectangle(2); ok {
		for row := m.top; row <= m.bottom; row++ {
			r := e.s.lines[row]
			right := m.right
			if e.checksum&checksumTrailing == 0 {
				for right > m.left && r.cells[right].blank() && r.cells[right].style == 0 {
					right--
				}
			}
			for col := m.left; col <= right; col++ {
				sum += e.checksumCell(r, &r.cells[col])
			}
		}
	}
	if e.checksum&checksumPositive == 0 {
		sum = -sum
	}
	e.replyDCS(fmt.Sprintf("%d!~%04X", p.arg(0, 0), uint16(sum)))
}

// checksumCell returns what one cell adds to the checksum: for xterm, what is
// invisible is a blank.
func (e *Emulator) checksumCell(r *row, c *cell) int {
	style := r.styleOf(c)
	if style.Attr&Invisible != 0 {
		return ' '
	}
	value := 0
	for i, v := range r.textOf(c) {
		if i == 0 || e.checksum&checksumWholeValue != 0 {
			value += int(v)
		}
	}
	if value == 0 {
		if e.checksum&checksumSkipUnset != 0 {
			return 0
		}
		value = ' '
	}
	if e.checksum&checksumWholeValue == 0 {
		value &= 0xff
	}
	if e.checksum&checksumNoAttrs != 0 {
		return value
	}
	for _, a := range [...]struct {
		on    bool
		value int
	}{
		{style.Underline != UnderlineNone && style.Underline != UnderlineDouble, 0x10},
		{style.Attr&Inverse != 0, 0x20},
		{style.Attr&Blink != 0, 0x40},
		{style.Attr&Bold != 0, 0x80},
	} {
		if a.on {
			value += a.value
		}
	}
	return value
}
