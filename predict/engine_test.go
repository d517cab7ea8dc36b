package predict

import (
	"strings"
	"testing"
	"time"

	"gomosh/term"
)

var always = Options{Preference: Always}

func TestFirstLine(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := newRig(t, always, 300*ms, 60, 10, s.start(), s.key)
	r.keys(100*ms, "ab")
	r.wants(0, "me$") // nothing is known of this prompt
	r.run(100 * ms)   // the first answer comes, long before its echo acknowledgement
	if r.frame.EchoAck != 0 {
		t.Fatal("the echo acknowledgement is there already")
	}
	r.wants(0, "me$ ab")
	r.key("c")
	r.wants(0, "me$ abc")
	r.wantsCursor(0, 7)
	r.settled()
}

func TestAfterEnter(t *testing.T) {
	for _, editing := range []bool{true, false} {
		r := proven(t, always, 300*ms, &shell{prompt: "me$ ", editing: editing})
		r.wants(4, "me$")
		r.keys(50*ms, "fast")
		r.wants(4, "me$ fast") // no proof needed any more
		r.key("\r")
		r.wantsCursor(5, 0)
		r.run(50 * ms)
		r.keys(100*ms, "xy")
		r.wants(5, "") // the new prompt has not come
		r.run(60 * ms) // it comes; the answer to x is still under way
		r.wants(5, "did fast")
		if editing {
			r.wants(6, "me$ xy")
		}
		r.keys(100*ms, "zzz")
		r.wants(6, "me$ xyzzz")
		r.settled()
	}
}

// TestLockOut: whoever goes on typing while a guess is found to be wrong sees
// new guesses within one more answer.
func TestLockOut(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	wrong := false
	r := proven(t, always, 300*ms, s)
	r.app = func(k string) string {
		if k == "!" && !wrong {
			wrong = true
			s.line, s.at = []rune("something else"), 14
			return s.key("\x05")
		}
		return s.key(k)
	}
	r.keys(100*ms, "ab!")
	r.wants(4, "me$ ab!")
	r.keys(100*ms, "cdefghijk")
	r.run(50 * ms)
	r.key("l")
	r.wants(4, "me$ something elsecdefghijkl")
	if got := r.e.Counts().Wrong; got == 0 || got > 8 {
		t.Errorf("%d keys counted as wrong", got)
	}
	r.settled()
}

// TestHeal: a wrong guess goes away with the frame that disproves it, and what
// is typed after that shows at the right place.
func TestHeal(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := proven(t, always, 200*ms, s)
	r.app = func(k string) string {
		if k == "?" {
			return "\a"
		}
		return s.key(k)
	}
	r.keys(10*ms, "a?")
	r.wants(4, "me$ a?")
	r.run(191 * ms)
	r.wants(4, "me$ a?") // unanswered: the echo acknowledgement says so 50 ms later
	r.run(60 * ms)
	r.wants(4, "me$ a")
	r.keys(250*ms, "b")
	r.keys(10*ms, "cd")
	r.wants(4, "me$ abcd")
	r.settled()
	if got := r.e.Counts().Wrong; got != 1 {
		t.Errorf("%d wrong", got)
	}
}

