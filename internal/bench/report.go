package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"
)

// report is what a run has found out.
type report struct {
	When     time.Time             `json:"when"`
	Machine  string                `json:"machine"`
	Versions map[maker]string      `json:"versions"`
	Quick    bool                  `json:"quick"`
	Rows     []row                 `json:"rows"`
	Keys     map[string]keySamples `json:"keys"` // by the name of the scene
}

// keySamples are response times in milliseconds, by the name of the way.
type keySamples map[string][]float64

// row is one quantity, measured for each of the makers as often as they took
// turns.
type row struct {
	Group  string              `json:"group"`
	Name   string              `json:"name"`
	Unit   string              `json:"unit"`
	Values map[maker][]float64 `json:"values"`
}

// add notes one more value of a quantity.
func (r *report) add(group, name, unit string, m maker, value float64) {
	for i := range r.Rows {
		if have := &r.Rows[i]; have.Group == group && have.Name == name {
			have.Values[m] = append(have.Values[m], value)
			return
		}
	}
	r.Rows = append(r.Rows, row{group, name, unit, map[maker][]float64{m: {value}}})
}

func (r *report) addTime(group, name string, m maker, d time.Duration) {
	r.add(group, name, "ms", m, milliseconds(d))
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

// addKeys notes the response times of keystrokes on one kind of link.
func (r *report) addKeys(sc scene, took map[string][]time.Duration) {
	samples := keySamples{}
	for _, w := range ways {
		for _, d := range took[w.name] {
			samples[w.name] = append(samples[w.name], milliseconds(d))
		}
		group := "keystroke, " + sc.name
		if len(samples[w.name]) == 0 {
			continue
		}
		modes := []string{""}
		switch w.predict {
		case "never":
			modes = []string{"no prediction, "}
		case "":
			modes = []string{"no prediction, ", ""}
		}
		for _, mode := range modes {
			of := samples[w.name]
			r.add(group, mode+"median", "ms", w.maker, quantile(of, 0.5))
			r.add(group, mode+"mean", "ms", w.maker, mean(of))
			r.add(group, mode+"95 of 100 within", "ms", w.maker, quantile(of, 0.95))
		}
	}
	r.Keys[sc.name] = samples
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// quantile is the value below which that share of the values lies.
func quantile(values []float64, share float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[min(int(share*float64(len(sorted))), len(sorted)-1)]
}

// table prints the report for people.
func (r *report) table(w io.Writer) error {
	var out strings.Builder
	fmt.Fprintf(&out, "%s\n", r.Machine)
	for _, m := range []maker{ours, stock, plain} {
		fmt.Fprintf(&out, "%-7s %s\n", m, cmp.Or(r.Versions[m], "not installed"))
	}
	fmt.Fprintf(&out, "\nmedian (least–most) of the runs; ratio: gomosh / mosh\n")
	group := ""
	for _, row := range r.Rows {
		if row.Group != group {
			group = row.Group
			fmt.Fprintf(&out, "\n%-40s %24s %24s %24s %7s\n", group, ours, stock, plain, "ratio")
		}
		fmt.Fprintf(&out, "  %-38s", row.Name+", "+row.Unit)
		for _, m := range []maker{ours, stock, plain} {
			fmt.Fprintf(&out, " %24s", spread(row.Values[m]))
		}
		if a, b := row.Values[ours], row.Values[stock]; len(a) > 0 && len(b) > 0 && quantile(b, 0.5) > 0 {
			fmt.Fprintf(&out, " %7.3f", quantile(a, 0.5)/quantile(b, 0.5))
		}
		fmt.Fprintln(&out)
	}
	_, err := io.WriteString(w, out.String())
	return err
}

// spread is the median of some values and how far they lie apart.
func spread(values []float64) string {
	if len(values) == 0 {
		return "-"
	}
	text := number(quantile(values, 0.5))
	if len(values) > 1 {
		text += " (" + number(slices.Min(values)) + "–" + number(slices.Max(values)) + ")"
	}
	return text
}

// number writes a value with about three digits.
func number(v float64) string {
	switch {
	case v >= 100 || v == 0:
		return fmt.Sprintf("%.0f", v)
	case v >= 10:
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// save writes the report for programs.
func (r *report) save(file string) error {
	text, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}

// machine says what the figures were measured on.
func machine() string {
	model := runtime.GOARCH
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			model = strings.TrimSpace(value)
			break
		}
	}
	kernel, _ := os.ReadFile("/proc/sys/kernel/osrelease")
	return fmt.Sprintf("%d × %s, %s %s", runtime.NumCPU(), model, runtime.GOOS, strings.TrimSpace(string(kernel)))
}
