package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
)

// maker is whose programs are measured.
type maker string

const (
	ours  maker = "gomosh"
	stock maker = "mosh"
	plain maker = "ssh"
)

// bench is one run: a scratch directory and the programs.
type bench struct {
	dir    string  // everything the run writes
	bin    string  // directory with gomosh and its names
	sshd   *sshd   // nil if there is none
	makers []maker // those that are installed
}

// program is the path of mosh, mosh-server or mosh-client.
func (b *bench) program(m maker, name string) string {
	if m == ours {
		return filepath.Join(b.bin, name)
	}
	return find(name)
}

// shell is a program that runs a shell with the prompt "$ ", whatever it was
// started by.
func (b *bench) shell() string { return filepath.Join(b.dir, "shell") }

const shellScript = `#!/bin/sh
PS1='$ ' exec sh
`

// find is the absolute path of an installed program, "" if there is none. The
// system's own directories are searched too.
func find(name string) string {
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	for _, dir := range []string{"/usr/sbin", "/sbin", "/usr/local/sbin"} {
		if path, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return path
		}
	}
	return ""
}

// env is the environment of all programs: nothing of the caller's.
func (b *bench) env(more ...string) []string {
	return append([]string{
		"HOME=" + b.dir,
		"PATH=" + b.bin + ":/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin",
		"LANG=C.UTF-8",
		"TERM=xterm-256color",
		"SHELL=/bin/sh",
		"MOSH_SERVER_NETWORK_TMOUT=900",
	}, more...)
}

// server is a detached mosh-server.
type server struct {
	port int
	key  string
	pid  int
}

var (
	connectLine  = regexp.MustCompile(`(?m)^MOSH CONNECT (\d+) (\S{22})\r?$`)
	detachedLine = regexp.MustCompile(`(?m)pid = (\d+)\]`)
)

// serve starts a server on the loopback address.
func (b *bench) serve(m maker, command ...string) (*server, error) {
	args := append([]string{"new", "-i", "127.0.0.1", "-c", "256", "--"}, command...)
	cmd := exec.Command(b.program(m, "mosh-server"), args...)
	cmd.Env, cmd.Dir = b.env(), b.dir
	out, err := cmd.CombinedOutput()
	connect, detached := connectLine.FindStringSubmatch(string(out)), detachedLine.FindStringSubmatch(string(out))
	if err != nil || connect == nil || detached == nil {
		return nil, fmt.Errorf("%s: %w\n%s", cmd, err, out)
	}
	s := &server{key: connect[2]}
	s.port, _ = strconv.Atoi(connect[1])
	s.pid, _ = strconv.Atoi(detached[1])
	return s, nil
}

// end makes the server go at once.
func (s *server) end() {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", s.pid))
	if strings.TrimSpace(string(text)) == "mosh-server" {
		_ = syscall.Kill(s.pid, syscall.SIGKILL)
	}
}

// join starts a client for a server behind a port of the loopback address.
func (b *bench) join(m maker, port int, key, predict string) (*terminal, error) {
	return open(b.dir, b.env("MOSH_KEY="+key, "MOSH_PREDICTION_DISPLAY="+predict),
		b.program(m, "mosh-client"), "127.0.0.1", strconv.Itoa(port))
}
