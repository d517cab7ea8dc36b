//go:build unix

package term

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"

	"gomosh/internal/lab"
)

// A pane is a real terminal, of tmux, on a private server.
type pane struct {
	t      *testing.T
	socket string
	in     *os.File
	out    *bufio.Reader
}

// newPane starts a terminal.
func newPane(t *testing.T, cols, rows int) *pane {
	t.Helper()
	lab.Need(t, "tmux")
	dir, err := os.MkdirTemp("", "painter") // short enough for a socket's name
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	p := &pane{t: t, socket: filepath.Join(dir, "s")}
	in, out, conf := filepath.Join(dir, "in"), filepath.Join(dir, "out"), filepath.Join(dir, "conf")
	for _, name := range []string{in, out} {
		if err := unix.Mkfifo(name, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(conf, []byte("set -g status off\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	script := fmt.Sprintf("stty raw -echo; cat %s & cat > %s", in, out)
	p.tmux("-f", conf, "new-session", "-d", "-x", fmt.Sprint(cols), "-y", fmt.Sprint(rows), "exec sh -c '"+script+"'")
	t.Cleanup(func() { exec.Command("tmux", "-S", p.socket, "kill-server").Run() })
	if p.in, err = os.OpenFile(in, os.O_WRONLY, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.in.Close() })
	answers, err := os.Open(out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { answers.Close() })
	p.out = bufio.NewReader(answers)
	return p
}

// tmux runs a tmux command and returns its output.
func (p *pane) tmux(args ...string) string {
	p.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-S", p.socket}, args...)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8", "TMUX=")
	out, err := cmd.CombinedOutput()
	if err != nil {
		p.t.Fatalf("tmux %q: %v: %s", args, err, out)
	}
	return string(out)
}

// show writes frame and returns the lines that are then on the terminal, as
// they are copied: rows that continue others joined to them.
func (p *pane) show(frame []byte) string {
	p.t.Helper()
	if _, err := p.in.Write(append(slices.Clip(frame), "\x1b[5n"...)); err != nil { // 5n: to know when it is done
		p.t.Fatal(err)
	}
	if _, err := p.out.ReadString('n'); err != nil {
		p.t.Fatal(err)
	}
	lines := strings.Split(p.tmux("capture-pane", "-p", "-J"), "\n")
	for i, l := range lines {
		if strings.Contains(l, "\u200d") {
			// Whether tmux joins what is on both sides depends on how the bytes
			// reach it, and so do the blanks behind.
			l = strings.NewReplacer("\u200d", "", " ", "").Replace(l)
		}
		lines[i] = strings.TrimRight(l, " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// A joining compares a terminal that gets frame after frame with one on which
// each screen is drawn anew.
type joining struct {
	steady, anew *pane
	p            *Painter
}

func newJoining(t *testing.T, cols, rows int, can Profile) *joining {
	j := &joining{newPane(t, cols, rows), newPane(t, cols, rows), NewPainter(can)}
	j.steady.show(j.p.Open(nil, "\x1b[?1049h"))
	j.anew.show([]byte("\x1b[?1049h"))
	return j
}

func (j *joining) step(name string, to *Screen) {
	t := j.steady.t
	t.Helper()
	frame := j.p.Paint(nil, to)
	want := j.anew.show(NewPainter(ModernTerminal()).Paint(nil, to))
	if got := j.steady.show(frame); got != want {
		t.Fatalf("%s: frame %q\nleads to\n%s\nwant\n%s", name, frame, got, want)
	}
}

// TestPaintJoinsRecorded checks that at each step of the recordings a real
// terminal takes the same rows for continued as after drawing the screen anew.
func TestPaintJoinsRecorded(t *testing.T) {
	for name, steps := range recordings(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			j := newJoining(t, 80, 24, ModernTerminal())
			program := NewEmulator(80, 24)
			for _, step := range steps {
				program.Write([]byte(step.output))
				j.step(step.label, program.Snapshot())
			}
		})
	}
}

// TestPaintJoinsEditing is like TestPaintJoinsRecorded with random changes to a
// screen on which many rows go on in the next.
func TestPaintJoinsEditing(t *testing.T) {
	sessions := 8
	if testing.Short() {
		sessions = 2
	}
	for seed := range sessions {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(uint64(seed), 9))
			cols, rows := 15+rng.IntN(30), 6+rng.IntN(14)
			j := newJoining(t, cols, rows, fuzzProfile(uint16(^seed)))
			program := textScreen(cols, rows)
			for i := range 30 {
				program.Write([]byte(editProgram(rng, cols, rows)))
				if rng.IntN(2) == 0 {
					fmt.Fprintf(program, "\x1b[%dHand %d goes on %s\r\n", 1+rng.IntN(rows), i, strings.Repeat("- ", rng.IntN(cols*2)))
				}
				if rng.IntN(4) == 0 {
					fmt.Fprintf(program, "\x1b[%dH\x1b[K", 1+rng.IntN(rows))
				}
				j.step(fmt.Sprintf("step %d", i), program.Snapshot())
			}
		})
	}
}
