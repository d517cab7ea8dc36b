package term

// move brings the receiver's cursor to row, col by the cheapest sequence whose
// result does not depend on what the receiver is not known to have.
func (o *output) move(row, col int) {
	if o.row == row && o.col == col {
		return
	}
	o.hide()
	down := row - o.row
	vsize, vway := o.vertical(down)
	hsize, hway := o.horizontal(o.col, col)
	switch {
	case o.row == rowUnknown || vsize+hsize > sizeCUP(row, col):
		o.writeCUP(row, col)
	case hway == home: // CR before LF, as people expect a line to end
		o.writeHorizontal(hway, o.col, col)
		o.writeVertical(vway, row, down)
	default:
		o.writeVertical(vway, row, down)
		o.writeHorizontal(hway, o.col, col)
	}
	o.row, o.col, o.wrapping, o.anchored = row, col, false, true
}

// column moves to a column of the row the cursor is in, even if it should be
// there already.
func (o *output) column(col int) {
	_, w := o.horizontal(colUnknown, col)
	o.writeHorizontal(w, colUnknown, col)
	o.col, o.anchored = col, true
}

// moveRow moves to a row, whatever the column.
func (o *output) moveRow(row int) {
	if down := row - o.row; down != 0 {
		o.hide()
		_, w := o.vertical(down)
		o.writeVertical(w, row, down)
		o.row, o.anchored = row, true
	}
}

// hide hides the cursor before its first movement if that is wanted.
func (o *output) hide() {
	if o.hideCursor && !o.hidden {
		o.mode(25, false)
		o.hidden = true
	}
}

// moveSize returns the bytes that moving right within the row takes.
func (o *output) moveSize(col int) int {
	size, _ := o.horizontal(o.col, col)
	return min(size, sizeCUP(o.row, col))
}

func sizeCUP(row, col int) int {
	n := 3
	if row > 0 {
		n += digits(row + 1)
	}
	if col > 0 {
		n += 1 + digits(col+1)
	}
	return n
}

func (o *output) writeCUP(row, col int) {
	o.text("\x1b[")
	if row > 0 {
		o.number(row + 1)
	}
	if col > 0 {
		o.text(";")
		o.number(col + 1)
	}
	o.text("H")
}

// A way is how to move within a row or a column.
type way uint8

const (
	stay         way = iota
	feed             // LF for each row down
	reverse1         // RI
	relative         // CUU, CUD, CUF, CUB
	absolute         // VPA, CHA
	back             // BS for each column left
	home             // CR
	homeRelative     // CR, then CUF
	tabs             // HT, then BS or CUF
	homeTabs         // CR, then tabs
)

// vertical returns the cheapest way to move down rows (up if negative) and its
// size in bytes.
func (o *output) vertical(down int) (size int, w way) {
	switch {
	case down == 0:
		return 0, stay
	case down == -1:
		return 2, reverse1
	}
	n := down
	if n < 0 {
		n = -n
	}
	size, w = csiSize(n), relative
	if s := csiSize(o.row + down + 1); s < size {
		size, w = s, absolute
	}
	if down > 0 && down <= size {
		size, w = down, feed
	}
	return size, w
}

func (o *output) writeVertical(w way, row, down int) {
	switch w {
	case feed:
		for range down {
			o.text("\n")
		}
	case reverse1:
		o.text("\x1bM")
	case absolute:
		o.csi(row+1, "d")
	case relative:
		if down > 0 {
			o.csi(down, "B")
		} else {
			o.csi(-down, "A")
		}
	}
}

// horizontal returns the cheapest way to move from column from, which may be
// colUnknown, to column to, and its size in bytes.
func (o *output) horizontal(from, to int) (size int, w way) {
	if from == to {
		return 0, stay
	}
	if to == 0 {
		return 1, home
	}
	size, w = csiSize(to+1), absolute
	if s := 1 + csiSize(to); s < size {
		size, w = s, homeRelative
	}
	if o.can.tabs {
		if s := 1 + o.tabSize(0, to); s < size {
			size, w = s, homeTabs
		}
	}
	if from == colUnknown {
		return size, w
	}
	n := to - from
	if n < 0 {
		n = -n
		if n <= size {
			return min(n, csiSize(n)), o.cheaper(n, csiSize(n))
		}
	}
	if s := csiSize(n); s < size {
		size, w = s, relative
	}
	if o.can.tabs && to > from {
		if s := o.tabSize(from, to); s < size {
			size, w = s, tabs
		}
	}
	return size, w
}

// cheaper chooses between n backspaces and CUB of the given size.
func (o *output) cheaper(n, cub int) way {
	if n <= cub {
		return back
	}
	return relative
}

// tabSize returns the bytes needed to go from a column to one right of it with
// default tab stops: tabs to the last stop not beyond it, then CUF. It never
// uses the implied stop in the last column.
func (o *output) tabSize(from, to int) int {
	n := to/8 - from/8
	if n == 0 {
		return csiSize(to - from)
	}
	if to%8 == 0 {
		return n
	}
	return n + csiSize(to%8)
}

func (o *output) writeTabs(from, to int) {
	n := to/8 - from/8
	for range n {
		o.text("\t")
	}
	if n > 0 {
		from = to &^ 7
	}
	if to > from {
		o.csi(to-from, "C")
	}
}

func (o *output) writeHorizontal(w way, from, to int) {
	switch w {
	case home:
		o.text("\r")
	case homeRelative:
		o.text("\r")
		o.csi(to, "C")
	case homeTabs:
		o.text("\r")
		o.writeTabs(0, to)
	case tabs:
		o.writeTabs(from, to)
	case absolute:
		o.csi(to+1, "G")
	case back:
		for range from - to {
			o.text("\b")
		}
	case relative:
		if to > from {
			o.csi(to-from, "C")
		} else {
			o.csi(from-to, "D")
		}
	}
}
