package term

// InsertRow moves the rows from row on down to bottom, which is the first that
// stays, down by one; the last of them is lost, and row becomes blank in the
// default style. It costs no more than moving the row pointers. Both must be on
// the screen, or bottom the number of its rows; if bottom is not below row
// nothing happens.
func (s *Screen) InsertRow(row, bottom int) {
	if row >= bottom {
		return
	}
	copy(s.lines[row+1:bottom], s.lines[row:bottom-1])
	s.lines[row] = blankRow(s.cols, 0)
	for _, i := range []int{row - 1, bottom - 1} {
		if i >= 0 {
			s.unwrap(i)
		}
	}
}
