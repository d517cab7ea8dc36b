package predict

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// An editor is a modal text editor with a line for its mode at the bottom.
type editor struct {
	lines    []string
	row, col int
	insert   bool
	rows     int
}

func (v *editor) paint() string {
	var b strings.Builder
	b.WriteString("\x1b[?2004h\x1b[H\x1b[2J")
	for i := range v.rows - 1 {
		line := "~"
		if i < len(v.lines) {
			line = v.lines[i]
		}
		fmt.Fprintf(&b, "\x1b[%dH%s", i+1, line)
	}
	if v.insert {
		fmt.Fprintf(&b, "\x1b[%dH\x1b[1m-- INSERT --\x1b[m", v.rows)
	}
	fmt.Fprintf(&b, "\x1b[%d;%dH", v.row+1, v.col+1)
	return b.String()
}

func (v *editor) key(k string) string {
	line := &v.lines[v.row]
	switch {
	case v.insert && k == "\x1b":
		v.insert = false
		v.col = max(0, v.col-1)
	case v.insert && k == "\r":
		rest := (*line)[v.col:]
		*line = (*line)[:v.col]
		v.row++
		v.lines = append(v.lines[:v.row], append([]string{rest}, v.lines[v.row:]...)...)
		v.col = 0
	case v.insert && k == "\x7f":
		if v.col > 0 {
			*line = (*line)[:v.col-1] + (*line)[v.col:]
			v.col--
		}
	case v.insert && k == "\x1b[D":
		v.col = max(0, v.col-1)
	case v.insert:
		*line = (*line)[:v.col] + k + (*line)[v.col:]
		v.col++
	case k == "i":
		v.insert = true
	case k == "A":
		v.insert, v.col = true, len(*line)
	case k == "x" && v.col < len(*line):
		*line = (*line)[:v.col] + (*line)[v.col+1:]
	case k == "j":
		v.row = min(v.row+1, len(v.lines)-1)
		v.col = max(0, min(v.col, len(v.lines[v.row])-1))
	case k == "k":
		v.row = max(v.row-1, 0)
		v.col = max(0, min(v.col, len(v.lines[v.row])-1))
	case k == "l":
		v.col = max(0, min(v.col+1, len(*line)-1))
	}
	return v.paint()
}

// TestModalEditor: quiet where letters are commands, quick where they are text.
func TestModalEditor(t *testing.T) {
	v := &editor{lines: []string{"jjjjjjjjjjjj", "second line", "xxxlllkkkjjj", "last"}, rows: 10}
	r := newRig(t, always, 200*ms, 60, 10, v.paint(), v.key)
	for range 4 {
		for _, k := range "jjlkxjlxkkjljxx" {
			r.key(string(k))
			d := r.display()
			for row := range 9 {
				if got, want := rowText(d, row), rowText(r.frame.Screen, row); got != want {
					t.Fatalf("a command changed row %d to %q, was %q", row, got, want)
				}
			}
			r.run(70 * ms)
		}
	}
	r.run(time.Second)
	r.keys(300*ms, "A", "one")
	r.keys(5*ms, "two", "\x7f", "\x1b[D", "!")
	if got := r.row(v.row); !strings.HasSuffix(got, "onet!w") {
		t.Errorf("inserting shows %q", got)
	}
	r.keys(300*ms, "\x1b")
	r.run(time.Second)
	before := r.row(v.row)
	r.keys(5*ms, "lll")
	r.wants(v.row, before)
	r.run(time.Second)
	r.keys(210*ms, "i")
	r.keys(5*ms, "quick")
	if got := r.row(v.row); !strings.Contains(got, "quick") {
		t.Errorf("back in insert mode the first characters are not shown: %q", got)
	}
	r.settled()
}

// TestNewLineInEditor: Enter at the end of the text.
func TestNewLineInEditor(t *testing.T) {
	v := &editor{lines: []string{"first"}, rows: 10, col: 5, insert: true}
	r := newRig(t, always, 200*ms, 60, 10, v.paint(), v.key)
	r.keys(300*ms, "abc")
	r.keys(5*ms, "\r", "next", "\r", "third")
	r.wants(0, "firstabc")
	r.wants(1, "next")
	r.wants(2, "third")
	r.wants(3, "~")
	r.settled()
}

