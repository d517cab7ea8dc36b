package term

// Cursor is where the next character goes and how that place is shown.
type Cursor struct {
	Row, Col int   // from 0, always on the screen
	Visible  bool  // DECTCEM
	Shape    uint8 // DECSCUSR 0 to 6; 0 is the terminal's own
}

// MouseMode is what the mouse reports, as the number of the DEC private mode
// that asks for it.
type MouseMode uint16

// The mouse modes (xterm ctlseqs, "Mouse Tracking").
const (
	MouseOff       MouseMode = 0
	MouseX10       MouseMode = 9
	MouseNormal    MouseMode = 1000
	MouseHighlight MouseMode = 1001
	MouseButton    MouseMode = 1002
	MouseAny       MouseMode = 1003
)

// MouseEncoding is how the mouse reports, as the number of the DEC private
// mode that asks for it.
type MouseEncoding uint16

// The mouse encodings (xterm ctlseqs, "Extended coordinates").
const (
	MouseX11       MouseEncoding = 0
	MouseUTF8      MouseEncoding = 1005
	MouseSGR       MouseEncoding = 1006
	MouseURXVT     MouseEncoding = 1015
	MouseSGRPixels MouseEncoding = 1016
)

// Modes are the modes that the terminal in front of the user must be in.
// They are comparable; the zero value is the state after a reset.
type Modes struct {
	ReverseVideo   bool // DECSCNM, ?5
	BracketedPaste bool // ?2004
	FocusEvents    bool // ?1004
	AltScroll      bool // ?1007
	Mouse          MouseMode
	MouseEncoding  MouseEncoding
	Keyboard       uint8 // flags of the kitty keyboard protocol, CSI = flags ; 1 u
	OtherKeys      uint8 // xterm's modifyOtherKeys, CSI > 4 ; n m
	Clusters       bool  // grapheme clusters are characters, ?2027
	WideAmbiguous  bool  // East Asian ambiguous characters are wide, ?8840
}

// Title is the names that applications gave to the window.
type Title struct {
	Set          bool // a name was given at least once
	Icon, Window string
}

// Screen is the visible state of a terminal: everything that travels from the
// server to the client, and nothing else. It is a value that is cheap to keep:
// clones share their rows until one of them writes to a row.
//
// Rows and columns count from 0. A screen has at least one row and one column.
// A screen that an [Emulator] gave out as a snapshot, and any screen that
// Clone was called on, may be read and cloned by several goroutines at once as
// long as nobody changes it; otherwise a screen belongs to one goroutine.
type Screen struct {
	Cursor    Cursor
	Pen       Style // rendition of the next character
	Modes     Modes
	Title     Title
	Clipboard string // what was last copied with OSC 52, in base64
	Copies    uint64 // how often something was copied; only a change of it means anything
	Bells     uint64 // how often the bell rang; likewise

	Primary       string   // what was last copied to the primary selection alone, in base64
	PrimaryCopies uint64   // how often; likewise
	Directory     string   // URL of the program's working directory (OSC 7)
	Notices       []Notice // the newest few, oldest first; never changed in place
	Noticed       uint64   // how many there were; only a change of it means anything
	Progress      Progress // OSC 9;4
	Pointer       string   // name of the mouse pointer's shape (OSC 22); "" is the terminal's own
	Colors        *Colors  // those that programs set, nil for none; never changed in place

	grid
}

// NewScreen returns a blank screen with the cursor, visible, at home. Sizes
// outside of 1 to 4096 are taken as the nearest possible.
func NewScreen(cols, rows int) *Screen {
	return &Screen{Cursor: Cursor{Visible: true}, grid: newGrid(cols, rows)}
}

// Size returns the number of columns and rows.
func (s *Screen) Size() (cols, rows int) { return s.cols, s.rows }

// Clone returns a copy of s that may be changed without changing s. It costs
// one slice of row pointers.
func (s *Screen) Clone() *Screen {
	c := *s
	c.grid = s.share()
	return &c
}

// Equal reports whether s and o are the same state to a peer, so that nothing
// would have to be sent to get from one to the other. It covers what the wire
// carries to any peer: size, texts, widths, styles (with the underline kinds,
// underline colours, faint, strike and overline that stock peers skip), links,
// which rows are wrapped, the cursor with its visibility and shape, pen,
// modes, window title, clipboard, colours, directory, progress and pointer, and
// the counts of copies, notices and bells. An erased cell equals a space. The
// icon name is left out: it travels with other changes only.
func (s *Screen) Equal(o *Screen) bool {
	if s == o {
		return true
	}
	if s.Cursor != o.Cursor || s.Pen != o.Pen || s.Modes != o.Modes || s.Bells != o.Bells ||
		s.Title.Window != o.Title.Window || s.Clipboard != o.Clipboard || s.Copies != o.Copies {
		return false
	}
	if s.Primary != o.Primary || s.PrimaryCopies != o.PrimaryCopies || s.Directory != o.Directory ||
		s.Noticed != o.Noticed || s.Progress != o.Progress || s.Pointer != o.Pointer || !sameColors(s.Colors, o.Colors) {
		return false
	}
	if s.cols != o.cols || s.rows != o.rows {
		return false
	}
	for i, r := range s.lines {
		if !sameRow(r, o.lines[i]) {
			return false
		}
	}
	return true
}

// Glyph returns the cell at row, col, which must be on the screen.
func (s *Screen) Glyph(row, col int) Glyph {
	r := s.lines[row]
	c := &r.cells[col]
	if c.flags&cellRight != 0 {
		left := &r.cells[col-1]
		return Glyph{Style: r.styleOf(left), Link: r.extOf(left).link}
	}
	return Glyph{
		Text:  r.textOf(c),
		Width: c.width(),
		Style: r.styleOf(c),
		Link:  r.extOf(c).link,
	}
}

// SetGlyph writes g to the cell at row, col, which must be on the screen. A
// glyph of width 2 also takes the cell to the right; in the last column, where
// there is none, a blank is written instead, as it is for width 0. Halves of
// wide glyphs that g covers in part become blank. Whether the row is wrapped
// does not change.
func (s *Screen) SetGlyph(row, col int, g Glyph) {
	r := s.mutable(row)
	c := cell{style: g.Style.pack(), ext: r.extFor(ext{g.Link, g.Style.UnderlineColor})}
	end := col + 1
	switch {
	case g.Width == 2 && end < s.cols:
		end++
		c.flags = cellWide
	case g.Width != 1:
		g.Text = ""
	}
	r.cut(col)
	r.cut(end)
	r.cells[col] = c
	if end == col+2 {
		r.cells[col+1] = cell{style: c.style, flags: cellRight}
	}
	r.setCluster(col, g.Text)
}

// Wrapped reports whether the text of a row goes on in the next row because it
// reached the right edge. It is never so for the last row.
func (s *Screen) Wrapped(row int) bool { return s.lines[row].wrapped }

// ScrollUp moves all rows up by n and makes the last n rows blank in the
// default style. It costs no more than moving the row pointers, however wide
// the screen is; n below 1 does nothing.
func (s *Screen) ScrollUp(n int) {
	n = min(n, s.rows)
	if n < 1 {
		return
	}
	copy(s.lines, s.lines[n:])
	blank := blankRow(s.cols, 0)
	blank.shared = true
	for i := s.rows - n; i < s.rows; i++ {
		s.lines[i] = blank
	}
	s.unwrap(s.rows - 1)
	if n < s.rows {
		s.unwrap(s.rows - n - 1) // what it went on in is gone
	}
}