// TestEditing: keys of line editors, shown at once.
func TestEditing(t *testing.T) {
	tests := []struct {
		keys []string
		want string
		col  int
	}{
		{[]string{"abc", "\x7f"}, "me$ ab", 6},
		{[]string{"abc", "\x7f", "\x7f", "\x7f", "\x7f", "\x7f"}, "me$", 4}, // not into the prompt
		{[]string{"abc", "\x1b[D", "\x1b[D", "X"}, "me$ aXbc", 6},
		{[]string{"abc", "\x1b[D", "\x1b[D", "\x1b[D", "\x1b[D", "\x1b[C"}, "me$ abc", 5},
		{[]string{"abc", "\x1bOD", "\x7f"}, "me$ ac", 5},
		{[]string{"abc", "\x01", "X"}, "me$ Xabc", 5},
		{[]string{"abc", "\x1b[H", "\x1b[3~"}, "me$ bc", 4},
		{[]string{"abc", "\x01", "\x05", "X"}, "me$ abcX", 8},
		{[]string{"abc ", "\x01", "\x1b[F", "X"}, "me$ abc X", 9}, // the blank counts
		{[]string{"abc", "\x02", "\x02", "\x0b"}, "me$ a", 5},
		{[]string{"one two", "\x17", "X"}, "me$ one X", 9},
		{[]string{"one two", "\x15", "X"}, "me$ X", 5},
		{[]string{"one two", "\x17", "\x19", "\x19"}, "me$ one twotwo", 14},
		{[]string{"one two", "\x1bb", "\x1bb", "X"}, "me$ Xone two", 5},
		{[]string{"one two", "\x01", "\x1bf", "X"}, "me$ oneX two", 8},
		{[]string{"one two", "\x1b[1;5D", "\x1bd"}, "me$ one", 8},
		{[]string{"one two", "\x1b\x7f", "\x1b\x7f"}, "me$", 4},
		{[]string{"日本語", "\x7f"}, "me$ 日本", 8},
		{[]string{"日本", "\x1b[D", "x"}, "me$ 日x本", 7},
		{[]string{"e\u0301a"}, "me$ e\u0301a", 6},
		{[]string{"\x1b[200~pasted\x1b[201~!"}, "me$ pasted!", 11},
	}
	for _, tt := range tests {
		r := proven(t, always, 400*ms, &shell{prompt: "me$ ", editing: true})
		for _, k := range tt.keys {
			if k[0] < 0x20 || k[0] == 0x7f {
				r.num++
				r.e.Type(r.now, []byte(k), r.num)
				continue
			}
			for _, c := range k {
				r.num++
				r.e.Type(r.now, []byte(string(c)), r.num)
			}
		}
		if got := r.row(4); got != tt.want {
			t.Errorf("%q: row %q, want %q", tt.keys, got, tt.want)
		}
		if c := r.display().Cursor; c.Row != 4 || c.Col != tt.col {
			t.Errorf("%q: cursor at %d, %d, want 4, %d", tt.keys, c.Row, c.Col, tt.col)
		}
	}
}

// TestWordRules: where line editors differ about words, the guess is shown only
// after one of them has been right.
func TestWordRules(t *testing.T) {
	s := &shell{prompt: "me> ", editing: true}
	r := proven(t, always, 200*ms, s)
	r.keys(10*ms, "cp a/b", "\x17")
	r.wants(4, "me> cp a/b")
	r.run(time.Second)
	r.wants(4, "me> cp")
	r.keys(10*ms, "c/d", "\x17")
	r.wants(4, "me> cp")
	r.settled()
}

func TestWrap(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := proven(t, always, 2*time.Second, s)
	long := strings.Repeat("x", 56)
	type1 := func(s string) {
		for _, c := range s {
			r.num++
			r.e.Type(r.now, []byte(string(c)), r.num)
		}
	}
	type1(long)
	r.wantsCursor(5, 0)
	type1("yz")
	r.wants(5, "yz")
	type1("\x7f\x7f\x7f")
	r.wantsCursor(4, 59)
	r.wants(4, "me$ "+long[1:])
	r.wants(5, "")
	type1("\x01!")
	r.wants(4, "me$ !"+long[1:])
	type1("\x05" + strings.Repeat("abcdefghij", 31))
	if got := r.row(9); got != strings.Repeat("abcdefghij", 5)[:0] && len(got) > 60 {
		t.Errorf("last row %q", got)
	}
	if c := r.display().Cursor; c.Row != 9 {
		t.Errorf("cursor in row %d", c.Row)
	}
}

