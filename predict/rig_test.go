package predict

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gomosh/term"
)

const ms = time.Millisecond

// An app is a scripted application: it is given a key and returns what it
// writes.
type app func(key string) string

// A rig is an engine, an application behind a link with delay, and a clock.
type rig struct {
	t     testing.TB
	e     *Engine
	em    *term.Emulator
	app   app
	delay time.Duration // each way
	now   time.Time
	num   uint64
	plan  []event
	frame Frame
	acked uint64 // at the server
	echo  uint64
}

type event struct {
	at time.Time
	do func()
}

func newRig(t testing.TB, o Options, rtt time.Duration, cols, rows int, start string, a app) *rig {
	r := &rig{t: t, e: NewEngine(o), em: term.NewEmulator(cols, rows), app: a, delay: rtt / 2, now: epoch}
	r.write(start)
	r.run(time.Second)
	return r
}

func (r *rig) after(d time.Duration, do func()) {
	at := r.now.Add(d)
	i := len(r.plan)
	for i > 0 && r.plan[i-1].at.After(at) {
		i--
	}
	r.plan = append(r.plan[:i], append([]event{{at, do}}, r.plan[i:]...)...)
}

// run lets time pass.
func (r *rig) run(d time.Duration) {
	end := r.now.Add(d)
	for len(r.plan) > 0 && !r.plan[0].at.After(end) {
		ev := r.plan[0]
		r.plan = r.plan[1:]
		r.now = ev.at
		ev.do()
	}
	r.now = end
}

// write is output of the application.
func (r *rig) write(s string) {
	r.em.Write([]byte(s))
	r.send()
}

// send sends the server's state to the client.
func (r *rig) send() {
	f := Frame{Screen: r.em.Snapshot(), EchoAck: r.echo, Acked: r.acked}
	r.after(r.delay, func() {
		interval := min(max(r.delay, 20*ms), 250*ms)
		f.SRTT, f.SendInterval = 2*r.delay, interval
		if f.Screen.Equal(screenOf(r.frame)) {
			f.Screen = r.frame.Screen
		}
		r.frame = f
		r.e.Frame(r.now, f)
	})
}

func screenOf(f Frame) *term.Screen {
	if f.Screen == nil {
		return term.NewScreen(1, 1)
	}
	return f.Screen
}

// key types one key.
func (r *rig) key(k string) {
	r.num++
	num := r.num
	r.e.Type(r.now, []byte(k), num)
	r.after(r.delay, func() {
		r.acked = num
		r.write(r.app(k))
		r.after(50*ms, func() {
			r.echo = num
			r.send()
		})
	})
}

// keys types several, with a pause after each; characters one by one.
func (r *rig) keys(gap time.Duration, ks ...string) {
	for _, k := range ks {
		if k[0] < 0x20 || k[0] == 0x7f {
			r.key(k)
			r.run(gap)
			continue
		}
		for _, c := range k {
			r.key(string(c))
			r.run(gap)
		}
	}
}

// display returns what the user sees.
func (r *rig) display() *term.Screen { return r.e.Overlay(r.now, r.frame.Screen) }

// row returns the text the user sees in a row.
func (r *rig) row(n int) string { return rowText(r.display(), n) }

// wants checks the text of a row.
func (r *rig) wants(row int, text string) {
	r.t.Helper()
	if got := r.row(row); got != text {
		r.t.Errorf("row %d shows %q, want %q", row, got, text)
	}
}

// wantsCursor checks the place of the cursor.
func (r *rig) wantsCursor(row, col int) {
	r.t.Helper()
	if c := r.display().Cursor; c.Row != row || c.Col != col {
		r.t.Errorf("cursor at %d, %d, want %d, %d", c.Row, c.Col, row, col)
	}
}

// settled checks that, with all answered, the user sees the server's screen.
func (r *rig) settled() {
	r.t.Helper()
	r.run(10 * time.Second)
	if d := r.display(); d != r.frame.Screen || !d.Equal(r.em.Snapshot()) {
		r.t.Error("the display is not the server's screen after the last answer")
	}
}

