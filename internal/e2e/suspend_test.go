package e2e

import (
	"strconv"
	"strings"
	"syscall"
	"testing"

	"gomosh/internal/lab"
)

// TestSuspend: the escape key and Ctrl-Z stop the client with the terminal
// given back; on return the picture is there again.
func TestSuspend(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		server := lab.StartServer(t, p.Server.Program(t, "mosh-server"), lab.ServerOptions{Command: []string{"sh"}})
		// An interactive shell, for its job control, is what the client returns to.
		term := lab.NewTerminal(t, lab.Command{Args: []string{"sh", "-i"}, Env: lab.Env(lab.Home(t), "PS1=local> ", "MOSH_KEY="+server.Key)})
		term.WaitText("local>")
		term.Line(strings.Join([]string{p.Client.Program(t, "mosh-client"), "127.0.0.1", strconv.Itoa(server.Port)}, " "))
		term.Wait(lab.Soon, "remote prompt", func(s *lab.Screen) bool { return s.Line(s.Row) == "$" })
		term.Line("clear; echo remote picture")
		term.Wait(lab.Soon, "remote picture", func(s *lab.Screen) bool { return s.Line(0) == "remote picture" && s.Line(1) == "$" })
		term.Bytes(0x1e, 0x1a)
		screen := term.WaitText("[mosh is suspended.]")
		if got := screen.Style("[mosh is suspended.]"); got != "fg=#7 bg=#4" {
			t.Errorf("rendition of the notice is %q", got)
		}
		term.Wait(lab.Soon, "local prompt", func(s *lab.Screen) bool { return s.Line(s.Row) == "local>" })
		term.Line("stty -a | tr ' ' '\\n' | grep -x icanon")
		term.Wait(lab.Soon, "terminal is cooked", func(s *lab.Screen) bool { return s.Line(s.Row-1) == "icanon" })
		term.Line("fg")
		term.Wait(lab.Soon, "picture again", func(s *lab.Screen) bool { return s.Line(0) == "remote picture" && s.Line(1) == "$" })
		term.Line("echo and al''ive")
		term.WaitText("and alive")
		term.Line("exit")
		term.WaitText("[mosh is exiting.]")
		gone(t, server, lab.Soon)
	})
}

// TestStoppedFromOutside: SIGSTOP and SIGCONT, as a debugger or a shell send
// them, leave the session whole.
func TestStoppedFromOutside(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, gomoshClient, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		lab.Signal(t, s.PID(), syscall.SIGSTOP)
		lab.Signal(t, s.PID(), syscall.SIGCONT)
		s.Line("echo al''ive")
		s.WaitText("alive")
	})
}
