package proto

// inputLog is the client's object: everything the user did, as a sequence of
// events of which each is one byte, one resize, or one report. It only ever grows at its
// end, so a snapshot is no more than a count of events, and what the peer has
// acknowledged is freed. The zero value is an empty log.
type inputLog struct {
	runs  []inputRun // what is not acknowledged, in order
	total uint64     // events ever appended
	sent  uint64     // events that a snapshot with a number covers
}

// inputRun is keys typed one after the other, one resize, or one report.
type inputRun struct {
	start uint64 // events before it
	event Event
}

// keys appends typed bytes, which it copies.
func (l *inputLog) keys(p []byte) {
	if len(p) == 0 {
		return
	}
	if n := len(l.runs); n > 0 && l.runs[n-1].event.Keys != nil {
		last := &l.runs[n-1].event
		last.Keys = append(last.Keys, p...)
	} else {
		l.runs = append(l.runs, inputRun{l.total, Event{Keys: append([]byte(nil), p...)}})
	}
	l.total += uint64(len(p))
}

// resize appends a resize. One that directly follows another of which no
// snapshot was sent yet takes its place: only the last of them would count.
func (l *inputLog) resize(cols, rows int) {
	e := Event{Cols: cols, Rows: rows}
	if n := len(l.runs); n > 0 && l.runs[n-1].event.Cols > 0 && l.runs[n-1].start >= l.sent {
		l.runs[n-1].event = e
		return
	}
	l.runs = append(l.runs, inputRun{l.total, e})
	l.total++
}

// report appends a report, which it copies.
func (l *inputLog) report(p []byte) {
	l.runs = append(l.runs, inputRun{l.total, Event{Report: append([]byte{}, p...)}})
	l.total++
}

// equal, appendDiff, next, shorten, minor and release make inputLog an object.

func (l *inputLog) equal(a, b uint64) bool { return a == b }

// appendDiff appends the events from one snapshot to a later one.
func (l *inputLog) appendDiff(dst []byte, from, to uint64) []byte {
	l.sent = max(l.sent, to)
	for _, r := range l.runs {
		end := r.start + r.event.length()
		if end <= from {
			continue
		}
		if r.start >= to {
			break
		}
		e := r.event
		if e.Keys != nil {
			e.Keys = e.Keys[max(from, r.start)-r.start : min(to, end)-r.start]
		}
		dst = appendEvent(dst, e)
	}
	return dst
}

// next limits how much input one instruction adds, and how much is under way,
// so that a large paste goes in pieces that a lossy line can carry.
func (l *inputLog) next(known, newest, to uint64) uint64 {
	return max(newest, min(to, newest+inputStep, known+inputWindow))
}

// shorten is never needed: next bounds every diff.
func (l *inputLog) shorten(_, to uint64) (uint64, bool) { return to, false }

// minor: every event counts.
func (l *inputLog) minor(_, _ uint64) bool { return false }

// release frees the events before a snapshot that the peer has acknowledged.
func (l *inputLog) release(known uint64) {
	for len(l.runs) > 0 {
		r := &l.runs[0]
		if r.start >= known {
			return
		}
		if end := r.start + r.event.length(); end > known {
			r.event.Keys = r.event.Keys[known-r.start:]
			r.start = known
			return
		}
		l.runs[0] = inputRun{}
		l.runs = l.runs[1:]
	}
	l.runs = nil
}

// unacknowledged returns how many events are kept.
func (l *inputLog) unacknowledged() int {
	if len(l.runs) == 0 {
		return 0
	}
	return int(l.total - l.runs[0].start)
}
