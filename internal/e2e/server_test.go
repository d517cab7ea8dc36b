package e2e

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"gomosh/internal/lab"
)

// TestConnectLineOnPipe: on a pipe the server writes its connect line and not
// a byte more; the rest goes to standard error and ends with the detached
// line.
func TestConnectLineOnPipe(t *testing.T) {
	t.Parallel()
	lab.EachSide(t, func(t *testing.T, side lab.Side) {
		s := lab.StartServer(t, side.Program(t, "mosh-server"), lab.ServerOptions{Args: []string{"-p", "0"}})
		if !regexp.MustCompile(`^MOSH CONNECT [1-9]\d{0,4} [A-Za-z0-9/+]{21}[AQgw]\n$`).MatchString(s.Stdout) {
			t.Errorf("stdout is %q", s.Stdout)
		}
		if !regexp.MustCompile(`(?s)^\n.*\n\n\[mosh-server detached, pid = \d+\]\n$`).MatchString(s.Stderr) {
			t.Errorf("stderr is %q", s.Stderr)
		}
	})
}

// TestConnectLineOnTerminal: on a terminal an empty line comes first, so that
// echoed typing cannot share the line.
func TestConnectLineOnTerminal(t *testing.T) {
	t.Parallel()
	lab.EachSide(t, func(t *testing.T, side lab.Side) {
		home := lab.Home(t)
		term := lab.NewTerminal(t, lab.Command{Args: []string{side.Program(t, "mosh-server"), "new", "-i", "127.0.0.1"}, Env: lab.Env(home)})
		if status := term.WaitExit(lab.Soon); status != 0 {
			t.Errorf("exit status %d", status)
		}
		lab.Until(t, lab.Soon, "exact output", func() bool {
			return regexp.MustCompile(`(?s)^\r\r\n\r\nMOSH CONNECT \d+ [A-Za-z0-9/+]{22}\r\n\r\n.*\r\n\[mosh-server detached, pid = \d+\]\r\n$`).
				MatchString(term.Output())
		})
	})
}

// TestLauncherLetsGo: whoever started the server through pipes sees them end
// at once, with the server running on.
func TestLauncherLetsGo(t *testing.T) {
	t.Parallel()
	lab.EachSide(t, func(t *testing.T, side lab.Side) {
		home := lab.Home(t)
		cmd := exec.CommandContext(t.Context(), side.Program(t, "mosh-server"), "new", "-i", "127.0.0.1")
		cmd.Env = lab.Env(home)
		var stdout, stderr bytes.Buffer
		cmd.Stdout, cmd.Stderr = &stdout, &stderr // pipes: Run waits for their end
		began := time.Now()
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
		if passed := time.Since(began); passed > lab.Soon {
			t.Errorf("the pipes stayed open for %v", passed)
		}
		detached := regexp.MustCompile(`detached, pid = (\d+)\]`).FindStringSubmatch(stderr.String())
		if detached == nil {
			t.Fatalf("stderr is %q", stderr.String())
		}
		pid, _ := strconv.Atoi(detached[1])
		if !lab.Alive(pid) {
			t.Error("the server does not run on")
		}
		lab.Signal(t, pid, syscall.SIGTERM)
	})
}

// TestProcessNames: pgrep and pkill find server and client by their names,
// however they were started.
func TestProcessNames(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		lab.Need(t, "pgrep")
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		for name, pid := range map[string]int{"mosh-server": s.Server.PID, "mosh-client": s.PID()} {
			out, _ := exec.Command("pgrep", "-x", name).Output()
			if !strings.Contains("\n"+string(out), "\n"+strconv.Itoa(pid)+"\n") {
				t.Errorf("pgrep -x %s does not find %d, which is %q", name, pid, lab.ProcessName(pid))
			}
		}
	})
}

