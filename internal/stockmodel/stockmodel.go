// Package stockmodel is a small reference emulator that follows the rules of
// stock mosh 1.4.0: what its terminal does with a byte string, deviations from
// real terminals included. Tests use it as an oracle for what a stock peer will
// show after it applied one of our diffs.
//
// It is written for plainness, not for speed, and shares no code with package
// term. It follows observed behaviour of the program, not its source.
package stockmodel

// Color is a foreground or background colour: 0 is the default, a palette index
// has bit 24 set, an RGB value bit 25.
type Color uint32

// Attr is a set of the attributes stock knows.
type Attr uint8

// The attributes.
const (
	Bold Attr = 1 << iota
	Italic
	Underline
	Blink
	Inverse
	Invisible
)

// Style is the rendition of a cell or of the pen.
type Style struct {
	FG, BG Color
	Attr   Attr
}

// Cell is one place of the screen.
type Cell struct {
	Text     string // "" is blank
	Style    Style
	Wide     bool // occupies the next place too
	Fallback bool // combining marks without a base
	Wrapped  bool // meaningful in the last column: the row continues below
}

// Model is the state of a stock terminal. Its exported fields are what a peer
// can see; the rest is hidden state.
type Model struct {
	Cols, Rows int
	Cells      [][]Cell
	Row, Col   int
	Pen        Style

	CursorVisible  bool
	ReverseVideo   bool
	BracketedPaste bool
	FocusEvents    bool
	AltScroll      bool
	Mouse          int // 0, 9, 1000, 1001, 1002, 1003
	MouseEncoding  int // 0, 1005, 1006, 1015

	TitleSet              bool
	IconName, WindowTitle string
	Clipboard             string
	Bells                 int

	// Replies counts the answers a terminal would send. A stock client aborts
	// when a diff makes its terminal answer.
	Replies int

	width  func(rune) int
	parser parser

	pendingWrap      bool
	combRow, combCol int // where a combining mark goes
	top, bottom      int // scrolling region, inclusive
	origin, insert   bool
	autowrap         bool
	appCursor        bool
	tabs             []bool
	noDefaultTabs    bool
	saved            saved
}

// saved is what DECSC keeps.
type saved struct {
	row, col         int
	pen              Style
	autowrap, origin bool
}

// New returns a blank terminal. width is the peer's wcwidth for code points
// outside Latin-1; -1 means unprintable.
func New(cols, rows int, width func(rune) int) *Model {
	m := &Model{Cols: cols, Rows: rows, width: width}
	m.Cells = make([][]Cell, rows)
	for r := range m.Cells {
		m.Cells[r] = make([]Cell, cols)
	}
	m.resetModes()
	return m
}

// Hidden names the parts of the hidden state that are not at their defaults,
// as they must be after every diff. A pending wrap is not among them.
func (m *Model) Hidden() []string {
	var bad []string
	add := func(is bool, name string) {
		if is {
			bad = append(bad, name)
		}
	}
	add(m.top != 0 || m.bottom != m.Rows-1, "scrolling region")
	add(m.origin, "origin mode")
	add(m.insert, "insert mode")
	add(!m.autowrap, "autowrap off")
	add(m.appCursor, "application cursor keys")
	add(m.saved != saved{autowrap: true}, "saved cursor")
	add(m.parser.state != ground, "parser in a sequence")
	add(m.parser.utfNeed > 0, "partial UTF-8")
	for c, set := range m.tabs {
		add(set != (c%8 == 0), "tab stops")
	}
	return bad
}

// PendingWrap reports that the next character goes to the next row.
func (m *Model) PendingWrap() bool { return m.pendingWrap }

// SetPendingWrap puts the terminal into the state after a character was printed
// into the last column, or out of it. The cursor must be in that column.
func (m *Model) SetPendingWrap(on bool) { m.pendingWrap = on && m.Col == m.Cols-1 }

// RowWrapped reports whether row r continues on the next one.
func (m *Model) RowWrapped(r int) bool { return m.Cells[r][m.Cols-1].Wrapped }

// Resize changes the size as stock does: at the right and at the bottom.
func (m *Model) Resize(cols, rows int) {
	for r, row := range m.Cells {
		if cols != m.Cols {
			for c := range row {
				row[c].Wrapped = false
			}
		}
		for len(row) < cols {
			row = append(row, Cell{})
		}
		m.Cells[r] = row[:cols:cols]
	}
	for len(m.Cells) < rows {
		m.Cells = append(m.Cells, make([]Cell, cols))
	}
	m.Cells = m.Cells[:rows]
	for len(m.tabs) < cols {
		m.tabs = append(m.tabs, !m.noDefaultTabs && len(m.tabs)%8 == 0)
	}
	m.tabs = m.tabs[:cols]
	m.Cols, m.Rows = cols, rows
	m.top, m.bottom = 0, rows-1
	m.Row, m.Col = min(m.Row, rows-1), min(m.Col, cols-1)
	m.saved.row, m.saved.col = min(m.saved.row, rows-1), min(m.saved.col, cols-1)
	m.combRow, m.combCol = m.Row, m.Col
	m.pendingWrap = false
}

// resetModes puts everything but titles, clipboard, bells and cells to its
// default.
func (m *Model) resetModes() {
	m.Row, m.Col, m.Pen = 0, 0, Style{}
	m.CursorVisible = true
	m.ReverseVideo, m.BracketedPaste, m.FocusEvents, m.AltScroll = false, false, false, false
	m.Mouse, m.MouseEncoding = 0, 0
	m.pendingWrap = false
	m.combRow, m.combCol = 0, 0
	m.top, m.bottom = 0, m.Rows-1
	m.origin, m.insert, m.appCursor = false, false, false
	m.autowrap = true
	m.tabs, m.noDefaultTabs = nil, false
	for c := 0; c < m.Cols; c++ {
		m.tabs = append(m.tabs, c%8 == 0)
	}
	m.saved = saved{autowrap: true}
}
