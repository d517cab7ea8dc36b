// Package relay carries datagrams over a byte stream, so that a session whose
// UDP is blocked can go through an SSH connection, and hands them to a server's
// UDP port at the other end of it. It knows no key and does not look into what it
// carries.
//
// On the stream every datagram follows its length, two bytes in network order. A
// length of 0 is the receiver's word that it has taken one datagram: the sender
// keeps only few under way, and what a slow line does not take waits here, where
// the newest wins, and not in the queues of TCP, where the oldest does.
package relay

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync"
)

const (
	maxDatagram = 4096     // bytes; no peer sends more
	window      = 24 << 10 // bytes under way
	maxWaiting  = 32 << 10 // bytes kept for a line that takes no more: a large frame
)

// ErrFraming says that the other end does not speak this protocol.
var ErrFraming = errors.New("this is not a stream of datagrams")

// Stream is one end of a stream of datagrams. Send and Receive may be called
// from different goroutines.
type Stream struct {
	to   io.Writer
	from *bufio.Reader

	mu       sync.Mutex
	ready    *sync.Cond
	waiting  [][]byte // to be written, oldest first
	size     int      // bytes of those
	underWay []int    // sizes of those written and not taken yet, oldest first
	load     int      // bytes of those
	taken    int      // datagrams of the other end that it is to be told of
	err      error    // writing failed, or Close was called
}

// NewStream returns an end of a stream. What it starts ends when Close is called
// or writing fails; neither reader nor writer is closed.
func NewStream(from io.Reader, to io.Writer) *Stream {
	s := &Stream{to: to, from: bufio.NewReaderSize(from, 2+maxDatagram)}
	s.ready = sync.NewCond(&s.mu)
	go s.write()
	return s
}

// Send sends a datagram, which it copies. It never waits: while the line does not
// take what is there, the oldest gives way. Empty and overlong ones are dropped.
func (s *Stream) Send(p []byte) {
	if len(p) == 0 || len(p) > maxDatagram {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = append(s.waiting, append([]byte(nil), p...))
	s.size += len(p)
	for s.size > maxWaiting {
		s.size -= len(s.waiting[0])
		s.waiting[0] = nil
		s.waiting = s.waiting[1:]
	}
	s.ready.Signal()
}

// Receive waits for a datagram and stores it in p; what does not fit is lost. An
// error is that of the reader, or ErrFraming, and is final.
func (s *Stream) Receive(p []byte) (int, error) {
	for {
		var head [2]byte
		if _, err := io.ReadFull(s.from, head[:]); err != nil {
			return 0, err
		}
		length := int(binary.BigEndian.Uint16(head[:]))
		switch {
		case length == 0:
			s.confirmed()
			continue
		case length > maxDatagram:
			return 0, fmt.Errorf("%w: length %d", ErrFraming, length)
		}
		n := min(length, len(p))
		if _, err := io.ReadFull(s.from, p[:n]); err != nil {
			return 0, unexpected(err)
		}
		if _, err := s.from.Discard(length - n); err != nil {
			return 0, unexpected(err)
		}
		s.mu.Lock()
		s.taken++
		s.ready.Signal()
		s.mu.Unlock()
		return n, nil
	}
}

// unexpected says that a stream may not end within a datagram.
func unexpected(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// confirmed notes that the other end has taken a datagram.
func (s *Stream) confirmed() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.underWay) > 0 {
		s.load -= s.underWay[0]
		s.underWay = s.underWay[1:]
		s.ready.Signal()
	}
}

// Close makes the writing end as soon as the writer lets it.
func (s *Stream) Close() { s.fail(io.ErrClosedPipe) }

func (s *Stream) fail(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.err == nil {
		s.err = err
	}
	s.ready.Signal()
}

// write writes what there is until the end.
func (s *Stream) write() {
	var out []byte
	for {
		out = s.next(out[:0])
		if len(out) == 0 {
			return
		}
		if _, err := s.to.Write(out); err != nil {
			s.fail(err)
			return
		}
	}
}

// next waits until something may be written and appends it to out; nothing at
// the end.
func (s *Stream) next(out []byte) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.err == nil && s.taken == 0 && !s.mayWrite() {
		s.ready.Wait()
	}
	if s.err != nil {
		return nil
	}
	for ; s.taken > 0; s.taken-- {
		out = append(out, 0, 0)
	}
	for s.mayWrite() {
		p := s.waiting[0]
		s.waiting[0] = nil
		s.waiting = s.waiting[1:]
		s.size -= len(p)
		s.underWay = append(s.underWay, len(p))
		s.load += len(p)
		out = binary.BigEndian.AppendUint16(out, uint16(len(p)))
		out = append(out, p...)
	}
	return out
}

func (s *Stream) mayWrite() bool {
	return len(s.waiting) > 0 && (s.load == 0 || s.load+len(s.waiting[0]) <= window)
}

// ReadOne reads a single datagram from the beginning of a stream and nothing
// behind it.
func ReadOne(from io.Reader) ([]byte, error) {
	for {
		var head [2]byte
		if _, err := io.ReadFull(from, head[:]); err != nil {
			return nil, err
		}
		length := int(binary.BigEndian.Uint16(head[:]))
		if length > maxDatagram {
			return nil, fmt.Errorf("%w: length %d", ErrFraming, length)
		}
		p := make([]byte, length)
		if _, err := io.ReadFull(from, p); err != nil {
			return nil, unexpected(err)
		}
		if length > 0 {
			return p, nil
		}
	}
}
