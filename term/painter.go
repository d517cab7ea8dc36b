package term

// Painter keeps the user's terminal showing a sequence of screens. It remembers
// what it wrote last, so that a frame says only what changed. It writes nothing
// itself: frames are returned, each to be written to the terminal in one piece
// and completely.
//
// A Painter belongs to one goroutine.
type Painter struct {
	can   Profile
	valid bool // the terminal shows what is in shown

	shown    Screen // its rows are shared; lines is the painter's own slice
	row, col int    // the terminal's cursor, as in output
	pen      pen

	used    usedModes
	notices uint64 // how many notices frames may still show
	d       differ
}

// usedModes are the things that are switched off at the end only if they were
// ever touched, because their off is not everybody's default.
type usedModes struct {
	shape, altScroll, keyboard, otherKeys, scheme bool

	clusters  bool // mode 2027 was touched,
	clustered bool // and is set now
	marks     bool // rows are marked: the frames stay to be seen
}

// NewPainter returns a Painter for a terminal of which nothing is known but
// what it can do.
func NewPainter(can Profile) *Painter {
	return &Painter{can: can}
}

// Invalidate says that the terminal may show anything, for example because
// another program wrote to it. The next frame draws everything.
func (p *Painter) Invalidate() { p.valid = false }

// Profile returns what the terminal can do, to be changed as the terminal's
// answers come in.
func (p *Painter) Profile() *Profile { return &p.can }

const (
	syncStart = "\x1b[?2026h"
	syncEnd   = "\x1b[?2026l"
)

// Paint appends to dst the frame that makes the terminal show to and returns
// the extended slice; nothing is appended if the terminal shows it already. The
// terminal must have to's size. The painter keeps to's rows, as a clone does;
// to itself may be changed afterwards.
func (p *Painter) Paint(dst []byte, to *Screen) []byte {
	start := len(dst)
	o := output{buf: dst, can: &p.can, cols: to.cols, rows: to.rows, real: to}
	o.measures.clusters = p.clustered()
	if p.can.SyncOutput {
		o.text(syncStart)
	}
	empty := len(o.buf)
	p.frame(&o, to)
	p.keep(&o, to)
	if len(o.buf) == empty {
		return o.buf[:start]
	}
	if p.can.SyncOutput {
		o.text(syncEnd)
	}
	return o.buf
}

// frame writes the frame's content.
func (p *Painter) frame(o *output, to *Screen) {
	first := !p.valid || p.shown.cols != to.cols || p.shown.rows != to.rows
	from := &p.shown
	p.events(o, to, first)
	if first || from.Modes.ReverseVideo != to.Modes.ReverseVideo {
		o.mode(5, to.Modes.ReverseVideo)
	}
	visible := from.Cursor.Visible
	if first {
		o.mode(25, false)
		visible = false
		if p.can.Links {
			o.setLink(nil)
		}
		p.d.clear(o)
		p.d.paint(o, to)
		p.marks(o, to)
	} else {
		o.row, o.col, o.pen = p.row, p.col, p.pen
		if p.d.load(from, to) {
			o.hideCursor = visible
			p.d.scroll(o, to)
			p.d.unmark(o, to)
			p.d.paint(o, to)
			p.marks(o, to)
			o.hideCursor = false
			visible = visible && !o.hidden
		}
	}
	if at := to.Cursor; at.Visible || first {
		if o.row != at.Row || o.col != at.Col {
			o.cursor(to)
		}
	}
	if visible != to.Cursor.Visible {
		o.mode(25, to.Cursor.Visible)
	}
	if o.pen.link != nil {
		pn := o.pen
		pn.link = nil
		o.setPen(pn)
	}
	p.modes(o, to, first)
}

// keep remembers what the terminal shows after the frame.
func (p *Painter) keep(o *output, to *Screen) {
	lines := p.shown.lines
	p.shown = *to
	p.shown.lines = append(lines[:0], to.lines...)
	for _, r := range to.lines {
		if !r.shared {
			r.shared = true
		}
	}
	p.row, p.col, p.pen, p.valid = o.row, o.col, o.pen, true
	if p.clustered() != o.measures.clusters {
		p.used.clusters, p.used.clustered = true, o.measures.clusters
	}
}

