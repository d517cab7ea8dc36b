package predict

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// A viEditor is an editor that also has a ruler, command lines and more
// commands.
type viEditor struct {
	editor
	command string // line at the bottom
	want    int
	noRuler bool
}

func (v *viEditor) screen() string {
	out := v.paint()
	if !v.noRuler {
		out += fmt.Sprintf("\x1b[%d;40H%d,%d     All\x1b[%d;%dH", v.rows, v.row+1, v.col+1, v.row+1, v.col+1)
	}
	if v.command != "" {
		out += fmt.Sprintf("\x1b[%d;1H\x1b[K%s", v.rows, v.command)
	}
	return out
}

func (v *viEditor) press(k string) string {
	line := &v.lines[v.row]
	fields := func() (starts []int) {
		for i := range *line {
			if (*line)[i] != ' ' && (i == 0 || (*line)[i-1] == ' ') {
				starts = append(starts, i)
			}
		}
		return starts
	}
	switch {
	case v.command != "" && k == "\r":
		v.command = ""
	case v.command != "":
		v.command += k
	case v.insert:
		v.key(k)
	case k == ":" || k == "/":
		v.command = k
	case k == "0":
		v.col = 0
	case k == "$":
		v.col = max(0, len(*line)-1)
	case k == "w":
		for _, i := range fields() {
			if i > v.col {
				v.col = i
				break
			}
		}
	case k == "b":
		for _, i := range fields() {
			if i < v.col {
				v.want = i
			}
		}
		v.col = v.want
	case k == "h":
		v.col = max(0, v.col-1)
	case k == "D":
		*line = (*line)[:v.col]
		v.col = max(0, v.col-1)
	case k == "a":
		v.insert, v.col = true, min(len(*line), v.col+1)
	case k == "o":
		v.row++
		v.lines = append(v.lines[:v.row], append([]string{""}, v.lines[v.row:]...)...)
		v.insert, v.col = true, 0
	default:
		v.key(k)
	}
	return v.screen()
}

// TestVim: in an editor with a ruler, commands whose effect is to be seen from
// the text are shown at once, and so is text from its first character on.
func TestVim(t *testing.T) {
	for _, tt := range []struct {
		keys     []string
		row      int // whose text is
		text     string
		curRow   int
		curCol   int
		nothing  bool // nothing of the last key is foreseen
		otherRow int
		other    string
	}{
		{keys: []string{"jl"}, row: 1, text: "second line", curRow: 1, curCol: 1},
		{keys: []string{"w"}, row: 0, text: "the first line", curRow: 0, curCol: 4},
		{keys: []string{"wwb$h"}, row: 0, text: "the first line", curRow: 0, curCol: 12},
		{keys: []string{"wx"}, row: 0, text: "the irst line", curRow: 0, curCol: 4},
		{keys: []string{"wD"}, row: 0, text: "the", curRow: 0, curCol: 3},
		{keys: []string{"$a!", "\x1b", "0"}, row: 0, text: "the first line!", curRow: 0, curCol: 0},
		{keys: []string{"A, new"}, row: 0, text: "the first line, new", curRow: 0, curCol: 19},
		{keys: []string{"onew"}, row: 1, text: "new", curRow: 1, curCol: 3, otherRow: 2, other: "second line"},
		{keys: []string{"onew", "\x1b", "kx"}, row: 0, text: "th first line", curRow: 0, curCol: 2, otherRow: 1, other: "new"},
		{keys: []string{":wq"}, row: 9, text: ":wq", curRow: 9, curCol: 3},
		{keys: []string{"/li"}, row: 9, text: "/li", curRow: 9, curCol: 3},
		{keys: []string{"jj"}, row: 2, text: "x", curRow: 2, curCol: 0},
		{keys: []string{"jwjj"}, row: 3, text: "fourth line", curRow: 3, curCol: 7}, // through a short line
		{keys: []string{"jjjj"}, curRow: 3, curCol: 0, row: 4, text: "\tindented", nothing: true},
		{keys: []string{"jjjh", "u"}, curRow: 3, curCol: 0, row: 3, text: "fourth line", nothing: true},
	} {
		v := &viEditor{editor: editor{lines: []string{"the first line", "second line", "x", "fourth line", "\tindented"}, rows: 10}}
		r := newRig(t, always, 400*ms, 60, 10, v.screen(), v.press)
		r.keys(time.Second, "lh") // the ruler goes along
		r.keys(3*ms, tt.keys...)
		if !tt.nothing {
			r.wants(tt.row, tt.text)
		}
		if tt.other != "" {
			r.wants(tt.otherRow, tt.other)
		}
		r.wantsCursor(tt.curRow, tt.curCol)
		r.settled()
		if w := r.e.Counts().Wrong; w != 0 {
			t.Errorf("%q: %d keys were shown wrong", tt.keys, w)
		}
	}
}

