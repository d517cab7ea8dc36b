package term

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"time"
)

// within fails the test if f takes longer than limit, which leaves much room
// for slow machines: what is looked for is work in proportion to a number in
// the input, which takes hours.
func within(t *testing.T, limit time.Duration, f func()) {
	t.Helper()
	began := time.Now()
	f()
	if took := time.Since(began); took > limit {
		t.Errorf("takes %v", took)
	}
}

// memory returns the bytes that are in use when f's results are still alive.
func memory(f func() any) uint64 {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	alive := f()
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(alive)
	if after.HeapAlloc < before.HeapAlloc {
		return 0
	}
	return after.HeapAlloc - before.HeapAlloc
}

// TestAbsurdCounts plays every control with the largest numbers, on screens of
// all extremes.
func TestAbsurdCounts(t *testing.T) {
	sizes := [][2]int{{1, 1}, {1, 1000}, {1000, 1}, {80, 24}, {1000, 1000}}
	if testing.Short() {
		sizes = sizes[:4]
	}
	for _, size := range sizes {
		within(t, time.Minute, func() {
			e := NewEmulator(size[0], size[1])
			for _, prefix := range []string{"", "?", ">", "=", "<"} {
				for _, inter := range []string{"", " ", "!", "\"", "#", "$", "'", "*", ","} {
					for final := byte('@'); final <= '~'; final++ {
						e.Write([]byte("x字\x1b[?6l\x1b[r"))
						for _, args := range []string{"99999999999", "65535;65535;65535;65535;65535;65535;65535;65535", "0;0;0;0", "1;1;99999;99999;1;2;2;1"} {
							fmt.Fprintf(e, "\x1b[%s%s%s%c", prefix, args, inter, final)
						}
						e.TakeReplies()
					}
				}
			}
			checkInvariants(t, e)
		})
	}
}

// TestExtremeSizes plays random programs while the size jumps between extremes.
func TestExtremeSizes(t *testing.T) {
	sizes := [][2]int{{1, 1}, {1000, 1000}, {1, 1000}, {1000, 1}, {2, 2}, {0, 0}, {-5, 1 << 30}, {80, 24}, {3, 1}, {4096, 1}}
	rng := rand.New(rand.NewPCG(5, 5))
	within(t, time.Minute, func() {
		e := NewEmulator(80, 24)
		for i := range 60 {
			size := sizes[rng.IntN(len(sizes))]
			if i < len(sizes) {
				size = sizes[i]
			}
			if size[1] > maxSize {
				size[1] = 1000 // 4096 rows are tried by TestResize
			}
			e.Resize(size[0], size[1])
			e.Write(soup(rng, 30))
			checkInvariants(t, e)
			if cols, rows := e.Size(); cols*rows <= 1<<16 {
				old := e.Snapshot()
				e.Write(soup(rng, 5))
				AppendWireDiff(nil, old, e.Snapshot())
			}
		}
	})
}

// TestUnterminatedStrings feeds 100 MB into each kind of string that never ends.
func TestUnterminatedStrings(t *testing.T) {
	total := 100 << 20
	if testing.Short() || raceDetector {
		total = 4 << 20
	}
	chunk := bytes.Repeat([]byte("endless é "), 1<<16/11)
	for _, start := range []string{"\x1b]0;", "\x1b]52;c;", "\x1b]8;;", "\x1b]4;1;", "\x1bPq", "\x1bP$q", "\x1bP+q", "\x1b_G", "\x1b^", "\x1bX", "\x1bk", "\x1b[", "\x1b[1;", "\x1b[?"} {
		within(t, time.Minute, func() {
			var e *Emulator
			used := memory(func() any {
				e = NewEmulator(80, 24)
				e.Write([]byte(start))
				for n := 0; n < total/14; n += len(chunk) {
					e.Write(chunk)
				}
				return e
			})
			if used > 1<<20 {
				t.Errorf("%q leaves %d bytes in use", start, used)
			}
			checkInvariants(t, e)
		})
	}
	within(t, time.Minute, func() { // one of them whole
		e := NewEmulator(80, 24)
		e.Write([]byte("\x1b]2;"))
		for n := 0; n < total; n += len(chunk) {
			e.Write(chunk)
		}
		e.Write([]byte("\aafter"))
		if got := screenText(&e.s); got != "after" {
			t.Errorf("after the string there is %q", got)
		}
	})
}

// TestMillionLinks prints a million different hyperlinks, and other things that
// might be kept, and looks at the memory that is left in use.
func TestMillionLinks(t *testing.T) {
	n := 1000000
	if testing.Short() || raceDetector {
		n = 50000
	}
	for name, line := range map[string]func(i int) string{
		"links": func(i int) string {
			return fmt.Sprintf("\x1b]8;id=%d;http://example.org/%d\x1b\\x\x1b]8;;\x1b\\", i, i)
		},
		"long links": func(i int) string { return "\x1b]8;;http://" + fmt.Sprintf("%01000d", i) + "\ax" },
		"underlines": func(i int) string { return fmt.Sprintf("\x1b[4;58:2::%d:%d:%dmx", i>>16&255, i>>8&255, i&255) },
		"clusters": func(i int) string {
			return string(rune('a'+i%26)) + string(rune(0x300+i%100)) + string(rune(0x300+i%97))
		},
		"titles":    func(i int) string { return fmt.Sprintf("\x1b]0;%0200d\a\x1b[22;0t", i) },
		"notices":   func(i int) string { return fmt.Sprintf("\x1b]9;%0900d\a", i) },
		"colours":   func(i int) string { return fmt.Sprintf("\x1b]4;%d;#%06x\a\x1b[#P", i&255, i&0xffffff) },
		"pens":      func(i int) string { return "\x1b[#{" },
		"keyboards": func(i int) string { return "\x1b[>1u" },
		"copies":    func(i int) string { return fmt.Sprintf("\x1b]52;c;%08d\a", i) },
		"screens":   func(i int) string { return "\x1b[?1049h\x1b7\x1b[?1049l" },
		"questions": func(i int) string { return "\x1b[c\x1b[6n\x1b]4;1;?\a\x1b[?1$p" },
		"modes":     func(i int) string { return fmt.Sprintf("\x1b[?%ds", i%70000) },
	} {
		count := n
		if name != "links" {
			count = n / 25
		}
		within(t, 2*time.Minute, func() {
			used := memory(func() any {
				e := NewEmulator(80, 24)
				var b strings.Builder
				for i := range count {
					b.WriteString(line(i))
					if b.Len() > 1<<16 || i == count-1 {
						e.Write([]byte(b.String()))
						e.Snapshot()
						b.Reset()
					}
				}
				checkInvariants(t, e)
				return e
			})
			if used > 4<<20 {
				t.Errorf("%d %s leave %d bytes in use", count, name, used)
			}
		})
	}
}
