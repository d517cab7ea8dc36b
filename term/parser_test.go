package term

import (
	"bytes"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

func TestParser(t *testing.T) {
	runControlTests(t, []controlTest{
		{"utf-8", "aé日😀", "aé日😀", "1,7", ""},
		{"bad byte", "a\xffb", "a\ufffdb", "1,4", ""},
		{"lone continuation", "a\x80b", "a\ufffdb", "1,4", ""},
		{"maximal part", "\xe2\x82x\xf0\x9f\x98x", "\ufffdx\ufffdx", "1,5", ""},
		{"overlong", "\xc0\xafx", "\ufffd\ufffdx", "1,4", ""},
		{"overlong 3", "\xe0\x80\xafx", "\ufffd\ufffd\ufffdx", "1,5", ""},
		{"surrogate", "\xed\xa0\x80x", "\ufffdx", "1,3", ""},
		{"beyond unicode", "\xf4\x90\x80\x80x\xf5x", "\ufffdx\ufffdx", "1,5", ""},
		{"cut by a control", "\xe2\x82\rx", "x", "1,2", ""},
		{"cut by a sequence", "\xe2\x1b[2Cx", "\ufffd  x", "1,5", ""},
		{"replacement itself", "\ufffdx", "\ufffdx", "1,3", ""},
		{"8 bit c1 is none", "\x9b2Cx", "\ufffd2Cx", "1,5", ""},
		{"c1", "\u009b2Cx", "  x", "1,4", ""},
		{"nul and del", "a\x00b\x7fc", "abc", "1,4", ""},
		{"unprintable", "a\u2028b", "ab", "1,3", ""},
		{"control inside csi", "\x1b[2\rCx", "  x", "1,4", ""},
		{"esc inside csi", "\x1b[2\x1b[Cx", " x", "1,3", ""},
		{"can inside csi", "\x1b[2\x18Cx", "Cx", "1,3", ""},
		{"sub inside csi", "\x1b[2\x1aCx", "Cx", "1,3", ""},
		{"letter beyond ascii ends csi", "\x1b[2éx", "x", "1,2", ""},
		{"unknown", "\x1b[2;3~x\x1b[?2;3~\x1b['x\x1b[$!%y", "x", "1,2", ""},
		{"private late", "\x1b[2?Cx", "x", "1,2", ""},
		{"private twice", "\x1b[??25lx", "x", "1,2", ""},
		{"digits after intermediate", "\x1b[ 2qx", "x", "1,2", ""},
		{"huge parameter", "\x1b[99999999999999999999Cx", "         x", "1,10", ""},
		{"many parameters", "\x1b[" + rep("1;", 200) + "5Cx", " x", "1,3", ""},
		{"colons where none belong", "\x1b[2:3Cx", "  x", "1,4", ""},
		{"esc ends escape", "\x1b(\x1b[2Cx", "  x", "1,4", ""},
		{"unknown escapes", "\x1b%G\x1b#3\x1b F\x1bl\x1b~x", "x", "1,2", ""},
		{"many intermediates", "\x1b(((((0qx", "qx", "1,3", ""},
		{"osc st", "\x1b]7;x\x1b\\x", "x", "1,2", ""},
		{"osc cut", "\x1b]7;x\x1b[2Cx", "  x", "1,4", ""},
		{"dcs", "\x1bPabc\x1b\\x", "x", "1,2", ""},
		{"dcs with parameters", "\x1bP1;2!|abc\x1b\\x", "x", "1,2", ""},
		{"dcs and bell", "\x1bPabc\a\x1b\\x", "x", "1,2", ""},
		{"dcs c1", "\u0090q\u009cx", "x", "1,2", ""},
		{"apc pm sos", "\x1b_a\a\x1b\\\x1b^b\x1b\\\x1bXc\x1b\\x", "x", "1,2", ""},
		{"screen's title", "\x1bkname\x1b\\x", "x", "1,2", ""},
		{"string cut by can", "\x1b_abc\x18x", "x", "1,2", ""},
		{"st alone", "\x1b\\x\u009cy", "xy", "1,3", ""},
		{"one at a time", "\x1b]2;t\x1b\\\x1b\\x", "x", "1,2", ""},
	})
}

// Sequences and characters may be split anywhere.
func TestSplitWrites(t *testing.T) {
	for _, s := range seeds {
		whole := play(20, 5, s)
		for cut := range len(s) {
			parts := NewEmulator(20, 5)
			parts.Write([]byte(s[:cut]))
			parts.Write([]byte(s[cut:]))
			if !parts.Snapshot().Equal(whole.Snapshot()) || string(parts.TakeReplies()) != string(whole.replies) {
				t.Fatalf("%q split at %d gives another result", s, cut)
			}
			sameHidden(t, parts, func() *Emulator { w := *whole; w.replies = nil; return &w }())
		}
	}
}

// Strings without an end and absurd counts cost bounded time and memory.
func TestHostileInput(t *testing.T) {
	chunk := bytes.Repeat([]byte("x"), 1<<20)
	size := 100 // of the first, in MB; the others are shorter to save time
	if testing.Short() {
		size = 5
	}
	for _, start := range []string{"\x1b]0;", "\x1b]52;c;", "\x1bP$q", "\x1bP+q", "\x1bPq", "\x1b_", "\x1bk", "\x1b[", "\x1b[1;", "\x1b#"} {
		e := play(80, 24, start)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		for range size {
			e.Write(chunk)
		}
		runtime.ReadMemStats(&after)
		if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
			t.Errorf("after %q, %d MB allocate %d bytes", start, size, n)
		}
		size = 5
		checkInvariants(t, e)
	}
	e := NewEmulator(1000, 1000)
	for _, f := range "@ABCDEFGHIJKLMPSTXZ`abdegmr" {
		e.Write(fmt.Appendf(nil, "x\x1b[99999;99999%c", f))
	}
	checkInvariants(t, e)
	e = play(80, 24, strings.Repeat("\x1b[22t\x1b[>1u\x1b]4;1;#123\a", 10000))
	checkInvariants(t, e)
}