// TestPager: keys are commands, nothing of them is ever shown.
func TestPager(t *testing.T) {
	top := 0
	paint := func() string {
		var b strings.Builder
		b.WriteString("\x1b[H\x1b[2J")
		for i := range 9 {
			fmt.Fprintf(&b, "line %d jjj kkk\r\n", top+i)
		}
		return b.String() + ":"
	}
	r := newRig(t, always, 200*ms, 60, 10, paint(), func(k string) string {
		switch k {
		case "j":
			top++
		case "k":
			top--
		case " ":
			top += 9
		}
		return paint()
	})
	for _, k := range strings.Repeat("jjk jkj", 5) {
		r.key(string(k))
		if d := r.display(); !d.Equal(r.frame.Screen) {
			t.Fatalf("%q is shown: %q", k, rowText(d, 9))
		}
		r.run(60 * ms)
	}
	r.settled()
}

// TestKernelEcho: without a prompt, each line proves anew that it is echoed, as
// nothing tells it from one that is not, and that only long after the start.
func TestKernelEcho(t *testing.T) {
	r := newRig(t, always, 200*ms, 60, 10, "", func(k string) string {
		if k == "\r" {
			return "\r\n"
		}
		return k
	})
	for line := range 3 {
		r.keys(100*ms, "ab")
		r.wants(line, "a") // the server's
		r.keys(100*ms, "c")
		r.run(10 * ms)
		r.keys(1*ms, "def")
		if line < 2 {
			r.wants(line, "ab") // it may be typed ahead
		} else {
			r.wants(line, "abcdef")
		}
		r.keys(5*time.Second, "\r")
	}
	r.settled()
}

// TestKernelEchoLong: so does a single long line, late.
func TestKernelEchoLong(t *testing.T) {
	r := newRig(t, always, 200*ms, 60, 10, "", func(k string) string { return k })
	r.run(3 * time.Second)
	text := strings.Repeat("abcdefghi ", 6)
	r.keys(100*ms, text[:35])
	r.run(time.Second)
	r.keys(1*ms, "x")
	r.wants(0, text[:35]) // too early
	r.run(3 * time.Second)
	r.keys(100*ms, "yy")
	r.run(time.Second)
	r.keys(1*ms, "zz")
	r.wants(0, text[:35]+"xyyzz")
	r.settled()

	r = newRig(t, always, 200*ms, 60, 10, "", func(k string) string { return k })
	r.run(time.Minute)
	r.keys(100*ms, text[:20])
	r.run(time.Second)
	r.keys(1*ms, "x")
	r.wants(0, strings.TrimRight(text[:20], " ")) // too short
	r.settled()
}

// TestFirstLinePlain: at a prompt that no line editor has announced, the first line is
// not shown before it is sure that all programs have started.
func TestFirstLinePlain(t *testing.T) {
	for _, prompt := range []string{"db> ", "Name: "} {
		for _, wait := range []time.Duration{0, 5 * time.Second} {
			r := newRig(t, always, 200*ms, 60, 10, prompt, func(k string) string { return k })
			r.run(wait)
			r.keys(300*ms, "abc")
			r.keys(1*ms, "de")
			want := prompt + "abc"
			if wait > 0 {
				want += "de"
			}
			r.wants(0, want)
			r.settled()
		}
	}
	r := newRig(t, always, 200*ms, 60, 10, "Password: ", func(k string) string { return k })
	r.run(time.Minute)
	r.keys(300*ms, "abc")
	r.keys(1*ms, "de")
	r.wants(0, "Password: abc") // never
}

// TestForeignOutput: a program writes while a line is being typed.
func TestForeignOutput(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := proven(t, always, 200*ms, s)
	r.keys(50*ms, "echo on")
	r.write("\r\n[1]+ Done\r\n" + s.prompt + string(s.line))
	r.keys(50*ms, "e two")
	r.run(400 * ms)
	r.keys(150*ms, " ab")
	r.keys(1*ms, "cd")
	r.wants(6, "me$ echo one two abcd")
	r.settled()
}

