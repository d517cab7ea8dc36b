package e2e

import (
	"strings"
	"syscall"
	"testing"
	"time"

	"gomosh/internal/lab"
)

// gone waits until the server's process has ended.
func gone(t *testing.T, s *lab.Server, limit time.Duration) {
	t.Helper()
	lab.Until(t, limit, "server has ended", func() bool { return !lab.Alive(s.PID) })
}

// endsWell waits for a clean end: status 0, the line users know, and nothing
// after it.
func endsWell(t *testing.T, term *lab.Terminal) {
	t.Helper()
	if status := term.WaitExit(lab.Soon); status != 0 {
		t.Errorf("exit status %d", status)
	}
	if out := term.Output(); !strings.HasSuffix(out, "[mosh is exiting.]\r\n") {
		t.Errorf("the last output is %q", out[max(0, len(out)-200):])
	}
}

// TestCommandEnds: the session is over when the remote command is.
func TestCommandEnds(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		s.Line("exit 7")
		endsWell(t, s.Terminal)
		gone(t, s.Server, lab.Soon)
	})
}

// TestLastOutput: what the command wrote just before its end is seen.
func TestLastOutput(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{Command: []string{"sh", "-c", "seq 1000; echo last words"},
			ClientEnv: []string{"MOSH_NO_TERM_INIT=1"}})
		s.WaitText("last words")
		endsWell(t, s.Terminal)
	})
}

// TestQuitKey: the escape key and "." end the session.
func TestQuitKey(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		s.Bytes(0x1e)
		s.WaitText(`mosh: Commands: Ctrl-Z suspends, "." quits, "^" gives literal Ctrl-^`)
		s.Type(".")
		endsWell(t, s.Terminal)
		gone(t, s.Server, lab.Soon)
	})
}

// TestClientSignals: these signals end the session as the quit key does.
func TestClientSignals(t *testing.T) {
	t.Parallel()
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT, syscall.SIGHUP} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			lab.EachPair(t, gomoshClient, func(t *testing.T, p lab.Pair) {
				s := lab.StartSession(t, p, lab.SessionOptions{})
				s.WaitText("$")
				lab.Signal(t, s.PID(), sig)
				endsWell(t, s.Terminal)
				gone(t, s.Server, lab.Soon)
			})
		})
	}
}

// TestServerSignals: SIGTERM ends the session in good order, SIGHUP does
// nothing.
func TestServerSignals(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		lab.Signal(t, s.Server.PID, syscall.SIGHUP)
		s.Line("echo al''ive")
		s.WaitText("alive")
		lab.Signal(t, s.Server.PID, syscall.SIGTERM)
		endsWell(t, s.Terminal)
		gone(t, s.Server, lab.Soon)
	})
}

// TestServerWithoutClient: a server that nobody ever joined ends at SIGTERM.
func TestServerWithoutClient(t *testing.T) {
	t.Parallel()
	lab.EachSide(t, func(t *testing.T, side lab.Side) {
		s := lab.StartServer(t, side.Program(t, "mosh-server"), lab.ServerOptions{})
		lab.Signal(t, s.PID, syscall.SIGTERM)
		gone(t, s, lab.Soon)
	})
}

// TestNobodyCame: a server that nobody joins leaves after a minute.
func TestNobodyCame(t *testing.T) {
	t.Parallel()
	lab.EachSide(t, func(t *testing.T, side lab.Side) {
		s := lab.StartServer(t, side.Program(t, "mosh-server"), lab.ServerOptions{})
		lab.Holds(t, 55*time.Second, "server waits", func() bool { return lab.Alive(s.PID) })
		gone(t, s, 11*time.Second)
	})
}

// TestNetworkTimeout: with a network timeout of ten seconds the server is gone
// eighteen seconds after its client was killed, the goodbyes nobody hears
// included.
func TestNetworkTimeout(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{ServerEnv: []string{"MOSH_SERVER_NETWORK_TMOUT=10"}})
		s.WaitText("$")
		lab.Signal(t, s.PID(), syscall.SIGKILL)
		killed := time.Now()
		gone(t, s.Server, 18*time.Second)
		if passed := time.Since(killed); passed < 6*time.Second {
			t.Errorf("the server left after %v already", passed)
		}
	})
}

// TestSignalTimeout: SIGUSR1 ends a server whose client has been silent for
// the given time, and only such a server.
func TestSignalTimeout(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{ServerEnv: []string{"MOSH_SERVER_SIGNAL_TMOUT=5"}})
		s.WaitText("$")
		lab.Signal(t, s.Server.PID, syscall.SIGUSR1)
		s.Line("echo al''ive")
		s.WaitText("alive")
		lab.Signal(t, s.PID(), syscall.SIGKILL)
		lab.Holds(t, 9*time.Second, "server waits", func() bool { return lab.Alive(s.Server.PID) })
		lab.Signal(t, s.Server.PID, syscall.SIGUSR1)
		gone(t, s.Server, 6*time.Second)
	})
}

// TestSignalWithoutTimeout: without the variable SIGUSR1 ends the server.
func TestSignalWithoutTimeout(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, gomoshServer, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		lab.Signal(t, s.Server.PID, syscall.SIGUSR1)
		endsWell(t, s.Terminal)
		gone(t, s.Server, lab.Soon)
	})
}
