package term

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestDiffRepeat fixes where REP is used, on a screen of 10 by 4 of a receiver that
// has it.
func TestDiffRepeat(t *testing.T) {
	for _, test := range []struct {
		name, before, change, want string
	}{
		{"a run", "", "xxxxxxxx", "x\x1b[7b"},
		{"too short", "", "xxxx", "xxxx"},
		{"a run of a longer character", "", "────", "─\x1b[3b"},
		{"not into the last column", "", "xxxxxxxxxx\r", "x\x1b[8bx\r"},
		{"only as far as it differs", "......xx.\r", "xxxxxxxxx\r", "x\x1b[8b\r"},
		{"not beyond", "......xxx\r", "xxxxxxxxx\r", "x\x1b[5b\r"},
		{"not over another style", "", "xxxx\x1b[1mxxxx", "xxxx\x1b[1mxxxx"},
		{"styled", "", "\x1b[41mxxxxxxxx", "\x1b[41mx\x1b[7b"},
		{"spaces", "abcdefghi\x1b[4m\r", "        \r", "        \x1b[m\r\x1b[4m"},
		{"not a wide one", "", "日日日日", "日日日日"},
		{"not where the width is disputed", "", "\ue0b0\ue0b0\ue0b0", "\ue0b0\x1b[2G\ue0b0\x1b[3G\ue0b0\x1b[4G \b"},
	} {
		e := play(10, 4, test.before)
		from := e.Snapshot()
		e.Write([]byte(test.change))
		to := e.Snapshot()
		got := string(Wire{Clusters: true}.AppendDiff(nil, from, to))
		if test.name != "spaces" && got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		if strings.Contains(string(AppendWireDiff(nil, from, to)), "b") && !strings.Contains(test.change, "b") {
			t.Errorf("%s: REP towards a receiver that may not have it", test.name)
		}
		e.Load(from)
		e.Write([]byte(got))
		if !e.Snapshot().Equal(to) {
			t.Errorf("%s: %q leads to %q", test.name, got, screenText(e.Snapshot()))
		}
	}
}

// TestDiffRepeatRandom draws random screens full of runs.
func TestDiffRepeatRandom(t *testing.T) {
	rng := rand.New(rand.NewPCG(11, 11))
	for range 500 {
		e := NewEmulator(1+rng.IntN(30), 1+rng.IntN(6))
		var from *Screen
		for range 4 {
			for range rng.IntN(12) {
				e.Write([]byte(strings.Repeat([]string{"x", "─", " ", "日", "e\u0301", "\ue0b0", "ab"}[rng.IntN(7)], 1+rng.IntN(40))))
				e.Write([]byte([]string{"\r", "\x1b[31m", "\x1b[m", "\r\n", "\x1b[H", "\x1b[5G", "\x1b[4;58:5:9m", ""}[rng.IntN(8)]))
			}
			to := e.Snapshot()
			if from != nil {
				diff := Wire{Clusters: true}.AppendDiff(nil, from, to)
				got := NewEmulator(1, 1)
				got.Load(from)
				got.Write(diff)
				if err := checkApplied(got.Snapshot(), from, to); err != nil {
					t.Fatalf("%q: %v\nleads to\n%s\nwant\n%s", diff, err, dump(got.Snapshot()), dump(to))
				}
			}
			from = to
		}
	}
}
