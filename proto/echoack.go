package proto

import "time"

// echoAcks tells which client snapshot the program has had time to answer: the
// newest whose input reached it at least echoAckDelay ago. The zero value is
// ready to use.
type echoAcks struct {
	waiting []echoRecord // ascending
	num     uint64       // the echo ack, which never goes down
}

type echoRecord struct {
	num uint64
	at  time.Time
}

// record notes that the input of client snapshot num goes to the program now.
// When very many wait, the last two become one.
func (e *echoAcks) record(now time.Time, num uint64) {
	if len(e.waiting) == maxEchoRecords {
		e.waiting = e.waiting[:maxEchoRecords-1]
	}
	e.waiting = append(e.waiting, echoRecord{num, now})
}

// advance moves the echo ack to what is due, and reports whether it moved.
func (e *echoAcks) advance(now time.Time) bool {
	n := 0
	for n < len(e.waiting) && now.Sub(e.waiting[n].at) >= echoAckDelay {
		e.num = e.waiting[n].num
		n++
	}
	e.waiting = e.waiting[:copy(e.waiting, e.waiting[n:])]
	return n > 0
}

// due returns when the echo ack moves next, and false if nothing waits.
func (e *echoAcks) due() (time.Time, bool) {
	if len(e.waiting) == 0 {
		return time.Time{}, false
	}
	return e.waiting[0].at.Add(echoAckDelay), true
}
