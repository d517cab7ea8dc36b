package term

import "sync"

// wireProfile is what every receiver of a frame understands, stock mosh 1.4.0
// included.
var wireProfile = Profile{
	Colors:         TrueColor,
	EraseChars:     true,
	BackColorErase: true,
	ShiftChars:     true,
	ShiftLines:     true,
	ScrollRegion:   true,
	Links:          true,
	Underlines:     true,
	scrollCount:    true,
	tabs:           true,
}

// clusterProfile is what a receiver understands that has grapheme clusters: it
// is one of ours and has REP too.
var clusterProfile = func() Profile {
	p := wireProfile
	p.Clusters, p.Repeat = true, true
	return p
}()

// Wire says what the receiver of frames understands beyond what stock mosh
// does.
type Wire struct {
	Clusters bool // mode 2027, and cells that hold a whole grapheme cluster
}

func (w Wire) profile() *Profile {
	if w.Clusters {
		return &clusterProfile
	}
	return &wireProfile
}

// AppendWireDiff appends to dst the bytes that turn a terminal showing from
// into one showing to, and returns the extended slice. It appends nothing if
// the screens are equal but for what does not travel (see [Screen.Equal]).
//
// The bytes may be applied to any terminal whose visible state is from, however
// it got there; the rest of its state (scrolling region, modes that do not
// travel, saved cursor, tab stops) must be at its default, and is afterwards.
// They use only what stock mosh 1.4.0 interprets, or what it skips without
// harm: standard ECMA-48 and xterm sequences. Nothing in them makes a terminal
// answer.
//
// If the sizes differ, the receiver must have been resized to to's before; the
// bytes then clear it and draw everything.
//
// Both screens are only read. AppendWireDiff may be called from several
// goroutines.
func AppendWireDiff(dst []byte, from, to *Screen) []byte {
	return Wire{}.AppendDiff(dst, from, to)
}

// AppendDiff is [AppendWireDiff] for a receiver that understands more.
func (w Wire) AppendDiff(dst []byte, from, to *Screen) []byte {
	if from == to {
		return dst
	}
	d := differs.Get().(*differ)
	defer differs.Put(d)
	o := output{buf: dst, can: w.profile(), cols: to.cols, rows: to.rows}
	o.events(from, to)
	limit := uint64(maxNotices)
	if from == &nothing {
		limit = 0 // they were shown already
	}
	o.desk(from, to, limit)
	o.measures = measuresOf(from)
	o.measure(measuresOf(to))
	if from.cols != to.cols || from.rows != to.rows {
		d.clear(&o)
		d.paint(&o, to)
		d.marks(&o, to)
		o.measure(measuresOf(to))
		o.cursor(to)
		o.allModes(to)
		return o.buf
	}
	o.startAt(from.Cursor.Row, from.Cursor.Col, pen{style: from.Pen.pack(), ext: ext{underline: from.Pen.UnderlineColor}})
	if from.Modes.ReverseVideo != to.Modes.ReverseVideo {
		o.mode(5, to.Modes.ReverseVideo)
	}
	moved := from.Cursor.Row != to.Cursor.Row || from.Cursor.Col != to.Cursor.Col
	if d.load(from, to) {
		start := len(o.buf)
		d.scroll(&o, to)
		d.paint(&o, to)
		d.marks(&o, to)
		o.measure(measuresOf(to))
		moved = moved || len(o.buf) > start
	}
	if moved {
		o.cursor(to)
	}
	o.changedModes(from, to)
	return o.buf
}

// AppendWireRepaint appends to dst the bytes that make a terminal of to's size
// show to, whatever it shows, and returns the extended slice. What programs
// never or no longer have set of colours, directory, progress, pointer and
// measures of text must be unset there. Otherwise it is like [AppendWireDiff].
func AppendWireRepaint(dst []byte, to *Screen) []byte {
	return Wire{}.AppendRepaint(dst, to)
}

// AppendRepaint is [AppendWireRepaint] for a receiver that understands more.
func (w Wire) AppendRepaint(dst []byte, to *Screen) []byte {
	return w.AppendDiff(dst, &nothing, to)
}

// nothing is a screen that equals no other.
var nothing Screen

// differs keeps the scratch memory of finished frames.
var differs = sync.Pool{New: func() any { return new(differ) }}

