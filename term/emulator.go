package term

// Emulator turns the bytes a program writes into a [Screen]. The zero value is
// not usable; see [NewEmulator]. An Emulator belongs to one goroutine. Its
// memory is bounded by the screen's size, whatever is written to it.
type Emulator struct {
	s      Screen // the visible state; Pen is up to date in snapshots only
	parser parser

	// The rendition of the next character.
	pen     packed
	penExt  ext
	protect bool // DECSCA, SPA

	wrapNext bool   // the last column was written; the next character wraps first
	margins  margin // DECSTBM and DECSLRM
	tabs     []bool
	modes    modes
	charsets charsets
	saved    [2]savedCursor // of the primary and of the alternate screen
	alt      bool           // the alternate screen is the visible one
	hidden   []*row         // lines of the screen that is not visible

	last  rune     // the character before this control, for REP; 0 for none
	combn combnext // where a combining character goes
	texts texts

	savedModes map[int32]bool // XTSAVE; at most the modes there are

	names      titleStack
	facts      Facts  // of the user's terminal
	bound      bool   // what it cannot do does not exist here either
	host       string // name of this host, for OSC 7
	wideStart  bool   // ambiguous characters are wide after a reset too
	pens       []savedPen
	palettes   colorStack
	ownsColors bool        // s.Colors is in no snapshot
	keys       [2]keyboard // of the primary and of the alternate screen
	replies    []byte
	awaiting   bool // facts: what depends on them waits
	waiting    []waitingReply
	checksum   int // XTCHECKSUM
	level      int // DECSCL: 1 to 4; 0 is 4
}

// A margin is the scrolling region, all sides inclusive.
type margin struct{ top, bottom, left, right int }

// A combnext is the cell a combining character joins: the one printed last, as
// long as the cursor has not been moved since.
type combnext struct {
	row, col int
	valid    bool
	state    clusterState // of its text, as long as mode 2027 is set
}

// NewEmulator returns an emulator with a blank screen. Sizes are taken as in
// [NewScreen].
func NewEmulator(cols, rows int) *Emulator {
	e := &Emulator{}
	e.Load(NewScreen(cols, rows))
	return e
}

// Load makes s the visible state and gives everything else its default: no
// scrolling region, origin and insert mode off, autowrap on, no pending wrap,
// nothing saved, default tab stops, primary screen, parser in ground state. It
// is how a received diff is applied to the screen it was computed from. The
// caller may go on reading s. Facts and the host's name are kept.
func (e *Emulator) Load(s *Screen) {
	str, tabs, texts := e.parser.str[:0], e.tabs, e.texts
	*e = Emulator{facts: e.facts, bound: e.bound, awaiting: e.awaiting, host: e.host, wideStart: e.wideStart}
	e.s = *s
	e.s.grid = s.share()
	e.parser.str, e.texts = str, texts
	e.pen = s.Pen.pack()
	e.penExt.underline = s.Pen.UnderlineColor
	e.modes = defaultModes
	e.keys[0].flags = s.Modes.Keyboard
	e.resetMargins()
	e.tabs = defaultTabs(tabs, e.s.cols)
}

// Snapshot returns the visible state. The emulator never changes it again.
func (e *Emulator) Snapshot() *Screen {
	e.s.Pen = e.pen.unpack(e.penExt.underline)
	e.ownsColors = false
	return e.s.Clone()
}

// SetAmbiguousWide says whether East Asian ambiguous characters take two
// columns where the program does not say otherwise (mode 8840).
func (e *Emulator) SetAmbiguousWide(wide bool) {
	e.wideStart = wide
	e.s.Modes.WideAmbiguous = wide
}

// SetHost gives the name that a working directory's URL (OSC 7) gets in place
// of localhost or of none, so that the user's terminal does not take it for a
// directory of its own.
func (e *Emulator) SetHost(name string) { e.host = name }

// Size returns the number of columns and rows.
func (e *Emulator) Size() (cols, rows int) { return e.s.Size() }

// Resize changes the size, taken as in [NewScreen]. Columns are cut or added
// at the right, rows at the bottom; but if the cursor would be cut off, as many
// rows as needed go at the top instead. The scrolling region is reset and no
// text is reflowed. Where the columns change, no row is wrapped any more.
func (e *Emulator) Resize(cols, rows int) {
	cols, rows = clampSize(cols), clampSize(rows)
	if cols == e.s.cols && rows == e.s.rows {
		return
	}
	cut := 0
	if e.hidden != nil {
		keep := 0
		if e.alt { // of the primary screen, keep what 1049 comes back to
			keep = e.saved[0].row
		}
		h := grid{cols: e.s.cols, rows: e.s.rows, lines: e.hidden}
		cut = h.resize(cols, rows, keep)
		e.hidden = h.lines
	}
	e.saved[1-e.buffer()].resized(cols, rows, cut)
	cut = e.s.resize(cols, rows, e.s.Cursor.Row)
	e.saved[e.buffer()].resized(cols, rows, cut)
	e.resetMargins()
	for c := len(e.tabs); c < cols; c++ {
		e.tabs = append(e.tabs, !e.modes.noTabs && c%8 == 0)
	}
	e.tabs = e.tabs[:cols]
	e.moveTo(e.s.Cursor.Row-cut, e.s.Cursor.Col)
	if e.modes.sizeReports {
		e.sizeReport()
	}
}

// buffer returns 1 if the alternate screen is visible, else 0.
func (e *Emulator) buffer() int {
	if e.alt {
		return 1
	}
	return 0
}

// TakeReplies returns the answers to the program's queries that were not taken
// yet, or nil. They are to be written to the program's input; a client, whose
// emulator only applies diffs, drops them. The slice belongs to the caller. A
// program that asks without end and never reads gets only the first answers.
func (e *Emulator) TakeReplies() []byte {
	if len(e.waiting) > 0 {
		return nil
	}
	r := e.replies
	e.replies = nil
	return r
}

// ApplicationCursorKeys reports whether the program wants cursor keys as
// ESC O A rather than ESC [ A (DECCKM).
func (e *Emulator) ApplicationCursorKeys() bool { return e.modes.cursorKeys }

// Synchronizing reports whether the program is in the middle of a frame
// (mode 2026): what is visible is not meant to be shown yet. A caller that
// holds frames back must do so for a limited time only.
func (e *Emulator) Synchronizing() bool { return e.modes.sync }
