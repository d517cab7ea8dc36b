package bootstrap

import (
	"bytes"
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
	heard bool   // something was read
	first []byte // the beginning of it
}

// maxFirst is how much of the beginning is kept, in bytes.
const maxFirst = 1 << 10

func (c *watchedConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.heard = c.heard || n > 0
	if room := maxFirst - len(c.first); room > 0 {
		c.first = append(c.first, p[:min(n, room)]...)
	}
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

// foreign returns the first line that was read, if what was read is not SSH (RFC
// 4253, 4.2: a line that begins with "SSH-", behind others perhaps).
func (c *watchedConn) foreign() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if bytes.HasPrefix(c.first, []byte("SSH-")) || bytes.Contains(c.first, []byte("\nSSH-")) {
		return ""
	}
	line, _, _ := bytes.Cut(c.first, []byte("\n"))
	return string(bytes.TrimSpace(line))
}

// patience limits everything that is read from now on to d; 0 lifts the limit.
func (c *watchedConn) patience(d time.Duration) {
	var at time.Time
	if d > 0 {
		at = time.Now().Add(d)
	}
	_ = c.SetReadDeadline(at) // a transport without deadlines is merely patient
}
