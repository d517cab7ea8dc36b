package relay

import (
	"bufio"
	"io"
	"sync"
)

// What a client and the process that holds its SSH connection say to each other:
// the first byte of what they send each other on a Stream.
const (
	KindSession  = 's' // to the client, once: where the session is (JSON)
	KindOpen     = 'o' // to the holder: start the relay if it does not run
	KindDatagram = 'd' // both ways: a datagram
	KindUp       = 'u' // to the client: the relay runs
	KindDown     = 'x' // to the client: it does not (any more); the text says why
	KindNotice   = 'n' // to the client: a line for the user to read
	KindLost     = 0   // never sent: the other process is gone
)

// SendKind sends a message of a kind.
func (s *Stream) SendKind(kind byte, body []byte) {
	s.Send(append([]byte{kind}, body...))
}

// MaxBody is the longest body of a message, in bytes.
const MaxBody = maxDatagram - 1

// Hold is the life of a process that holds an SSH connection beside a session: it
// starts a relay when the client first wants one, and carries datagrams between
// the two. It returns when the client is gone or ended is closed. Open may take
// its time; first is a relay that runs already, or nil.
func Hold(client *Stream, first io.ReadWriteCloser, open func() (io.ReadWriteCloser, error), ended <-chan struct{}) {
	h := &holder{client: client, open: open}
	if first != nil {
		h.opening = true
		h.opened(first)
	}
	gone := make(chan struct{})
	go func() {
		h.follow()
		close(gone)
	}()
	select {
	case <-gone:
	case <-ended:
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	h.over = true
	if h.end != nil {
		h.end()
	}
}

type holder struct {
	client *Stream
	open   func() (io.ReadWriteCloser, error)

	mu      sync.Mutex
	opening bool    // a relay runs, or is being started
	relay   *Stream // nil: none runs
	end     func()  // closes the relay
	over    bool
}

// follow does what the client says, until it is gone.
func (h *holder) follow() {
	var buf [maxDatagram]byte
	for {
		n, err := h.client.Receive(buf[:])
		if err != nil {
			return
		}
		switch buf[0] {
		case KindOpen:
			h.want()
		case KindDatagram:
			h.mu.Lock()
			if h.relay != nil {
				h.relay.Send(buf[1:n])
			}
			h.mu.Unlock()
		}
	}
}

// want starts a relay, unless one runs or is being started.
func (h *holder) want() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.relay != nil {
		h.client.SendKind(KindUp, nil)
	}
	if h.opening {
		return
	}
	h.opening = true
	go func() {
		channel, err := h.open()
		if err != nil {
			h.mu.Lock()
			h.opening = false
			h.mu.Unlock()
			h.client.SendKind(KindDown, []byte(err.Error()))
			return
		}
		h.opened(channel)
	}()
}

// opened takes a relay into use.
func (h *holder) opened(channel io.ReadWriteCloser) {
	relay := NewStream(bufio.NewReader(channel), channel)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.end = func() { relay.Close(); channel.Close() }
	if h.over {
		h.end()
		return
	}
	h.relay = relay
	h.client.SendKind(KindUp, nil)
	go h.carry(relay)
}

// carry hands what the relay brings to the client, until the relay ends.
func (h *holder) carry(relay *Stream) {
	buf := make([]byte, 1+maxDatagram)
	buf[0] = KindDatagram
	for {
		n, err := relay.Receive(buf[1:])
		if err != nil {
			break
		}
		h.client.Send(buf[:1+n])
	}
	h.mu.Lock()
	h.relay, h.opening = nil, false
	h.end()
	h.end = nil
	h.mu.Unlock()
	h.client.SendKind(KindDown, nil)
}
