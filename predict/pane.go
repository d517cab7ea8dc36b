package predict

import (
	"strings"

	"gomosh/term"
)

// A pane is the part of the screen that the cursor's application has: the
// whole, or a box of it that another program has drawn lines around.
type pane struct {
	left, right int // columns, right is the first that is not in it
	bottom      int // first row below it
	whole       bool
}

// isVertical and isHorizontal report whether a text is a line between panes.
func isVertical(t string) bool { return t != "" && strings.Contains("│┃║▏▕|", t) }
func isHorizontal(t string) bool {
	return t != "" && strings.Contains("─━═┄┈┴┬┼├┤╌", t)
}

// How many rows a vertical line must go on for to be a border. The bar of ASCII
// may be a pipe in a command that was given several times.
const (
	minBorder = 3
	minBars   = 8
)

// findPane returns the pane around the cursor of s.
func findPane(s *term.Screen) pane {
	cols, rows := s.Size()
	row := s.Cursor.Row
	p := pane{left: 0, right: cols, bottom: rows}
	for col := s.Cursor.Col - 1; col >= 0; col-- {
		if isBorder(s, row, col) {
			p.left = col + 1
			break
		}
	}
	for col := max(s.Cursor.Col, p.left+1); col < cols; col++ { // a pane has a column at least
		if isBorder(s, row, col) {
			p.right = col
			break
		}
	}
	for r := row + 1; r < rows; r++ {
		if isHorizontal(s.Glyph(r, p.left).Text) && isHorizontal(s.Glyph(r, p.right-1).Text) {
			p.bottom = r
			break
		}
	}
	if p.bottom == rows && row < rows-1 && isStatusLine(s, rows-1) {
		p.bottom--
	}
	p.whole = p.left == 0 && p.right == cols && p.bottom == rows
	return p
}

// isBorder reports whether a vertical line passes through a cell.
func isBorder(s *term.Screen, row, col int) bool {
	text := s.Glyph(row, col).Text
	if !isVertical(text) {
		return false
	}
	need := minBorder
	if text == "|" {
		need = minBars
	}
	_, rows := s.Size()
	length := 1
	for r := row - 1; r >= 0 && length < need && isVertical(s.Glyph(r, col).Text); r-- {
		length++
	}
	for r := row + 1; r < rows && length < need && isVertical(s.Glyph(r, col).Text); r++ {
		length++
	}
	return length >= need
}

// isStatusLine reports whether row looks like a bar that stays where it is: it
// has a background of its own from the first column to the last.
func isStatusLine(s *term.Screen, row int) bool {
	cols, _ := s.Size()
	first, last := s.Glyph(row, 0).Style, s.Glyph(row, cols-1).Style
	return highlighted(first) && highlighted(last)
}

// highlighted reports whether a style differs from the default in its ground.
func highlighted(st term.Style) bool {
	return !st.BG.IsDefault() || st.Attr&term.Inverse != 0
}

// rowString returns the text of the cells of a row from column from up to and
// not including column to, a space for each blank.
func rowString(s *term.Screen, row, from, to int) string {
	b := make([]byte, 0, to-from)
	for col := from; col < to; col++ {
		switch g := s.Glyph(row, col); {
		case g.Width == 0:
		case g.Text == "":
			b = append(b, ' ')
		default:
			b = append(b, g.Text...)
		}
	}
	return string(b)
}

// blankGlyph reports whether g shows nothing but its ground. A no-break space
// is blank as well: some line editors pad with it.
func blankGlyph(g term.Glyph) bool {
	return g.Width == 1 && blankText(g.Text)
}

func blankText(t string) bool { return t == "" || t == " " || t == "\u00a0" }

// sameTexts reports whether two texts look the same.
func sameTexts(a, b string) bool { return a == b || blankText(a) && blankText(b) }

// sameText reports whether two cells show the same characters.
func sameText(a, b term.Glyph) bool {
	return a.Width == b.Width && sameTexts(a.Text, b.Text)
}

// textEnd returns the column after the last cell of a row, within from and to,
// that is not blank; from if there is none.
func textEnd(s *term.Screen, row, from, to int) int {
	for to > from {
		g := s.Glyph(row, to-1)
		if !blankGlyph(g) {
			break
		}
		to--
	}
	return to
}
