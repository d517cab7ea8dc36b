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
				type shown struct {
					row, col int
					text     string
				}
				seen, echoed := map[shown]bool{}, map[shown]bool{}
				var lastSeen, lastEchoed *term.Screen
				look := func() {
					d := r.display()
					if d == lastSeen && r.frame.Screen == lastEchoed {
						return
					}
					lastSeen, lastEchoed = d, r.frame.Screen
					for s, m := range map[*term.Screen]map[shown]bool{d: seen, lastEchoed: echoed} {
						cols, rows := s.Size()
						for row := range rows {
							for col := range cols {
								if g := s.Glyph(row, col); g.Text != "" && strings.Contains("QWXYZ", g.Text) {
									m[shown{row, col, g.Text}] = true
								}
							}
						}
					}
				}
				for _, k := range "slow\rask pw: \r" + secret + "\r" {
					r.key(string(k))
					look()
					for d := time.Duration(0); d < gap; d += ms {
						r.run(ms)
						look()
					}
				}
				for range 3000 {
					r.run(ms)
					look()
				}
				for c := range seen {
					if !echoed[c] {
						t.Errorf("RTT %v, a key each %v, slow for %v: %+v", rtt, gap, slow, c)
					}
				}
				r.settled()
			}
		}
	}
}