// TestShellSurroundings: the command in a session has a clean start: three
// descriptors on its terminal, default signals, the caller's core limit, the
// environment that the page promises, and its parent is the server.
func TestShellSurroundings(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, gomoshServer, func(t *testing.T, p lab.Pair) {
		out := filepath.Join(t.TempDir(), "facts")
		wrapped := filepath.Join(t.TempDir(), "server")
		writeFile(t, wrapped, "#!/bin/sh\ntrap '' HUP INT\nulimit -S -c 1234\nexec "+p.Server.Program(t, "mosh-server")+" \"$@\"\n", 0o755)
		s := lab.StartServer(t, wrapped, lab.ServerOptions{Command: []string{"sh", testdata(t, "facts.sh"), out},
			Env: []string{"STY=1", "SSH_CONNECTION=10.0.0.1 2 10.0.0.3 22", "SSH_TTY=/dev/pts/nowhere"}})
		term := lab.StartClient(t, p.Client.Program(t, "mosh-client"), s.Port, s.Key, lab.Command{Cols: 77, Rows: 21})
		term.WaitText("facts written")
		facts := map[string]string{}
		for line := range strings.Lines(readFile(t, out)) {
			name, value, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "=")
			facts[name] = value
		}
		for _, name := range []string{"SigIgn", "SigBlk"} {
			// The C library's own two signals, 32 and 33, stay ignored in
			// what its posix_spawn starts, such as everything under make.
			mask, err := strconv.ParseUint(facts[name], 16, 64)
			if err != nil {
				t.Errorf("%s is %q", name, facts[name])
			}
			facts[name] = strconv.FormatUint(mask&^0x180000000, 16)
		}
		for name, want := range map[string]string{
			"fds": "0 1 2 ", "SigIgn": "0", "SigBlk": "0", "core": "1234", "size": "21 77",
			"TERM": "xterm-256color", "NCURSES_NO_UTF8_ACS": "1", "STY": "unset", "MOSH_KEY": "unset", "PWD": facts["HOME"],
			"SSH_CONNECTION": "10.0.0.1 2 10.0.0.3 22", "iutf8": "iutf8", "ppid": strconv.Itoa(s.PID), "leader": "yes",
		} {
			if facts[name] != want {
				t.Errorf("%s is %q, want %q", name, facts[name], want)
			}
		}
		for _, stream := range []string{"in", "out", "err"} {
			if !strings.HasPrefix(facts[stream], "/dev/pts/") || facts[stream] != facts["tty"] {
				t.Errorf("std%s is %q, the terminal is %q", stream, facts[stream], facts["tty"])
			}
		}
		for name, value := range facts {
			if strings.HasPrefix(name, "env GOMOSH_") && name != "env GOMOSH_LAB" {
				t.Errorf("the command's environment has %s=%s", name, value)
			}
		}
	})
}

var ordinary = regexp.MustCompile(`^(/dev/null|/dev/ptmx|/dev/pts/ptmx|socket:\[\d+\]|anon_inode:\[?(eventpoll|eventfd|pidfd)\]?|/sys/fs/cgroup/.*)$`)

// TestServerDescriptors: the detached server holds nothing but /dev/null, its
// socket, the pty and what Go's run-time needs.
func TestServerDescriptors(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, gomoshServer, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{})
		s.WaitText("$")
		held := func() (unexpected []string) {
			entries, err := os.ReadDir(fmt.Sprintf("/proc/%d/fd", s.Server.PID))
			if err != nil {
				t.Skip("may not look into the server's process: run as root")
			}
			for _, entry := range entries {
				target, err := os.Readlink(fmt.Sprintf("/proc/%d/fd/%s", s.Server.PID, entry.Name()))
				if err == nil && !ordinary.MatchString(target) {
					unexpected = append(unexpected, entry.Name()+" -> "+target)
				}
			}
			return unexpected
		}
		// While it starts a process it may have more for a moment.
		if !lab.Eventually(lab.Soon, func() bool { return held() == nil }) {
			t.Errorf("the server holds %q", held())
		}
		if session := strings.Fields(afterName(t, s.Server.PID))[3]; session != strconv.Itoa(s.Server.PID) {
			t.Errorf("the server is in session %s, not in one of its own", session)
		}
	})
}

