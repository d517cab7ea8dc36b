//go:build unix

package term

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// tmuxOps are the controls that tmux 3.3a understands as xterm does; %d becomes
// a small number. Where the next character would wrap tmux counts one column
// more, so the column is set before what depends on it. Lines are inserted and
// deleted between the margins only, which tmux does not look at; it leaves the
// cursor in another column than xterm.
var tmuxOps = []string{
	"abc", "x", "0123456789", "hello world", "é", "e\u0301x", "\r", "\n", "\r\n", "\t", "\x1b[H", "\x1b[%d;%dH", "\x1b[%d;%dH",
	"\x1b[%dA", "\x1b[%dB", "\x1b[%dC", "\x1b[%dG\x1b[%dD", "\x1b[%dE", "\x1b[%dF", "\x1b[%dG", "\x1b[%dd", "\x1b[r\x1b[%dH\x1b[%dL\r",
	"\x1b[r\x1b[%dH\x1b[%dM\r", "\x1b[2;6r\x1b[4H\x1b[%dL\r", "\x1b[2;6r\x1b[4H\x1b[%dM\r",
	"\x1b[%dS", "\x1b[%dT", "\x1bM", "\x1bD", "\x1bE", "\x1b[1m", "\x1b[2m", "\x1b[3m", "\x1b[7m", "\x1b[4m", "\x1b[4:3m", "\x1b[5m",
	"\x1b[9m", "\x1b[m", "\x1b[31m", "\x1b[42m", "\x1b[38;5;100m", "\x1b[48;5;200m", "\x1b[38;2;1;2;3m", "\x1b[97m", "\x1b[22m",
	"\x1b[27;24m", "\x1b[39;49m", "\x1b7", "\x1b8", "\x1b[%d;%dr", "\x1b[r", "\x1b[2;5r", "\rx\x1b[%db", "\x1b[%dG\x1b[%dZ",
	switchScreens, "\x1bH", "\x1b[g", "\x1b[3g", "\x1b(0", "\x1b(B", "qxlk",
}

// switchScreens stands for 1049, set and reset by turns.
const switchScreens = "\x1b[?1049"

// Where there are wide characters nothing is erased or shifted in part, because
// tmux leaves halves of them, and they do not meet the right edge, where it
// keeps what it has no room to overwrite.
var (
	tmuxNarrow = []string{
		"\x1b[%dG\x1b[J", "\x1b[%dG\x1b[1J", "\x1b[2J", "\x1b[%dG\x1b[K", "\x1b[%dG\x1b[1K", "\r\x1b[2K", "\x1b[%dG\x1b[%dX",
		"\x1b[@", "\x1b[%dG\x1b[%dP", "\x1b[?7l", "\x1b[?7h", "\x1b[r\x1b[5H\x1b[4hhello\x1b[4l",
	}
	tmuxWide = []string{"\r日本", "\r\n字", "\r日本語テキスト", "\x1b[2J", "\r\x1b[2K"}
)

// tmuxProgram returns a program made of tmuxOps.
func tmuxProgram(rng *rand.Rand) string {
	var b strings.Builder
	ops := append(slices.Clip(tmuxOps), tmuxNarrow...)
	start := "abcdefghijklmnopqrstuvwxyz\x1b[44mABCDEFGHIJ\x1b[mKLMNOPQRST012345678\r\n1\r\n2\r\n3\x1b[H"
	if rng.IntN(3) == 0 {
		ops = append(slices.Clip(tmuxOps), tmuxWide...)
		start = "日本語" + start
	}
	if rng.IntN(2) == 0 {
		b.WriteString(start)
	}
	alternate := false
	for range 3 + rng.IntN(14) {
		op := ops[rng.IntN(len(ops))]
		if op == switchScreens { // for which tmux has another saved cursor than for DECSC
			alternate = !alternate
			op += map[bool]string{true: "h\x1b7", false: "l\x1b7"}[alternate]
		}
		parts := strings.Split(op, "%d")
		b.WriteString(parts[0])
		for _, part := range parts[1:] {
			b.WriteString(strconv.Itoa(1 + rng.IntN(9) + rng.IntN(9)))
			b.WriteString(part)
		}
	}
	return b.String()
}

var cursorAnswer = regexp.MustCompile(`\x1b\[(\d+);(\d+)R$`)

// ask writes to the terminal and returns the cursor's place after that.
func (p *pane) ask(program string) (row, col int) {
	p.t.Helper()
	if _, err := p.in.Write([]byte(program + "\x1b[6n")); err != nil {
		p.t.Fatal(err)
	}
	answer, err := p.out.ReadString('R')
	m := cursorAnswer.FindStringSubmatch(answer)
	if err != nil || m == nil {
		p.t.Fatalf("%q is answered %q, %v", program, answer, err)
	}
	row, _ = strconv.Atoi(m[1])
	col, _ = strconv.Atoi(m[2])
	return row, col
}

// looks returns what a screen shows: a line for each row, with the style where
// it changes. The style of blanks is left out: tmux scrolls in lines without the
// background colour.
func looks(s *Screen) []string {
	var rows []string
	for row := range s.rows {
		var b strings.Builder
		var old Style
		for col := range s.cols {
			g := s.Glyph(row, col)
			if g.Width == 0 {
				continue
			}
			if g.Text == "" || g.Text == " " {
				g.Text, g.Style = " ", Style{}
			}
			if g.Style != old {
				fmt.Fprintf(&b, "<%s>", styleSetting(g.Style))
				old = g.Style
			}
			b.WriteString(g.Text)
		}
		rows = append(rows, b.String())
	}
	return rows
}

// TestLikeTmux plays random programs to our emulator and to a real tmux and
// compares what both show: text, renditions, cursor. Only controls are used
// that tmux takes as xterm does.
func TestLikeTmux(t *testing.T) {
	const cols, rows = 20, 8
	p := newPane(t, cols, rows)
	programs := 600
	if testing.Short() {
		programs = 100
	}
	began := time.Now()
	for seed := range programs {
		if time.Since(began) > 15*time.Second { // on a very slow machine
			t.Logf("%d of %d programs", seed, programs)
			if seed < 50 {
				t.Error("too few programs")
			}
			break
		}
		program := tmuxProgram(rand.New(rand.NewPCG(uint64(seed), 33)))
		p.ask("\x1b[m\x1b[?1049l\x1bc\x1b[m\x1b[3J\x1b[4l\x1b[?7h\x1b(B\x1b[r\x1b[2J\x1b[H\x1b7")
		row, col := p.ask(program)
		col = min(col, cols) // one more when the next character wraps
		shown := NewEmulator(cols, rows)
		shown.Write([]byte("\x1b[?7l"))
		for i, line := range strings.Split(strings.TrimSuffix(p.tmux("capture-pane", "-p", "-e", "-N"), "\n"), "\n") {
			fmt.Fprintf(shown, "\x1b[%d;1H%s", i+1, strings.NewReplacer("\x0e", "\x1b(0", "\x0f", "\x1b(B").Replace(line))
		}
		e := play(cols, rows, program)
		want, got := looks(&shown.s), looks(&e.s)
		bad := false
		for i := range want {
			bad = bad || got[i] != want[i]
		}
		if c := e.s.Cursor; bad || c.Row+1 != row || c.Col+1 != col {
			t.Errorf("seed %d: %q shows\n%s\ncursor %d,%d; tmux shows\n%s\ncursor %d,%d", seed, program,
				strings.Join(got, "\n"), c.Row+1, c.Col+1, strings.Join(want, "\n"), row, col)
		}
	}
}