// TestBottom: Enter on the last row moves the screen up.
func TestBottom(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := proven(t, always, 300*ms, s)
	for range 5 {
		r.keys(400*ms, "ls", "\r")
	}
	r.run(time.Second)
	r.wants(9, "me$")
	r.keys(10*ms, "pwd", "\r")
	r.wants(8, "me$ pwd")
	r.wants(9, "")
	r.wantsCursor(9, 0)
	r.keys(95*ms, "abc")
	r.wants(9, "")
	r.run(10 * ms)
	r.wants(9, "me$ abc")
	r.run(10 * ms)
	r.wants(9, "me$ abc")
	r.settled()
}

func TestRightPrompt(t *testing.T) {
	r := proven(t, always, 300*ms, &shell{prompt: "me$ ", editing: true, rprompt: "[right]"})
	prompt := r.row(4)
	if !strings.HasSuffix(prompt, "[right]") {
		t.Fatalf("row %q", prompt)
	}
	r.keys(5*ms, "echo x", "\x1b[D", "yy", "\x7f")
	if got, want := r.row(4), "me$ echo yx"+prompt[11:]; got != want {
		t.Errorf("row %q, want %q", got, want)
	}
	r.settled()
}

// TestNewSuggestion: a suggestion gives way to another with the same end, which
// says nothing of how text is inserted; and one that may be under way is not
// accepted blindly.
func TestNewSuggestion(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	s.suggest = func(line string) string {
		switch line {
		case "l":
			return "s -la /etc"
		case "lX":
			return " -la /etc"
		}
		return ""
	}
	r := proven(t, always, 300*ms, s)
	r.keys(10*ms, "l")
	r.run(time.Second)
	r.keys(10*ms, "X")
	r.wants(4, "me$ lX")
	r.run(time.Second)
	r.wants(4, "me$ lX -la /etc")
	r.keys(10*ms, "\x01", "z")
	if got := r.row(4); !strings.HasPrefix(got, "me$ zlX") {
		t.Errorf("a character typed at the begin gives %q", got)
	}
	r.settled()
	r.keys(10*ms, "\x15", "\x0b", "l", "\x1b[C")
	r.wantsCursor(4, 5)
	r.keys(10*ms, "!")
	r.wants(4, "me$ l") // where that goes is not known
	r.settled()
	r.wants(4, "me$ ls -la /etc!")
}

func TestSuggestion(t *testing.T) {
	full := "git status"
	s := &shell{prompt: "me$ ", editing: true}
	s.suggest = func(line string) string {
		if line != "" && strings.HasPrefix(full, line) {
			return full[len(line):]
		}
		return ""
	}
	r := proven(t, always, 300*ms, s)
	r.keys(10*ms, "g")
	r.run(time.Second)
	r.wants(4, "me$ git status")
	r.keys(10*ms, "it")
	r.wants(4, "me$ git status") // as suggested
	r.wantsCursor(4, 7)
	if g := r.display().Glyph(4, 6); g.Style.FG != (term.Style{}).FG {
		t.Errorf("a typed character looks like a suggestion: %+v", g.Style)
	}
	r.keys(10*ms, "X")
	r.wants(4, "me$ gitX") // not as suggested
	r.settled()
	r.keys(10*ms, "\x15", "g")
	r.run(time.Second)
	r.wants(4, "me$ git status")
	r.keys(10*ms, "\x1b[C", "!")
	r.wants(4, "me$ git status!")
	r.settled()
}

// TestPanes: typing into one of two panes leaves the border and the other
// alone.
func TestPanes(t *testing.T) {
	s := &shell{prompt: "me$ "}
	paint := "\x1b[?2004h"
	for row := range 9 {
		paint += "\x1b[" + string(rune('1'+row)) + ";30H│ other text"
	}
	paint += "\x1b[10;1H\x1b[42m[0] status" + strings.Repeat(" ", 50) + "\x1b[m\x1b[1;1H"
	r := newRig(t, always, 300*ms, 60, 10, paint+"me$ ", func(k string) string {
		if k == "\r" {
			s.line, s.at = nil, 0
			return "\r\n" + s.prompt
		}
		return strings.Replace(s.key(k), "\x1b[K", "  ", 1)
	})
	r.keys(400*ms, "ok", "\r", "ok", "\r")
	r.run(time.Second)
	r.keys(5*ms, "abc", "\x1b[D", "\x1b[D", "X", "\x7f", "YY")
	r.wants(2, "me$ aYYbc"+strings.Repeat(" ", 20)+"│ other text")
	r.settled()
}

