package predict

import (
	"fmt"
	"time"

	"gomosh/term"
)

// How long things last on the bar, and when silence becomes news; all as
// users of mosh know them.
const (
	messageTime      = 1000 * time.Millisecond  // an ordinary message
	networkErrorTime = 3100 * time.Millisecond  // a network error, after its last occurrence
	startupGrace     = 250 * time.Millisecond   // before "Nothing received"
	startupLimit     = 15 * time.Second         // before "Timed out"
	contactLimit     = 6500 * time.Millisecond  // without any new state
	replyLimit       = 10000 * time.Millisecond // without an answer to our newest state
	slowSilence      = 60 * time.Second         // from then on the age moves every 3 s, to save power
	slowTick         = 3 * time.Second
)

// Bar is the notice bar: messages and loss of contact, drawn over the top row.
// It shows at most one message; a new one takes the place of the old. Loss of
// contact is told beside it.
type Bar struct {
	hint string

	text    string    // the message; empty for none
	until   time.Time // when it vanishes; zero: it stays
	help    bool      // it lists the commands, so it has no quit hint
	status  string    // what the row below it says
	network bool      // it is a network error
	path    string    // which way the session goes; empty for UDP

	started time.Time // zero if Start was not called
	port    int
	grace   time.Duration
}

// NewBar returns a bar that shows nothing. quitHint is the keys that quit,
// such as "Ctrl-^ ."; empty if there is no escape key.
func NewBar(quitHint string) *Bar { return &Bar{hint: quitHint} }

// Start says that the client began, at now, to wait for its first state from
// the given UDP port. As long as Overlay and Deadline are given no time of
// contact, the bar says so after a quarter of a second.
func (b *Bar) Start(now time.Time, port int) { b.started, b.port = now, port }

// SetGrace says how much longer than usual the server may be silent before that
// is news, as the two sides have agreed on rarer keep-alives; 0 as at first.
func (b *Bar) SetGrace(d time.Duration) { b.grace = d }

// TimedOut reports whether nothing was heard for so long after Start that the
// session is to be given up (15 s).
func (b *Bar) TimedOut(now, heard time.Time) bool {
	return heard.IsZero() && !b.started.IsZero() && now.Sub(b.started) > startupLimit
}

// Message shows text for one second.
func (b *Bar) Message(now time.Time, text string) {
	b.Clear()
	b.text, b.until = text, now.Add(messageTime)
}

// Permanent shows text until something takes its place.
func (b *Bar) Permanent(text string) {
	b.Clear()
	b.text = text
}

// Help shows the commands of the escape key until Clear, and how the
// predictions have done so far on the row below. passKey is the key that, typed
// next, sends the escape character itself, escape the name of the escape key.
func (b *Bar) Help(passKey, escape string, c Counts) {
	b.Clear()
	b.text, b.help = fmt.Sprintf(textHelp, passKey, escape), true
	if b.path != "" {
		b.status = fmt.Sprintf(textConnected, b.path)
	}
	if c.Typed > 0 {
		b.status += fmt.Sprintf(textCounts, c.Typed, c.Predicted, c.Shown, c.Confirmed, c.Wrong)
	}
}

// Clear removes the message.
func (b *Bar) Clear() {
	b.text, b.status, b.until, b.help, b.network = "", "", time.Time{}, false, false
}

// NetworkError shows what went wrong on the network until 3.1 s after the last
// call. It does not take the place of a permanent message.
func (b *Bar) NetworkError(now time.Time, text string) {
	if b.text != "" && b.until.IsZero() {
		return
	}
	b.Clear()
	b.text, b.until, b.network = text, now.Add(networkErrorTime), true
}

// NetworkOK says that sending works again: an error stays one second more at
// most.
func (b *Bar) NetworkOK(now time.Time) {
	if end := now.Add(messageTime); b.network && end.Before(b.until) {
		b.until = end
	}
}