// clustered reports whether the terminal is in mode 2027.
func (p *Painter) clustered() bool {
	if p.used.clusters {
		return p.used.clustered
	}
	return p.can.Clusters && !p.can.ClustersOff
}

// marks writes the marks of rows, where frames stay to be seen and scrolled
// back to.
func (p *Painter) marks(o *output, to *Screen) {
	if p.used.marks && p.can.Commands {
		p.d.marks(o, to)
	}
}

// AllowNotices says how many notices of programs the frames from now on may
// show, and returns how many of those allowed before were not. What is beyond
// that is left out for good.
func (p *Painter) AllowNotices(n int) (unused int) {
	unused, p.notices = int(p.notices), uint64(max(n, 0))
	return unused
}

// events writes bell, titles, clipboard and what else the desktop gets. What was
// copied or announced before is not so again when everything is redrawn.
func (p *Painter) events(o *output, to *Screen, first bool) {
	if p.shown.Bells != to.Bells {
		o.text("\a")
	}
	if p.can.Titles {
		from := p.shown.Title
		if first {
			from = Title{}
		}
		o.titles(from, to.Title)
	}
	if p.can.Clipboard && p.shown.Copies != to.Copies {
		o.clipboard(to.Clipboard)
	}
	from := p.shown
	if !p.can.Clipboard {
		from.PrimaryCopies, from.Primary = to.PrimaryCopies, to.Primary
	}
	if p.can.Commands {
		o.desk(&from, to, p.notices)
		p.notices -= min(p.notices, to.Noticed-from.Noticed)
	}
}

// modes writes the modes that changed, or on the first frame all of them.
func (p *Painter) modes(o *output, to *Screen, first bool) {
	a, b := p.shown.Modes, to.Modes
	if p.can.CursorShapes {
		shown := p.shown.Cursor.Shape
		if shown != to.Cursor.Shape || first && (to.Cursor.Shape != 0 || p.used.shape) {
			o.shape(to.Cursor.Shape)
			p.used.shape = true
		}
	}
	if first || a.BracketedPaste != b.BracketedPaste {
		o.mode(2004, b.BracketedPaste)
	}
	if first || a.FocusEvents != b.FocusEvents {
		o.mode(1004, b.FocusEvents)
	}
	if first {
		o.mouseOff()
		a.Mouse, a.MouseEncoding = 0, 0
	}
	// Here a mode that excludes others is reset before the next is set: not all
	// terminals do that by themselves.
	if a.Mouse != b.Mouse {
		if a.Mouse != 0 {
			o.mode(int(a.Mouse), false)
		}
		if b.Mouse != 0 {
			o.mode(int(b.Mouse), true)
		}
	}
	if !p.can.MousePixels { // programs do not ask for it then
		a.MouseEncoding, b.MouseEncoding = withoutPixels(a.MouseEncoding), withoutPixels(b.MouseEncoding)
	}
	if a.MouseEncoding != b.MouseEncoding {
		if a.MouseEncoding != 0 {
			o.mode(int(a.MouseEncoding), false)
		}
		if b.MouseEncoding != 0 {
			o.mode(int(b.MouseEncoding), true)
		}
	}
	// The wheel in programs on the alternate screen stays as the user has it
	// until a program asks for something.
	if b.AltScroll && (first || !a.AltScroll) || p.used.altScroll && a.AltScroll != b.AltScroll {
		o.mode(1007, b.AltScroll)
		p.used.altScroll = true
	}
	switch {
	case !p.can.Keyboard:
	case !p.used.keyboard && b.Keyboard != 0:
		o.text("\x1b[>")
		o.number(int(b.Keyboard))
		o.text("u")
		p.used.keyboard = true
	case p.used.keyboard && (first || a.Keyboard != b.Keyboard):
		o.keyboard(b.Keyboard)
	}
	if p.can.OtherKeys && (a.OtherKeys != b.OtherKeys || first && p.used.otherKeys != (b.OtherKeys != 0)) {
		o.otherKeys(b.OtherKeys)
		p.used.otherKeys = true
	}
	if p.can.SchemeUpdates && !p.used.scheme {
		o.mode(2031, true)
		p.used.scheme = true
	}
}

// withoutPixels returns the mouse encoding nearest to e of a terminal that does
// not count in pixels.
func withoutPixels(e MouseEncoding) MouseEncoding {
	if e == MouseSGRPixels {
		return MouseSGR
	}
	return e
}
