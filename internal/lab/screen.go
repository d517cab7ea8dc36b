package lab

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Screen is what a terminal shows, as tmux tells it. Rows end with their last
// cell that holds something: what tmux says about the blank tail of a row
// depends on how it became blank, so it is not looked at.
type Screen struct {
	Rows          [][]Cell
	Col, Row      int // cursor
	CursorVisible bool
	Title         string
	Dead          bool // the program has ended
	Status        int  // its exit status, or 128 plus the signal, once Dead
}

// Cell is one character position: its text, with any combining marks (a wide
// character is one cell), and its rendition in a canonical form, "" being the
// default.
type Cell struct{ Text, Style string }

// screenFormat is the tmux format of the line after the captured rows.
const screenFormat = "#{cursor_x} #{cursor_y} #{cursor_flag} #{pane_dead} #{pane_width}|#{pane_title}"

// parseScreen reads the output of capture-pane -e -N, followed by a line in
// screenFormat.
func parseScreen(out string) (*Screen, error) {
	lines := strings.Split(strings.TrimSuffix(out, "\n"), "\n")
	facts, title, ok := strings.Cut(lines[len(lines)-1], "|")
	fields := strings.Split(facts, " ")
	if !ok || len(fields) != 5 {
		return nil, fmt.Errorf("unexpected answer of tmux: %q", lines[len(lines)-1])
	}
	s := &Screen{Title: title, CursorVisible: fields[2] == "1", Dead: fields[3] == "1"}
	width, _ := strconv.Atoi(fields[4])
	s.Col, _ = strconv.Atoi(fields[0])
	s.Col = min(s.Col, width-1) // tmux counts on where the next character would wrap
	s.Row, _ = strconv.Atoi(fields[1])
	var pen rendition // carried from row to row, as capture-pane does
	for _, line := range lines[:len(lines)-1] {
		s.Rows = append(s.Rows, parseRow(line, &pen))
	}
	return s, nil
}

// acs maps the DEC special graphics that capture-pane writes between SO and SI.
var acs = map[rune]rune{
	'`': '◆', 'a': '▒', 'f': '°', 'g': '±', 'j': '┘', 'k': '┐', 'l': '┌', 'm': '└', 'n': '┼', 'o': '⎺', 'p': '⎻', 'q': '─',
	'r': '⎼', 's': '⎽', 't': '├', 'u': '┤', 'v': '┴', 'w': '┬', 'x': '│', 'y': '≤', 'z': '≥', '{': 'π', '|': '≠', '}': '£', '~': '·',
}

// parseRow reads one captured row and drops the blank tail.
func parseRow(line string, pen *rendition) []Cell {
	var cells []Cell
	graphics := false
	for line != "" {
		if rest, ok := strings.CutPrefix(line, "\x1b["); ok {
			params, after, _ := strings.Cut(rest, "m")
			pen.apply(params)
			line = after
			continue
		}
		if rest, ok := strings.CutPrefix(line, "\x1b]"); ok { // OSC 8: links are not compared
			_, line, _ = strings.Cut(rest, "\x1b\\")
			continue
		}
		r := []rune(line)[0]
		line = line[len(string(r)):]
		switch {
		case r == 0x0e:
			graphics = true
			continue
		case r == 0x0f:
			graphics = false
			continue
		case graphics && acs[r] != 0:
			r = acs[r]
		}
		if last := len(cells) - 1; last >= 0 && (unicode.In(r, unicode.Mn, unicode.Me) || r == 0x200d || r == 0xfe0f) {
			cells[last].Text += string(r)
			continue
		}
		cells = append(cells, Cell{string(r), pen.String()})
	}
	for len(cells) > 0 && cells[len(cells)-1].blank() {
		cells = cells[:len(cells)-1]
	}
	return cells
}

// blank reports whether nothing but background can be seen of the cell.
func (c Cell) blank() bool {
	return c.Text == " " && !strings.Contains(c.Style, "inverse") && !strings.Contains(c.Style, "underline")
}

// Line is the text of one row.
func (s *Screen) Line(row int) string {
	if row < 0 || row >= len(s.Rows) {
		return ""
	}
	var b strings.Builder
	for _, c := range s.Rows[row] {
		b.WriteString(c.Text)
	}
	return b.String()
}

// Text is the text of all rows, each ended by a newline, blanks at the end of
// a row left out.
func (s *Screen) Text() string {
	var b strings.Builder
	for row := range s.Rows {
		b.WriteString(s.Line(row))
		b.WriteByte('\n')
	}
	return b.String()
}

// Contains reports whether text stands in some row.
func (s *Screen) Contains(text string) bool {
	for row := range s.Rows {
		if strings.Contains(s.Line(row), text) {
			return true
		}
	}
	return false
}

// Find is the first row that contains text, -1 if none.
func (s *Screen) Find(text string) int {
	for row := range s.Rows {
		if strings.Contains(s.Line(row), text) {
			return row
		}
	}
	return -1
}

// Style is the rendition of the first cell of text where it first stands;
// "absent" if it stands nowhere.
func (s *Screen) Style(text string) string {
	for row := range s.Rows {
		for col := range s.Rows[row] {
			var b strings.Builder
			for _, c := range s.Rows[row][col:] {
				b.WriteString(c.Text)
			}
			if strings.HasPrefix(b.String(), text) {
				return s.Rows[row][col].Style
			}
		}
	}
	return "absent"
}

// String is the text of the screen in a frame, for failures; blank rows at the
// bottom are left out.
func (s *Screen) String() string {
	var b strings.Builder
	rows := len(s.Rows)
	for rows > 0 && s.Line(rows-1) == "" {
		rows--
	}
	for row := range rows {
		fmt.Fprintf(&b, "%2d|%s\n", row, s.Line(row))
	}
	fmt.Fprintf(&b, "%d rows, cursor row %d column %d visible %v, title %q, dead %v (%d)\n", len(s.Rows), s.Row, s.Col, s.CursorVisible, s.Title, s.Dead, s.Status)
	return b.String()
}

// Differences tells in words where other differs from s: text, renditions and
// cursor. Empty if it does not.
func (s *Screen) Differences(other *Screen) string {
	var b strings.Builder
	for row := range max(len(s.Rows), len(other.Rows)) {
		mine, theirs := s.Line(row), other.Line(row)
		if mine != theirs {
			fmt.Fprintf(&b, "row %d: want %q\n         got %q\n", row, mine, theirs)
			continue
		}
		if row >= len(s.Rows) || row >= len(other.Rows) || slices.Equal(s.Rows[row], other.Rows[row]) {
			continue
		}
		for col, c := range s.Rows[row] {
			if d := other.Rows[row][col]; c != d {
				fmt.Fprintf(&b, "row %d cell %d: %q: want style %q, got %q\n", row, col, c.Text, c.Style, d.Style)
				break
			}
		}
	}
	if s.CursorVisible != other.CursorVisible || s.CursorVisible && (s.Row != other.Row || s.Col != other.Col) {
		fmt.Fprintf(&b, "cursor: want row %d column %d visible %v, got row %d column %d visible %v\n",
			s.Row, s.Col, s.CursorVisible, other.Row, other.Col, other.CursorVisible)
	}
	return b.String()
}
