package proto

// Limits of reports; no peer depends on them.
const (
	maxReport   = 16 << 10 // bytes of one
	heldReports = 64       // while the peer is not known yet
)

// reportQueue holds back what a client reports until it knows who its server is.
type reportQueue struct {
	waiting [][]byte
}

// Report tells the server something about the client's side, an event like what
// is typed: it arrives exactly once, and in order with all that follows. What
// its bytes mean is up to the caller; more than 16 KiB are not taken. A server
// that does not take reports gets none, and until it is known, at most the
// newest 64 of them wait; what is typed meanwhile overtakes them.
func (c *Client) Report(p []byte) {
	if len(p) > maxReport || c.end.active() {
		return
	}
	if len(c.reports.waiting) == heldReports {
		c.reports.waiting = c.reports.waiting[1:]
	}
	c.reports.waiting = append(c.reports.waiting, append([]byte{}, p...))
	c.release()
}

// release sends the reports that wait, or forgets them, once the server is known.
func (c *Client) release() {
	if len(c.reports.waiting) == 0 || c.greet.peer == undecided || c.end.active() {
		return
	}
	if c.greet.common()&CapReports != 0 {
		for _, p := range c.reports.waiting {
			c.log.report(p)
		}
		c.changed()
	}
	c.reports.waiting = nil
}
