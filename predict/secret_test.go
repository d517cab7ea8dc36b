package predict

import (
	"strings"
	"testing"
	"time"

	"gomosh/term"
)

// holds reports whether any cell shows one of the characters.
func holds(s *term.Screen, chars string) bool {
	cols, rows := s.Size()
	for row := range rows {
		for col := range cols {
			if g := s.Glyph(row, col); g.Text != "" && strings.Contains(chars, g.Text) {
				return true
			}
		}
	}
	return false
}

// watched types keys and reports whether any frame the user saw held one of
// the characters.
func (r *rig) watched(gap time.Duration, chars string, keys ...string) bool {
	seen := false
	var last *term.Screen
	look := func() {
		d := r.display()
		seen = seen || d != last && holds(d, chars)
		last = d
	}
	wait := func(d time.Duration) {
		for end := r.now.Add(d); r.now.Before(end); {
			r.run(min(10*ms, end.Sub(r.now)))
			look()
		}
	}
	for _, k := range keys {
		if k[0] < 0x20 || k[0] == 0x7f {
			r.key(k)
			look()
			wait(gap)
			continue
		}
		for _, c := range k {
			r.key(string(c))
			look()
			wait(gap)
		}
	}
	wait(5 * time.Second)
	return seen
}

// TestNoEcho: what is typed at a prompt that does not echo never appears, not
// for a frame, neither when it was waited for nor when it was typed ahead, at
// any speed, in any mode but the experimental one.
func TestNoEcho(t *testing.T) {
	const secret = "QWXYZ!%&"
	for _, o := range []Options{{}, always, {Preference: Always, Overwrite: true}} {
		for _, editing := range []bool{true, false} {
			for _, command := range []string{"ask Password: ", "ask > ", "ask", "ask me> ", "askstars"} {
				for _, rtt := range []time.Duration{0, 100 * ms, 1000 * ms} {
					for _, gap := range []time.Duration{1 * ms, 30 * ms, 110 * ms} {
						for _, wait := range []time.Duration{0, 2 * time.Second} {
							r := proven(t, o, rtt, &shell{prompt: "me$ ", editing: editing})
							r.keys(gap, command, "\r")
							r.run(wait)
							if r.watched(gap, secret, secret, "\r", "ok") {
								t.Errorf("%+v, line editor %v, %q, RTT %v, a key each %v, typed after %v: shown", o, editing, command, rtt, gap, wait)
							}
							r.settled()
						}
					}
				}
			}
		}
	}
}

// TestNoEchoUnknown: the same before anything was learned.
func TestNoEchoUnknown(t *testing.T) {
	for _, prompt := range []string{"Password: ", "", "$ ", "\x1b[?2004hlogin> "} {
		r := newRig(t, always, 200*ms, 60, 10, prompt, func(string) string { return "" })
		if r.watched(30*ms, "QWXYZ", "QWXYZ", "\x7f", "\x1b[D", "QW", "\r", "QX", "\r", "ZZ") {
			t.Errorf("%q: shown", prompt)
		}
	}
}

// TestNoEchoAfterEcho: a program asks for a name, then for a password, with the
// same words.
func TestNoEchoAfterEcho(t *testing.T) {
	for _, prompt := range []string{"Value: ", "Password: ", "> "} {
		lines := 0
		r := newRig(t, always, 200*ms, 60, 10, prompt, func(k string) string {
			switch {
			case k == "\r":
				lines++
				return "\r\n" + prompt
			case lines == 1:
				return ""
			}
			return k
		})
		r.keys(300*ms, "name", "\r")
		r.run(time.Second)
		if r.watched(50*ms, "QWXYZ", "QWXYZ", "\r") {
			t.Errorf("%q: shown", prompt)
		}
	}
}