// Overlay returns s with the bar drawn over its top row, or s itself if there
// is nothing to say. heard is when the newest state arrived, replied when the
// newest own state that was acknowledged had been sent; zero if never. s is
// not changed.
func (b *Bar) Overlay(now time.Time, s *term.Screen, heard, replied time.Time) *term.Screen {
	text := b.line(now, heard, replied)
	if text == "" {
		return s
	}
	o := s.Clone()
	drawRow(o, 0, text)
	if _, rows := o.Size(); b.status != "" && rows > 1 {
		drawRow(o, 1, b.status)
	}
	return o
}

// drawRow replaces a row of o by text, and hides the cursor if it is there.
func drawRow(o *term.Screen, row int, text string) {
	cols, _ := o.Size()
	style := term.Style{FG: term.Palette(7), BG: term.Palette(4)}
	for col := range cols {
		o.SetGlyph(row, col, term.Glyph{Text: " ", Width: 1, Style: style})
	}
	style.Attr = term.Bold
	col := 0
	for _, r := range text {
		w := term.RuneWidth(r)
		if w < 1 {
			continue
		}
		if col+w > cols {
			break
		}
		o.SetGlyph(row, col, term.Glyph{Text: string(r), Width: w, Style: style})
		col += w
	}
	if o.Cursor.Row == row {
		o.Cursor.Visible = false
	}
}

// line returns the text of the bar, empty for no bar.
func (b *Bar) line(now, heard, replied time.Time) string {
	text := b.message(now, heard)
	if since, what := b.silence(now, heard, replied); what != "" {
		if text == "" {
			text = b.over(fmt.Sprintf(textLast, what, age(now.Sub(since), "seconds")))
		} else {
			text += fmt.Sprintf(textWithout, age(now.Sub(since), "s"), what)
		}
	}
	if text == "" {
		return ""
	}
	text = barPrefix + text
	if b.hint != "" && !b.help {
		text += fmt.Sprintf(textQuitHint, b.hint)
	}
	if r := []rune(text); len(r) > barTextMaxRunes {
		text = string(r[:barTextMaxRunes])
	}
	return text
}

// message returns the message of the moment without the news about contact.
func (b *Bar) message(now, heard time.Time) string {
	if b.text != "" && (b.until.IsZero() || now.Before(b.until)) {
		return b.text
	}
	switch waited := now.Sub(b.started); {
	case !heard.IsZero() || b.started.IsZero() || waited <= startupGrace:
		return ""
	case waited > startupLimit:
		return textTimedOut
	}
	return fmt.Sprintf(textStarting, b.port)
}

// silence returns what is missing, and since when; "" if nothing is.
func (b *Bar) silence(now, heard, replied time.Time) (since time.Time, what string) {
	heard, replied = b.since(heard), b.since(replied)
	switch {
	case !heard.IsZero() && now.Sub(heard) > contactLimit+b.grace:
		return heard, textContact
	case !replied.IsZero() && now.Sub(replied) > replyLimit+b.grace:
		return replied, textReply
	}
	return time.Time{}, ""
}

// since returns t, or the start if t never happened.
func (b *Bar) since(t time.Time) time.Time {
	if t.IsZero() {
		return b.started
	}
	return t
}

// Deadline returns when, after now, what the bar shows changes by itself, and
// whether it does.
func (b *Bar) Deadline(now, heard, replied time.Time) (time.Time, bool) {
	var next time.Time
	at := func(t time.Time) {
		if t.After(now) && (next.IsZero() || t.Before(next)) {
			next = t
		}
	}
	const justAfter = time.Nanosecond // the limits above are exclusive
	if b.text != "" && !b.until.IsZero() {
		at(b.until)
	}
	if heard.IsZero() && !b.started.IsZero() {
		at(b.started.Add(startupGrace + justAfter))
		at(b.started.Add(startupLimit + justAfter))
	}
	if since, what := b.silence(now, heard, replied); what != "" {
		tick := time.Second
		if now.Sub(since) >= slowSilence {
			tick = slowTick
		}
		at(since.Add((now.Sub(since)/tick + 1) * tick))
	}
	if h := b.since(heard); !h.IsZero() {
		at(h.Add(contactLimit + b.grace + justAfter))
	}
	if r := b.since(replied); !r.IsZero() {
		at(r.Add(replyLimit + b.grace + justAfter))
	}
	return next, !next.IsZero()
}
