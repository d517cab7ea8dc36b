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
// nothing tells it from one that is not, and the first is never believed.
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
		if line == 0 {
			r.wants(line, "ab") // it may be typed ahead
		} else {
			r.wants(line, "abcdef")
		}
		r.keys(500*ms, "\r")
	}
	r.settled()
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
