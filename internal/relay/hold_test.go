package relay

import (
	"errors"
	"io"
	"net"
	"testing"
	"testing/synctest"
	"time"
)

// A holder starts a relay when it is asked to, once, carries datagrams, says when
// the relay is gone, starts another one, and ends with its client.
func TestHold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, holder, cut := ends(t)
		var failure error
		var relays []net.Conn
		open := func() (io.ReadWriteCloser, error) {
			time.Sleep(100 * time.Millisecond)
			if failure != nil {
				return nil, failure
			}
			ours, theirs := net.Pipe()
			relays = append(relays, theirs)
			return ours, nil
		}
		over := make(chan struct{})
		go func() {
			Hold(holder, nil, open, nil)
			close(over)
		}()
		said := receiveAll(client)
		expect := func(want string) {
			t.Helper()
			select {
			case got := <-said:
				if got != want {
					t.Fatalf("the holder says %q, want %q", got, want)
				}
			case <-time.After(time.Second):
				t.Fatalf("the holder does not say %q", want)
			}
		}
		silent := func() {
			t.Helper()
			time.Sleep(time.Second)
			select {
			case got := <-said:
				t.Fatalf("the holder says %q", got)
			default:
			}
		}

		client.SendKind(KindDatagram, []byte("too early"))
		silent()
		if len(relays) > 0 {
			t.Fatal("a relay was started although nobody asked")
		}
		failure = errors.New("no way")
		client.SendKind(KindOpen, nil)
		expect("xno way")
		failure = nil
		client.SendKind(KindOpen, nil)
		client.SendKind(KindOpen, nil)
		expect("u")
		client.SendKind(KindOpen, nil)
		expect("u")
		if len(relays) != 1 {
			t.Fatalf("%d relays run", len(relays))
		}
		far := NewStream(relays[0], relays[0])
		atFar := receiveAll(far)
		client.SendKind(KindDatagram, []byte("ping"))
		if got := <-atFar; got != "ping" {
			t.Errorf("%q arrived", got)
		}
		far.Send([]byte("pong"))
		expect("dpong")

		relays[0].Close()
		expect("x")
		silent()
		client.SendKind(KindOpen, nil)
		expect("u")
		if len(relays) != 2 {
			t.Fatalf("%d relays were started", len(relays))
		}
		cut()
		<-over
		if _, err := relays[1].Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("the relay outlives its client: %v", err)
		}
		far.Close()
	})
}

// When the SSH connection is over so is its holder; a relay whose start was under
// way at that time is ended.
func TestHoldEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		client, holder, cut := ends(t)
		ours, theirs := net.Pipe()
		ended, over := make(chan struct{}), make(chan struct{})
		go func() {
			Hold(holder, nil, func() (io.ReadWriteCloser, error) {
				time.Sleep(time.Minute)
				return ours, nil
			}, ended)
			close(over)
		}()
		client.SendKind(KindOpen, nil)
		synctest.Wait()
		close(ended)
		<-over
		if _, err := theirs.Read(make([]byte, 1)); err != io.EOF {
			t.Errorf("the relay lives: %v", err)
		}
		cut()
	})
}
