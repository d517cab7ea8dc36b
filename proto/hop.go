package proto

import "time"

// hopper decides when a client gives up its local port for a new one, in case
// something between it and the server no longer lets the old one through. It
// does so when both the socket and the last round trip are too old.
type hopper struct {
	opened time.Time // the current socket
}

// due reports whether a new socket should be opened. replied is when the newest
// acknowledged snapshot was sent, zero if there is none.
func (h *hopper) due(now, replied time.Time) bool {
	return now.Sub(h.opened) > hopAfter && now.Sub(replied) > hopAfter
}