// TestNoEchoBySetting: a command turns echo off at the same prompt.
func TestNoEchoBySetting(t *testing.T) {
	s := &shell{prompt: "me$ ", editing: true}
	r := proven(t, always, 300*ms, s)
	r.keys(100*ms, "stty -echo", "\r")
	r.app = func(string) string { return "" }
	if r.watched(100*ms, "QWXYZ", "QWXYZ") {
		t.Error("shown")
	}
}

// TestExperimental shows everything, as it says.
func TestExperimental(t *testing.T) {
	r := newRig(t, Options{Preference: Experimental}, 200*ms, 60, 10, "Password: ", func(string) string { return "" })
	r.keys(10*ms, "QW")
	r.wants(0, "Password: QW")
	r.settled()

	s := &shell{prompt: "me$ ", editing: true}
	r = newRig(t, Options{Preference: Experimental}, 200*ms, 60, 10, s.start(), s.key)
	r.keys(5*ms, "ls", "\r", "ab")
	r.wants(0, "me$ ls")
	r.wants(1, "ab")
	r.settled()
}

// TestNoEchoBehindSlowCommand: two commands are typed ahead of a slow one, and
// the secret that the second will ask for. While the slow one runs the
// terminal echoes, all it is given; then the prompt comes back for a moment.
func TestNoEchoBehindSlowCommand(t *testing.T) {
	const secret = "aQWXYZ" // begins like the command
	for _, rtt := range []time.Duration{0, 60 * ms, 300 * ms, 1000 * ms} {
		for _, gap := range []time.Duration{2 * ms, 25 * ms, 90 * ms} {
			for _, slow := range []time.Duration{50 * ms, 400 * ms, 1500 * ms} {
				s := &shell{prompt: "me$ ", editing: true}
				r := proven(t, always, rtt, s)
				var buffer []string
				busy := false
				r.app = func(k string) string {
					if busy {
						buffer = append(buffer, k)
						return strings.ReplaceAll(k, "\r", "\r\n") // the terminal's own echo
					}
					if k == "\r" && string(s.line) == "slow" {
						busy = true
						r.after(slow, func() {
							busy = false
							r.write(s.start())
							for i, k := range buffer {
								r.after(time.Duration(i)*ms, func() { r.write(s.key(k)) })
							}
							buffer = nil
						})
						return "\r\n" + s.off()
					}
					return s.key(k)
				}
				w := watch(r)
				for _, k := range "slow\rask pw: \r" + secret + "\r" {
					r.key(string(k))
					w.run(gap)
				}
				w.run(3 * time.Second)
				for c := range w.unechoed() {
					t.Errorf("RTT %v, a key each %v, slow for %v: %+v", rtt, gap, slow, c)
				}
				r.settled()
			}
		}
	}
}

// A shown is a character in a place.
type shown struct {
	row, col int
	text     string
}

// A watcher tells what the user saw from what the server's screen held: a
// terminal may echo the begin of what is typed ahead.
type watcher struct {
	r            *rig
	seen, echoed map[shown]bool
	lastSeen     *term.Screen
	lastEchoed   *term.Screen
}

func watch(r *rig) *watcher {
	return &watcher{r: r, seen: map[shown]bool{}, echoed: map[shown]bool{}}
}

func (w *watcher) look() {
	d := w.r.display()
	if d != w.lastSeen {
		note(w.seen, d)
	}
	if s := w.r.frame.Screen; s != w.lastEchoed {
		note(w.echoed, s)
		w.lastEchoed = s
	}
	w.lastSeen = d
}

// note puts the characters of secrets on s into m.
func note(m map[shown]bool, s *term.Screen) {
	cols, rows := s.Size()
	for row := range rows {
		for col := range cols {
			if g := s.Glyph(row, col); g.Text != "" && strings.Contains("QWXYZ!%&", g.Text) {
				m[shown{row, col, g.Text}] = true
			}
		}
	}
}

// run lets time pass and looks all the while.
func (w *watcher) run(d time.Duration) {
	w.look()
	for ; d > 0; d -= ms {
		w.r.run(ms)
		w.look()
	}
}

