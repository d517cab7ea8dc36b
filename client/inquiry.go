package client

import (
	"bytes"
	"time"

	"gomosh/term"
)

// Our own choices.
const (
	escapeHold   = 5 * time.Millisecond   // for an ESC that may begin an answer
	prefixHold   = 20 * time.Millisecond  // for two bytes of one: Alt and a key, mostly
	answerHold   = 500 * time.Millisecond // for more: nobody types that
	answerLimit  = time.Minute            // for the answers to questions
	answerSoon   = 2 * time.Second        // by then nearly all have come
	drainLimit   = 200 * time.Millisecond // at the end, for answers under way
	escapeMemory = 100 * time.Millisecond // the rest of an answer may follow an ESC let go
)

// An inquiry asks the terminal what it is and can do, and takes its answers out
// of what comes from it. What is asked is written in front of a frame that draws
// everything, so nothing waits for the answers, and a terminal that shows a
// question instead of answering it shows it for no time at all. Nothing the user
// types is lost: what is no answer to the letter passes, an ESC alone after a
// moment. The last question is one that all terminals answer (DA1); after its
// answer none is expected.
type inquiry struct {
	facts   term.Facts
	version string // XTVERSION
	sync    bool   // the terminal has synchronized output (mode 2026)
	scheme  bool   // it tells of changed colour schemes (mode 2031)
	named   bool   // it named its colour scheme
	restore bool   // it has mode 2027, and it was off

	asked    time.Time // when the last questions were asked; zero: never
	answered bool      // the answer to the last one came
	news     bool      // something was learned that nobody has looked at
	again    bool      // the colours have changed and are to be asked for

	held     []byte    // what may be the begin of an answer
	heldAt   time.Time // when the last of it came
	released time.Time // when an ESC was let go that nothing had followed
}

// questions are the ones about what cannot change. Control sequences come
// first, which terminals skip rather than show.
const questions = "\x1b[?2026$p\x1b[?2027$p\x1b[?2031$p\x1b[?1016$p\x1b[?u\x1b[?996n\x1b[>q"

const (
	questionCell    = "\x1b[16t"
	questionColors  = "\x1b]10;?\a\x1b]11;?\a\x1b]12;?\a"
	questionPalette = "\x1b]4;0;?\a\x1b]4;1;?\a\x1b]4;2;?\a\x1b]4;3;?\a\x1b]4;4;?\a\x1b]4;5;?\a\x1b]4;6;?\a\x1b]4;7;?\a" +
		"\x1b]4;8;?\a\x1b]4;9;?\a\x1b]4;10;?\a\x1b]4;11;?\a\x1b]4;12;?\a\x1b]4;13;?\a\x1b]4;14;?\a\x1b]4;15;?\a"
	questionLast = "\x1b[c"
)

// ask appends all questions to dst.
func (q *inquiry) ask(now time.Time, dst []byte) []byte {
	dst = append(dst, questions...)
	if q.facts.CellWidth == 0 {
		dst = append(dst, questionCell...)
	}
	return q.askColors(now, dst)
}

// askColors appends the questions about colours, which the user may change.
func (q *inquiry) askColors(now time.Time, dst []byte) []byte {
	q.asked, q.answered, q.again = now, false, false
	dst = append(dst, questionColors...)
	dst = append(dst, questionPalette...)
	return append(dst, questionLast...)
}

// expects reports whether answers may still come.
func (q *inquiry) expects(now time.Time) bool {
	return !q.asked.IsZero() && !q.answered && now.Sub(q.asked) < answerLimit
}

// underWay reports whether answers are likely to be on their way.
func (q *inquiry) underWay(now time.Time) bool {
	return !q.asked.IsZero() && !q.answered && now.Sub(q.asked) < answerSoon
}

// filter takes bytes from the terminal and returns those that the user typed.
// They may be p itself.
func (q *inquiry) filter(now time.Time, p []byte) []byte {
	if len(p) == 0 {
		return p
	}
	expects := q.expects(now)
	if len(q.held) == 0 && (!expects && !q.scheme || bytes.IndexByte(p, 0x1b) < 0 && q.released.IsZero()) {
		return p
	}
	if !q.released.IsZero() {
		if now.Sub(q.released) < escapeMemory && len(q.held) == 0 {
			p = q.resume(p)
		}
		q.released = time.Time{}
	}
	p = append(q.held, p...)
	q.held = nil
	var typed []byte
	for len(p) > 0 {
		i := bytes.IndexByte(p, 0x1b)
		if i < 0 {
			break
		}
		typed = append(typed, p[:i]...)
		p = p[i:]
		answer, n := term.ReadAnswer(p)
		switch {
		case n > 0 && (expects || answer.Kind == term.AnswerScheme):
			q.take(answer)
			expects = q.expects(now)
			p = p[n:]
		case n == 0 && (expects || len(p) > 2):
			q.held, q.heldAt = p, now
			return typed
		default:
			typed = append(typed, p[0])
			p = p[1:]
		}
	}
	return append(typed, p...)
}

// resume takes an answer away whose ESC has been let go because the rest was
// late. The rest must be whole.
func (q *inquiry) resume(p []byte) []byte {
	answer, n := term.ReadAnswer(append([]byte{0x1b}, p...))
	if n <= 0 {
		return p
	}
	q.take(answer)
	return p[n-1:]
}

// release returns what was held back for too long to be an answer.
func (q *inquiry) release(now time.Time) []byte {
	at, ok := q.deadline()
	if !ok || now.Before(at) {
		return nil
	}
	p := q.held
	q.held = nil
	if len(p) == 1 {
		q.released = now
	}
	return p
}

// deadline returns when release will return something.
func (q *inquiry) deadline() (time.Time, bool) {
	switch len(q.held) {
	case 0:
		return time.Time{}, false
	case 1:
		return q.heldAt.Add(escapeHold), true
	case 2:
		return q.heldAt.Add(prefixHold), true
	}
	return q.heldAt.Add(answerHold), true
}

// take learns from an answer.
func (q *inquiry) take(a term.Answer) {
	q.news = true
	has := a.State >= 1 && a.State <= 3
	switch a.Kind {
	case term.AnswerAttributes:
		q.answered = true
	case term.AnswerVersion:
		q.version = a.Text
	case term.AnswerKeyboard:
		q.facts.Keyboard = true
	case term.AnswerCellSize:
		q.facts.CellWidth, q.facts.CellHeight = a.Width, a.Height
	case term.AnswerScheme:
		q.again = q.again || q.answered // unasked
		q.named = true
		q.facts.Dark, q.facts.Light = a.State == 1, a.State == 2
	case term.AnswerPalette:
		q.facts.Colors.Palette[a.Number] = a.Color
	case term.AnswerColor:
		q.facts.Colors.Dynamic[a.Number-10] = a.Color
	case term.AnswerMode:
		switch a.Number {
		case 1016:
			q.facts.MousePixels = has
		case 2026:
			q.sync = has
		case 2027:
			q.facts.Clusters, q.restore = has, a.State == 2
		case 2031:
			q.scheme = has
		}
	}
}
