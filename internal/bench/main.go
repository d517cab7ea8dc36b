// Command bench measures gomosh beside mosh and plain ssh, in one run on one
// machine: real programs in terminals, a real SSH server, and relays in between
// that delay, lose and throttle (gomosh/internal/link). Those who are compared
// take turns, or run beside each other where they only wait. It prints a table
// and writes bench.json and bench.svg. "make bench" calls it.
//
// Processor time is that of all threads of a process (schedstat), memory that of
// smaps_rollup: it needs Linux.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"gomosh/internal/link"
)

func main() {
	out := flag.String("o", "bench", "folder for bench.json and bench.svg")
	quick := flag.Bool("quick", false, "less of everything")
	only := flag.String("only", "", "run the parts whose names contain this")
	program := flag.String("gomosh", "./gomosh", "the program to measure")
	flag.Parse()
	if err := run(*program, *out, *only, *quick); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(program, out, only string, quick bool) error {
	b, err := newBench(program)
	if err != nil {
		return err
	}
	defer b.close()
	amount := thorough
	if quick {
		amount = short
	}
	r := b.newReport(quick)
	err = b.measure(r, amount, only)
	if tableErr := r.table(os.Stdout); err == nil {
		err = tableErr
	}
	return errors.Join(err, os.MkdirAll(out, 0o755),
		r.save(filepath.Join(out, "bench.json")), r.plot(filepath.Join(out, "bench.svg")))
}

// newBench makes the scratch directory and starts the SSH server.
func newBench(program string) (*bench, error) {
	program, err := filepath.Abs(program)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(program); err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "gomosh-bench-")
	if err != nil {
		return nil, err
	}
	b := &bench{dir: dir, bin: filepath.Join(dir, "bin")}
	if err := os.Mkdir(b.bin, 0o755); err != nil {
		return nil, err
	}
	for _, name := range []string{"gomosh", "mosh", "mosh-server", "mosh-client"} {
		if err := os.Symlink(program, filepath.Join(b.bin, name)); err != nil {
			return nil, err
		}
	}
	if err := os.WriteFile(b.shell(), []byte(shellScript), 0o755); err != nil {
		return nil, err
	}
	if find("mosh-server") != "" {
		b.makers = append(b.makers, stock)
	}
	if find("sshd") != "" && find("ssh") != "" {
		if b.sshd, err = startSSHD(filepath.Join(dir, "sshd"), b.bin+":/usr/bin:/bin"); err != nil {
			return nil, errors.Join(err, os.RemoveAll(dir))
		}
		b.makers = append(b.makers, plain)
	}
	b.makers = append(b.makers, ours)
	return b, nil
}

func (b *bench) close() {
	if b.sshd != nil {
		b.sshd.close()
	}
	_ = os.RemoveAll(b.dir)
}

func (b *bench) newReport(quick bool) *report {
	r := &report{When: time.Now(), Machine: machine(), Versions: map[maker]string{}, Quick: quick, Keys: map[string]keySamples{}}
	for _, m := range b.makers {
		name, option := b.program(m, "mosh-server"), "--version"
		if m == plain {
			name, option = find("ssh"), "-V"
		}
		text, _ := exec.Command(name, option).CombinedOutput()
		first, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
		r.Versions[m] = first
	}
	return r
}

// amount is how much of each measure is taken.
type amount struct {
	lines, keys    int // of typing
	starts         int
	trips          []time.Duration
	floods, volume int // and megabytes of each
	interrupts     int
	idle           time.Duration
	crowd          int
}

const ms = time.Millisecond

var (
	thorough = amount{lines: 5, keys: 40, starts: 3, trips: []time.Duration{0, 100 * ms, 300 * ms},
		floods: 5, volume: 100, interrupts: 5, idle: time.Minute, crowd: 10}
	short = amount{lines: 1, keys: 30, starts: 1, trips: []time.Duration{100 * ms},
		floods: 1, volume: 50, interrupts: 1, idle: 20 * time.Second, crowd: 4}
)

// measure runs all parts and notes what they find. A part that fails does not
// keep the others from running.
func (b *bench) measure(r *report, a amount, only string) error {
	var failures []error
	for _, part := range []struct {
		name string
		run  func(*report, amount) error
	}{
		{"size", b.sizes}, {"idle", b.idles}, {"memory", b.crowds}, {"flood", b.floods},
		{"interrupt", b.interrupts}, {"start", b.starts}, {"keystroke", b.typing},
	} {
		if !strings.Contains(part.name, only) {
			continue
		}
		began := time.Now()
		if err := part.run(r, a); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", part.name, err))
		}
		fmt.Fprintf(os.Stderr, "%s: %.0f s\n", part.name, time.Since(began).Seconds())
	}
	return errors.Join(failures...)
}

