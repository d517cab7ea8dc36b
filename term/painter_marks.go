package term

// Terminals remember of each row whether its text goes on in the next one,
// which is how they copy it and lay it out again in another width. They set
// this mark when a character wraps, and agree on little else. Printing into the
// last column takes the mark away on some. Erasing the end of the row does on
// most, but tmux goes by whether the whole row is erased, and then takes it from
// the row above as well. When rows are inserted, deleted or scrolled in a region
// the mark moves with the row, unless that was at the edge, where some terminals
// take it away.
//
// So for a real terminal a frame follows rules that come out right on all of
// them: a mark that shall go is erased with its whole row, before anything is
// painted; one that may have been lost is made again, by printing the last
// character of the row and the first of the next; and what could take a mark
// away that shall stay is not used.

// joined reports whether row i of a real terminal continues the one above, so
// that it must not be erased from its first column on.
func (o *output) joined(i int) bool {
	return o.real != nil && i > 0 && wireWrapped(o.real.lines[i-1])
}

// doubt notes that a scroll may have taken marks away, also from the rows below
// it, which IL and DL move there and back. Only that of the whole screen
// upwards, which all output ends in, does not.
func (d *differ) doubt(o *output, plan scrollPlan) {
	if plan.n > 0 && plan.top == 0 && plan.bottom == o.rows-1 {
		return
	}
	for i := max(plan.top-1, 0); i < o.rows; i++ {
		if d.lines[i].wrap == wrapOn {
			d.lines[i].wrap = wrapUnknown
		}
	}
}

// unmark erases the rows of a real terminal that may be marked as going on in
// the next, but shall not be, and extends the rows to paint to those whose marks
// are wrong or not known.
func (d *differ) unmark(o *output, to *Screen) {
	for i := range d.lines {
		l, n := &d.lines[i], to.lines[i]
		if l.wrap == wrapOff {
			continue
		}
		if i < o.rows-1 && wireWrapped(n) {
			if l.wrap == wrapUnknown {
				d.extend(i)
			}
			continue
		}
		fill := packed(0)
		if last := &n.cells[o.cols-1]; last.erasable(o.can) {
			fill = last.style
		}
		o.move(i, 0)
		o.setFill(fill)
		o.text("\x1b[K")
		*l = line{blank: cell{style: o.pen.style.erased()}}
		d.extend(i)
		if i > 0 && d.lines[i-1].wrap == wrapOn {
			d.lines[i-1].wrap = wrapUnknown
			d.extend(i - 1)
		}
	}
}

// extend makes row i one of those that are painted.
func (d *differ) extend(i int) {
	d.first, d.last = min(d.first, i), max(d.last, i)
}
