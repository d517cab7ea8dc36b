package term

// Scrolling: rows of the old screen that are further up or down on the new one
// are moved there instead of being written again. Rows are compared by a hash
// of their content, so it does not matter how the program moved them. For every
// distance the best run of rows is searched (the maximal sum of what each row
// saves, less what the rows cost that come in blank); then the best of all
// distances is carried out, and the search is repeated while it pays.

const (
	maxScrolls    = 6   // scrolls of one frame
	maxScrollRows = 512 // more rows than this are not searched
	minScrollGain = 3   // estimated bytes

	// Rows that are only similar, because each has a number in front that
	// changed, are searched for only over short distances.
	maxSimilarShift = 4
	minSimilarCost  = 120 // estimated bytes that the frame costs otherwise
)

// A scrollPlan is to move the rows top to bottom by n, up if n is positive.
type scrollPlan struct {
	top, bottom, n int
	gain           int // estimated bytes saved
}

// rowCosts is what is estimated about one row in the part of the screen that
// changed.
type rowCosts struct {
	have, want uint64 // hash of what the receiver shows, and of what it shall show
	repaint    int    // bytes to turn the one into the other
	fromBlank  int    // bytes to write it on a blank row
}

// scroll moves rows where that saves bytes.
func (d *differ) scroll(o *output, to *Screen) {
	if d.changed < 2 || d.last-d.first >= maxScrollRows || !o.can.ShiftLines && !o.can.ScrollRegion {
		return
	}
	d.measure(o, to)
	for range maxScrolls {
		plan := d.plan(o)
		if plan.gain < minScrollGain {
			plan = d.planSimilar(o, to)
		}
		if plan.gain < minScrollGain {
			return
		}
		o.scroll(plan, d.fillFor(o, to, plan))
		d.moved(o, to, plan)
	}
}

// measure fills d.costs for the rows from d.first to d.last.
func (d *differ) measure(o *output, to *Screen) {
	d.costs = d.costs[:0]
	d.tail = d.blankTail(o, to)
	total := 0
	for i := d.first; i <= d.last; i++ {
		l, n := &d.lines[i], to.lines[i]
		var c rowCosts
		if l.r != n && i < d.tail {
			c.repaint = n.cost(l, o.can, noLimit)
			total += c.repaint
		}
		d.costs = append(d.costs, c)
	}
	if total < minScrollGain {
		d.costs = d.costs[:0] // nothing to gain
		return
	}
	for i := range d.costs {
		d.costs[i].fromBlank = to.lines[d.first+i].cost(&line{}, o.can, noLimit)
	}
	d.hashes(to)
}

// hashes fills in have and want. Rows that are the same object on both screens
// get a number instead of a hash: most that moved are.
func (d *differ) hashes(to *Screen) {
	by := 0 // how far the row before moved
	for i := range d.costs {
		n := to.lines[d.first+i]
		j := i + by
		if j < 0 || j >= len(d.costs) || d.lines[d.first+j].r != n {
			for j = 0; j < len(d.costs) && d.lines[d.first+j].r != n; {
				j++
			}
		}
		if j < len(d.costs) {
			by = j - i
			d.costs[j].have = uint64(j) + 1
			d.costs[i].want = uint64(j) + 1
		}
	}
	for i := range d.costs {
		c := &d.costs[i]
		if c.want == 0 {
			c.want = to.lines[d.first+i].hash()
		}
		if c.have == 0 {
			c.have = d.lines[d.first+i].r.hash()
		}
	}
}

// plan returns the scroll that saves most.
func (d *differ) plan(o *output) scrollPlan {
	var best scrollPlan
	d.near = d.near[:0]
	for k := 1; k < len(d.costs); k++ {
		d.planUp(o, k, &best)
		d.planDown(o, k, &best)
	}
	return best
}

// planSimilar is plan for rows that are not equal to the old ones.
func (d *differ) planSimilar(o *output, to *Screen) scrollPlan {
	var best scrollPlan
	total := 0
	for i := range d.costs {
		total += d.costs[i].repaint
	}
	if total < minSimilarCost {
		return best
	}
	for k := 1; k <= min(maxSimilarShift, len(d.costs)-1); k++ {
		d.compare(o, to, k)
		d.planUp(o, k, &best)
		d.compare(o, to, -k)
		d.planDown(o, k, &best)
	}
	return best
}

// compare fills d.near with what each row costs if the receiver's row k below
// it is moved there.
func (d *differ) compare(o *output, to *Screen, k int) {
	d.near = d.near[:0]
	for i := range d.costs {
		near := d.costs[i].fromBlank
		if j := i + k; j >= 0 && j < len(d.costs) {
			near = to.lines[d.first+i].cost(&d.lines[d.first+j], o.can, near)
		}
		d.near = append(d.near, near)
	}
}

