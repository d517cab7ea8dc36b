package e2e

import (
	"bytes"
	"fmt"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"gomosh/internal/lab"
)

const someKey = "4NeCCgvZFe2RnPgrcU1PQw"

// TestNeverHeard: a client whose server does not answer says so at once, and
// gives up after about nineteen seconds with words that help.
func TestNeverHeard(t *testing.T) {
	t.Parallel()
	lab.EachSide(t, func(t *testing.T, side lab.Side) {
		r := lab.NewRelay(t, 1)
		r.Set(lab.Weather{Dead: true})
		term := lab.StartClient(t, side.Program(t, "mosh-client"), r.Port(), someKey, lab.Command{})
		term.WaitText(fmt.Sprintf("mosh: Nothing received from server on UDP port %d. [To quit: Ctrl-^ .]", r.Port()))
		began := time.Now()
		if status := term.WaitExit(40 * time.Second); status != 1 {
			t.Errorf("exit status %d, want 1", status)
		}
		if passed := time.Since(began); passed < 14*time.Second || passed > 25*time.Second {
			t.Errorf("gave up after %v", passed)
		}
		screen := term.Screen()
		if !screen.Contains(fmt.Sprintf("127.0.0.1:%d", r.Port())) || !screen.Contains("-p") || !screen.Contains("[mosh is exiting.]") {
			t.Errorf("last words:\n%s", screen)
		}
	})
}

// TestServerKilled: a session whose server was killed can be left; the client
// says that it did not end well.
func TestServerKilled(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		lab.Signal(t, s.Server.PID, syscall.SIGKILL)
		s.Bytes(0x1e, '.')
		s.WaitText("mosh: Exiting on user request...")
		if status := s.WaitExit(lab.Soon); status != 1 {
			t.Errorf("exit status %d, want 1", status)
		}
		screen := s.Screen()
		if !screen.Contains("mosh-server") || !screen.Contains("[mosh is exiting.]") {
			t.Errorf("last words:\n%s", screen)
		}
	})
}

// TestBadStart: a client that cannot start says why in one clear line, and
// leaves the terminal as it was.
func TestBadStart(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		env    []string // changes
		args   []string
		says   []string // all of them on the screen
		status int
	}{
		{"no key", nil, []string{"127.0.0.1", "60001"}, []string{"MOSH_KEY"}, 1},
		{"short key", []string{"MOSH_KEY=abc"}, []string{"127.0.0.1", "60001"}, []string{"key"}, 1},
		{"key with unused bits", []string{"MOSH_KEY=4NeCCgvZFe2RnPgrcU1PQx"}, []string{"127.0.0.1", "60001"}, []string{"key"}, 1},
		{"port is no number", []string{"MOSH_KEY=" + someKey}, []string{"127.0.0.1", "port"}, []string{"port"}, 1},
		{"port out of range", []string{"MOSH_KEY=" + someKey}, []string{"127.0.0.1", "99999"}, []string{"99999"}, 1},
		{"address is a name", []string{"MOSH_KEY=" + someKey}, []string{"localhost", "60001"}, []string{"localhost"}, 1},
		{"no arguments", []string{"MOSH_KEY=" + someKey}, nil, []string{"mosh-client"}, 1},
		{"unknown option", []string{"MOSH_KEY=" + someKey}, []string{"-x", "127.0.0.1", "60001"}, []string{"mosh-client"}, 1},
		{"unknown prediction", []string{"MOSH_KEY=" + someKey, "MOSH_PREDICTION_DISPLAY=often"}, []string{"127.0.0.1", "60001"}, []string{"often"}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			lab.EachSide(t, func(t *testing.T, side lab.Side) {
				if side == lab.Stock && c.name == "port out of range" {
					return // stock takes any number of digits
				}
				command := append([]string{"sh", "-c", `before=$(stty -g); "$@"; status=$?; [ "$before" = "$(stty -g)" ] && echo sane; exit $status`,
					"sh", side.Program(t, "mosh-client")}, c.args...)
				term := lab.NewTerminal(t, lab.Command{Args: command, Env: lab.Env(lab.Home(t), c.env...)})
				if status := term.WaitExit(lab.Soon); status != c.status {
					t.Errorf("exit status %d, want %d", status, c.status)
				}
				screen := term.Screen()
				for _, word := range append(c.says, "sane") {
					if !strings.Contains(strings.ToLower(screen.String()), strings.ToLower(word)) {
						t.Errorf("%q is not on the screen:\n%s", word, screen)
					}
				}
			})
		})
	}
}

// TestNotATerminal: without a terminal the client refuses, and writes nothing
// on its standard output.
func TestNotATerminal(t *testing.T) {
	t.Parallel()
	lab.EachSide(t, func(t *testing.T, side lab.Side) {
		cmd := exec.CommandContext(t.Context(), side.Program(t, "mosh-client"), "127.0.0.1", "60001")
		cmd.Env = lab.Env(lab.Home(t), "MOSH_KEY="+someKey)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr
		err := cmd.Run()
		if cmd.ProcessState.ExitCode() != 1 || stdout.Len() != 0 || stderr.Len() == 0 {
			t.Errorf("%v, stdout %q, stderr %q", err, stdout.String(), stderr.String())
		}
	})
}
