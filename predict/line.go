package predict

import (
	"strings"
	"time"

	"gomosh/term"
)

// A line is what is known of the text being edited: where on the screen it
// begins and ends, and how far it can be trusted. Places in it are indexes
// that count columns of the pane, row after row, from the left end of the
// first row.
type line struct {
	active bool
	editor bool // a row of a text editor that is inserting, not a line after a prompt
	key    contextKey
	ctx    *context // nil as long as nothing was echoed here
	ev     *evidence

	pane   pane
	row    int    // where the text begins; above the screen (negative) once that has scrolled away
	col    int    //
	prompt string // what stands to the left of that, within the pane
	limit  int    // column in the first row where something begins that is no part of the line: a right prompt
	end    int    // index after the last character
	killed string // what was cut last

	plain    bool // the line of a program's own for commands, with keys of its own
	commands bool // the line editor has the keys of vi and takes commands
	late     bool // its cursor has not yet made the step to the left that comes with Esc
	escaped  int  // index of the cursor when Esc was typed, of which is not known yet what it did
	trusted  bool // the line was proven then

	before   *evidence // of the line before, as long as this one is not active
	recalled int       // how many commands back in the history the line is
}

// evidence is what one line has shown of its application. All copies of a line
// share it.
type evidence struct {
	echoes int  // characters seen to be echoed
	proven bool // what is typed here is shown at once

	// A line without a prompt to its left, where no line editor has announced
	// itself, may be one that a program reads; or it may be typed ahead while a
	// program starts that will turn the terminal's echo off. Only a line that
	// comes after another such line, or is long, is believed, and only some time
	// after the last prompt.
	bare  bool
	after bool // the line before was bare and echoed

	// Without a line editor, the terminal's own echo may go on until a program
	// that asks for a secret turns it off. At prompts for secrets no echo proves
	// anything; on the first line at any other, only some time after the last
	// prompt.
	never, first bool
}

// bareWait is how long after the last prompt bare lines are not believed: more
// than programs need to start.
const bareWait = 10 * time.Second

// bareEchoes is how many characters a bare line must have echoed to be believed
// without another before it: more than secrets are long.
const bareEchoes = 30

// firstWait is the same for the first line at a prompt: more than programs need
// to start and to turn echo off.
const firstWait = 4 * time.Second

// prove takes note that a line was seen to be echoed.
func (e *Engine) prove(ev *evidence) {
	age := e.now.Sub(e.prompted)
	ev.proven = !ev.never && (!ev.bare || (ev.after || ev.echoes >= bareEchoes) && age >= bareWait) && (!ev.first || age >= firstWait)
}

// strip takes the prompt's word from a line that began with keys typed after
// the last Enter: what stands to its left may be nothing but their echo.
func (l *line) strip() {
	if !l.editing() && !l.editor && !l.plain {
		l.ev.bare, l.ev.proven = true, false
	}
}

// editing reports whether a line editor has announced itself.
func (l *line) editing() bool { return l.key.editing && !l.editor && !l.plain }

// ended returns what is known of the line after l before anything is typed
// there.
func (l *line) ended() line {
	if !l.active {
		return *l
	}
	return line{killed: l.killed, before: l.ev}
}

// doubted returns l as one that must show anew that it is echoed.
func (l line) doubted() line {
	if l.active {
		l.ev = &evidence{bare: l.ev.bare, after: l.ev.after, never: l.ev.never, first: l.ev.first}
	}
	return l
}

func (l *line) width() int { return l.pane.right - l.pane.left }

// floor returns the index where the text begins.
func (l *line) floor() int { return l.col - l.pane.left }

// fullWidth reports whether the pane takes the whole width of s.
func (l *line) fullWidth(s *term.Screen) bool {
	cols, _ := s.Size()
	return l.pane.left == 0 && l.pane.right == cols
}

// index returns the index of a cell of the screen.
func (l *line) index(row, col int) int {
	return (row-l.row)*l.width() + col - l.pane.left
}

// cell returns where an index is on the screen.
func (l *line) cell(i int) (row, col int) {
	return l.row + i/l.width(), l.pane.left + i%l.width()
}

// inserting looks for an editor's own word that typed characters are text, and
// returns it; "" if there is none. Only words are accepted that editors show
// below the text, or above it, while every printable key inserts itself.
func inserting(s *term.Screen, p pane) string {
	row := s.Cursor.Row
	if row >= p.bottom-1 {
		return ""
	}
	last := rowString(s, p.bottom-1, p.left, min(p.left+16, p.right))
	for _, word := range []string{wordInsert, wordReplace} {
		if strings.HasPrefix(last, word) {
			return word
		}
	}
	if row > 0 && row < p.bottom-3 && p.left == 0 && strings.HasPrefix(rowString(s, 0, 0, min(12, p.right)), "  GNU nano") {
		return wordNano
	}
	if modeLine(s) > row {
		return wordEmacs
	}
	return ""
}

