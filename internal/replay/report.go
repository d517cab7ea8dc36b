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
		sum.AtOnce += r.AtOnce
		sum.Wrong += r.Wrong
		sum.Latency = append(sum.Latency, r.Latency...)
		sum.Leaked = sum.Leaked || r.Leaked
	}
	return sum
}

// Report writes a table of results and their sum.
func Report(w io.Writer, rs []*Result) {
	fmt.Fprintf(w, "%-14s %5s %8s %6s %6s %6s %7s %7s %7s %7s\n", "scenario", "keys", "at once", "", "late", "wrong", "median", "mean", "p90", "p99")
	for _, r := range append(slices.Clip(rs), Sum("all", rs)) {
		l := slices.Clone(r.Latency)
		slices.Sort(l)
		var total time.Duration
		for _, d := range l {
			total += d
		}
		n := max(len(l), 1)
		at := func(share float64) int64 {
			if len(l) == 0 {
				return 0
			}
			return l[int(share*float64(len(l)-1))].Milliseconds()
		}
		fmt.Fprintf(w, "%-14s %5d %8d %5.1f%% %6d %6d %7d %7d %7d %7d\n", r.Name, r.Keys, r.AtOnce, 100*r.Share(), r.Keys-r.AtOnce,
			r.Wrong, at(.5), total.Milliseconds()/int64(n), at(.9), at(.99))
	}
}

// Share returns the share of keys shown at once.
func (r *Result) Share() float64 { return float64(r.AtOnce) / float64(max(r.Keys, 1)) }

// trace writes what became of each key.
func (r *Result) trace(w io.Writer) {
	for i, t := range r.Trace {
		if t.Visible || t.Wrong > 0 {
			fmt.Fprintf(w, "%3d %-8q at once %-5v wrong %2d after %d ms\n", i, t.Key, t.AtOnce, t.Wrong, t.Late.Milliseconds())
		}
	}
}
