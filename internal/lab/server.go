package lab

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"syscall"
	"testing"
)

// Server is a detached mosh-server that was started by hand.
type Server struct {
	Port           int
	Key            string
	PID            int    // the process that stays
	Stdout, Stderr string // what the launching process wrote
	log            string // file: standard error of launcher and, with -v, of the daemon
}

// ServerOptions says how to start a server.
type ServerOptions struct {
	Args    []string // options after "new -i 127.0.0.1 -c 256"
	Command []string // remote command; nil: the login shell
	Env     []string // changes to Env
}

var (
	connectLine  = regexp.MustCompile(`(?m)^MOSH CONNECT (\d+) ([A-Za-z0-9/+]{22})\r?$`)
	detachedLine = regexp.MustCompile(`(?m)^\[mosh-server detached, pid = (\d+)\]\r?$`)
)

// StartServer starts the program in a new home directory, on the loopback
// address, and reads where it listens. The server ends with the test.
func StartServer(t testing.TB, program string, o ServerOptions) *Server {
	t.Helper()
	home := Home(t)
	args := append([]string{"new", "-i", "127.0.0.1", "-c", "256"}, o.Args...)
	if o.Command != nil {
		args = append(append(args, "--"), o.Command...)
	}
	// Files, not pipes: a verbose daemon keeps them.
	stdout, stderr := filepath.Join(home, "stdout"), filepath.Join(home, "stderr")
	ctx, cancel := context.WithTimeout(t.Context(), Soon)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env, cmd.Dir = Env(home, o.Env...), home
	cmd.Stdout, cmd.Stderr = create(t, stdout), create(t, stderr)
	err := cmd.Run()
	s := &Server{Stdout: read(t, stdout), Stderr: read(t, stderr), log: stderr}
	connect, detached := connectLine.FindStringSubmatch(s.Stdout), detachedLine.FindStringSubmatch(s.Stderr)
	if err != nil || connect == nil || detached == nil {
		t.Fatalf("%s %q: %v\nstdout %q\nstderr %q", program, args, err, s.Stdout, s.Stderr)
	}
	s.Port, _ = strconv.Atoi(connect[1])
	s.Key = connect[2]
	s.PID, _ = strconv.Atoi(detached[1])
	t.Cleanup(s.end)
	return s
}

// end makes the server go, if it is still there: in good order, or else by the
// second signal, which it obeys at once, or by force.
func (s *Server) end() {
	for _, sig := range []syscall.Signal{syscall.SIGTERM, syscall.SIGTERM, syscall.SIGKILL} {
		if name := ProcessName(s.PID); name != "mosh-server" && name != "gomosh" {
			return
		}
		syscall.Kill(s.PID, sig)
		Eventually(farewell/4, func() bool { return !Alive(s.PID) })
	}
}

// Log is what the server, started with -v, has written to standard error.
func (s *Server) Log(t testing.TB) string {
	t.Helper()
	return read(t, s.log)
}

// create makes a file that is written at its end and closed with the test.
func create(t testing.TB, path string) *os.File {
	t.Helper()
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

// read is the content of a file that must exist.
func read(t testing.TB, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
