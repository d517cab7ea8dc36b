//go:build unix

package ptyterm

import (
	"bytes"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A Program is a program in a terminal of its own.
type Program struct {
	*Terminal
	t    testing.TB
	tty  *os.File
	lag  time.Duration
	done chan struct{} // closed when the program has ended and all was shown

	mu    sync.Mutex
	typed sync.WaitGroup
}

// Start starts a program in a terminal whose answers come after a lag. It is
// killed at the end of the test.
func Start(t testing.TB, kind Kind, cols, rows int, lag time.Duration, cmd *exec.Cmd) *Program {
	t.Helper()
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(cols), Rows: uint16(rows)})
	if err != nil {
		t.Fatal(err)
	}
	p := &Program{Terminal: New(kind, cols, rows), t: t, tty: tty, lag: lag, done: make(chan struct{})}
	go p.run(cmd)
	t.Cleanup(func() {
		cmd.Process.Kill()
		select {
		case <-p.done:
		case <-time.After(5 * time.Second):
			t.Error("the terminal of a killed program stays open")
		}
		p.typed.Wait()
		tty.Close()
	})
	return p
}

func (p *Program) run(cmd *exec.Cmd) {
	defer close(p.done)
	buf := make([]byte, 64<<10)
	for {
		n, err := p.tty.Read(buf)
		if answers := p.Write(buf[:n]); len(answers) > 0 {
			p.typed.Go(func() {
				time.Sleep(p.lag)
				p.Type(string(answers))
			})
		}
		if err != nil {
			cmd.Wait()
			return
		}
	}
}

// Type types.
func (p *Program) Type(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.tty.WriteString(text) // a program that has ended reads nothing
}

// Await waits until what is shown meets a condition, and fails the test if it
// does not within limit.
func (p *Program) Await(limit time.Duration, what string, met func(text string) bool) {
	p.t.Helper()
	for end := time.Now().Add(limit); ; time.Sleep(5 * time.Millisecond) {
		text := p.Text()
		if met(text) {
			return
		}
		if time.Now().After(end) {
			p.t.Fatalf("not within %v: %s; the terminal shows:\n%s\nand got %.4000q", limit, what, text, p.Output())
		}
	}
}

// Ended waits for the program to end.
func (p *Program) Ended(limit time.Duration) {
	p.t.Helper()
	select {
	case <-p.done:
	case <-time.After(limit):
		p.t.Fatalf("the program has not ended after %v; the terminal shows:\n%s", limit, p.Text())
	}
}

// Count returns how often text was written to the terminal.
func (p *Program) Count(text string) int {
	return bytes.Count([]byte(p.Output()), []byte(text))
}
