package term

import (
	"unicode/utf8"
)

// A cell is one column of one row, in 16 bytes without pointers. What does
// not fit (texts of several code points, links, underline colours) is in the
// side tables of its row, so a cell means something only together with it.
// The zero cell is blank in the default style.
type cell struct {
	style packed
	text  uint32 // a code point, or with cellCluster an index into row.clusters; 0 is blank
	ext   uint16 // 1 + index into row.exts; 0 for none
	flags cellFlags
}

type cellFlags uint16

const (
	cellWide      cellFlags = 1 << iota // left half of a wide cell; the next is its right half
	cellRight                           // right half of the wide cell to its left; text is 0
	cellCluster                         // text is an index into row.clusters
	cellProtected                       // not erased by selective erase (DECSCA) or, in ISO mode, by any

	cellShape = cellWide | cellRight
)

// An ext holds the rare parts of a cell.
type ext struct {
	link      *Link
	underline Color
}

// maxCellText is the length in bytes from which on a cell takes no more code
// points. The longest emoji has 35; stock mosh stops at 32.
const maxCellText = 128

// Glyph is the expanded view of one cell.
type Glyph struct {
	Text  string // what is shown; "" if the cell is blank (erased or never written)
	Width int    // 1 or 2; 0 for the right half of the wide cell to its left
	Style Style
	Link  *Link // nil for none; not to be changed
}

// asciiText holds every ASCII character, for glyphs that cost no allocation.
const asciiText = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\x0b\x0c\r\x0e\x0f" +
	"\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1b\x1c\x1d\x1e\x1f" +
	" !\"#$%&'()*+,-./0123456789:;<=>?" +
	"@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_" +
	"`abcdefghijklmnopqrstuvwxyz{|}~\x7f"

// width returns the number of columns the cell's glyph takes, 0 for a right half.
func (c *cell) width() int {
	switch {
	case c.flags&cellWide != 0:
		return 2
	case c.flags&cellRight != 0:
		return 0
	}
	return 1
}

// blank reports whether the cell shows nothing but its background: it was
// erased, never written, or holds a space.
func (c *cell) blank() bool {
	return (c.text == 0 || c.text == ' ') && c.flags&(cellRight|cellCluster) == 0
}

// textOf returns c's text, where c is a cell of r.
func (r *row) textOf(c *cell) string {
	switch {
	case c.flags&cellCluster != 0:
		return r.clusters[c.text]
	case c.text == 0:
		return ""
	case c.text < utf8.RuneSelf:
		return asciiText[c.text : c.text+1]
	}
	return string(rune(c.text))
}

// appendText appends c's text, where c is a cell of r.
func (r *row) appendText(dst []byte, c *cell) []byte {
	switch {
	case c.flags&cellCluster != 0:
		return append(dst, r.clusters[c.text]...)
	case c.text == 0:
		return dst
	}
	return utf8.AppendRune(dst, rune(c.text))
}

// extOf returns the rare parts of c, a cell of r.
func (r *row) extOf(c *cell) ext {
	if c.ext == 0 {
		return ext{}
	}
	return r.exts[c.ext-1]
}

// styleOf returns c's whole style, where c is a cell of r.
func (r *row) styleOf(c *cell) Style {
	return c.style.unpack(r.extOf(c).underline)
}

func sameLink(a, b *Link) bool {
	return a == b || a != nil && b != nil && *a == *b
}

// sameCell reports whether cell a of row ra and cell b of row rb look alike.
// A blank is a space. The right half of a wide cell has no style of its own.
// Protection is not looked at: only erasing programs can see it.
func sameCell(ra *row, a *cell, rb *row, b *cell) bool {
	if (a.flags^b.flags)&cellShape != 0 {
		return false
	}
	if a.flags&cellRight != 0 {
		return true
	}
	if a.style != b.style {
		return false
	}
	if (a.flags|b.flags)&cellCluster != 0 {
		if ra.textOf(a) != rb.textOf(b) {
			return false
		}
	} else if a.text != b.text && !(a.blank() && b.blank()) {
		return false
	}
	if a.ext|b.ext == 0 {
		return true
	}
	ea, eb := ra.extOf(a), rb.extOf(b)
	return ea.underline == eb.underline && sameLink(ea.link, eb.link)
}
