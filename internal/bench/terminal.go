package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"

	"github.com/creack/pty"

	"gomosh/term"
)

const (
	cols = 80
	rows = 24
	soon = 30 * time.Second // for what normally takes much less
)

// terminal is a program in a pty whose screen somebody watches closely. It may
// be used from several goroutines.
type terminal struct {
	cmd  *exec.Cmd
	file *os.File
	gone chan struct{} // closed when the program has closed the terminal

	mu       sync.Mutex
	emu      *term.Emulator
	shown    int // bytes written to the terminal
	watchers []watcher
}

// watcher waits for a condition of the screen.
type watcher struct {
	cond func(*term.Screen) bool
	seen chan time.Time // of one
}

// open starts a program in a terminal of 80 columns and 24 rows.
func open(dir string, env []string, words ...string) (*terminal, error) {
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Dir, cmd.Env = dir, env
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: rows, Cols: cols})
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", words[0], err)
	}
	t := &terminal{cmd: cmd, file: file, gone: make(chan struct{}), emu: term.NewEmulator(cols, rows)}
	go t.read()
	return t, nil
}

// read feeds the screen until the program has gone.
func (t *terminal) read() {
	defer close(t.gone)
	buf := make([]byte, 64<<10)
	for {
		n, err := t.file.Read(buf)
		now := time.Now()
		if n > 0 {
			t.mu.Lock()
			t.shown += n
			t.emu.Write(buf[:n])
			replies := t.emu.TakeReplies()
			t.look(now)
			t.mu.Unlock()
			if len(replies) > 0 {
				_, _ = t.file.Write(replies)
			}
		}
		if err != nil {
			return
		}
	}
}

// look tells the watchers whose condition has come true. The lock is held.
func (t *terminal) look(now time.Time) {
	if len(t.watchers) == 0 {
		return
	}
	screen := t.emu.Snapshot()
	kept := t.watchers[:0]
	for _, w := range t.watchers {
		if w.cond(screen) {
			w.seen <- now
		} else {
			kept = append(kept, w)
		}
	}
	t.watchers = kept
}

// watch returns a channel on which the time arrives at which the condition
// became true.
func (t *terminal) watch(cond func(*term.Screen) bool) <-chan time.Time {
	w := watcher{cond, make(chan time.Time, 1)}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.watchers = append(t.watchers, w)
	t.look(time.Now())
	return w.seen
}

// write types bytes.
func (t *terminal) write(text string) error {
	_, err := t.file.WriteString(text)
	return err
}

// wait waits until the condition holds and returns when that was.
func (t *terminal) wait(limit time.Duration, what string, cond func(*term.Screen) bool) (time.Time, error) {
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case at := <-t.watch(cond):
		return at, nil
	case <-timer.C:
	case <-t.gone:
	}
	return time.Time{}, fmt.Errorf("not on the screen of %s: %s\n%s", t.cmd.Path, what, t.text())
}

// text is what the screen shows.
func (t *terminal) text() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return text(t.emu.Snapshot())
}

// text is the content of a screen, a line a row.
func text(s *term.Screen) string {
	out := ""
	for row := range rows {
		out += line(s, row) + "\n"
	}
	return out
}

// line is the text of a row without the blanks at its end.
func line(s *term.Screen, row int) string {
	var out []byte
	end := 0
	for col := range cols {
		g := s.Glyph(row, col)
		if g.Text == "" || g.Text == " " {
			out = append(out, ' ')
			continue
		}
		out = append(out, g.Text...)
		end = len(out)
	}
	return string(out[:end])
}

// contains says that a row is this text.
func contains(text string) func(*term.Screen) bool {
	return func(s *term.Screen) bool {
		for row := range rows {
			if line(s, row) == text {
				return true
			}
		}
		return false
	}
}

// close hangs up the terminal and sees the program off.
func (t *terminal) close() {
	_ = t.cmd.Process.Signal(syscall.SIGHUP)
	timer := time.AfterFunc(5*time.Second, func() { _ = t.cmd.Process.Kill() })
	defer timer.Stop()
	var exit *exec.ExitError
	if err := t.cmd.Wait(); err != nil && !errors.As(err, &exit) {
		fmt.Fprintln(os.Stderr, "bench:", err)
	}
	t.file.Close()
}
