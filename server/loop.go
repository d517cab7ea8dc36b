//go:build unix

package server

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"time"

	"gomosh/internal/lean"
	"gomosh/internal/udp"
	"gomosh/proto"
)

// loop is the one event loop of a daemon: it waits for a datagram, output of the
// programs, a signal or the session's next deadline, and has the session deal
// with it. What may have to wait for others (the program to read, the helper of
// the login record) has a goroutine of its own.
type loop struct {
	cfg     Config
	conn    *udp.Conn
	term    *terminal
	child   *child
	queue   *inputQueue
	record  *loginRecord
	session *session
	rest    lean.Rest

	peer  netip.AddrPort // the client, as far as it was seen here
	local netip.Addr     // where it reached this machine
}

const (
	datagramSize = 4096 // more than any peer may send

	freeErrors = 10                     // of the network that cost nothing, in all
	errorPause = 100 * time.Millisecond // for each further one

	pollLimit = 10               // turns of the loop without a pause
	pollPause = time.Millisecond // after so many
)

func newLoop(cfg Config, key proto.Key, conn *udp.Conn, t *terminal, record *loginRecord, now time.Time) *loop {
	l := &loop{
		cfg:    cfg,
		conn:   conn,
		term:   t,
		child:  newChild(cfg, os.Environ(), t.side),
		queue:  newInputQueue(),
		record: record,
	}
	family := proto.IPv4
	if conn.LocalAddr().Addr().Is6() {
		family = proto.IPv6
	}
	l.session = newSession(cfg, key, family, os.Getpid(), l, now)
	if at := conn.LocalAddr(); at.Addr().IsUnspecified() {
		l.session.proto.SetAddresses(ownAddresses(cfg.Arrived, at.Port()))
	}
	l.session.emu.SetAmbiguousWide(cfg.WideAmbiguous)
	if name, err := os.Hostname(); err == nil {
		l.session.emu.SetHost(name)
	}
	return l
}

// run hosts the session until its end, and leaves nothing behind.
func (l *loop) run(signals <-chan os.Signal) {
	datagrams := make(chan datagram)
	output := newPump(l.term.master)
	hangup := make(chan struct{}, 1)
	go l.child.run()
	go l.receive(datagrams)
	go output.run()
	go func() {
		if l.queue.run(l.term.master) != nil {
			hangup <- struct{}{}
		}
	}()

	timer := time.NewTimer(0)
	failed, pieces := l.child.failed, output.full
	polls := 0 // turns in a row that had nothing to wait for
	for {
		now := time.Now()
		l.session.advance(now)
		if l.session.over {
			break
		}
		l.rest.Take(now)
		timer.Stop()
		if at, ok := l.deadline(); ok {
			wait := at.Sub(now)
			if wait > 0 {
				polls = 0
			} else if polls++; polls > pollLimit {
				// A mistake somewhere must not take all of a processor.
				wait, polls = pollPause, 0
				l.complain()
			}
			timer.Reset(wait)
		}
		select {
		case d := <-datagrams:
			l.session.datagram(time.Now(), d.payload, d.from, d.ce)
			if peer, _ := l.session.proto.Peer(); peer == d.from && peer != l.peer {
				l.peer, l.local = peer, d.local // the client has moved
			}
			d.done <- struct{}{}
			polls = 0
		case p, ok := <-pieces:
			if !ok {
				pieces = nil
				l.session.hangup(time.Now())
				break
			}
			p = output.more(p)
			l.session.output(p)
			l.rest.Worked(now, len(p))
			output.empty <- p
			polls = 0
		case <-hangup:
			l.session.hangup(time.Now())
		case <-failed:
			failed = nil
			l.session.startFailed(time.Now())
		case s := <-signals:
			l.session.signal(time.Now(), s)
		case <-timer.C:
		}
	}
	l.record.remove()
	l.queue.close()
	l.term.master.Close() // hangs up the terminal of what still runs there
	l.conn.Close()
}

// deadline is when the loop has something to do without being told.
func (l *loop) deadline() (time.Time, bool) {
	at, ok := l.session.deadline()
	if rest, tired := l.rest.Deadline(); tired && (!ok || rest.Before(at)) {
		return rest, true
	}
	return at, ok
}

// datagram is what receive hands to the loop. The payload may be used until done
// is told so.
type datagram struct {
	payload []byte
	from    netip.AddrPort
	local   netip.Addr // of this machine, where it came to
	ce      bool
	done    chan<- struct{}
}

// receive reads the socket until it is closed.
func (l *loop) receive(datagrams chan<- datagram) {
	buf := make([]byte, datagramSize)
	done := make(chan struct{})
	for failures := 0; ; {
		n, from, ce, err := l.conn.Read(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err != nil {
			if failures++; failures > freeErrors {
				time.Sleep(errorPause)
			}
			continue
		}
		datagrams <- datagram{buf[:n], from, l.conn.Local(), ce, done}
		<-done
	}
}

// The loop as the world around its session.

func (l *loop) send(to netip.AddrPort, datagram []byte) error {
	if to == l.peer {
		return l.conn.WriteFrom(datagram, to, l.local)
	}
	return l.conn.Write(datagram, to)
}
func (l *loop) input(p []byte)    { l.queue.put(p) }
func (l *loop) inputFull() bool   { return l.queue.full() }
func (l *loop) entry(text string) { l.record.set(text) }

func (l *loop) start() {
	l.child.start()
	l.rest.Worked(time.Now(), lean.Busy) // of getting here
}

func (l *loop) resize(cols, rows int) {
	// It fails only when the terminal is gone, which is noticed elsewhere.
	_ = l.term.resize(cols, rows)
}

// say writes to stderr, which is nowhere unless -v keeps it open.
func (l *loop) say(text string) {
	fmt.Fprintf(os.Stderr, "%s: %s\n", l.cfg.Name, text)
}

// complain tells developers that the loop did not sleep.
func (l *loop) complain() {
	if l.cfg.Verbose > 1 {
		l.say(saidPolling)
	}
}
