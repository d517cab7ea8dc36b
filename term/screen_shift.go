package term

// ShiftGlyphs moves the glyphs of a row from column from up to and not including
// column to by n columns, to the left if n is negative. What they are moved over
// is lost; where they were and nothing is moved to they stay as well. All of
// these columns must be on the screen. Wide glyphs of which only one half is
// moved, or covered, become blank.
func (s *Screen) ShiftGlyphs(row, from, to, n int) {
	if from >= to || n == 0 {
		return
	}
	r := s.mutable(row)
	for _, col := range []int{from, to, from + n, to + n} {
		r.cut(col)
	}
	r.copyFrom(r, from, from+n, to-from)
}
