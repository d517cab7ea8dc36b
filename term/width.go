package term

//go:generate go run ./internal/genwidth -o width_table.go -clusters cluster_table.go

// RuneWidth returns the number of columns r takes: 0 for a mark that joins the
// character before it, 1 or 2, and -1 for a control, a surrogate or a line or
// paragraph separator, which take no place on a screen.
//
// The values are those of wcwidth in the GNU C library, because programs and
// stock mosh peers lay text out by it, except that private use characters and
// code points of newer Unicode versions are shown (width 1; width 2 where UAX
// #11 reserves a block for ideographs) instead of being unprintable. East
// Asian ambiguous characters are narrow.
func RuneWidth(r rune) int {
	if uint32(r)-0x20 < 0x5F || uint32(r)-0xA0 < 0x60 {
		return 1
	}
	w := widthClass(r) & widthMask
	if w == widthNone {
		return -1
	}
	return int(w)
}

// runeWidth is RuneWidth under the modes of the screen.
func (m *Modes) runeWidth(r rune) int {
	if m.WideAmbiguous && uint32(r) > 0xA0 && widthClass(r)&(widthAmbiguous|widthMask) == widthAmbiguous|1 {
		return 2
	}
	return RuneWidth(r)
}

// widthIsDisputed reports whether a peer or a terminal may give r another width
// than RuneWidth does. After such a character the cursor is placed explicitly.
func widthIsDisputed(r rune) bool {
	if uint32(r) < 0xAD {
		return false
	}
	return widthClass(r)&widthDisputed != 0
}

// maybeUnknown reports whether a peer's library may not know r, so that the
// peer leaves it out.
func maybeUnknown(r rune) bool {
	return uint32(r) > 0xFF && widthClass(r)&widthRecent != 0
}

// widthClass looks r up in the generated table: the width or widthNone in the
// bits of widthMask, with widthDisputed and widthRecent. Other bits mean nothing.
func widthClass(r rune) byte {
	if uint32(r) > 0x10FFFF {
		return widthNone
	}
	block := int(widthIndex[uint32(r)>>widthBlockBits])
	return widthBlocks[block<<widthBlockBits|int(uint32(r)&(1<<widthBlockBits-1))]
}
