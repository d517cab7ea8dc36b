package term

import (
	"bufio"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// A recordedStep is what a program wrote after one key or command.
type recordedStep struct {
	label, output string
}

// recordings returns the recorded sessions of testdata/recordings by name. All
// were made on a terminal of 80x24.
func recordings(t testing.TB) map[string][]recordedStep {
	t.Helper()
	files, err := filepath.Glob("testdata/recordings/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no recordings: %v", err)
	}
	all := map[string][]recordedStep{}
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		sc := bufio.NewScanner(f)
		sc.Buffer(nil, 1<<20)
		for sc.Scan() {
			if strings.HasPrefix(sc.Text(), "#") {
				continue
			}
			label, quoted, _ := strings.Cut(sc.Text(), "\t")
			output, err := strconv.Unquote(quoted)
			if err != nil {
				t.Fatalf("%s: %s: %v", file, label, err)
			}
			all[name] = append(all[name], recordedStep{label, output})
		}
	}
	return all
}

// TestWireDiffRecorded checks diffs between the screens of real programs, of
// neighbouring and of distant ones.
func TestWireDiffRecorded(t *testing.T) {
	width := stockWidth(t)
	for name, steps := range recordings(t) {
		t.Run(name, func(t *testing.T) {
			program := NewEmulator(80, 24)
			states := []*Screen{program.Snapshot()}
			for i, step := range steps {
				// The middle of a step is a screen too.
				half := len(step.output) / 2
				if testing.Short() {
					half = 0
				}
				for _, part := range []string{step.output[:half], step.output[half:]} {
					if part == "" {
						continue
					}
					program.Write([]byte(part))
					to := program.Snapshot()
					checkStep(t, states[len(states)-1], to, width)
					checkStep(t, states[i*7%len(states)], to, width)
					checkStep(t, to, states[i*5%len(states)], width)
					states = append(states, to)
				}
			}
		})
	}
}

// TestPaintRecorded plays the recordings to an emulator in place of the
// terminal.
func TestPaintRecorded(t *testing.T) {
	for name, steps := range recordings(t) {
		program, terminal := NewEmulator(80, 24), NewEmulator(80, 24)
		p := NewPainter(ModernTerminal())
		for _, step := range steps {
			program.Write([]byte(step.output))
			to := program.Snapshot()
			frame := p.Paint(nil, to)
			terminal.Write(frame)
			if err := checkShown(terminal, to); err != nil {
				t.Fatalf("%s: %s: %v\nframe %q", name, step.label, err, frame)
			}
		}
	}
}

// readStockSizes returns the bytes stock mosh-server sent for each step of the
// recordings, in order; -1 where its screen is not ours (it has no alternate
// screen, and overwrites wide characters in its own way).
func readStockSizes(t *testing.T) map[string][]int {
	t.Helper()
	text, err := os.ReadFile("testdata/stock-sizes.txt")
	if err != nil {
		t.Fatal(err)
	}
	sizes := map[string][]int{}
	for line := range strings.Lines(string(text)) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		if len(fields) != 3 {
			continue
		}
		n, err := strconv.Atoi(fields[2])
		if err != nil {
			n = -1
		}
		sizes[fields[0]] = append(sizes[fields[0]], n)
	}
	return sizes
}

// TestNotMoreThanStock checks that no step of the recordings needs more bytes
// than stock mosh needed for it, and all of them together far fewer. Only where
// characters of disputed width are written for the first time may it be more:
// stock does not place the cursor after them.
func TestNotMoreThanStock(t *testing.T) {
	stock := readStockSizes(t)
	ours, theirs := 0, 0
	for name, steps := range recordings(t) {
		if len(stock[name]) != len(steps) {
			t.Errorf("%s has %d steps and %d stock sizes", name, len(steps), len(stock[name]))
			continue
		}
		program := NewEmulator(80, 24)
		from := program.Snapshot()
		for i, step := range steps {
			program.Write([]byte(step.output))
			to := program.Snapshot()
			size := len(AppendWireDiff(nil, from, to))
			t.Logf("%-8s %-18s program %5d stock %5d ours %5d", name, step.label, len(step.output), stock[name][i], size)
			from = to
			if stock[name][i] < 0 {
				continue
			}
			limit := stock[name][i]
			if name == "wide" {
				limit += limit / 4
			}
			if size > limit {
				t.Errorf("%s: %s takes %d bytes, stock %d", name, step.label, size, stock[name][i])
			}
			ours += size
			theirs += stock[name][i]
		}
	}
	t.Logf("together %d bytes, stock %d", ours, theirs)
	if ours*10 > theirs*7 {
		t.Errorf("together %d bytes, more than 0.7 of stock's %d", ours, theirs)
	}
}

// TestBaseline checks the actions of which the size in stock is known from
// other measurements (80x24, bytes per key).
func TestBaseline(t *testing.T) {
	all := recordings(t)
	for _, test := range []struct {
		recording, label string
		stock            int
	}{
		{"less", "j", 112}, {"less", "k", 1247},
		{"vimplain", "ctrl-e", 131}, {"vimplain", "ctrl-y", 1208},
		{"vimplain", "dd", 823}, {"vimplain", "O", 611},
		{"shell", "type e", 1}, {"shell", "insert in line", 40}, {"shell", "seq 3", 71},
		{"tmux", "seq 3", 79},
	} {
		program := NewEmulator(80, 24)
		from := program.Snapshot()
		found := false
		for _, step := range all[test.recording] {
			program.Write([]byte(step.output))
			to := program.Snapshot()
			if step.label == test.label {
				found = true
				if size := len(AppendWireDiff(nil, from, to)); size > test.stock {
					t.Errorf("%s: %s takes %d bytes, stock %d", test.recording, test.label, size, test.stock)
				}
			}
			from = to
		}
		if !found {
			t.Errorf("%s has no step %q", test.recording, test.label)
		}
	}
}