// modeLine returns the row of the line below the cursor in which emacs tells
// the state of a text that may be written to, 0 if there is none.
func modeLine(s *term.Screen) int {
	cols, rows := s.Size()
	for row := s.Cursor.Row + 1; row < rows-1; row++ {
		if s.Glyph(row, 0).Text != "-" || !highlighted(s.Glyph(row, 0).Style) {
			continue
		}
		switch text := rowString(s, row, 0, cols); {
		case len(text) < 8 || text[1] != 'U':
		case strings.Contains(text, "  *"), strings.Contains(text, "erm"), strings.Contains(text, "hell"), strings.Contains(text, "run"):
			return 0 // perhaps a terminal, to which passwords are typed
		case strings.HasPrefix(text[4:], ":--"), strings.HasPrefix(text[4:], ":**"), strings.HasPrefix(text[5:], ":--"), strings.HasPrefix(text[5:], ":**"):
			return row
		}
	}
	return 0
}

// beginLine returns the line at the cursor of s if a key were typed there now.
func (e *Engine) beginLine(s *term.Screen) line {
	p := findPane(s)
	c := s.Cursor
	l := line{active: true, pane: p, row: c.Row, col: c.Col, limit: p.right, ev: &evidence{}}
	if word := inserting(s, p); word != "" {
		l.editor, l.col = true, p.left
		l.key = contextKey{name: word, insert: true, editing: s.Modes.BracketedPaste}
		l.end = max(textEnd(s, c.Row, p.left, p.right), c.Col) - p.left
	} else {
		l.prompt = rowString(s, c.Row, p.left, c.Col)
		l.key = contextKey{name: signature(l.prompt), editing: s.Modes.BracketedPaste}
		l.end = c.Col - p.left
		for col := c.Col; col < p.right; col++ {
			if !blankGlyph(s.Glyph(c.Row, col)) {
				l.limit = col
				break
			}
		}
		if l.limit == c.Col { // text right at the cursor: a line that is there already, or a suggestion
			l.limit = p.right
			l.end = l.textAfter(s, l.end)
		}
	}
	l.ctx = e.places.find(l.key)
	l.ev.proven = l.ctx.known()
	if !l.editing() && !l.editor {
		l.ev.bare = !asks(l.key.name)
		l.ev.never = asksSecret(l.key.name)
		l.ev.first = !l.ev.bare && (l.ctx == nil || l.ctx.lines == 0)
	}
	return l
}

// continueLine returns l as it is on s, where the cursor and the text may have
// changed in ways that were not foreseen, and whether it is still there.
func (e *Engine) continueLine(l line, s *term.Screen) (line, bool) {
	c := s.Cursor
	if !l.active || l.key.editing != s.Modes.BracketedPaste || findPane(s) != l.pane {
		return line{}, false
	}
	if l.editor {
		n := e.beginLine(s)
		if n.key != l.key || n.pane != l.pane {
			return line{}, false
		}
		n.ev = l.ev
		return n, true
	}
	row, ok := l.findPrompt(s)
	if !ok || e.mode != "" {
		return line{}, false
	}
	l.row = row
	cursor := l.index(c.Row, c.Col)
	if cursor < l.floor() {
		return line{}, false
	}
	l.end = max(cursor, l.textAfter(s, cursor))
	l.recalled = 0
	return l, true
}

// findPrompt returns the row in which the line begins: one from which text
// runs on without a break up to the cursor.
func (l *line) findPrompt(s *term.Screen) (row int, ok bool) {
	for row = s.Cursor.Row; row >= 0; row-- {
		if rowString(s, row, l.pane.left, l.col) == l.prompt && (l.prompt != "" || row == l.row) {
			return row, true
		}
		if row == 0 || blankGlyph(s.Glyph(row-1, l.pane.right-1)) {
			break
		}
	}
	return 0, false
}

// textAfter returns the index after the text that begins at index i or before
// it and goes on without a wide gap; dim text at the end is a suggestion and
// does not count.
func (l *line) textAfter(s *term.Screen, i int) int {
	const gap = 4
	_, rows := s.Size()
	end, blanks := i, 0
	for ; blanks < gap; i++ {
		row, col := l.cell(i)
		if row < 0 || row >= min(l.pane.bottom, rows) || row == l.row && col >= l.limit {
			break
		}
		switch g := s.Glyph(row, col); {
		case blankGlyph(g):
			blanks++
		case isDim(g.Style):
			return end
		default:
			end, blanks = i+1, 0
		}
	}
	return end
}

// isDim reports whether text in this style looks like a suggestion: faint, or
// grey.
func isDim(st term.Style) bool {
	if st.Attr&term.Faint != 0 {
		return true
	}
	if i, ok := st.FG.Index(); ok {
		return i == 8 || i >= 236 && i <= 248
	}
	r, g, b, ok := st.FG.RGB()
	return ok && max(r, g, b)-min(r, g, b) <= 16 && r >= 0x40 && r <= 0xa0
}
