package term

// A savedCursor is what DECSC keeps. The zero value is what DECRC restores when
// nothing was saved: home, with everything at its default.
type savedCursor struct {
	row, col int
	wrapNext bool
	origin   bool
	protect  bool
	pen      packed
	penExt   ext
	charsets charsets
}

// resized adapts c to a new size after cut rows went at the top.
func (c *savedCursor) resized(cols, rows, cut int) {
	c.row = min(max(c.row-cut, 0), rows-1)
	c.col = min(c.col, cols-1)
	c.wrapNext = false
}

// saveCursor is DECSC. Each screen has a saved cursor of its own.
func (e *Emulator) saveCursor() {
	e.saved[e.buffer()] = savedCursor{
		row: e.s.Cursor.Row, col: e.s.Cursor.Col, wrapNext: e.wrapNext,
		origin: e.modes.origin, protect: e.protect,
		pen: e.pen, penExt: e.penExt, charsets: e.charsets,
	}
}

// restoreCursor is DECRC.
func (e *Emulator) restoreCursor() {
	c := e.saved[e.buffer()]
	e.modes.origin, e.protect = c.origin, c.protect
	e.pen, e.penExt, e.charsets = c.pen, c.penExt, c.charsets
	e.moveTo(c.row, c.col)
	e.wrapNext = c.wrapNext
}

// softReset is DECSTR. The cursor stays, and so does what is on the screen.
func (e *Emulator) softReset() {
	m := &e.modes
	m.insert, m.origin, m.cursorKeys, m.keypad = false, false, false, false
	m.autowrap, m.reverseWrap = true, false
	m.leftRight, m.rectExtent, m.isoProtection = false, false, false
	e.s.Cursor.Visible, e.s.Cursor.Shape = true, 0
	e.resetMargins()
	e.pen, e.penExt, e.protect = 0, ext{}, false
	e.charsets = charsets{}
	e.saved[e.buffer()] = savedCursor{}
	e.keys[e.buffer()] = keyboard{}
	e.s.Modes.Keyboard, e.s.Modes.OtherKeys = 0, 0
	e.moved()
}

// hardReset is RIS: everything as at the start, except for the size, the
// counts, the icon name, the directory, and what was copied, which is the
// user's.
func (e *Emulator) hardReset() {
	s := NewScreen(e.s.cols, e.s.rows)
	old := &e.s
	s.Bells, s.Copies, s.Clipboard = old.Bells, old.Copies, old.Clipboard
	s.PrimaryCopies, s.Primary = old.PrimaryCopies, old.Primary
	s.Noticed, s.Notices, s.Directory = old.Noticed, old.Notices, old.Directory
	s.Modes.WideAmbiguous = e.wideStart
	s.Title = Title{Set: e.s.Title.Set, Icon: e.s.Title.Icon}
	replies, waiting := e.replies, e.waiting
	e.Load(s)
	e.replies, e.waiting = replies, waiting
}