// unechoed returns what the user saw and the server never showed.
func (w *watcher) unechoed() map[shown]bool {
	for c := range w.echoed {
		delete(w.seen, c)
	}
	return w.seen
}

// TestNoEchoLate: a program takes its time to start, or to turn echo off, and
// the terminal echoes the begin of the secret until then; also if the program
// has said something by then, or what is echoed ends like a prompt.
func TestNoEchoLate(t *testing.T) {
	for _, banner := range []string{"", "Connecting to host... ", "working 5% ", "Enter passphrase: "} {
		for _, secret := range []string{"QWXYZQXZWY", "Q%XYZ%&ZWY", "Q!\x7fWX%\x7fYZQ%WY"} {
			for _, rtt := range []time.Duration{0, 100 * ms, 200 * ms, 500 * ms} {
				for _, gap := range []time.Duration{40 * ms, 120 * ms, 250 * ms} {
					for i, late := range []time.Duration{300 * ms, 1400 * ms, 1000 * ms} {
						lag := 300 * ms * time.Duration(i/2) // of the shell
						s := &shell{prompt: "me$ ", editing: true}
						r := proven(t, always, rtt, s)
						entered, started, quiet := false, false, false
						r.app = func(k string) string {
							switch {
							case quiet:
								return ""
							case started && k == "\x7f":
								return "\b \b"
							case started:
								return strings.ReplaceAll(k, "\r", "\r\n")
							case entered:
								return ""
							case k == "\r":
								entered = true
								r.after(lag, func() {
									started = true
									r.after(late, func() { quiet = true })
									r.write("\r\n" + s.off() + banner)
								})
								return ""
							}
							return s.key(k)
						}
						w := watch(r)
						for _, k := range "login\r" + secret {
							r.key(string(k))
							w.run(gap)
						}
						w.run(2 * time.Second)
						for c := range w.unechoed() {
							t.Errorf("%q, %q, RTT %v, a key each %v, quiet after %v: %+v", banner, secret, rtt, gap, late, c)
						}
					}
				}
			}
		}
	}
}

// TestNoEchoInWindow: vim and emacs can have a window in which another program
// asks for a password.
func TestNoEchoInWindow(t *testing.T) {
	const secret = "QWXYZ"
	vimRuler := "\x1b[10;40H1,1           Top"
	status := "\x1b[9;1H\x1b[7mnotes.txt                              3,3-10         All\x1b[m"
	emacs := func(mode string) string {
		return "\x1b[9;1H\x1b[7m" + mode + strings.Repeat("-", 60-len(mode)) + "\x1b[m"
	}
	for _, start := range []string{
		"some text\r\nand more\r\nPassword: " + vimRuler + "\x1b[3;11H",
		"some text\r\nand more\r\n" + vimRuler + "\x1b[3;1H",
		vimRuler + "\x1b[H",
		"some text\r\nand more\r\nPassword: " + status + "\x1b[3;11H",
		"some text\r\nand more\r\nPassword: x" + status + "\x1b[3;10H",
		"some text\r\nand more\r\nPassword: " + emacs("-UUU:**--F1  term           All L14    (Term: char run) ") + "\x1b[3;11H",
		"some text\r\nand more\r\nPassword: " + emacs("-UUU:**--F1  *vterm*        All L14    (VT) ") + "\x1b[3;11H",
		"some text\x1b[10H:",
	} {
		for _, rtt := range []time.Duration{0, 200 * ms} {
			for _, gap := range []time.Duration{5 * ms, 130 * ms} {
				r := newRig(t, always, rtt, 60, 10, "\x1b[?2004h"+start, func(string) string { return "" })
				if strings.HasSuffix(start, ":") {
					r.write("\x1b[?2004l")
				}
				r.run(time.Second)
				if r.watched(gap, secret, "i"+secret, "a"+secret, "hls"+secret, ":"+secret, "/"+secret, "\r", "o"+secret) {
					t.Errorf("%q, RTT %v, a key each %v: shown", start, rtt, gap)
				}
			}
		}
	}
}
