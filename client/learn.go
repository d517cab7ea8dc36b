package client

import (
	"strings"
	"time"
)

// tellWithin is how long the server waits at most to be told about the terminal.
// Programs may be waiting for it.
const tellWithin = 300 * time.Millisecond

// asks reports whether the terminal is asked what it can do: if its kind is one
// that understands titles, and so the general form of all questions.
func (cfg *Config) asks() bool { return cfg.Terminal.Titles && !cfg.NoQuestions }

// learn puts what the terminal said to use: in frames, and for the programs of
// the session, whose questions the server answers.
func (s *session) learn() {
	q := &s.asking
	if !q.news {
		return
	}
	q.news = false
	can := s.painter.Profile()
	can.SyncOutput = q.sync
	can.Keyboard = q.facts.Keyboard
	can.SchemeUpdates = q.scheme
	can.Clusters, can.ClustersOff = q.facts.Clusters, q.restore
	can.MousePixels = q.facts.MousePixels
	if q.version != "" {
		can.OtherKeys = true
		can.ShortStrings = false // it is tmux
		can.Repeat = repeats(q.version)
		// Those that tell their name know about underlines, but for xterm (379),
		// which goes on in black.
		if underlines := !strings.HasPrefix(q.version, "XTerm("); underlines != can.Underlines {
			can.Underlines = underlines
			s.repaint()
		}
	}
	if q.answered && !q.again { // else more is to come
		s.tell()
	}
}

// repeats reports whether the terminal of this name has REP. Their terminfo
// entries do not tell: what is called xterm may be a mosh, which has it not.
func repeats(version string) bool {
	for _, name := range []string{"XTerm(", "VTE(", "kitty(", "foot(", "ghostty ", "WezTerm ", "gomosh("} {
		if strings.HasPrefix(version, name) {
			return true
		}
	}
	return false
}

// pixels takes the size of the terminal's cells in pixels, as far as the system
// knows it.
func (s *session) pixels(width, height int) {
	if width > 0 && height > 0 {
		s.asking.facts.CellWidth, s.asking.facts.CellHeight = width, height
		if s.told.Known {
			s.tell()
		}
	}
}

// tellDue tells the server what is known of the terminal if the answers do not
// come.
func (s *session) tellDue(now time.Time) {
	if at, ok := s.tellAt(); ok && !now.Before(at) {
		s.tell()
	}
}

func (s *session) tellAt() (time.Time, bool) {
	q := &s.asking
	return q.asked.Add(tellWithin), !q.asked.IsZero() && !q.answered && s.toldOf != q.asked
}

// tell tells the server what is known of the terminal, if it is something new.
// Stock servers are told nothing.
func (s *session) tell() {
	s.asking.guessScheme()
	s.toldOf = s.asking.asked
	facts := s.asking.facts
	facts.Known = true
	if facts != s.told {
		s.told = facts
		s.net.Report(facts.Report(nil))
	}
}

// guessScheme takes a dark background for a dark scheme where the terminal
// does not name one.
func (q *inquiry) guessScheme() {
	r, g, b, ok := q.facts.Colors.Dynamic[1].RGB()
	if !ok || q.named {
		return
	}
	// The weights are those of ITU-R BT.601 for the brightness of a colour.
	q.facts.Dark = 299*int(r)+587*int(g)+114*int(b) < 127500
	q.facts.Light = !q.facts.Dark
}
