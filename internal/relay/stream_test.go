package relay

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"
)

// ends returns the two ends of a stream over pipes that hold nothing.
func ends(t *testing.T) (a, b *Stream, cut func()) {
	t.Helper()
	aIn, bOut := io.Pipe()
	bIn, aOut := io.Pipe()
	cut = func() { aOut.Close(); bOut.Close() }
	a, b = NewStream(aIn, aOut), NewStream(bIn, bOut)
	t.Cleanup(func() { a.Close(); b.Close(); aIn.Close(); bIn.Close(); cut() })
	return a, b, cut
}

// receiveAll takes everything that arrives at a stream.
func receiveAll(s *Stream) <-chan string {
	out := make(chan string, 10_000)
	go func() {
		defer close(out)
		buf := make([]byte, maxDatagram)
		for {
			n, err := s.Receive(buf)
			if err != nil {
				return
			}
			out <- string(buf[:n])
		}
	}()
	return out
}

// What is sent arrives whole and in order, both ways at once, whatever its size.
func TestStreamCarries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a, b, cut := ends(t)
		atA, atB := receiveAll(a), receiveAll(b)
		rng := rand.New(rand.NewPCG(1, 2))
		for i := range 2000 {
			p := make([]byte, 1+rng.IntN(maxDatagram))
			for j := range p {
				p[j] = byte(rng.Uint32())
			}
			a.Send(p)
			b.Send(fmt.Appendf(nil, "answer %d", i))
			if got := <-atB; got != string(p) {
				t.Fatalf("datagram %d of %d bytes became %d bytes", i, len(p), len(got))
			}
			if got := <-atA; got != fmt.Sprintf("answer %d", i) {
				t.Fatalf("answer %d became %q", i, got)
			}
		}
		a.Send(nil)
		a.Send(make([]byte, maxDatagram+1))
		a.Send([]byte("last"))
		if got := <-atB; got != "last" {
			t.Errorf("a datagram that cannot be was sent: %d bytes", len(got))
		}
		cut()
		if _, ok := <-atB; ok {
			t.Error("more arrived than was sent")
		}
	})
}

// While the other end takes nothing, only a window is under way and a frame
// waits; then the newest arrive, and the last of all.
func TestStreamNewestWins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const size, count = 1000, 5000
		var line bytes.Buffer // a queue without end, as a bad TCP would be
		in, answers := io.Pipe()
		s := NewStream(in, &line)
		defer s.Close()
		defer answers.Close()
		go s.Receive(make([]byte, 10))
		for i := range count {
			s.Send(append(fmt.Appendf(nil, "%06d", i), make([]byte, size-6)...))
			synctest.Wait()
		}
		if line.Len() > window+100 {
			t.Errorf("%d bytes are under way, want at most %d", line.Len(), window)
		}
		waiting := 0
		for _, p := range s.waiting {
			waiting += len(p)
		}
		if waiting > maxWaiting || waiting < maxWaiting/2 {
			t.Errorf("%d bytes wait, want about %d", waiting, maxWaiting)
		}
		if newest := string(s.waiting[len(s.waiting)-1][:6]); newest != fmt.Sprintf("%06d", count-1) {
			t.Errorf("the newest that waits is %s", newest)
		}
		// The other end wakes up and takes everything.
		before := line.Len()
		for range before / (size + 2) {
			answers.Write([]byte{0, 0})
		}
		synctest.Wait()
		if line.Len() <= before {
			t.Error("nothing more is sent after the other end took something")
		}
		// Confirmations of nothing do no harm.
		for range 1000 {
			answers.Write([]byte{0, 0})
		}
		synctest.Wait()
		if s.load < 0 {
			t.Errorf("load is %d", s.load)
		}
	})
}

// What is no stream of datagrams is an error, and so is an end within one.
func TestStreamRefuses(t *testing.T) {
	for _, test := range []struct {
		in   string
		want error
	}{
		{"", io.EOF},
		{"\x00", io.ErrUnexpectedEOF},
		{"\x00\x00", io.EOF},
		{"\x00\x00\x00\x00\x00", io.ErrUnexpectedEOF},
		{"\x00\x05abc", io.ErrUnexpectedEOF},
		{"\x10\x01" + string(make([]byte, 4097)), ErrFraming},
		{"Welcome to this host!\n", ErrFraming},
	} {
		s := NewStream(bytes.NewReader([]byte(test.in)), io.Discard)
		if n, err := s.Receive(make([]byte, 100)); !errors.Is(err, test.want) {
			t.Errorf("%.30q: %d, %v, want %v", test.in, n, err, test.want)
		}
		s.Close()
	}
	// What does not fit is lost, and nothing of it shows in the next.
	s := NewStream(bytes.NewReader([]byte("\x00\x06abcdef\x00\x02xy")), io.Discard)
	defer s.Close()
	for _, want := range []string{"abc", "xy"} {
		buf := make([]byte, 3)
		if n, err := s.Receive(buf); err != nil || string(buf[:n]) != want {
			t.Errorf("received %q, %v, want %q", buf[:n], err, want)
		}
	}
}

// A stream that cannot be written to any more costs nothing.
func TestStreamBroken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		_, w := io.Pipe()
		in, inw := io.Pipe()
		s := NewStream(in, w)
		s.Send([]byte("x"))
		w.CloseWithError(errors.New("gone"))
		for range 1000 {
			s.Send(make([]byte, 1000))
		}
		synctest.Wait()
		if s.size > maxWaiting {
			t.Errorf("%d bytes wait for ever", s.size)
		}
		inw.Close()
		time.Sleep(time.Second)
	})
}

func FuzzStream(f *testing.F) {
	f.Add([]byte("\x00\x03abc\x00\x00"))
	f.Add([]byte("\xff\xff"))
	f.Fuzz(func(t *testing.T, in []byte) {
		s := NewStream(bytes.NewReader(in), io.Discard)
		defer s.Close()
		buf := make([]byte, maxDatagram)
		for total := 0; ; {
			n, err := s.Receive(buf)
			if err != nil {
				return
			}
			if total += n + 2; total > len(in) {
				t.Fatalf("%d bytes out of %d", total, len(in))
			}
		}
	})
}