// TestVimWrong: an editor in which a command does something else.
func TestVimWrong(t *testing.T) {
	v := &viEditor{editor: editor{lines: []string{"the first line", "second line", "x"}, rows: 10}}
	r := newRig(t, always, 200*ms, 60, 10, v.screen(), func(k string) string {
		if k == "x" {
			return v.screen() // mapped to nothing
		}
		return v.press(k)
	})
	r.keys(3*ms, "x")
	r.wants(0, "he first line")
	r.run(201 * ms)
	r.run(51 * ms)
	r.wants(0, "the first line") // healed when the server has answered
	if w := r.e.Counts().Wrong; w != 1 {
		t.Errorf("%d keys were counted as wrong", w)
	}
	r.run(time.Second)
	r.keys(3*ms, "x")
	r.wants(0, "the first line") // that command is quiet now
	r.run(time.Second)
	r.keys(3*ms, "w")
	r.wantsCursor(0, 4) // the others are not
	r.settled()
}

// TestPagerSearch: the line in which a pager is told what to search for.
func TestPagerSearch(t *testing.T) {
	search, top := "", 1
	paint := func() string {
		out := fmt.Sprintf("\x1b[H\x1b[2Jpage %d\r\n", top) + strings.Repeat("some text of a page\r\n", 8)
		if search != "" {
			return out + search
		}
		return out + ":"
	}
	r := newRig(t, always, 200*ms, 60, 10, paint(), func(k string) string {
		switch {
		case k == "\r":
			search = ""
		case search == "" && k == " ":
			top++
		case search != "" || k == "/":
			search += k
		}
		return paint()
	})
	r.keys(time.Second, " ")
	r.keys(3*ms, "/t")
	r.wants(9, ":") // it must be right once
	r.run(time.Second)
	r.keys(3*ms, "ext")
	r.wants(9, "/text")
	r.keys(3*ms, "\r")
	r.run(time.Second)
	r.keys(3*ms, "/page")
	r.wants(9, "/page")
	r.settled()
}

// A viShell is a shell whose line editor has the keys of vi. Like readline it
// waits after Esc, for the next key or for a while.
type viShell struct {
	shell
	commands, late bool
}

func (s *viShell) press(k string) string {

	if s.late {
		s.late = false
		s.at = max(0, s.at-1)
	}
	switch {
	case k == "\x1b":
		s.commands, s.late = true, true
		return ""
	case s.commands && k != "\r":
		switch k {
		case "0":
			s.at = 0
		case "h":
			s.at = max(0, s.at-1)
		case "x":
			s.line = append(s.line[:s.at], s.line[s.at+1:]...)
			s.at = max(0, min(s.at, len(s.line)-1))
		case "i":
			s.commands = false
		case "A":
			s.commands, s.at = false, len(s.line)
		case "b":
			for s.at--; s.at > 0 && s.line[s.at-1] != ' '; s.at-- {
			}
		}
		s.at++ // and back again, which draws the line
		return s.key("\x1b[D")
	}
	s.commands = false
	return s.key(k)
}

// TestShellVi: a line editor with the keys of vi is found out, and then its
// commands are foreseen.
func TestShellVi(t *testing.T) {
	s := &viShell{shell: shell{prompt: "me$ ", editing: true, cols: 60}}
	r := newRig(t, always, 200*ms, 60, 10, s.start(), s.press)
	for range 2 {
		r.keys(300*ms, "ok", "\r")
	}
	r.run(time.Second)
	r.keys(3*ms, "one two")
	r.keys(300*ms, "\x1b")
	r.keys(3*ms, "b")
	r.wantsCursor(4, 11) // not known yet
	r.run(time.Second)
	r.wantsCursor(4, 8)
	r.keys(3*ms, "x")
	r.wants(4, "me$ one wo")
	r.keys(3*ms, "A", "!", "\x1b", "0", "i", "2")
	r.wants(4, "me$ 2one wo!")
	r.settled()
	if w := r.e.Counts().Wrong; w != 0 {
		t.Errorf("%d keys were shown wrong", w)
	}
}

// TestEmacs: text typed into emacs, and its keys.
func TestEmacs(t *testing.T) {
	lines := []string{"File Edit", "first line", "second", "", ""}
	row, col := 1, 0
	paint := func() string {
		out := "\x1b[?2004h\x1b[H\x1b[2J" + strings.Join(lines, "\r\n") + "\x1b[9;1H\x1b[7m-UU-:**--F1  notes.txt      All L1     (Text) " + strings.Repeat("-", 14) + "\x1b[m"
		return out + fmt.Sprintf("\x1b[%d;%dH", row+1, col+1)
	}
	r := newRig(t, always, 200*ms, 60, 10, paint(), func(k string) string {
		switch k {
		case "\x01":
			col = 0
		case "\x05":
			col = len(lines[row])
		case "\x0b":
			lines[row] = lines[row][:col]
		case "\r":
			rest := lines[row][col:]
			lines[row] = lines[row][:col]
			row, col = row+1, 0
			lines = append(lines[:row], append([]string{rest}, lines[row:]...)...)
		default:
			lines[row] = lines[row][:col] + k + lines[row][col:]
			col++
		}
		return paint()
	})
	r.keys(300*ms, "ab")
	r.keys(3*ms, "\x05", "!", "\x01", "X")
	r.wants(1, "Xabfirst line!")
	r.keys(3*ms, "\x05", "\r", "new")
	r.wants(2, "new")
	r.wants(3, "second")
	r.keys(3*ms, "\x01", "\x0b", "y")
	r.wants(2, "y")
	r.settled()
}