func TestOverwrite(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := proven(t, Options{Preference: Always, Overwrite: true}, 300*ms, s)
	r.keys(5*ms, "abc", "\x01", "X")
	r.wants(4, "me$ Xbc")
	r.settled()
}

func TestPasteAndResize(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := proven(t, always, 300*ms, s)
	r.num++
	num := r.num
	r.app = func(string) string { return "" }
	r.e.Paste(r.now, num)
	r.wants(4, "me$")
	r.keys(5*ms, "x")
	r.wants(4, "me$")
	r.write("pas") // part of the answer
	r.run(152 * ms)
	r.wants(4, "me$ pas")
	r.echo = num
	r.write("ted")
	r.run(160 * ms)
	r.wants(4, "me$ pasted")
	r.settled()

	r = proven(t, always, 300*ms, s)
	r.keys(5*ms, "abc")
	r.wants(4, "me$ abc")
	r.e.Reset()
	r.wants(4, "me$")
	r.keys(5*ms, "d")
	r.wants(4, "me$") // abc may or may not be there before it
	r.run(time.Second)
	r.keys(400*ms, "e")
	r.keys(5*ms, "f")
	r.wants(4, "me$ abcdef")
	r.em.Resize(50, 10)
	r.send()
	r.keys(5*ms, "f")
	r.run(150 * ms)
	r.settled()
}

// TestRecall: a line that came from elsewhere can be edited at once.
func TestRecall(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := proven(t, always, 300*ms, s)
	s.history = nil // not what was typed here
	r.keys(100*ms, "\x1b[A", "x")
	r.wants(4, "me$")
	r.run(110 * ms) // the recalled line comes
	r.wants(4, "me$ recalled commandx")
	r.keys(5*ms, "\x01", "!")
	r.wants(4, "me$ !recalled commandx")
	r.settled()
}

// TestHistory: the arrow up is foreseen once it has brought back what was
// typed, until it brings something else.
func TestHistory(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := proven(t, always, 300*ms, s)
	r.keys(400*ms, "one", "\r", "two words", "\r")
	r.run(time.Second)
	r.wants(8, "me$")
	r.keys(5*ms, "\x1b[A")
	r.wants(8, "me$") // not proven
	r.run(time.Second)
	r.wants(8, "me$ two words")
	r.keys(5*ms, "\x1b[A")
	r.wants(8, "me$ one")
	r.keys(5*ms, "\x7f", "ly")
	r.wants(8, "me$ only")
	r.run(time.Second)
	r.keys(5*ms, "\r")
	r.run(time.Second)
	s.history = append(s.history, "from elsewhere")
	r.keys(5*ms, "\x1b[A")
	r.wants(9, "me$ only") // wrong
	r.run(time.Second)
	r.wants(9, "me$ from elsewhere")
	r.keys(400*ms, "\r")
	r.run(time.Second)
	r.keys(5*ms, "\x1b[A")
	r.wants(9, "me$")
	r.settled()
}

func TestNever(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := proven(t, Options{Preference: Never}, 300*ms, s)
	r.keys(5*ms, "abc")
	r.wants(4, "me$")
	if _, ok := r.e.Deadline(); ok {
		t.Error("an idle engine has a deadline")
	}
	r.settled()
}

