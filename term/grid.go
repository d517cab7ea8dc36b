package term

// maxSize bounds both dimensions of a screen; larger sizes are cut to it. It
// keeps indexes into a row's side tables within 16 bits.
const maxSize = 4096

// A grid is the cells of a screen: rows of equal width, shared copy-on-write
// with other grids.
type grid struct {
	cols, rows int
	lines      []*row
}

func newGrid(cols, rows int) grid {
	g := grid{cols: clampSize(cols), rows: clampSize(rows)}
	blank := blankRow(g.cols, 0)
	blank.shared = true
	g.lines = make([]*row, g.rows)
	for i := range g.lines {
		g.lines[i] = blank
	}
	return g
}

func clampSize(n int) int { return min(max(n, 1), maxSize) }

// mutable returns row i, unshared: the caller may write to it.
func (g *grid) mutable(i int) *row {
	r := g.lines[i]
	if r.shared {
		r = r.copy()
		g.lines[i] = r
	}
	return r
}

// share returns a copy of g. From now on all its rows belong to both.
func (g *grid) share() grid {
	c := *g
	c.lines = make([]*row, len(g.lines))
	for i, r := range g.lines {
		r.share()
		c.lines[i] = r
	}
	return c
}

// blankLine makes line i blank in the given style, whatever it was.
func (g *grid) blankLine(i int, style packed) {
	if r := g.lines[i]; !r.shared {
		r.reset(style)
		return
	}
	g.lines[i] = blankRow(g.cols, style)
}

// scroll moves the lines from top up to and including bottom by n, up if n is
// positive, down if it is negative. Blank lines in the given style come in at
// the other end.
func (g *grid) scroll(top, bottom, n int, style packed) {
	part := g.lines[top : bottom+1]
	switch {
	case n == 0:
	case n >= len(part) || -n >= len(part):
		for i := top; i <= bottom; i++ {
			g.blankLine(i, style)
		}
	case n == 1: // the one that floods are made of
		first := part[0]
		copy(part, part[1:])
		part[len(part)-1] = first
		g.blankLine(bottom, style)
	case n > 0:
		rotate(part, n)
		for i := bottom - n + 1; i <= bottom; i++ {
			g.blankLine(i, style)
		}
	default:
		rotate(part, len(part)+n)
		for i := top; i < top-n; i++ {
			g.blankLine(i, style)
		}
		g.unwrap(bottom) // what it went on in is gone
	}
}

// rotate moves the first n lines to the end.
func rotate(lines []*row, n int) {
	reverse(lines[:n])
	reverse(lines[n:])
	reverse(lines)
}

func reverse(lines []*row) {
	for i, j := 0, len(lines)-1; i < j; i, j = i+1, j-1 {
		lines[i], lines[j] = lines[j], lines[i]
	}
}

// unwrap marks line i as not going on in the next.
func (g *grid) unwrap(i int) {
	if g.lines[i].wrapped {
		g.mutable(i).wrapped = false
	}
}

// resize changes the size. Columns are cut or added at the right. Rows are
// added at the bottom and cut there too, except that row keep stays: as many
// rows as needed for that are cut at the top. It returns how many those were.
func (g *grid) resize(cols, rows, keep int) (cutTop int) {
	cols, rows = clampSize(cols), clampSize(rows)
	if rows < g.rows {
		cutTop = max(0, keep-rows+1)
		g.lines = append([]*row(nil), g.lines[cutTop:cutTop+rows]...)
	}
	if cols != g.cols {
		for i := range g.lines {
			g.mutable(i).resize(cols)
		}
	}
	if rows > g.rows {
		blank := newGrid(cols, rows-g.rows)
		g.lines = append(g.lines, blank.lines...)
	}
	g.cols, g.rows = cols, rows
	g.unwrap(rows - 1)
	return cutTop
}
