package term

import (
	"slices"
	"unicode/utf8"
)

// A row is one line of a screen. A shared row belongs to several screens and
// is never changed again: whoever wants to write to it writes to a copy.
type row struct {
	cells    []cell
	clusters []string // texts that are not one code point
	exts     []ext
	wrapped  bool // the text goes on in the next row
	shared   bool
	mark     PromptMark
}

// blankRow returns a row of cols cells erased in the given style.
func blankRow(cols int, style packed) *row {
	r := &row{cells: make([]cell, cols)}
	if style != 0 {
		r.fill(0, cols, cell{style: style})
	}
	return r
}

// copy returns an unshared copy of r.
func (r *row) copy() *row {
	return &row{
		cells:    slices.Clone(r.cells),
		clusters: slices.Clone(r.clusters),
		exts:     slices.Clone(r.exts),
		wrapped:  r.wrapped,
		mark:     r.mark,
	}
}

// share makes r a shared row. A row that is one already may belong to screens
// of other goroutines and is not even written to.
func (r *row) share() {
	if !r.shared {
		r.shared = true
	}
}

// reset makes every cell of r blank in the given style.
func (r *row) reset(style packed) {
	if style == 0 {
		clear(r.cells)
	} else {
		r.fill(0, len(r.cells), cell{style: style})
	}
	clear(r.clusters)
	clear(r.exts)
	r.clusters, r.exts = r.clusters[:0], r.exts[:0] // nobody else has them
	r.wrapped, r.mark = false, NoMark
}

// fill sets the cells from column from up to and not including column to, as
// they are: halves of wide cells at the ends must have been cut.
func (r *row) fill(from, to int, c cell) {
	part := r.cells[from:to]
	if len(part) == 0 {
		return
	}
	part[0] = c
	for n := 1; n < len(part); n *= 2 {
		copy(part[n:], part[:n])
	}
}

// cut makes sure that no wide cell lies across the boundary left of column
// col: if one does, both its halves become blank and keep their background.
func (r *row) cut(col int) {
	if col > 0 && col < len(r.cells) && r.cells[col].flags&cellRight != 0 {
		erased := cell{style: r.cells[col-1].style.erased()}
		r.cells[col-1], r.cells[col] = erased, erased
	}
}

// erase blanks the cells from column from up to and not including column to
// with c, and what is left of wide cells at the ends.
func (r *row) erase(from, to int, c cell) {
	r.cut(from)
	r.cut(to)
	r.fill(from, to, c)
	if to == len(r.cells) {
		r.wrapped = false
	}
}

// setCluster gives the cell at col a text of any length. No two cells of a row
// refer to the same entry of its table.
func (r *row) setCluster(col int, text string) {
	c := &r.cells[col]
	if v, n := utf8.DecodeRuneInString(text); n == len(text) {
		c.text, c.flags = 0, c.flags&^cellCluster
		if n > 0 {
			c.text = uint32(v)
		}
		return
	}
	if c.flags&cellCluster != 0 {
		r.clusters[c.text] = text
		return
	}
	if len(r.clusters) >= 2*len(r.cells)+16 {
		r.compactClusters()
	}
	r.clusters = append(r.clusters, text)
	c.text, c.flags = uint32(len(r.clusters)-1), c.flags|cellCluster
}

// compactClusters drops the texts no cell refers to any more.
func (r *row) compactClusters() {
	var kept []string
	for i := range r.cells {
		if c := &r.cells[i]; c.flags&cellCluster != 0 {
			kept = append(kept, r.clusters[c.text])
			c.text = uint32(len(kept) - 1)
		}
	}
	r.clusters = kept
}

// extFor returns the value of cell.ext that stands for x in r; for x without
// its link if r has too many.
func (r *row) extFor(x ext) uint16 {
	if x == (ext{}) {
		return 0
	}
	recent := max(0, len(r.exts)-16)
	if i := slices.Index(r.exts[recent:], x); i >= 0 {
		return uint16(recent + i + 1)
	}
	limit := 2*len(r.cells) + 16
	if x.link != nil {
		limit = min(limit, maxRowLinks)
	}
	if len(r.exts) >= limit {
		r.compactExts()
		if x.link != nil && len(r.exts) >= limit {
			return r.extFor(ext{underline: x.underline})
		}
	}
	r.exts = append(r.exts, x)
	return uint16(len(r.exts))
}

// maxRowLinks is how many different links a row holds. It keeps the memory that
// links of great length take in proportion to the number of rows.
const maxRowLinks = 64

// compactExts drops the rare parts no cell refers to any more.
func (r *row) compactExts() {
	var kept []ext
	moved := make([]uint16, len(r.exts)+1)
	for i := range r.cells {
		c := &r.cells[i]
		if c.ext != 0 && moved[c.ext] == 0 {
			kept = append(kept, r.exts[c.ext-1])
			moved[c.ext] = uint16(len(kept))
		}
		c.ext = moved[c.ext]
	}
	r.exts = kept
}

// resize changes the number of cells. A changed row is no longer wrapped.
func (r *row) resize(cols int) {
	r.cut(cols)
	cells := make([]cell, cols)
	copy(cells, r.cells)
	r.cells, r.wrapped = cells, false
}

// sameRow reports whether a and b have the same width, look alike, and are
// wrapped and marked alike.
func sameRow(a, b *row) bool {
	if a == b {
		return true
	}
	if len(a.cells) != len(b.cells) || a.wrapped != b.wrapped || a.mark != b.mark {
		return false
	}
	for i := range a.cells {
		ca, cb := &a.cells[i], &b.cells[i]
		if *ca == *cb && ca.ext == 0 && ca.flags&cellCluster == 0 {
			continue
		}
		if !sameCell(a, ca, b, cb) {
			return false
		}
	}
	return true
}

// copyFrom copies n cells of src from column from on to column to of r, which
// may be src itself. No wide cell may lie across the ends of either place.
func (r *row) copyFrom(src *row, from, to, n int) {
	copy(r.cells[to:to+n], src.cells[from:from+n])
	if r == src || len(src.clusters) == 0 && len(src.exts) == 0 {
		return
	}
	// The indexes still are those of src. Take them out of r first, so that
	// making room in its tables does not mistake them for its own.
	part := r.cells[to : to+n]
	for i := range part {
		part[i].flags &^= cellCluster
		part[i].ext = 0
	}
	for i := range part {
		c := &src.cells[from+i]
		if c.flags&cellCluster != 0 {
			r.setCluster(to+i, src.clusters[c.text])
		}
		if c.ext != 0 {
			part[i].ext = r.extFor(src.exts[c.ext-1])
		}
	}
}