// gain returns what row i saves if the receiver's row j is moved there.
func (d *differ) gain(i, j int) int {
	c := &d.costs[i]
	switch {
	case c.want == d.costs[j].have:
		if c.want <= uint64(len(d.costs)) && c.fromBlank > 0 {
			// The very same row: the program scrolled. Doing as it did keeps
			// new text in one piece even if some of it was there before.
			return c.repaint + 1
		}
		return c.repaint
	case len(d.near) > 0:
		return c.repaint - d.near[i]
	}
	return min(0, c.repaint-c.fromBlank-4)
}

// consider makes the scroll of the changed rows top to bottom by n the best, if
// it saves more. What it saves in rows that move is given, and what the rows
// cost that come in.
func (d *differ) consider(o *output, top, bottom, n, saved, blank int, best *scrollPlan) {
	if saved <= 0 && d.first+bottom >= d.tail {
		return // this is erasing, not scrolling; ED is better at it
	}
	overhead := 14
	switch open := d.first+bottom == o.rows-1; {
	case open && d.first+top == 0 && n > 0 && o.row == o.rows-1:
		overhead = min(n, 4) + 2
	case open && d.first+top == 0:
		overhead = 6
	case open:
		overhead = 8
	}
	if g := saved - blank - overhead; g > best.gain {
		*best = scrollPlan{d.first + top, d.first + bottom, n, g}
	}
}

// vacated returns what it costs that row i comes in blank.
func (d *differ) vacated(i int) int {
	return d.costs[i].fromBlank - d.costs[i].repaint
}

// planUp searches runs of rows that moved up by k.
func (d *differ) planUp(o *output, k int, best *scrollPlan) {
	sum, start := 0, 0
	blank := 0 // cost of the k rows below the run
	for i := 0; i < k; i++ {
		blank += d.vacated(i)
	}
	for end := 0; end+k < len(d.costs); end++ {
		blank += d.vacated(end+k) - d.vacated(end)
		if sum <= 0 {
			sum, start = 0, end
		}
		sum += d.gain(end, end+k)
		d.consider(o, start, end+k, k, sum, blank, best)
	}
}

// planDown searches runs of rows that moved down by k.
func (d *differ) planDown(o *output, k int, best *scrollPlan) {
	n := len(d.costs)
	sum, end := 0, 0
	blank := 0 // cost of the k rows above the run
	for i := n - k; i < n; i++ {
		blank += d.vacated(i)
	}
	for start := n - 1; start-k >= 0; start-- {
		blank += d.vacated(start-k) - d.vacated(start)
		if sum <= 0 {
			sum, end = 0, start
		}
		sum += d.gain(start, start-k)
		d.consider(o, start-k, end, -k, sum, blank, best)
	}
}

// fillFor returns the background for the rows that come in.
func (d *differ) fillFor(o *output, to *Screen, plan scrollPlan) packed {
	i := plan.top
	if plan.n > 0 {
		i = plan.bottom
	}
	n := to.lines[i]
	if last := n.cells[len(n.cells)-1]; last.erasable(o.can) {
		return last.style
	}
	return 0
}

// moved brings lines and costs in line with a scroll that was carried out.
func (d *differ) moved(o *output, to *Screen, plan scrollPlan) {
	lines := d.lines[plan.top : plan.bottom+1]
	costs := d.costs[plan.top-d.first : plan.bottom+1-d.first]
	blank := line{blank: cell{style: o.pen.style.erased()}}
	n := plan.n
	if n > 0 {
		copy(lines, lines[n:])
		for i := range costs[:len(costs)-n] {
			costs[i].have = costs[i+n].have
		}
		for i := len(lines) - n; i < len(lines); i++ {
			lines[i] = blank
			costs[i].have = 0
		}
	} else {
		copy(lines[-n:], lines)
		for i := len(costs) - 1; i >= -n; i-- {
			costs[i].have = costs[i+n].have
		}
		for i := range -n {
			lines[i] = blank
			costs[i].have = 0
		}
		if l := &lines[len(lines)-1]; l.wrap == wrapOn {
			l.wrap = wrapUnknown // the row it went on in is gone
		}
	}
	if o.real != nil {
		d.doubt(o, plan)
	}
	for i := range lines {
		costs[i].repaint = 0
		if n := to.lines[plan.top+i]; lines[i].r != n {
			costs[i].repaint = n.cost(&lines[i], o.can, noLimit)
		}
	}
}
