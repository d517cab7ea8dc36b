package predict

import "time"

// When predictions come into view; the numbers are mosh's.
const (
	showAbove = 30 * time.Millisecond // pace of frames above which predictions are shown …
	hideBelow = 20 * time.Millisecond // … until it is at most this and none is pending
	flagAbove = 80 * time.Millisecond // pace of frames above which they are underlined …
	flagBelow = 50 * time.Millisecond // … until it is at most this

	glitchAge   = 250 * time.Millisecond // a prediction pending so long is a glitch
	stallAge    = 5 * time.Second        // and so long, a stall
	glitchLevel = 10                     // prompt confirmations that cure a glitch
	stallLevel  = 20                     // and a stall; above glitchLevel predictions are underlined
	cureGap     = 150 * time.Millisecond // between two confirmations that count
)

// A trigger decides whether predictions are to be seen on a link that may be
// fast enough without.
type trigger struct {
	slow, flag bool // by the pace of frames
	glitch     int  // prompt confirmations to go until the last glitch is forgotten
	cured      time.Time
}

// pace takes the pace of frames. pending says whether any prediction waits.
func (t *trigger) pace(interval time.Duration, pending bool) {
	switch {
	case interval > showAbove:
		t.slow = true
	case interval <= hideBelow && !pending:
		t.slow = false
	}
	switch {
	case interval > flagAbove:
		t.flag = true
	case interval <= flagBelow:
		t.flag = false
	}
}

// waiting takes the age of the oldest pending prediction.
func (t *trigger) waiting(age time.Duration) {
	switch {
	case age >= stallAge:
		t.glitch = stallLevel
	case age >= glitchAge:
		t.glitch = max(t.glitch, glitchLevel)
	}
}

// confirmed takes the age at which a prediction was confirmed.
func (t *trigger) confirmed(now time.Time, age time.Duration) {
	if t.glitch > 0 && age < glitchAge && now.Sub(t.cured) >= cureGap {
		t.glitch--
		t.cured = now
	}
}

// show reports whether predictions are to be seen.
func (t *trigger) show() bool { return t.slow || t.glitch > 0 }

// underline reports whether they are to be underlined.
func (t *trigger) underline() bool { return t.flag || t.glitch > glitchLevel }

// next returns when, for a prediction pending since made, the picture changes.
func (t *trigger) next(made time.Time) (time.Time, bool) {
	switch {
	case !t.show():
		return made.Add(glitchAge), true
	case !t.underline():
		return made.Add(stallAge), true
	}
	return time.Time{}, false
}
