package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gomosh/internal/link"
)

// build makes the program to measure.
func build(t *testing.T) string {
	t.Helper()
	if file := os.Getenv("GOMOSH_BIN"); file != "" {
		return file
	}
	file := filepath.Join(t.TempDir(), "gomosh")
	cmd := exec.Command("go", "build", "-o", file, ".")
	cmd.Dir, cmd.Env = "../..", append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("build gomosh: %v\n%s", err, out)
	}
	return file
}

// TestSmoke: a very small run of every part finds figures for everybody who is
// installed, and they can be printed, stored and drawn.
func TestSmoke(t *testing.T) {
	if _, err := os.Stat("/proc/self/schedstat"); err != nil {
		t.Skip("measuring needs Linux's /proc")
	}
	if find("bash") == "" {
		t.Skip("needs bash: apt-get install bash")
	}
	b, err := newBench(build(t))
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	r := b.newReport(true)
	tiny := amount{starts: 1, trips: []time.Duration{0}, floods: 1, volume: 1, interrupts: 1, idle: 100 * ms, crowd: 1}
	quickly(t)
	for _, part := range []string{"size", "idle", "flood", "start"} {
		if err := b.measure(r, tiny, part); err != nil {
			t.Error(err)
		}
	}
	near := scene{"no link at all", link.Path{}, link.Path{}}
	took, err := b.keystrokes(near, 1, 5)
	if err != nil {
		t.Error(err)
	}
	r.addKeys(near, took)
	for _, row := range r.Rows {
		for _, m := range b.makers {
			if len(row.Values[m]) == 0 {
				t.Errorf("%s, %s: nothing about %s", row.Group, row.Name, m)
			}
		}
	}
	var table bytes.Buffer
	if err := r.table(&table); err != nil || !strings.Contains(table.String(), "processor time of the server, ms") {
		t.Errorf("%v\n%s", err, table.String())
	}
	dir := t.TempDir()
	if err := r.save(filepath.Join(dir, "bench.json")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(dir, "bench.json"))
	if err != nil {
		t.Fatal(err)
	}
	var back report
	if err := json.Unmarshal(text, &back); err != nil || len(back.Rows) != len(r.Rows) {
		t.Errorf("%d rows came back of %d, %v", len(back.Rows), len(r.Rows), err)
	}
	r.Keys[scenes()[0].name] = r.Keys[near.name]
	if err := r.plot(filepath.Join(dir, "bench.svg")); err != nil {
		t.Fatal(err)
	}
	if svg, err := os.ReadFile(filepath.Join(dir, "bench.svg")); err != nil || strings.Count(string(svg), "<path") != len(took) {
		t.Errorf("%v\n%s", err, svg)
	}
}

// quickly lets programs rest for no longer than a test has time.
func quickly(t *testing.T) {
	before := settle
	settle = 100 * ms
	t.Cleanup(func() { settle = before })
}

func TestQuantile(t *testing.T) {
	values := []float64{5, 1, 4, 2, 3}
	for share, want := range map[float64]float64{0: 1, 0.5: 3, 0.95: 5, 1: 5} {
		if got := quantile(values, share); got != want {
			t.Errorf("%v of %v: %v, want %v", share, values, got, want)
		}
	}
	if values[0] != 5 {
		t.Error("the values were sorted in place")
	}
}
