package bootstrap

import (
	"net"
	"sync"
	"time"
)

// watchedConn is a connection that remembers its first read error and has a
// patience that is suspended while a person is being asked. It may be used from
// several goroutines.
type watchedConn struct {
	net.Conn
	mu    sync.Mutex
	err   error
	heard bool // something was read
}

func (c *watchedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = c.heard || n > 0
	if err != nil && c.err == nil {
		c.err = err
	}
	return n, err
}

// broken is the error that ended the connection, or nil.
func (c *watchedConn) broken() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.err
}

// silent reports whether nothing was ever read.
func (c *watchedConn) silent() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return !c.heard
}

// patience limits everything that is read from now on to d; 0 lifts the limit.
func (c *watchedConn) patience(d time.Duration) {
	var at time.Time
	if d > 0 {
		at = time.Now().Add(d)
	}
	_ = c.SetReadDeadline(at) // a transport without deadlines is merely patient
}
