package term

// scroll moves the rows of the receiver by the shortest sequence, and fills in
// with the given background.
func (o *output) scroll(plan scrollPlan, fill packed) {
	o.setFill(fill)
	o.hide()
	start := *o
	best, bestSize := scrollByNothing, 0
	for way := scrollByLines; way <= scrollByFeeds; way++ {
		if !o.scrollBy(way, plan) {
			continue
		}
		target := plan.top // where the new rows are, which is where we go next
		if plan.n > 0 {
			target = plan.bottom - plan.n + 1
		}
		o.move(target, 0)
		if size := len(o.buf) - len(start.buf); best == scrollByNothing || size < bestSize {
			best, bestSize = way, size
		}
		buf := o.buf[:len(start.buf)]
		*o = start
		o.buf = buf
	}
	o.scrollBy(best, plan)
}

// A scrollWay is how to scroll.
type scrollWay uint8

const (
	scrollByNothing scrollWay = iota
	scrollByLines             // IL and DL
	scrollByCount             // SU or SD in a region
	scrollByFeeds             // LF or RI at the margin of a region
)

// scrollBy scrolls in the given way. It reports false if the receiver cannot.
func (o *output) scrollBy(way scrollWay, plan scrollPlan) bool {
	region := plan.top > 0 || plan.bottom < o.rows-1
	switch {
	case way == scrollByLines && !region && plan.n > 0 && !o.can.scrollCount:
		return false // on a terminal line feeds also keep its own history
	case way == scrollByLines && o.can.ShiftLines:
		o.shiftLines(plan)
		return true
	case way == scrollByLines || way == scrollByNothing, region && !o.can.ScrollRegion,
		way == scrollByCount && !o.can.scrollCount:
		return false
	}
	if region {
		o.region(plan.top, plan.bottom)
	}
	if way == scrollByCount {
		o.scrollCount(plan.n)
	} else {
		o.feedLines(plan)
	}
	if region {
		o.region(0, o.rows-1)
	}
	return true
}

// shiftLines deletes rows at one end and inserts as many at the other.
func (o *output) shiftLines(plan scrollPlan) {
	open := plan.bottom == o.rows-1 // what goes in or out at the bottom needs no care
	if n := plan.n; n > 0 {
		o.move(plan.top, 0)
		o.csi(n, "M")
		if !open {
			o.move(plan.bottom-n+1, 0)
			o.csi(n, "L")
		}
	} else {
		if !open {
			o.move(plan.bottom+n+1, 0)
			o.csi(-n, "M")
		}
		o.move(plan.top, 0)
		o.csi(-n, "L")
	}
}

func (o *output) scrollCount(n int) {
	if n > 0 {
		o.csi(n, "S")
	} else {
		o.csi(-n, "T")
	}
}

func (o *output) feedLines(plan scrollPlan) {
	if plan.n > 0 {
		o.moveRow(plan.bottom)
		for range plan.n {
			o.text("\n")
		}
	} else {
		o.moveRow(plan.top)
		for range -plan.n {
			o.text("\x1bM")
		}
	}
}

// region makes top to bottom the scrolling region, which homes the cursor.
func (o *output) region(top, bottom int) {
	o.text("\x1b[")
	if top > 0 {
		o.number(top + 1)
	}
	if bottom < o.rows-1 {
		o.text(";")
		o.number(bottom + 1)
	}
	o.text("r")
	o.row, o.col, o.anchored = 0, 0, true
}
