package term

const (
	maxShift     = 64 // columns
	minShiftCost = 6  // estimated bytes below which nothing is tried
)

// shift looks for text that moved within the row, because characters were
// inserted or deleted in front of it, and moves it with ICH or DCH if that
// leaves less to write. Rows with wide characters are left alone: where widths
// are disputed, halves might be torn apart.
func (p *rowPainter) shift() {
	if p.l.r == nil || p.last-p.first < minShiftCost || p.hasWide() {
		return
	}
	best, cost := 0, p.n.cost(p.l, p.can, noLimit)
	if cost < minShiftCost {
		return
	}
	fill := packed(0)
	if last := &p.n.cells[p.cols-1]; last.erasable(p.can) {
		fill = last.style
	}
	for k := 1; k <= min(maxShift, p.cols-1-p.first); k++ {
		for _, by := range [2]int{k, -k} {
			if by > (p.cols-p.first)/2 && p.real != nil {
				continue // tmux leaves old text in what is inserted
			}
			if n := p.shiftCost(by, fill, cost); n < cost {
				best, cost = by, n
			}
		}
	}
	if best == 0 {
		return
	}
	p.reach(p.first)
	if best > 0 {
		if !p.can.BackColorErase {
			p.setFill(0)
		}
		p.csi(best, "@")
	} else {
		p.setFill(fill)
		p.csi(-best, "P")
	}
	p.anchored = false
	p.l.at, p.l.shift, p.l.blank = p.first, best, cell{style: p.pen.style.erased()}
	p.findChanges()
}

// hasWide reports whether a wide character is right of the first change.
func (p *rowPainter) hasWide() bool {
	for c := max(p.first-1, 0); c < p.cols; c++ {
		if (p.l.r.cells[c].flags|p.n.cells[c].flags)&cellShape != 0 {
			return true
		}
	}
	return false
}

// shiftCost estimates the bytes to write the row after a shift at the first
// change, the shift included. It does not look further when they reach limit.
func (p *rowPainter) shiftCost(by int, fill packed, limit int) int {
	l := line{r: p.l.r, at: p.first, shift: by, blank: cell{style: fill}}
	size, c := csiSize(max(by, -by)), p.first+max(by, 0)
	if size >= limit || !l.shows(c, p.n) {
		return limit
	}
	return size + p.n.cost(&l, p.can, limit-size)
}
