package term

import (
	"fmt"
	"strings"
	"testing"
)

// screenText returns what s shows, rows joined with "|", without blanks at the
// ends of rows and without empty rows at the end.
func screenText(s *Screen) string {
	rows := make([]string, s.rows)
	for i, r := range s.lines {
		var b []byte
		for c := range r.cells {
			cell := &r.cells[c]
			if cell.text == 0 && cell.flags&(cellCluster|cellRight) == 0 {
				b = append(b, ' ')
			}
			b = append(b, r.textOf(cell)...)
		}
		rows[i] = strings.TrimRight(string(b), " ")
	}
	return strings.TrimRight(strings.Join(rows, "|"), "|")
}

// play returns an emulator that was given input.
func play(cols, rows int, input string) *Emulator {
	e := NewEmulator(cols, rows)
	e.Write([]byte(input))
	return e
}

// A control test plays input on a screen of 10 by 5 and looks at what came of
// it. Fields that are empty are not looked at, except for the screen.
type controlTest struct {
	name   string
	in     string
	want   string // as screenText gives it
	cursor string // "row,col" from 1
	reply  string
}

func runControlTests(t *testing.T, tests []controlTest) {
	t.Helper()
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			e := play(10, 5, test.in)
			checkInvariants(t, e)
			if got := screenText(&e.s); got != test.want {
				t.Errorf("%q shows\n%q, want\n%q", test.in, got, test.want)
			}
			if test.cursor != "" {
				if got := fmt.Sprintf("%d,%d", e.s.Cursor.Row+1, e.s.Cursor.Col+1); got != test.cursor {
					t.Errorf("%q leaves the cursor at %s, want %s", test.in, got, test.cursor)
				}
			}
			if got := string(e.TakeReplies()); got != test.reply {
				t.Errorf("%q is answered %q, want %q", test.in, got, test.reply)
			}
		})
	}
}

// checkInvariants fails the test if anything in e is out of its bounds.
func checkInvariants(t *testing.T, e *Emulator) {
	t.Helper()
	s := &e.s
	checkGrid(t, &s.grid)
	if e.hidden != nil {
		checkGrid(t, &grid{cols: s.cols, rows: s.rows, lines: e.hidden})
	}
	inside := func(name string, n, most int) {
		if n < 0 || n > most {
			t.Fatalf("%s is %d, not in 0 to %d", name, n, most)
		}
	}
	inside("cursor row", s.Cursor.Row, s.rows-1)
	inside("cursor column", s.Cursor.Col, s.cols-1)
	inside("bottom margin", e.margins.bottom, s.rows-1)
	inside("top margin", e.margins.top, e.margins.bottom)
	inside("right margin", e.margins.right, s.cols-1)
	inside("left margin", e.margins.left, e.margins.right)
	inside("string", len(e.parser.str), 4*maxString)
	inside("replies", len(e.replies), maxReplies)
	inside("title stack", len(e.names), titleDepth)
	inside("keyboard stack", len(e.keys[0].pushed), keyboardDepth)
	inside("keyboard stack", len(e.keys[1].pushed), keyboardDepth)
	for i := range e.saved {
		inside("saved row", e.saved[i].row, s.rows-1)
		inside("saved column", e.saved[i].col, s.cols-1)
	}
	if len(e.tabs) != s.cols {
		t.Fatalf("%d tab stops in %d columns", len(e.tabs), s.cols)
	}
	if e.combn.valid {
		inside("combining row", e.combn.row, s.rows-1)
		inside("combining column", e.combn.col, s.cols-1)
	}
}

func checkGrid(t *testing.T, g *grid) {
	t.Helper()
	if len(g.lines) != g.rows {
		t.Fatalf("%d lines, want %d", len(g.lines), g.rows)
	}
	for i, r := range g.lines {
		if len(r.cells) != g.cols {
			t.Fatalf("row %d has %d cells, want %d", i, len(r.cells), g.cols)
		}
		if n := 2*g.cols + 16; len(r.clusters) > n || len(r.exts) > n {
			t.Fatalf("row %d has side tables of %d and %d entries", i, len(r.clusters), len(r.exts))
		}
		entries := map[uint32]bool{}
		for c := range r.cells {
			cell := &r.cells[c]
			if cell.flags&cellCluster != 0 {
				if entries[cell.text] {
					t.Fatalf("two cells of row %d have one cluster", i)
				}
				entries[cell.text] = true
			}
			if cell.flags&cellWide != 0 && (c+1 == g.cols || r.cells[c+1].flags&cellRight == 0) {
				t.Fatalf("the wide cell at %d,%d has no right half", i, c)
			}
			if cell.flags&cellRight != 0 && (c == 0 || r.cells[c-1].flags&cellWide == 0 || cell.text != 0) {
				t.Fatalf("the right half at %d,%d has no left half", i, c)
			}
			if cell.flags&cellCluster != 0 && len(r.textOf(cell)) >= maxCellText+4 {
				t.Fatalf("the cell at %d,%d holds %d bytes", i, c, len(r.textOf(cell)))
			}
			r.extOf(cell) // panics if out of range
		}
		if r.wrapped && i == g.rows-1 {
			t.Fatal("the last row is wrapped")
		}
	}
}

// writeSlowly is Write without any of its fast paths.
func writeSlowly(e *Emulator, p []byte) {
	for _, b := range p {
		for again := true; again; {
			var r rune
			if r, again = e.parser.decoder.feed(b); r >= 0 {
				e.step(r)
			}
		}
	}
}

// sameHidden fails the test if the states of a and b that are not visible
// differ.
func sameHidden(t *testing.T, a, b *Emulator) {
	t.Helper()
	strip := func(e *Emulator) string {
		c := *e
		c.s, c.hidden, c.parser = Screen{}, nil, parser{}
		if c.penExt.link != nil {
			c.penExt.link = nil
		}
		for i := range c.saved {
			c.saved[i].penExt.link = nil
		}
		var saved []Colors
		for _, p := range c.palettes.saved {
			if p == nil {
				p = &Colors{}
			}
			saved = append(saved, *p)
		}
		c.palettes.saved, c.texts = nil, nil
		if !c.combn.valid {
			c.combn = combnext{} // nobody looks at it
		}
		return fmt.Sprint(saved) + fmt.Sprintf("%+v", c)
	}
	if x, y := strip(a), strip(b); x != y {
		t.Fatalf("hidden states differ:\n%s\n%s", x, y)
	}
}

func rep(s string, n int) string { return strings.Repeat(s, n) }