// A shell is a line editor that redraws its line after each key, and runs
// commands that print a line.
type shell struct {
	prompt, rprompt string
	suggest         func(line string) string
	editing         bool // announces bracketed paste
	line            []rune
	at              int
	run             func(command string) string // output; nil: "did COMMAND"
	asking          bool                        // a program reads a line without echo
	masked          bool                        // … or shows stars
	cols            int
	history         []string
	back            int
}

// start returns the first output.
func (s *shell) start() string {
	s.line, s.at, s.back = nil, 0, 0
	out := s.prompt
	if s.rprompt != "" {
		out = fmt.Sprintf("\r\x1b[%dG%s\r%s", s.cols-len(s.rprompt), s.rprompt, s.prompt)
	}
	if s.editing {
		out = "\x1b[?2004h" + out
	}
	return out
}

func (s *shell) off() string {
	if s.editing {
		return "\x1b[?2004l"
	}
	return ""
}

func (s *shell) key(k string) string {
	if s.asking {
		switch {
		case k == "\r":
			s.asking = false
			return "\r\n" + s.start()
		case s.masked:
			return "*"
		}
		return ""
	}
	switch k {
	case "\r":
		line := string(s.line)
		out := "\x1b[K\r\n" + s.off()
		s.history = append(s.history, line)
		switch {
		case strings.HasPrefix(line, "ask"):
			s.asking, s.masked = true, line == "askstars"
			return out + strings.TrimPrefix(line, "ask ")
		case s.run != nil:
			out += s.run(line)
		case line != "":
			out += "did " + line + "\r\n"
		}
		return out + s.start()
	case "\x7f":
		if s.at > 0 {
			s.line = append(s.line[:s.at-1], s.line[s.at:]...)
			s.at--
		}
	case "\x1b[D":
		s.at = max(0, s.at-1)
	case "\x1b[C":
		if s.at == len(s.line) && s.suggest != nil {
			s.line = append(s.line, []rune(s.suggest(string(s.line)))...)
			s.at = len(s.line)
		}
		s.at = min(len(s.line), s.at+1)
	case "\x01", "\x1b[H":
		s.at = 0
	case "\x05", "\x1b[F":
		s.at = len(s.line)
	case "\x0b":
		s.line = s.line[:s.at]
	case "\x15":
		s.line, s.at = append([]rune{}, s.line[s.at:]...), 0
	case "\x17":
		i := s.at
		for i > 0 && s.line[i-1] == ' ' {
			i--
		}
		for i > 0 && s.line[i-1] != ' ' {
			i--
		}
		s.line, s.at = append(append([]rune{}, s.line[:i]...), s.line[s.at:]...), i
	case "\x1b[A":
		if s.back++; s.back > len(s.history) {
			s.line = []rune("recalled command")
		} else {
			s.line = []rune(s.history[len(s.history)-s.back])
		}
		s.at = len(s.line)
	case "\x1b[B":
		s.line = nil
		if s.back = max(0, s.back-1); s.back > 0 {
			s.line = []rune(s.history[len(s.history)-s.back])
		}
		s.at = len(s.line)
	default:
		if k[0] < 0x20 {
			return ""
		}
		s.line = append(s.line[:s.at], append([]rune(k), s.line[s.at:]...)...)
		s.at += len([]rune(k))
	}
	out := "\r" + s.prompt + string(s.line)
	if s.suggest != nil && s.at == len(s.line) {
		out += "\x1b[38;5;240m" + s.suggest(string(s.line)) + "\x1b[m"
	}
	if s.rprompt == "" {
		out += "\x1b[K"
	} else {
		out += " "
	}
	width := 0
	for _, c := range s.line[:s.at] {
		width += max(0, term.RuneWidth(c))
	}
	return out + fmt.Sprintf("\r\x1b[%dC", len(s.prompt)+width)
}

// proven is a rig with a shell at whose prompt two commands were typed.
func proven(t testing.TB, o Options, rtt time.Duration, s *shell) *rig {
	s.cols = 60
	r := newRig(t, o, rtt, 60, 10, s.start(), s.key)
	for range 2 {
		r.keys(rtt+100*ms, "ok", "\r")
	}
	r.run(2 * time.Second)
	return r
}
