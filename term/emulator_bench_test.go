package term

import (
	"bytes"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
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

// combining is text of marks on letters: Devanagari, Thai, decomposed Latin.
func combining() []byte {
	var b bytes.Buffer
	words := []string{"हिन्दी ", "ภาษาไทย ", "e\u0301te\u0301 ", "tie\u0302\u0301ng ", "abc "}
	for i := range 4000 {
		for j := range 12 {
			b.WriteString(words[(i+j*j)%len(words)])
		}
		b.WriteString("\r\n")
	}
	return b.Bytes()
}

// emoji is text in mode 2027.
func emoji() []byte {
	var b bytes.Buffer
	b.WriteString("\x1b[?2027h")
	words := []string{"👩\u200d💻 ", "👍🏽 ", "🇩🇪🇫🇷 ", "❤\ufe0f ", "日本語 ", "plain text "}
	for i := range 2000 {
		for j := range 12 {
			b.WriteString(words[(i+j*j)%len(words)])
		}
		b.WriteString("\r\n")
	}
	b.WriteString("\x1b[?2027l")
	return b.Bytes()
}

// underlines is text with underlines of many colours.
func underlines() []byte {
	var b bytes.Buffer
	for i := range 4000 {
		for j := range 10 {
			fmt.Fprintf(&b, "\x1b[4:3;58:2::%d:%d:9mwavy\x1b[m ", i%256, j)
		}
		b.WriteString("\r\n")
	}
	return b.Bytes()
}

// recorded is what real programs wrote, all recordings one after the other.
func recorded(t testing.TB) []byte {
	var b bytes.Buffer
	all := recordings(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		for _, step := range all[name] {
			b.WriteString(step.output)
		}
		b.WriteString("\x1bc")
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
	{"combining", combining},
	{"emoji", emoji},
	{"underlines", underlines},
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

// BenchmarkWriteRecorded plays the recordings, on the size they were made on.
func BenchmarkWriteRecorded(b *testing.B) {
	data := recorded(b)
	e := NewEmulator(80, 24)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		e.Write(data)
		e.TakeReplies()
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

// BenchmarkStep is what a server does for a frame: a snapshot and the diff from
// the one before.
func BenchmarkStep(b *testing.B) {
	for name, programs := range map[string][2]string{
		"unchanged": {"", ""},
		"line":      {"\x1b[20;1H\x1b[mThe quick brown fox jumps over the lazy dog.\x1b[K", "\x1b[20;1H\x1b[32mPack my box with five dozen liquor jugs!\x1b[K"},
		"scroll":    {"\x1b[50;1H\nnew line at the bottom", "\x1b[50;1H\nanother line at the bottom"},
	} {
		b.Run(name, func(b *testing.B) {
			e := textScreen(200, 50)
			old := e.Snapshot()
			var buf []byte
			i := 0
			b.ReportAllocs()
			for b.Loop() {
				e.Write([]byte(programs[i&1]))
				i++
				now := e.Snapshot()
				if !now.Equal(old) {
					buf = AppendWireDiff(buf[:0], old, now)
				}
				old = now
			}
		})
	}
}

// In the steady state, writing allocates nothing.
func TestWriteDoesNotAllocate(t *testing.T) {
	for _, s := range streams {
		data := s.data()
		data = data[:min(len(data), 1<<16)]
		e := NewEmulator(200, 50)
		for range 50 { // until the side tables of every row are as large as they get
			e.Write(data)
		}
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
