package term

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// textScreen returns an emulator whose screen is full of words.
func textScreen(cols, rows int) *Emulator {
	rng := rand.New(rand.NewPCG(7, 7))
	e := NewEmulator(cols, rows)
	for r := range rows {
		fmt.Fprintf(e, "\x1b[%d;1H\x1b[%dm", r+1, 30+r%8)
		for c := 0; c < cols-12; c += 8 {
			fmt.Fprintf(e, "%-8s", strings.Repeat(string(rune('a'+rng.IntN(26))), 1+rng.IntN(7)))
		}
	}
	return e
}

// frames are pairs of screens for the benchmarks and for the test that a frame
// costs no memory.
func frames() map[string][2]*Screen {
	e := textScreen(200, 50)
	a := e.Snapshot()
	pair := func(program string) [2]*Screen {
		e.Load(a)
		e.Write([]byte(program))
		return [2]*Screen{a, e.Snapshot()}
	}
	return map[string][2]*Screen{
		"unchanged": pair(""),
		"typing":    pair("\x1b[30;20Hx"),
		"line":      pair("\x1b[20;1H\x1b[mThe quick brown fox jumps over the lazy dog. " + strings.Repeat("lorem ipsum ", 10) + "\x1b[K"),
		"insert":    pair("\x1b[20;1H\x1b[m\x1b[@x"),
		"scroll":    pair("\x1b[50;1H\nnew line at the bottom"),
		"region":    pair("\x1b[2;48r\x1b[2H\x1bM\x1bM\x1b[mtwo lines\x1b[r\x1b[50H"),
		"clear":     pair("\x1b[H\x1b[2J$ "),
		"everything": {a, func() *Screen {
			e := textScreen(200, 50)
			e.Write([]byte("\x1b[H\x1b[M\x1b[M\x1b[2;5H\x1b[P\x1b[30L"))
			for i := range 30 {
				fmt.Fprintf(e, "\x1b[%d;1H\x1b[4%dm%s", i+2, i%8, strings.Repeat("everything is different ", 7))
			}
			return e.Snapshot()
		}()},
	}
}

func BenchmarkWireDiff(b *testing.B) {
	for name, f := range frames() {
		b.Run(name, func(b *testing.B) {
			var buf []byte
			b.ReportAllocs()
			for b.Loop() {
				buf = AppendWireDiff(buf[:0], f[0], f[1])
			}
			b.ReportMetric(float64(len(buf)), "bytes")
		})
	}
}

func BenchmarkPaint(b *testing.B) {
	for name, f := range frames() {
		b.Run(name, func(b *testing.B) {
			var buf []byte
			p := NewPainter(ModernTerminal())
			p.Paint(nil, f[0])
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				i ^= 1
				buf = p.Paint(buf[:0], f[i])
			}
		})
	}
}

// TestFramesCostNoMemory checks that in the steady state neither a diff nor a
// frame for the terminal allocates.
func TestFramesCostNoMemory(t *testing.T) {
	if raceDetector {
		t.Skip("under the race detector sync.Pool drops things at random")
	}
	for name, f := range frames() {
		buf := make([]byte, 0, 1<<16)
		p := NewPainter(ModernTerminal())
		p.Paint(nil, f[0])
		step := func() {
			AppendWireDiff(buf, f[0], f[1])
			AppendWireRepaint(buf, f[1])
			p.Paint(buf, f[1])
			p.Paint(buf, f[0])
		}
		step()
		if n := testing.AllocsPerRun(20, step); n >= 1 {
			t.Errorf("%s: %v allocations a frame", name, n)
		}
	}
}