func TestAdaptive(t *testing.T) {
	adaptive := Options{}
	r := proven(t, adaptive, 40*ms, &shell{prompt: "me$ ", editing: true})
	r.keys(5*ms, "a")
	r.wants(4, "me$") // a fast link
	d, ok := r.e.Deadline()
	if want := r.now.Add(-5 * ms).Add(250 * ms); !ok || !d.Equal(want) {
		t.Errorf("deadline %v %v, want %v", d, ok, want)
	}
	r.plan = nil // it stalls
	r.run(244 * ms)
	r.wants(4, "me$")
	r.run(1 * ms)
	r.wants(4, "me$ a")
	if g := r.display().Glyph(4, 4); g.Style.Underline != term.UnderlineNone {
		t.Error("underlined after a quarter of a second")
	}
	r.run(5 * time.Second)
	if g := r.display().Glyph(4, 4); g.Style.Underline != term.UnderlineSingle {
		t.Error("not underlined after five seconds")
	}

	r = proven(t, adaptive, 100*ms, &shell{prompt: "me$ ", editing: true})
	r.keys(5*ms, "a")
	r.wants(4, "me$ a")
	if g := r.display().Glyph(4, 4); g.Style.Underline != term.UnderlineNone {
		t.Error("underlined on a link of 100 ms")
	}
	r = proven(t, adaptive, 400*ms, &shell{prompt: "me$ ", editing: true})
	r.keys(5*ms, "a b")
	d2 := r.display()
	for col, want := range map[int]term.UnderlineKind{3: 0, 4: 1, 5: 0, 6: 1, 7: 0} {
		if g := d2.Glyph(4, col); g.Style.Underline != want {
			t.Errorf("column %d: underline %v, want %v", col, g.Style.Underline, want)
		}
	}
}

func TestTrigger(t *testing.T) {
	var tr trigger
	steps := []struct {
		interval   time.Duration
		pending    bool
		show, flag bool
	}{
		{30 * ms, false, false, false}, {31 * ms, false, true, false}, {21 * ms, false, true, false}, {20 * ms, true, true, false},
		{20 * ms, false, false, false}, {81 * ms, false, true, true}, {51 * ms, false, true, true}, {50 * ms, false, true, false},
	}
	for i, s := range steps {
		tr.pace(s.interval, s.pending)
		if tr.show() != s.show || tr.underline() != s.flag {
			t.Errorf("step %d: show %v flag %v", i, tr.show(), tr.underline())
		}
	}
	tr = trigger{}
	tr.waiting(249 * ms)
	if tr.show() {
		t.Error("shows too early")
	}
	tr.waiting(250 * ms)
	now := epoch
	for i := range 10 {
		if !tr.show() {
			t.Errorf("cured after %d", i)
		}
		tr.confirmed(now, 249*ms)
		tr.confirmed(now.Add(149*ms), 10*ms) // too soon
		tr.confirmed(now.Add(149*ms), 250*ms)
		now = now.Add(150 * ms)
	}
	if tr.show() {
		t.Error("not cured after ten")
	}
	tr.waiting(5 * time.Second)
	if !tr.underline() {
		t.Error("a stall is not underlined")
	}
}

// TestRightPromptReached: a line that grows into the right prompt ends it.
func TestRightPromptReached(t *testing.T) {
	r := proven(t, always, 2*time.Second, &shell{prompt: "me$ ", editing: true, rprompt: "[right]"})
	r.keys(ms, strings.Repeat("x", 45))
	if got := r.row(4); !strings.HasSuffix(got, "[right]") {
		t.Errorf("row %q", got)
	}
	r.keys(ms, strings.Repeat("x", 6))
	r.wants(4, "me$ "+strings.Repeat("x", 51))
}

// TestRecallWrapped: what came from elsewhere may fill more than a row.
func TestRecallWrapped(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := proven(t, always, 200*ms, s)
	long := strings.Repeat("word ", 16)
	s.history = []string{long}
	first := true
	r.app = func(k string) string {
		if first {
			first = false
			return long
		}
		return k
	}
	r.keys(500*ms, "\x1b[A")
	r.keys(ms, "!")
	r.wants(5, long[56:]+"!")
	r.keys(ms, "\x01")
	r.wantsCursor(4, 4)
}