// A differ holds what is worked out about two screens while a frame is written.
// Its memory is used again for the next frame.
type differ struct {
	lines   []line
	changed int // rows that are not the same object
	first   int // the first and the last of them
	last    int
	erased  int // the first row of those that were erased together; rows if none were

	// For scroll, of the rows from first to last:
	costs []rowCosts
	near  []int
	tail  int // as blankTail returns it
}

// load compares the rows of two screens of the same size. It reports false if
// they share all of them.
func (d *differ) load(from, to *Screen) bool {
	d.changed = 0
	for i, r := range from.lines {
		if n := to.lines[i]; r != n {
			if d.changed == 0 {
				d.first = i
			}
			d.last = i
			d.changed++
		}
	}
	if d.changed == 0 {
		return false
	}
	d.resize(len(from.lines))
	d.erased = len(from.lines)
	for i, r := range from.lines {
		l := line{r: r}
		if wireWrapped(r) && i < len(from.lines)-1 {
			l.wrap = wrapOn
		}
		d.lines[i] = l
	}
	return true
}

func (d *differ) resize(rows int) {
	if cap(d.lines) < rows {
		d.lines = make([]line, rows)
	}
	d.lines = d.lines[:rows]
}

// clear makes the receiver blank, with everything that travels unset but modes.
func (d *differ) clear(o *output) {
	o.text("\x1b[r\x1b[m\x1b[H\x1b[2J")
	o.startAt(0, 0, pen{})
	d.resize(o.rows)
	d.erased = o.rows
	for i := range d.lines {
		d.lines[i] = line{}
	}
	d.changed, d.first, d.last = o.rows, 0, o.rows-1
}

// startAt tells o where the receiver's cursor is. In the last column it may be
// waiting to wrap.
func (o *output) startAt(row, col int, p pen) {
	o.row, o.col, o.pen = row, col, p
	if col == o.cols-1 {
		o.col = colUnknown
	}
}

// paint writes the rows that differ.
func (d *differ) paint(o *output, to *Screen) {
	tail := d.blankTail(o, to)
	for i := d.first; i <= d.last || o.wrapping; i++ {
		if i == tail {
			d.eraseBelow(o, i, to)
			d.erased = i
			return
		}
		l, n := &d.lines[i], to.lines[i]
		if l.r == n && l.shift == 0 && l.wrap != wrapUnknown && !o.wrapping {
			continue
		}
		below := i == tail-1 && tail < o.rows && n.sameEnd(to.lines[tail])
		if o.paintRow(i, l, n, below) {
			d.erased = i + 1
			return
		}
	}
}

// blankTail returns the row from which on the screen shall be blank, if it is
// worth erasing all of it at once; otherwise the number of rows.
func (d *differ) blankTail(o *output, to *Screen) int {
	if d.changed < 2 {
		return o.rows
	}
	tail, differ := o.rows, 0
	fill := to.lines[o.rows-1].cells[o.cols-1].style
	for tail > 0 {
		n := to.lines[tail-1]
		if n.wrapped || !n.cells[0].erasedIn(fill) || n.blankFrom(o.can) != 0 {
			break
		}
		tail--
		if l := &d.lines[tail]; l.r == nil && l.blank.style == fill || l.r == n && l.wrap == wrapOff {
			continue
		}
		p := rowPainter{output: o, l: &d.lines[tail], n: n, mark: d.lines[tail].wrap != wrapOff}
		if p.findChanges() {
			differ++
		}
	}
	if differ < 2 {
		return o.rows
	}
	return max(tail, d.first)
}

// sameEnd reports whether the blank end of r, if it has one, can be erased
// together with the blank row below.
func (r *row) sameEnd(below *row) bool {
	return !r.wrapped && r.cells[len(r.cells)-1].erasedIn(below.cells[0].style)
}

// eraseBelow erases everything from row i on, which shall be blank.
func (d *differ) eraseBelow(o *output, i int, to *Screen) {
	n := to.lines[i]
	switch {
	case o.wrapping, o.joined(i) && o.cols > 1:
		p := rowPainter{output: o, i: i, l: &d.lines[i], n: n, forced: -1}
		p.glyph(0)
	case i > 0 && o.row == i-1 && o.col != colUnknown && to.lines[i-1].sameEnd(n) &&
		to.lines[i-1].blankFrom(o.can) <= o.col:
		// The rest of the row above is blank already.
		d.lines[i-1].whole = d.lines[i-1].whole || o.col == 0
	default:
		o.move(i, 0)
	}
	o.setFill(n.cells[0].style)
	o.text("\x1b[J")
}
