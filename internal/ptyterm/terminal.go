// Package ptyterm is a terminal for tests, in pure Go: it shows what is written
// to it, and answers what it is asked as xterm or kitty do, or not at all. It is
// an oracle for what programs say to the user's own terminal: the answers are
// its own and not the emulator's.
package ptyterm

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"gomosh/term"
)

// A Kind is how a terminal answers.
type Kind struct {
	Version  string      // XTVERSION; "" is silence
	DA1      string      // the parameters of its answer to DA1; "" is silence
	Modes    map[int]int // the answers to DECRQM; others are 0
	Report   bool        // DECRQM is answered at all
	Keyboard bool        // kitty's protocol
	Scheme   int         // the answer to DSR 996; 0 is silence
	Colors   map[string]string
	Cell     string // the answer to CSI 16 t: "16;8"
	Prints   bool   // shows control strings and unknown controls instead of skipping them
}

// Xterm answers as xterm 379 with its usual resources does.
func Xterm() Kind {
	k := Kind{
		Version: "XTerm(379)", DA1: "?64;1;2;6;9;15;16;17;18;21;22;28", Report: true,
		Modes:  map[int]int{2004: 2, 1016: 2, 1006: 2, 1004: 2},
		Colors: map[string]string{"10": "0000/0000/0000", "11": "ffff/ffff/ffff", "12": "0000/0000/0000"},
		Cell:   "13;6",
	}
	for i := range 16 {
		k.Colors[fmt.Sprintf("4;%d", i)] = fmt.Sprintf("%02x%02x/8080/0000", 5*i, 5*i)
	}
	return k
}

// Kitty answers as kitty and its kin do.
func Kitty() Kind {
	k := Xterm()
	k.Version, k.DA1, k.Keyboard, k.Scheme, k.Cell = "kitty(0.40.1)", "?62;52;", true, 1, "20;10"
	k.Modes = map[int]int{2004: 2, 1016: 2, 2026: 2, 2027: 2, 2031: 2}
	k.Colors["10"], k.Colors["11"] = "dddd/dddd/dddd", "1212/3434/5656"
	return k
}

// Silent answers nothing.
func Silent() Kind { return Kind{} }

// Printing is a terminal that shows what it does not understand. It answers DA1.
func Printing() Kind { return Kind{DA1: "?6", Prints: true} }

// A Terminal is one of a kind, with what it shows. It may be used by several
// goroutines.
type Terminal struct {
	mu       sync.Mutex
	kind     Kind
	emulator *term.Emulator
	partial  []byte // the begin of a control function
	output   []byte // everything that was written
	writes   [][]byte
}

// New returns a terminal of a size.
func New(kind Kind, cols, rows int) *Terminal {
	return &Terminal{kind: kind, emulator: term.NewEmulator(cols, rows)}
}

// Write shows p and returns the answers to what it asks.
func (t *Terminal) Write(p []byte) (answers []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.output = append(t.output, p...)
	t.writes = append(t.writes, bytes.Clone(p))
	p = append(t.partial, p...)
	for len(p) > 0 {
		function := functions.Find(p)
		switch {
		case function != nil:
			answers = append(answers, t.kind.answer(string(function))...)
			t.show(function)
			p = p[len(function):]
			continue
		case p[0] == 0x1b && partial.Match(p):
			t.partial = bytes.Clone(p)
			return answers
		}
		n := bytes.IndexByte(p[1:], 0x1b) + 1
		if n == 0 {
			n = len(p)
		}
		t.show(p[:n])
		p = p[n:]
	}
	t.partial = nil
	return answers
}

// show gives p to the emulator, or what a terminal shows of it that does not
// know it.
func (t *Terminal) show(p []byte) {
	if t.kind.Prints && p[0] == 0x1b && len(p) > 2 {
		switch {
		case p[1] == ']' || p[1] == 'P':
			p = bytes.Trim(p[2:], "\x1b\\\a")
		case !known.Match(p):
			p = p[len(p)-1:]
		}
	}
	t.emulator.Write(p)
	t.emulator.TakeReplies()
}

var (
	functions = regexp.MustCompile(`^(\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\)`)
	partial   = regexp.MustCompile(`^\x1b(\[[0-?]*[ -/]*|\][^\x07\x1b]*\x1b?|P[^\x1b]*\x1b?)?$`)
	known     = regexp.MustCompile(`^\x1b\[\??[0-9;]*[A-Za-z@` + "`" + `]$`)
	modeQuery = regexp.MustCompile(`^\x1b\[\?([0-9]+)\$p$`)
	colorAsk  = regexp.MustCompile(`^\x1b\]([0-9;]+);\?(\x07|\x1b\\)$`)
)

// answer returns the answer to a control function, if it has one.
func (k *Kind) answer(function string) string {
	switch function {
	case "\x1b[c", "\x1b[0c":
		if k.DA1 != "" {
			return "\x1b[" + k.DA1 + "c"
		}
	case "\x1b[>q", "\x1b[>0q":
		if k.Version != "" {
			return "\x1bP>|" + k.Version + "\x1b\\"
		}
	case "\x1b[?u":
		if k.Keyboard {
			return "\x1b[?0u"
		}
	case "\x1b[?996n":
		if k.Scheme != 0 {
			return fmt.Sprintf("\x1b[?997;%dn", k.Scheme)
		}
	case "\x1b[16t":
		if k.Cell != "" {
			return "\x1b[6;" + k.Cell + "t"
		}
	}
	if m := modeQuery.FindStringSubmatch(function); m != nil && k.Report {
		var mode int
		fmt.Sscan(m[1], &mode)
		return fmt.Sprintf("\x1b[?%d;%d$y", mode, k.Modes[mode])
	}
	if m := colorAsk.FindStringSubmatch(function); m != nil && k.Colors[m[1]] != "" {
		return "\x1b]" + m[1] + ";rgb:" + k.Colors[m[1]] + m[2]
	}
	return ""
}

// Screen returns what is shown.
func (t *Terminal) Screen() *term.Screen {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.emulator.Snapshot()
}

// Text returns the rows shown, without blanks at their ends and blank rows at
// the end.
func (t *Terminal) Text() string {
	s := t.Screen()
	cols, rows := s.Size()
	var text strings.Builder
	for row := range rows {
		var line strings.Builder
		for col := range cols {
			switch g := s.Glyph(row, col); {
			case g.Width == 0:
			case g.Text == "":
				line.WriteByte(' ')
			default:
				line.WriteString(g.Text)
			}
		}
		text.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return strings.TrimRight(text.String(), "\n")
}

// Output returns all that was written.
func (t *Terminal) Output() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return string(t.output)
}

// Writes returns what was written, each piece as it was handed over.
func (t *Terminal) Writes() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all []string
	for _, p := range t.writes {
		all = append(all, string(p))
	}
	return all
}
