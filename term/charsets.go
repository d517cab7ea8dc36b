package term

// charsets are the four character sets a program designated (SCS), and which
// of them is in use. The zero value is ASCII everywhere. In UTF-8 there is no
// right half to invoke a set into, so LS1R and its like do nothing.
type charsets struct {
	g      [4]byte // final character of the designation; 0 and 'B' are ASCII
	gl     uint8   // the set in use (SI, SO, LS2, LS3)
	single uint8   // the set for the next character only (SS2, SS3); 0 is none
}

// The sets that differ from ASCII, by final character.
const (
	setGraphics = '0' // DEC Special Graphics
	setUK       = 'A' // ISO 646 GB: # is £
	setVT52     = 2   // the graphics of VT52 mode
	setLatin1   = 1   // the right half of ISO 8859-1, a set of 96 characters
)

// graphics are the characters of DEC Special Graphics from 0x5f on.
var graphics = [...]rune{
	0xa0, '◆', '▒', '␉', '␌', '␍', '␊', '°', '±', '␤', '␋', '┘', '┐', '┌', '└', '┼',
	'⎺', '⎻', '─', '⎼', '⎽', '├', '┤', '┴', '┬', '│', '≤', '≥', 'π', '≠', '£', '·',
}

// vt52Graphics are those of VT52 mode from 0x5f on. Fractions, of which there
// are only numerators, are those of Unicode that come nearest.
var vt52Graphics = [...]rune{
	0xa0, ' ', '▮', '⅟', '³', '⁵', '⁷', '°', '±', '→', '…', '÷', '↓', '⎺', '⎺', '⎻',
	'⎻', '─', '─', '⎼', '⎼', '₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉', '¶',
}

// translates reports whether the next ASCII character may stand for another.
func (c *charsets) translates() bool {
	return c.single != 0 || c.g[c.gl] != 0
}

// current returns the set of the next character.
func (c *charsets) current() byte {
	if c.single != 0 {
		return c.g[c.single]
	}
	return c.g[c.gl]
}

// translate returns what r stands for. It uses up a single shift.
func (c *charsets) translate(r rune) rune {
	if !c.translates() {
		return r
	}
	set := c.current()
	c.single = 0
	switch {
	case set == setGraphics && r >= 0x5f && r <= 0x7e:
		return graphics[r-0x5f]
	case set == setUK && r == '#':
		return '£'
	case set == setVT52 && r >= 0x5f && r <= 0x7e:
		return vt52Graphics[r-0x5f]
	case set == setLatin1 && r >= 0x20 && r <= 0x7f:
		return r | 0x80
	}
	return r
}

// designate makes set n the one with the given final character, of 94 or of 96
// characters. Sets that are not known are ASCII.
func (c *charsets) designate(n int, final byte, wide bool) {
	switch {
	case wide && final == 'A':
		final = setLatin1
	case wide || final != setGraphics && final != setUK:
		final = 0
	}
	c.g[n] = final
}
