package e2e

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/creack/pty"

	"gomosh/internal/lab"
	"gomosh/term"
)

var latencyKeys = flag.Int("keys", 60, "keys for TestPredictionLatency; at 1000 its p99 means something")

// A typist types to a client through a pty and keeps the picture.
type typist struct {
	pty    *os.File
	em     *term.Emulator
	output chan output
	took   []time.Duration // per key, until its character was on the pty
}

// An output is what was read from a pty, and when.
type output struct {
	at   time.Time
	text []byte
}

// newTypist starts a client of that side on a pty. Its server is a shell behind
// a relay that takes oneWay for each direction once fair returns.
func newTypist(t *testing.T, side lab.Side) (ty *typist, relay *lab.Relay) {
	t.Helper()
	server := lab.StartServer(t, lab.Gomosh.Program(t, "mosh-server"), lab.ServerOptions{Command: []string{"bash", "--norc", "--noprofile"}})
	relay = lab.NewRelay(t, server.Port)
	cmd := exec.Command(side.Program(t, "mosh-client"), "127.0.0.1", strconv.Itoa(relay.Port()))
	cmd.Env = lab.Env(lab.Home(t), "MOSH_KEY="+server.Key, "MOSH_PREDICTION_DISPLAY=always")
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
		f.Close()
	})
	ty = &typist{pty: f, em: term.NewEmulator(80, 24), output: make(chan output, 1000)}
	go func() {
		for {
			b := make([]byte, 65536)
			n, err := f.Read(b)
			now := time.Now()
			if err != nil {
				close(ty.output)
				return
			}
			ty.output <- output{now, b[:n]}
		}
	}()
	return ty, relay
}

// see takes output until the picture is as wanted, and returns when it came.
func (ty *typist) see(t *testing.T, what string, wanted func(*term.Screen) bool) time.Time {
	t.Helper()
	limit := time.After(lab.Soon)
	for {
		select {
		case o, ok := <-ty.output:
			if !ok {
				t.Fatal("the client is gone")
			}
			ty.em.Write(o.text)
			ty.pty.Write(ty.em.TakeReplies())
			if wanted(ty.em.Snapshot()) {
				return o.at
			}
		case <-limit:
			t.Fatalf("%s: not seen", what)
		}
	}
}

// rest takes output for a while.
func (ty *typist) rest(d time.Duration) {
	for end := time.After(d); ; {
		select {
		case o := <-ty.output:
			ty.em.Write(o.text)
			ty.pty.Write(ty.em.TakeReplies())
		case <-end:
			return
		}
	}
}

// key types a character and notes how long it took to be seen left of the
// cursor.
func (ty *typist) key(t *testing.T, c byte) {
	t.Helper()
	col := ty.em.Snapshot().Cursor.Col + 1
	began := time.Now()
	ty.pty.Write([]byte{c})
	seen := ty.see(t, fmt.Sprintf("%q", c), func(s *term.Screen) bool {
		return s.Cursor.Col == col && s.Glyph(s.Cursor.Row, col-1).Text == string(rune(c))
	})
	ty.took = append(ty.took, seen.Sub(began))
}

// TestPredictionLatency types to our client and to stock's in turns, through
// ptys, on a link whose answers take a second, and prints how long predicted
// characters take from one end of the pty to the other. That most come before any
// answer could is all that is asked of a busy machine.
func TestPredictionLatency(t *testing.T) {
	const roundTrip = time.Second
	sides := []lab.Side{lab.Gomosh, lab.Stock}
	typists := make([]*typist, len(sides))
	for i, side := range sides {
		ty, relay := newTypist(t, side)
		ty.see(t, "prompt", func(s *term.Screen) bool {
			return s.Cursor.Col > 0 && s.Glyph(s.Cursor.Row, s.Cursor.Col-2).Text == "$"
		})
		relay.Set(lab.Weather{Delay: roundTrip / 2})
		typists[i] = ty
	}
	for n := range *latencyKeys {
		if n%60 == 0 { // a line is full, or none was begun: the first character proves that there is an echo
			for _, k := range []string{"\x03", ":"} {
				for _, ty := range typists {
					ty.pty.WriteString(k)
				}
				typists[0].rest(2 * roundTrip)
				for _, ty := range typists {
					ty.rest(10 * time.Millisecond)
				}
			}
		}
		for _, ty := range typists {
			ty.key(t, 'a'+byte(n%26))
			ty.rest(5 * time.Millisecond)
		}
	}
	for i, side := range sides {
		took := typists[i].took
		slices.Sort(took)
		at := func(share float64) time.Duration {
			return took[int(share*float64(len(took)-1))].Round(10 * time.Microsecond)
		}
		t.Logf("%-6s %d keys: median %v, p90 %v, p99 %v, longest %v", side, len(took), at(.5), at(.9), at(.99), at(1))
		if side == lab.Gomosh && at(.9) >= roundTrip {
			t.Errorf("one key in ten was seen after %v, as late as an answer takes", at(.9))
		}
	}
}
