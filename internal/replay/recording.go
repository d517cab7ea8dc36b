// Package replay measures prediction against real applications. A recording
// holds what an application wrote in answer to each key that was typed to it;
// playing it puts the real client and server halves of the protocol and the
// prediction engine on a simulated network, in virtual time, lets a typist
// with a seed type the keys, and compares what the user saw after each key
// with what the application showed.
//
// The format of a recording is text, a line for each event, in order:
//
//	size COLS ROWS      of the terminal, first
//	key "BYTES"         one key, as a Go string literal
//	out MS "BYTES"      output, so many milliseconds after the event before it
//
// Command record (in the folder of that name) makes recordings through a pty.
// The tests of this package hold the engine to its targets, and measure:
//
//	go test ./internal/replay -v -run Table -args -table          in virtual time
//	go test ./internal/replay -v -run Pty -args -client=mosh-client -link=0   stock mosh, or ours, through a pty
//	go test ./internal/replay -run Live -args -live                   passwords, real programs, real time
//
// The application's answers depend on the order of the keys only, not on their
// pace: a program that would answer type-ahead differently is replayed as if
// the user had waited.
package replay

import (
	"bufio"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// A Recording is what an application wrote for each key.
type Recording struct {
	Name       string
	Cols, Rows int
	Start      []Output // before the first key
	Keys       []Key
}

// A Key is a key and the answer to it.
type Key struct {
	Bytes  string
	Answer []Output
}

// An Output is a piece of output and how long after the one before it, or
// after the key, it was written.
type Output struct {
	After time.Duration
	Bytes string
}

// Write writes r in the format of the package comment.
func (r *Recording) Write(w io.Writer) error {
	b := bufio.NewWriter(w)
	outputs := func(os []Output) {
		for _, o := range os {
			fmt.Fprintf(b, "out %d %s\n", o.After.Milliseconds(), strconv.QuoteToASCII(o.Bytes))
		}
	}
	fmt.Fprintf(b, "size %d %d\n", r.Cols, r.Rows)
	outputs(r.Start)
	for _, k := range r.Keys {
		fmt.Fprintf(b, "key %s\n", strconv.QuoteToASCII(k.Bytes))
		outputs(k.Answer)
	}
	return b.Flush()
}

// Read reads a recording called name.
func Read(name string, rd io.Reader) (*Recording, error) {
	r := &Recording{Name: name}
	s := bufio.NewScanner(rd)
	s.Buffer(nil, 1<<20)
	for n := 1; s.Scan(); n++ {
		if err := r.readLine(s.Text()); err != nil {
			return nil, fmt.Errorf("recording %s, line %d: %w", name, n, err)
		}
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("recording %s: %w", name, err)
	}
	if r.Cols < 1 || r.Rows < 1 {
		return nil, fmt.Errorf("recording %s: no size", name)
	}
	return r, nil
}

func (r *Recording) readLine(line string) error {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "size":
		_, err := fmt.Sscanf(rest, "%d %d", &r.Cols, &r.Rows)
		return err
	case "key":
		b, err := strconv.Unquote(rest)
		r.Keys = append(r.Keys, Key{Bytes: b})
		return err
	case "out":
		ms, quoted, _ := strings.Cut(rest, " ")
		n, err := strconv.Atoi(ms)
		if err != nil {
			return err
		}
		b, err := strconv.Unquote(quoted)
		o := Output{time.Duration(n) * time.Millisecond, b}
		if k := len(r.Keys); k > 0 {
			r.Keys[k-1].Answer = append(r.Keys[k-1].Answer, o)
		} else {
			r.Start = append(r.Start, o)
		}
		return err
	}
	return fmt.Errorf("unknown event %q", word)
}
