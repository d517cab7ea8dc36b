//go:build unix

// Command record types the scripts of its scenarios to real applications
// through a pty and writes down what they answer, for package replay:
//
//	go run ./internal/replay/record -o internal/replay/testdata [NAME…]
//
// It waits after each key until the application has been quiet for a while, and
// answers the questions that applications ask the terminal. Applications run in
// an empty home folder with the files of the scenario. What is not installed is
// skipped with a message.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"github.com/creack/pty"

	"gomosh/internal/replay"
	"gomosh/term"
)

const (
	cols, rows = 80, 24
	quiet      = 100 * time.Millisecond // of no output after which a key is answered
	quietLine  = 350 * time.Millisecond // the same after Enter
	quietStart = 700 * time.Millisecond // and at the begin
	patience   = 5 * time.Second        // for an application that never is quiet
)

func main() {
	dir := flag.String("o", ".", "folder for the recordings")
	flag.Parse()
	for _, s := range scenarios {
		if flag.NArg() > 0 && !slices.Contains(flag.Args(), s.name) {
			continue
		}
		if _, err := exec.LookPath(s.command[0]); err != nil {
			fmt.Fprintf(os.Stderr, "record: skipping %s: %s is not installed\n", s.name, s.command[0])
			continue
		}
		if err := record(s, *dir); err != nil {
			fmt.Fprintf(os.Stderr, "record: %s: %v\n", s.name, err)
			os.Exit(1)
		}
	}
}

// record plays one scenario and writes its recording into dir.
func record(s scenario, dir string) error {
	home, err := os.MkdirTemp("", "record")
	if err != nil {
		return err
	}
	defer os.RemoveAll(home)
	for name, content := range s.files {
		name = filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			return err
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			return err
		}
	}
	cmd := exec.Command(s.command[0], s.command[1:]...)
	cmd.Dir = home
	cmd.Env = append([]string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color",
		"LANG=C.UTF-8", "LC_ALL=C.UTF-8", "USER=me", "LOGNAME=me", "SHELL=/bin/sh", "LESSHISTFILE=-",
		"TMUX_TMPDIR=" + home, "XDG_CONFIG_HOME=" + home + "/.config", "PYENV_VERSION=" + os.Getenv("PYENV_VERSION")}, s.env...)
	command := func(name string, args ...string) *exec.Cmd {
		c := exec.Command(name, args...)
		c.Env = cmd.Env
		return c
	}
	if s.cleanup != nil {
		defer func() { command(s.cleanup[0], s.cleanup[1:]...).Run() }()
	}
	if s.setup != "" {
		if out, err := command("sh", "-c", s.setup).CombinedOutput(); err != nil {
			return fmt.Errorf("setup: %w: %s", err, out)
		}
	}
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: cols, Rows: rows})
	if err != nil {
		return err
	}
	r := &replay.Recording{Name: s.name, Cols: cols, Rows: rows}
	t := &terminal{f: f, em: term.NewEmulator(cols, rows), data: make(chan []byte)}
	go t.read()
	r.Start = t.answer(quietStart)
	for _, k := range s.keys {
		if _, err := f.WriteString(k); err != nil {
			return err
		}
		wait := quiet
		if k == enter {
			wait = quietLine
		}
		if s.slow > 0 {
			wait = max(wait, s.slow)
		}
		r.Keys = append(r.Keys, replay.Key{Bytes: k, Answer: t.answer(wait)})
	}
	f.Close()
	cmd.Process.Kill()
	cmd.Wait()
	var b bytes.Buffer
	if err := r.Write(&b); err != nil {
		return err
	}
	fmt.Printf("%-20s %3d keys %6d bytes\n", s.name, len(r.Keys), b.Len())
	return os.WriteFile(filepath.Join(dir, s.name+".rec"), b.Bytes(), 0o644)
}

// A terminal is the other end of the pty.
type terminal struct {
	f    *os.File
	em   *term.Emulator
	data chan []byte
}

func (t *terminal) read() {
	for {
		b := make([]byte, 16384)
		n, err := t.f.Read(b)
		if n > 0 {
			t.data <- b[:n]
		}
		if err != nil {
			close(t.data)
			return
		}
	}
}

// answer collects output until there was none for the given time.
func (t *terminal) answer(quiet time.Duration) []replay.Output {
	var out []replay.Output
	last := time.Now()
	end := time.NewTimer(patience)
	for {
		select {
		case b, ok := <-t.data:
			if !ok {
				return out
			}
			now := time.Now()
			if after := now.Sub(last).Round(time.Millisecond); after == 0 && len(out) > 0 {
				out[len(out)-1].Bytes += string(b)
			} else {
				out = append(out, replay.Output{After: after, Bytes: string(b)})
			}
			last = now
			t.em.Write(b)
			t.f.Write(t.em.TakeReplies())
		case <-time.After(quiet):
			return out
		case <-end.C:
			return out
		}
	}
}
