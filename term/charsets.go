package term

import "strings"

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
	setGraphics   = '0' // DEC Special Graphics
	setUK         = 'A' // ISO 646 GB: # is £
	setDEC        = '<' // DEC Supplemental
	setPortuguese = 3
	setVT52       = 2 // the graphics of VT52 mode
	setLatin1     = 1 // the right half of ISO 8859-1, a set of 96 characters
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

// nationalSets are the national replacement sets (DECNRCM), by final character:
// what they have in the places of nationalPlaces.
var nationalSets = map[byte][]rune{
	'4': []rune("£¾[½|^_`¨|¼´"), // Dutch
	'C': []rune("#@ÄÖÅÜ_éäöåü"), // Finnish
	'R': []rune("£à°ç§^_`éùè¨"), // French
	'Q': []rune("#àâçêî_ôéùèû"), // French Canadian
	'K': []rune("#§ÄÖÜ^_`äöüß"), // German
	'Y': []rune("£§°çé^_ùàòèì"), // Italian
	'E': []rune("#ÄÆØÅÜ_äæøåü"), // Norwegian and Danish
	'Z': []rune("£§¡Ñ¿^_`°ñç~"), // Spanish
	'H': []rune("#ÉÄÖÅÜ_éäöåü"), // Swedish
	'=': []rune("ùàéçêîèôäöüû"), // Swiss

	setPortuguese: []rune("#@ÃÇÕ^_`ãçõ~"),
}

const nationalPlaces = "#@[\\]^_`{|}~"

// nationalAliases are the other final characters of sets.
var nationalAliases = map[byte]byte{'5': 'C', 'f': 'R', '9': 'Q', '`': 'E', '6': 'E', '7': 'H'}

// supplementalGaps are the places of DEC Supplemental that stay as they are.
const supplementalGaps = "$&,-./48>P^p~"

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

// translate returns what r stands for, with national says whether national sets
// are in force. It uses up a single shift.
func (c *charsets) translate(r rune, national bool) rune {
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
	case set == setDEC && r > 0x20 && r < 0x7f && !strings.ContainsRune(supplementalGaps, r):
		switch r {
		case '(':
			return '¤'
		case 'W':
			return 'Œ'
		case 'w':
			return 'œ'
		case ']':
			return 'Ÿ'
		case '}':
			return 'ÿ'
		}
		return r | 0x80
	case national && nationalSets[set] != nil:
		if i := strings.IndexRune(nationalPlaces, r); i >= 0 {
			return nationalSets[set][i]
		}
	case set == setLatin1 && r >= 0x20 && r <= 0x7f:
		return r | 0x80
	}
	return r
}

// designate makes set n the one with the given final character, of 94 or of 96
// characters. Sets that are not known are ASCII.
func (c *charsets) designate(n int, final byte, wide bool) {
	if other, ok := nationalAliases[final]; ok {
		final = other
	}
	switch {
	case wide && final == 'A':
		final = setLatin1
	case wide:
		final = 0
	case final == setGraphics || final == setUK || final == setDEC || nationalSets[final] != nil:
	default:
		final = 0
	}
	c.g[n] = final
}
