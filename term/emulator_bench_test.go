package term

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// The streams that the benchmarks and the test of the fast path play.
func plainLines() []byte {
	var b bytes.Buffer
	rng := rand.New(rand.NewPCG(1, 1))
	for i := range 4000 {
		fmt.Fprintf(&b, "%6d %s\r\n", i, strings.Repeat("abcdefghijklmnopqrstuvwxyz ", 4)[:rng.IntN(70)])
	}
	return b.Bytes()
}

func denseColor() []byte {
	var b bytes.Buffer
	for i := range 4000 {
		for j := range 20 {
			fmt.Fprintf(&b, "\x1b[38;5;%dmab\x1b[48;2;%d;%d;%dmcd", (i+j)%256, i%256, j, 255-j)
		}
		b.WriteString("\x1b[0m\r\n")
	}
	return b.Bytes()
}

func cjkLines() []byte {
	var b bytes.Buffer
	rng := rand.New(rand.NewPCG(2, 2))
	for range 4000 {
		for range 5 + rng.IntN(33) {
			b.WriteRune(0x4e00 + rune(rng.IntN(0x5000)))
		}
		b.WriteString("\r\n")
	}
	return b.Bytes()
}

func cursorMotion() []byte {
	var b bytes.Buffer
	rng := rand.New(rand.NewPCG(3, 3))
	for range 40000 {
		fmt.Fprintf(&b, "\x1b[%d;%dHx\x1b[K", 1+rng.IntN(50), 1+rng.IntN(200))
	}
	return b.Bytes()
}

func regionScroll() []byte {
	var b bytes.Buffer
	b.WriteString("\x1b[5;40r")
	for i := range 20000 {
		fmt.Fprintf(&b, "\x1b[40;1H\nline %d", i)
		if i%3 == 0 {
			b.WriteString("\x1b[5;1H\x1bM")
		}
	}
	return b.Bytes()
}

func fullScreen() []byte {
	var b bytes.Buffer
	for i := range 100 {
		b.WriteString("\x1b[?1049h\x1b[H\x1b[2J")
		for r := range 50 {
			fmt.Fprintf(&b, "\x1b[%d;1H\x1b[3%dm%s\x1b[m", r+1, i%8, strings.Repeat("x", 199))
		}
		b.WriteString("\x1b[?1049l")
	}
	return b.Bytes()
}

var streams = []struct {
	name string
	data func() []byte
}{
	{"plain", plainLines},
	{"color", denseColor},
	{"cjk", cjkLines},
	{"motion", cursorMotion},
	{"scroll", func() []byte { return bytes.Repeat([]byte("\n"), 1<<18) }},
	{"region", regionScroll},
	{"alternate", fullScreen},
}

func BenchmarkWrite(b *testing.B) {
	for _, s := range streams {
		b.Run(s.name, func(b *testing.B) {
			data := s.data()
			e := NewEmulator(200, 50)
			e.Write(data)
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				e.Write(data)
			}
		})
	}
}

// BenchmarkFrames is a flood with a snapshot after each 16 KiB.
func BenchmarkFrames(b *testing.B) {
	data := plainLines()
	e := NewEmulator(200, 50)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		for rest := data; len(rest) > 0; {
			n := min(len(rest), 1<<14)
			e.Write(rest[:n])
			rest = rest[n:]
			e.Snapshot()
		}
	}
}

func BenchmarkSnapshotUnchanged(b *testing.B) {
	e := NewEmulator(200, 50)
	e.Write(plainLines())
	old := e.Snapshot()
	for b.Loop() {
		if !e.Snapshot().Equal(old) {
			b.Fatal("changed")
		}
	}
}

// In the steady state, writing allocates nothing.
func TestWriteDoesNotAllocate(t *testing.T) {
	for _, s := range streams {
		data := s.data()
		data = data[:min(len(data), 1<<16)]
		e := NewEmulator(200, 50)
		if n := testing.AllocsPerRun(20, func() { e.Write(data) }); n != 0 {
			t.Errorf("%s: %v allocations for each write", s.name, n)
		}
	}
}

// A snapshot costs itself and its slice of rows, and each row that is written
// to after it is copied once.
func TestSnapshotAllocations(t *testing.T) {
	e := NewEmulator(200, 50)
	e.Write(plainLines())
	if n := testing.AllocsPerRun(100, func() { e.Snapshot() }); n != 2 {
		t.Errorf("a snapshot takes %v allocations", n)
	}
	line := []byte("\x1b[7;1Hone changed line")
	if n := testing.AllocsPerRun(100, func() { e.Write(line); e.Write(line); e.Snapshot() }); n != 4 {
		t.Errorf("a changed line and a snapshot take %v allocations", n)
	}
}
