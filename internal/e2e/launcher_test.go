package e2e

import (
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"gomosh/internal/lab"
)

// A trio says whose launcher starts whose client and server.
type trio struct {
	launcher lab.Side
	lab.Pair
}

// eachTrio runs a test for the pairs, each with both launchers; with a stock
// pair only the stock one, and that only if stock pairs are tested.
func eachTrio(t *testing.T, test func(*testing.T, trio)) {
	t.Helper()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		for _, launcher := range []lab.Side{lab.Gomosh, lab.Stock} {
			if launcher == lab.Gomosh && p.Client == lab.Stock && p.Server == lab.Stock {
				continue
			}
			t.Run("by-"+string(launcher), func(t *testing.T) {
				t.Parallel()
				test(t, trio{launcher, p})
			})
		}
	})
}

// command is a `mosh` command line with the given words behind the options
// that choose client and server.
func (tr trio) command(t *testing.T, words ...string) []string {
	t.Helper()
	return append([]string{tr.launcher.Program(t, "mosh"), "--client=" + tr.Client.Program(t, "mosh-client"),
		"--server=" + tr.Server.Program(t, "mosh-server")}, words...)
}

// TestLocal: `mosh --local` opens a session without ssh, with the size of the
// terminal from the first moment.
func TestLocal(t *testing.T) {
	t.Parallel()
	eachTrio(t, func(t *testing.T, tr trio) {
		term := lab.NewTerminal(t, lab.Command{Cols: 91, Rows: 27,
			Args: tr.command(t, "--local", "127.0.0.1", "--", "sh", "-c", "stty size; pwd; read x; exit 3")})
		term.WaitText("27 91")
		term.Keys("Enter")
		endsWell(t, term)
	})
}

// TestLocalIPv6: the same over IPv6.
func TestLocalIPv6(t *testing.T) {
	t.Parallel()
	if l, err := net.ListenPacket("udp6", "[::1]:0"); err != nil {
		t.Skipf("this machine has no IPv6 (%v): sysctl net.ipv6.conf.all.disable_ipv6=0", err)
	} else {
		l.Close()
	}
	eachTrio(t, func(t *testing.T, tr trio) {
		greets(t, small(t, append(tr.command(t, "-6", "--local", "::1", "--"), greeting...)...))
	})
}

// TestHundredSessions: a hundred sessions in a row end with status 0.
func TestHundredSessions(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		launcher := lab.Gomosh
		if p.Client == lab.Stock && p.Server == lab.Stock {
			launcher = lab.Stock
		}
		loop := `n=0; while [ $n -lt 100 ]; do "$@" || { echo "session $n: status $?"; exit 1; }; n=$((n + 1)); done; echo all $n sessions`
		command := append([]string{"sh", "-c", loop, "loop"}, trio{launcher, p}.command(t, "--local", "127.0.0.1", "true")...)
		term := lab.NewTerminal(t, lab.Command{Args: command})
		if status := term.WaitExit(4 * time.Minute); status != 0 || !term.Screen().Contains("all 100 sessions") {
			t.Errorf("the loop ended with %d:\n%s", status, term.Screen())
		}
	})
}

// TestTypingAtTheEnd: keys typed while the command ends, and after, do not
// spoil the end.
func TestTypingAtTheEnd(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		for range 5 {
			s := lab.StartSession(t, p, lab.SessionOptions{Command: []string{"sh", "-c", "echo ready; read x; exit 0"}})
			s.WaitText("ready")
			s.Keys("Enter")
			for !s.Screen().Dead {
				s.Type("typed while it ends")
			}
			if status := s.WaitExit(lab.Soon); status != 0 || !s.Screen().Contains("[mosh is exiting.]") {
				t.Errorf("exit status %d:\n%s", status, s.Screen())
			}
			gone(t, s.Server, lab.Soon)
		}
	})
}

// TestPublishedHarness uses the programs as mosh's published end-to-end suite
// does: wrappers around client and server, the server's own `new` behind -@,
// verbose output searched for complaints, and a command that signals its
// parent and the client by MOSH_CLIENT_PID.
func TestPublishedHarness(t *testing.T) {
	t.Parallel()
	eachTrio(t, func(t *testing.T, tr trio) {
		dir := t.TempDir()
		log := filepath.Join(dir, "server.log")
		server := fmt.Sprintf("env MOSH_SERVER_NETWORK_TMOUT=10 sh %s %s %s new -vv -@", testdata(t, "wrapper.sh"), log, tr.Server.Program(t, "mosh-server"))
		client := filepath.Join(dir, "client")
		writeFile(t, client, "#!/bin/sh\nexec "+tr.Client.Program(t, "mosh-client")+" \"$@\"\n", 0o755)
		term := lab.NewTerminal(t, lab.Command{Args: []string{tr.launcher.Program(t, "mosh"), "--client=" + client, "--server=" + server,
			"--local", "--bind-server=127.0.0.1", "127.0.0.1", "sh", testdata(t, "harness.sh")}})
		screen := term.WaitText("facts end")
		if row := screen.Find("parent "); row < 0 || screen.Line(row) != "parent mosh-server" {
			t.Errorf("the command is no child of the server:\n%s", screen)
		}
		if want := fmt.Sprintf("client %d", term.PID()); !screen.Contains(want) {
			t.Errorf("MOSH_CLIENT_PID is wrong, want %q:\n%s", want, screen)
		}
		if !screen.Contains("tmout 10") {
			t.Errorf("MOSH_SERVER_NETWORK_TMOUT does not reach the command:\n%s", screen)
		}
		pid := number(t, screen, "server ")
		term.Keys("Enter") // harness.sh kills the client
		if status := term.WaitExit(lab.Soon); status != 128+int(syscall.SIGKILL) {
			t.Errorf("the launcher's process ended with %d, not by SIGKILL", status)
		}
		lab.Until(t, 18*time.Second, "server has ended", func() bool { return !lab.Alive(pid) })
		text := readFile(t, log)
		for _, complaint := range []string{"round-trip Instruction verification failed", "polls, rate limiting", "consecutive polls", "assertion"} {
			if strings.Contains(text, complaint) {
				t.Errorf("the server's log contains %q", complaint)
			}
		}
	})
}
