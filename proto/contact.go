package proto

import "time"

// What a client can know about the way its datagrams go.

// InOrder returns how many sequence numbers of the server are behind us: it grows
// with every authentic datagram that is newer than all before it, and with
// nothing else. By comparing it before and after Receive a caller sees on which of
// its sockets the server answers now.
func (c *Client) InOrder() uint64 { return c.expected }

// Waiting returns since when content sent awaits its acknowledgement, the zero
// time if none does.
func (c *Client) Waiting() time.Time { return c.out.waitSince }

// Ping makes the next Poll send a datagram, whatever there is, once; Probe
// insists.
func (c *Client) Ping(now time.Time) {
	if !c.end.active() {
		c.out.urgent = true
		c.polled, c.stale = now, true
	}
}
