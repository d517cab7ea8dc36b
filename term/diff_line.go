package term

// A line is what one row of the receiver shows while a frame is written: a row
// of the old screen, perhaps moved here by scrolling and shifted by ICH or DCH,
// or a blank one.
type line struct {
	r     *row // nil for a blank line
	blank cell // what came in blank: the whole line, or the cells of a shift
	wrap  wrapState
	whole bool // all of it was erased at once, which takes its mark of OSC 133 away

	// shift cells were inserted at column at, or deleted there if negative.
	at, shift int
}

// wrapState is what is known about a receiver's mark that a row goes on in the
// next one.
type wrapState uint8

const (
	wrapOff wrapState = iota
	wrapOn
	wrapUnknown // receivers differ in what scrolling does to the mark
)

// cell returns the cell at column c, and its row for the side tables.
func (l *line) cell(c int) (*row, *cell) {
	if l.r != nil {
		switch {
		case l.shift == 0 || c < l.at:
			return l.r, &l.r.cells[c]
		case l.shift > 0 && c >= l.at+l.shift:
			return l.r, &l.r.cells[c-l.shift]
		case l.shift < 0 && c-l.shift < len(l.r.cells):
			return l.r, &l.r.cells[c-l.shift]
		}
	}
	return nil, &l.blank
}

// shows reports whether column c of the receiver's line already looks like that
// of n.
func (l *line) shows(c int, n *row) bool {
	want := &n.cells[c]
	if l.r == nil && want.flags&(cellCluster|cellShape) == 0 && want.ext == 0 {
		return want.style == l.blank.style && (want.text == 0 || want.text == ' ')
	}
	r, have := l.cell(c)
	if *have == *want && want.ext == 0 && want.flags&cellCluster == 0 {
		return true
	}
	return sameCell(r, have, n, want)
}

// fresh reports that column c of n holds a space which the program wrote where
// there was nothing. It looks the same as before, but belongs to the text
// around it and is written together with that.
func (l *line) fresh(c int, n *row) bool {
	if want := &n.cells[c]; want.text != ' ' || want.flags&cellCluster != 0 {
		return false
	}
	_, have := l.cell(c)
	return have.text == 0 && have.flags&cellRight == 0
}

// erasedIn reports whether c is what erasing with background fill leaves: a
// space or nothing, without any rendition but the background.
func (c *cell) erasedIn(fill packed) bool {
	return c.style == fill && c.ext == 0 && c.blank()
}

// erasable reports whether c can be made by erasing.
func (c *cell) erasable(can *Profile) bool {
	return c.ext == 0 && c.blank() && c.style&^packBGMask == 0 && (can.BackColorErase || c.style == 0)
}

// blankFrom returns the first column of the blank end of r, all of which one
// erasing could make; len(r.cells) if there is none.
func (r *row) blankFrom(can *Profile) int {
	c := len(r.cells)
	last := &r.cells[c-1]
	if !last.erasable(can) {
		return c
	}
	for c > 0 && r.cells[c-1].erasedIn(last.style) {
		c--
	}
	return c
}
