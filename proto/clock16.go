package proto

import "time"

// clock16 turns times into the protocol's 16-bit millisecond clock and answers
// the other side's. Only differences of timestamps have a meaning.
type clock16 struct {
	origin time.Time

	saved   uint16 // timestamp to echo, noTimestamp if there is none
	savedAt time.Time
}

func newClock16(origin time.Time) clock16 {
	return clock16{origin: origin, saved: noTimestamp}
}

// wire returns the 16-bit form of a count of milliseconds. The value that
// means "none" is replaced by 0.
func wire(ms int64) uint16 {
	if t := uint16(ms); t != noTimestamp {
		return t
	}
	return 0
}

// stamp returns the timestamp of a datagram sent now.
func (c *clock16) stamp(now time.Time) uint16 {
	return wire(now.Sub(c.origin).Milliseconds())
}

// save remembers the timestamp of the newest datagram, which arrived now. With
// a congestion mark (RFC 3168) the value is made older, so that the sender of
// the datagram believes the way to be longer and sends less often.
func (c *clock16) save(now time.Time, timestamp uint16, ce bool) {
	if timestamp == noTimestamp {
		return
	}
	if ce {
		timestamp -= congestionHold
	}
	c.saved, c.savedAt = timestamp, now
}

// reply returns the timestamp reply of a datagram sent now: the remembered
// timestamp plus the time it was held, once, and only within replyWindow. The
// sum may by accident be noTimestamp, which does no harm.
func (c *clock16) reply(now time.Time) uint16 {
	saved := c.saved
	c.saved = noTimestamp
	held := now.Sub(c.savedAt)
	if saved == noTimestamp || held >= replyWindow {
		return noTimestamp
	}
	return saved + uint16(held.Milliseconds())
}

// elapsed returns the milliseconds between an echoed timestamp and now, modulo
// 65536.
func (c *clock16) elapsed(now time.Time, reply uint16) int {
	return int(diff16(c.stamp(now), reply))
}

// diff16 returns newer - older on the 16-bit clock.
func diff16(newer, older uint16) uint16 { return newer - older }
