package term

// Underline gives the glyph at row, col, which must be on the screen, a single
// underline if it has none of any kind. It is SetGlyph with less work.
func (s *Screen) Underline(row, col int) {
	r := s.lines[row]
	if r.cells[col].flags&cellRight != 0 {
		col--
	}
	if r.cells[col].style>>packUnderline&7 != packed(UnderlineNone) {
		return
	}
	r = s.mutable(row)
	r.cells[col].style |= packed(UnderlineSingle) << packUnderline
	if r.cells[col].flags&cellWide != 0 {
		r.cells[col+1].style = r.cells[col].style
	}
}
