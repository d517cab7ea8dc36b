package lab

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Side is whose program plays a part in a session.
type Side string

// The two makers of programs.
const (
	Gomosh Side = "gomosh" // built from this checkout
	Stock  Side = "stock"  // mosh as installed on this machine
)

// Program is the path of a program ("mosh", "mosh-server", "mosh-client") of
// that side. A stock program that is not installed skips the test.
func (s Side) Program(t testing.TB, name string) string {
	t.Helper()
	if s == Gomosh {
		return filepath.Join(Bin(t), name)
	}
	Need(t, name)
	return find(name)
}

// Pair says whose client meets whose server.
type Pair struct{ Client, Server Side }

func (p Pair) String() string { return string(p.Client) + "-to-" + string(p.Server) }

// Ours reports whether both halves are gomosh.
func (p Pair) Ours() bool { return p.Client == Gomosh && p.Server == Gomosh }

// pairs are the pairs to test. Normally those with gomosh on at least one
// side. GOMOSH_PAIRS in the environment chooses others: names as in
// "stock-to-gomosh", separated by commas, or "all". The pair stock-to-stock
// tests the tests.
func pairs() []Pair {
	every := []Pair{{Gomosh, Gomosh}, {Gomosh, Stock}, {Stock, Gomosh}, {Stock, Stock}}
	wanted := os.Getenv("GOMOSH_PAIRS")
	switch wanted {
	case "":
		return every[:3]
	case "all":
		return every
	}
	names := strings.Split(wanted, ",")
	return slices.DeleteFunc(every, func(p Pair) bool { return !slices.Contains(names, p.String()) })
}

// EachPair runs a test, in parallel, for every pair that is to be tested and
// that wanted accepts (nil: all).
func EachPair(t *testing.T, wanted func(Pair) bool, test func(*testing.T, Pair)) {
	t.Helper()
	for _, p := range pairs() {
		if wanted != nil && !wanted(p) {
			continue
		}
		t.Run(p.String(), func(t *testing.T) {
			t.Parallel()
			test(t, p)
		})
	}
}

// EachSide runs a test, in parallel, for the programs of every side that
// occurs in the pairs to be tested.
func EachSide(t *testing.T, test func(*testing.T, Side)) {
	t.Helper()
	for _, side := range []Side{Gomosh, Stock} {
		if side == Stock && os.Getenv("GOMOSH_PAIRS") == "" {
			continue // nothing of ours would be tested
		}
		if !slices.ContainsFunc(pairs(), func(p Pair) bool { return p.Client == side || p.Server == side }) {
			continue
		}
		t.Run(string(side), func(t *testing.T) {
			t.Parallel()
			test(t, side)
		})
	}
}