// afterName is /proc/PID/stat behind the process's name.
func afterName(t *testing.T, pid int) string {
	t.Helper()
	stat := readFile(t, "/proc/"+strconv.Itoa(pid)+"/stat")
	return stat[strings.LastIndexByte(stat, ')')+1:]
}

// TestLoginShell: without a command the server runs the login shell, with its
// dash, after the message of the day.
func TestLoginShell(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, gomoshServer, func(t *testing.T, p lab.Pair) {
		home := lab.Home(t)
		s := lab.StartServer(t, p.Server.Program(t, "mosh-server"), lab.ServerOptions{Env: []string{"HOME=" + home}})
		term := lab.StartClient(t, p.Client.Program(t, "mosh-client"), s.Port, s.Key, lab.Command{})
		term.Wait(lab.Soon, "prompt", func(s *lab.Screen) bool { return s.Line(s.Row) == "$" })
		term.Line("clear; echo name $0 in $PWD")
		term.WaitText("name -sh in " + home)
	})
}

// TestHeldBackCommand: the command starts when the client is there, not
// before, and no empty line stands above its output.
func TestHeldBackCommand(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, gomoshServer, func(t *testing.T, p lab.Pair) {
		mark := filepath.Join(t.TempDir(), "started")
		s := lab.StartServer(t, p.Server.Program(t, "mosh-server"),
			lab.ServerOptions{Command: []string{"sh", "-c", `: >"$0"; echo first line; exec sleep 600`, mark}})
		lab.Holds(t, 500*time.Millisecond, "command waits", func() bool { return !exists(mark) })
		term := lab.StartClient(t, p.Client.Program(t, "mosh-client"), s.Port, s.Key, lab.Command{})
		if screen := term.WaitText("first line"); screen.Line(0) != "first line" {
			t.Errorf("the first row is %q", screen.Line(0))
		}
		if !exists(mark) {
			t.Error("the command has not run")
		}
	})
}

// TestCommandNotFound: a command that does not exist is named on the screen,
// and the session ends.
func TestCommandNotFound(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{Command: []string{"no-such-command"}})
		s.WaitText("no-such-command")
		endsWell(t, s.Terminal)
	})
}

// TestBusyPort: a port that is taken is refused in words; a range goes on to
// the next.
func TestBusyPort(t *testing.T) {
	t.Parallel()
	lab.EachSide(t, func(t *testing.T, side lab.Side) {
		program := side.Program(t, "mosh-server")
		first := lab.StartServer(t, program, lab.ServerOptions{})
		port := strconv.Itoa(first.Port)
		second := lab.StartServer(t, program, lab.ServerOptions{Args: []string{"-p", port + ":60999"}})
		if second.Port <= first.Port {
			t.Errorf("the second server has port %d, the first %d", second.Port, first.Port)
		}
		cmd := exec.CommandContext(t.Context(), program, "new", "-i", "127.0.0.1", "-p", port)
		cmd.Env = lab.Env(lab.Home(t))
		out, err := cmd.CombinedOutput()
		if cmd.ProcessState.ExitCode() != 1 || bytes.Contains(out, []byte("MOSH CONNECT")) || !bytes.Contains(out, []byte(port)) {
			t.Errorf("%v: %s", err, out)
		}
	})
}

// TestDoubleTerm: the second SIGTERM ends a server at once whose client does
// not answer.
func TestDoubleTerm(t *testing.T) {
	t.Parallel()
	lab.EachPair(t, gomoshServer, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{Relay: true})
		s.WaitText("$")
		s.Relay.Set(lab.Weather{Dead: true, Delay: time.Second})
		lab.Signal(t, s.Server.PID, syscall.SIGTERM)
		syscall.Kill(s.Server.PID, syscall.SIGTERM)
		gone(t, s.Server, lab.Soon)
	})
}
