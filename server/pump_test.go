//go:build unix

package server

import (
	"io"
	"strings"
	"testing"
)

// All output arrives, in order, and then the end: nothing is lost when the last
// program closes the terminal.
func TestPump(t *testing.T) {
	term, err := openTerminal(80, 24)
	if err != nil {
		t.Fatalf("no pty here: %v", err)
	}
	defer term.master.Close()
	text := strings.Repeat("all that a program writes\n", 20000)
	go func() {
		if _, err := io.WriteString(term.side, text); err != nil {
			t.Error(err)
		}
		term.side.Close()
	}()
	p := newPump(term.master)
	go p.run()
	var got strings.Builder
	for piece := range p.full {
		piece = p.more(piece) // as the loop does it
		got.Write(piece)
		p.empty <- piece
	}
	if want := strings.ReplaceAll(text, "\n", "\r\n"); got.String() != want {
		t.Errorf("%d bytes came, want %d", got.Len(), len(want))
	}
}

// Closing the master ends a read that waits.
func TestPumpClose(t *testing.T) {
	term, err := openTerminal(80, 24)
	if err != nil {
		t.Fatalf("no pty here: %v", err)
	}
	defer term.side.Close()
	p := newPump(term.master)
	go p.run()
	if _, err := io.WriteString(term.side, "ready"); err != nil {
		t.Fatal(err)
	}
	p.empty <- <-p.full
	term.master.Close()
	if piece, ok := <-p.full; ok {
		t.Errorf("%q after Close", piece)
	}
}