// TestConsumed: what was typed ahead went to a program that is gone when the
// prompt comes; it is not shown there.
func TestConsumed(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := proven(t, always, 300*ms, s)
	r.keys(1*ms, "ask Password: ", "\r")
	if r.watched(1*ms, "QWXYZ", "QWXYZ", "\r") {
		t.Error("shown")
	}
	r.keys(5*ms, "next")
	r.wants(6, "me$ next")
	r.settled()
}

// TestMotion: plain cursor keys of a full-screen program move the cursor at
// once, after they have been seen to do so.
func TestMotion(t *testing.T) {
	v := &editor{lines: []string{"first line", "second line", "x", "the fourth line", "last"}, rows: 10}
	r := newRig(t, always, 200*ms, 60, 10, v.paint(), v.key)
	r.keys(5*ms, "j")
	r.wantsCursor(0, 0) // nothing known
	r.run(time.Second)
	r.keys(300*ms, "ll")
	r.keys(1*ms, "l")
	r.wantsCursor(1, 3)
	r.keys(1*ms, "k", "j", "j")
	r.wantsCursor(2, 0) // a short line
	r.wants(2, "x")
	r.settled()
	r.keys(300*ms, "j")
	r.app = func(string) string { return "" }
	r.keys(1*ms, "k")
	r.wantsCursor(2, 0)
	r.run(time.Second)
	r.keys(1*ms, "k")
	r.wantsCursor(3, 0) // it was wrong
	r.settled()
}

// TestEditorKeys: keys in a text editor that says it is inserting.
func TestEditorKeys(t *testing.T) {
	tests := []struct {
		keys   []string
		row    int
		want   string
		curRow int
		curCol int
	}{
		{[]string{"\x1b[H", "X"}, 1, "Xmiddleab", 1, 1},
		{[]string{"\x1b[H", "\x1b[3~", "\x1b[C"}, 1, "iddleab", 1, 1},
		{[]string{"\x1b[D", "\x7f", "\x1b[F", "Y"}, 1, "middlebY", 1, 8},
		{[]string{"\x1b[A"}, 1, "middleab", 0, 5},
		{[]string{"\x1b[B", "Z"}, 2, "endZ", 2, 4},
		{[]string{"\x1b[A", "\x1b[B"}, 1, "middleab", 1, 8}, // back to the column it came from
		{[]string{"\r"}, 2, "", 2, 0},
		{[]string{"\x1b[D", "\r", "x"}, 2, "xb", 2, 1},
	}
	for _, tt := range tests {
		v := &editor{lines: []string{"first", "middle", "end"}, rows: 10, row: 1, col: 6, insert: true}
		r := newRig(t, always, 200*ms, 60, 10, v.paint(), v.key)
		r.keys(300*ms, "ab")
		for _, k := range tt.keys {
			r.num++
			r.e.Type(r.now, []byte(k), r.num)
		}
		r.wants(tt.row, tt.want)
		r.wantsCursor(tt.curRow, tt.curCol)
	}
}

// TestEnterBelowStatus: a chat client has its input line at the bottom, below
// a status line; Enter does not scroll these two.
func TestEnterBelowStatus(t *testing.T) {
	line := ""
	draw := func() string { return "\x1b[10;1H[#room] " + line + "\x1b[K" }
	bar := "\x1b[9;1H\x1b[44m" + strings.Repeat("=", 60) + "\x1b[m"
	r := newRig(t, always, 200*ms, 60, 10, bar+draw(), func(k string) string {
		if k != "\r" {
			line += k
			return draw()
		}
		line = ""
		return draw()
	})
	for range 3 {
		r.keys(300*ms, "hello", "\r")
		r.run(time.Second)
	}
	r.keys(10*ms, "now", "\r")
	r.wants(8, strings.Repeat("=", 60))
	r.settled()
}
