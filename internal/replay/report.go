package replay

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Load reads all recordings of a folder.
func Load(dir string) ([]*Recording, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.rec"))
	if err != nil {
		return nil, err
	}
	var rs []*Recording
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return nil, err
		}
		r, err := Read(strings.TrimSuffix(filepath.Base(name), ".rec"), f)
		f.Close()
		if err != nil {
			return nil, err
		}
		rs = append(rs, r)
	}
	return rs, nil
}

// Sum adds up results.
func Sum(name string, rs []*Result) *Result {
	sum := &Result{Name: name}
	for _, r := range rs {
		sum.Keys += r.Keys
		sum.Wrong += r.Wrong
		sum.Flicker += r.Flicker
		sum.Latency = append(sum.Latency, r.Latency...)
		sum.Leaked = sum.Leaked || r.Leaked
	}
	return sum
}

// Report writes a table of results and their sum: the share of keys shown
// within each of the given times, what was wrong, and how long keys took, in
// milliseconds.
func Report(w io.Writer, rs []*Result, within ...time.Duration) {
	fmt.Fprintf(w, "%-14s %5s", "scenario", "keys")
	for _, d := range within {
		fmt.Fprintf(w, " %7s", "<"+d.String())
	}
	fmt.Fprintf(w, " %6s %6s %7s %7s %7s %7s %7s\n", "wrong", "", "flicker", "median", "mean", "p90", "p99")
	for _, r := range append(slices.Clip(rs), Sum("all", rs)) {
		l := slices.Clone(r.Latency)
		slices.Sort(l)
		var total time.Duration
		for _, d := range l {
			total += d
		}
		n := max(len(l), 1)
		at := func(share float64) float64 {
			if len(l) == 0 {
				return 0
			}
			return milliseconds(l[int(share*float64(len(l)-1))])
		}
		fmt.Fprintf(w, "%-14s %5d", r.Name, r.Keys)
		for _, d := range within {
			fmt.Fprintf(w, " %6.1f%%", 100*r.Share(d))
		}
		fmt.Fprintf(w, " %6d %5.1f%% %7d %7.1f %7.1f %7.1f %7.1f\n", r.Wrong, 100*float64(r.Wrong)/float64(max(r.Keys, 1)), r.Flicker,
			at(.5), milliseconds(total)/float64(n), at(.9), at(.99))
	}
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// Share returns the share of keys that were shown within the given time.
func (r *Result) Share(within time.Duration) float64 {
	n := 0
	for _, d := range r.Latency {
		if d <= within {
			n++
		}
	}
	return float64(n) / float64(max(len(r.Latency), 1))
}

// trace writes what became of each key.
func (r *Result) trace(w io.Writer) {
	for i, t := range r.Trace {
		if t.Visible || t.Wrong > 0 {
			fmt.Fprintf(w, "%3d %-8q at once %-5v wrong %2d after %d ms\n", i, t.Key, t.Late <= AtOnce, t.Wrong, t.Late.Milliseconds())
		}
	}
}
