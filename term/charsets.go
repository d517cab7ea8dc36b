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
)

// graphics are the characters of DEC Special Graphics from 0x5f on.
var graphics = [...]rune{
	' ', '◆', '▒', '␉', '␌', '␍', '␊', '°', '±', '␤', '␋', '┘', '┐', '┌', '└', '┼',
	'⎺', '⎻', '─', '⎼', '⎽', '├', '┤', '┴', '┬', '│', '≤', '≥', 'π', '≠', '£', '·',
}

// translates reports whether the next ASCII character may stand for another.
func (c *charsets) translates() bool {
	return c.single != 0 || c.g[c.gl] != 0
}

// translate returns what r stands for. It uses up a single shift.
func (c *charsets) translate(r rune) rune {
	if !c.translates() {
		return r
	}
	set := c.g[c.gl]
	if c.single != 0 {
		set = c.g[c.single]
		c.single = 0
	}
	switch {
	case set == setGraphics && r >= 0x5f && r <= 0x7e:
		return graphics[r-0x5f]
	case set == setUK && r == '#':
		return '£'
	}
	return r
}

// designate makes set n the one with the given final character. Sets that are
// not known are ASCII.
func (c *charsets) designate(n int, final byte) {
	if final != setGraphics && final != setUK {
		final = 0
	}
	c.g[n] = final
}
