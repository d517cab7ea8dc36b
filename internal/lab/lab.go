// Package lab is a small laboratory for end-to-end tests: private tmux servers
// as terminals, private SSH servers, bad networks, and sessions made of any
// mix of this program and stock mosh.
//
// Everything the lab starts lives in one scratch directory and carries a mark
// in its environment. A second process, the caretaker, waits until the test
// process is gone, however it went, and then ends what is still marked and
// removes the directory. So nothing survives a panic, a time-out or kill -9.
package lab

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
)

const (
	markVar      = "GOMOSH_LAB"           // environment mark of everything the lab starts
	caretakerVar = "GOMOSH_LAB_CARETAKER" // set in the caretaker: the scratch directory
)

// scratch is the directory of this test process, set by Main.
var scratch string

// serial numbers the things the lab makes, for unique directory names.
var serial atomic.Int64

// Main runs the tests of a package that uses the lab. Such a package calls it
// from TestMain and passes the result to os.Exit. If prepare, which may be nil,
// fails, as Build may, the tests do not run.
func Main(m *testing.M, prepare func() error) int {
	if dir := os.Getenv(caretakerVar); dir != "" {
		return caretake(dir)
	}
	dir, err := os.MkdirTemp("", "gomosh-lab-")
	if err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
		return 1
	}
	scratch = dir
	dismiss, err := startCaretaker(dir)
	if err != nil {
		fmt.Fprintln(os.Stderr, "lab: start caretaker:", err)
		return 1
	}
	code := 1
	if prepare == nil {
		prepare = func() error { return nil }
	}
	if err := prepare(); err != nil {
		fmt.Fprintln(os.Stderr, "lab:", err)
	} else {
		code = m.Run()
	}
	if reports := raceReports(); reports != "" {
		fmt.Fprint(os.Stderr, reports)
		code = 1
	}
	dismiss()
	return code
}

// startCaretaker starts the caretaker process. It works as soon as its
// standard input ends: when dismiss is called or when this process dies.
func startCaretaker(dir string) (dismiss func(), err error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), caretakerVar+"="+dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() {
		stdin.Close()
		cmd.Wait()
	}, nil
}

// caretake waits for the end of standard input, then ends everything that
// carries the mark of dir and removes dir. It is the whole life of the
// caretaker; the result is its exit status.
func caretake(dir string) int {
	var one [1]byte
	for {
		if n, err := os.Stdin.Read(one[:]); n == 0 || err != nil {
			break
		}
	}
	for range 20 {
		if KillMarked(dir) == 0 {
			break
		}
		pause(pollFirst)
	}
	if err := os.RemoveAll(dir); err != nil {
		return 1
	}
	return 0
}

// ready fails the test if Main did not prepare the lab.
func ready(t testing.TB) {
	t.Helper()
	if scratch == "" {
		t.Fatal("lab: TestMain has to call lab.Main")
	}
}

// place makes a new directory below the scratch directory. Its path is short
// enough for a Unix socket in it. What is marked with it ends with the test.
func place(t testing.TB, kind string) string {
	t.Helper()
	ready(t)
	dir := filepath.Join(scratch, fmt.Sprintf("%s%d", kind, serial.Add(1)))
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Home makes a home directory for programs that a test starts itself, in which
// a login shell has the prompt "$ ". What has it in its environment by Env ends
// with the test.
func Home(t testing.TB) string {
	t.Helper()
	home := place(t, "u")
	write(t, filepath.Join(home, ".profile"), "PS1='$ '\n")
	t.Cleanup(func() { KillMarked(home) })
	return home
}

// Env is the environment of a program in the lab: a home directory of its own,
// a UTF-8 locale, the system's PATH, and nothing else of the caller's. Later
// words win over earlier ones; a word without "=" removes that variable.
func Env(home string, extra ...string) []string {
	env := []string{
		"HOME=" + home,
		"PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"LANG=C.UTF-8",
		"TERM=xterm-256color",
		"SHELL=/bin/sh",
		"PS1=$ ",
		// A session that is lost ends by itself.
		"MOSH_SERVER_NETWORK_TMOUT=180",
		markVar + "=" + home,
	}
	if raceBuild() {
		env = append(env, "GORACE=log_path="+filepath.Join(scratch, "race"))
	}
	for _, word := range extra {
		name, _, set := strings.Cut(word, "=")
		kept := env[:0]
		for _, old := range env {
			if !strings.HasPrefix(old, name+"=") {
				kept = append(kept, old)
			}
		}
		env = kept
		if set {
			env = append(env, word)
		}
	}
	return env
}