// each runs f for every maker.
func (b *bench) each(f func(maker) error) error {
	var failures []error
	for _, m := range b.makers {
		failures = append(failures, f(m))
	}
	return errors.Join(failures...)
}

func (b *bench) sizes(r *report, _ amount) error {
	return b.each(func(m maker) error {
		n, err := b.size(m)
		r.add("programs", "size on disk", "kB", m, float64(n)/1000)
		return err
	})
}

func (b *bench) idles(r *report, a amount) error {
	var mu sync.Mutex
	var all sync.WaitGroup
	var failures []error
	for _, m := range b.makers {
		all.Go(func() {
			idle, err := b.idle(m, a.idle)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failures = append(failures, err)
				return
			}
			r.add("idle session", "packets up", "1/min", m, idle.up)
			r.add("idle session", "packets down", "1/min", m, idle.down)
			r.add("idle session", "wake-ups of the server", "1/min", m, idle.server)
			r.add("idle session", "wake-ups of the client", "1/min", m, idle.client)
			for i, half := range []string{"server", "client"} {
				r.add("memory, idle", half+", resident", "kB", m, float64(idle.memory[i].RSS))
				r.add("memory, idle", half+", share of what is shared", "kB", m, float64(idle.memory[i].PSS))
				r.add("memory, idle", half+", its own", "kB", m, float64(idle.memory[i].Private))
			}
		})
	}
	all.Wait()
	return errors.Join(failures...)
}

func (b *bench) crowds(r *report, a amount) error {
	return b.each(func(m maker) error {
		if m == plain {
			return nil // one process serves as many terminals as one likes
		}
		server, client, err := b.crowd(m, a.crowd)
		if err != nil {
			return err
		}
		group := fmt.Sprintf("memory, %d idle sessions", a.crowd)
		r.add(group, "servers together", "kB", m, float64(server))
		r.add(group, "clients together", "kB", m, float64(client))
		return nil
	})
}

func (b *bench) floods(r *report, a amount) error {
	file, err := b.floodFile(a.volume)
	if err != nil {
		return err
	}
	path := link.Path{Delay: 20 * ms}
	group := fmt.Sprintf("flood of %d MB", a.volume)
	for range a.floods {
		err := b.each(func(m maker) error {
			f, err := b.floodOnce(m, path, file)
			if err != nil {
				return err
			}
			r.addTime(group, "until it is shown", m, f.wall)
			r.addTime(group, "processor time of the server", m, f.server)
			r.addTime(group, "processor time of the client", m, f.client)
			r.add(group, "on the wire to the client", "kB", m, float64(f.wire)/1000)
			for i, half := range []string{"server", "client"} {
				r.add("memory, after a flood", half+", resident", "kB", m, float64(f.after[i].RSS))
				r.add("memory, after a flood", half+", its own", "kB", m, float64(f.after[i].Private))
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) interrupts(r *report, a amount) error {
	var failures []error
	for range a.interrupts {
		failures = append(failures, b.each(func(m maker) error {
			took, err := b.interrupt(m)
			if err == nil {
				r.addTime("Ctrl-C in a flood, 100 ms, 1 MB/s", "until the prompt", m, took)
			}
			return err
		}))
	}
	return errors.Join(failures...)
}

func (b *bench) starts(r *report, a amount) error {
	if b.sshd == nil {
		return nil
	}
	for range a.starts {
		for _, rtt := range a.trips {
			group := fmt.Sprintf("start-up, %v round trip", rtt)
			for _, s := range starters {
				if s.maker == stock && find("mosh") == "" {
					continue
				}
				took, err := b.startUp(s, rtt)
				if err != nil {
					return err
				}
				for _, name := range s.rows {
					r.addTime(group, name, s.maker, took)
				}
			}
		}
	}
	return nil
}

func (b *bench) typing(r *report, a amount) error {
	var failures []error
	for _, sc := range scenes() {
		took, err := b.keystrokes(sc, a.lines, a.keys)
		failures = append(failures, err)
		r.addKeys(sc, took)
	}
	return errors.Join(failures...)
}
