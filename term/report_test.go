package term

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func randomFacts(rng *rand.Rand) Facts {
	f := Facts{
		Known: true, Keyboard: rng.IntN(2) > 0, Clusters: rng.IntN(2) > 0, MousePixels: rng.IntN(2) > 0,
	}
	f.Dark = rng.IntN(2) > 0
	f.Light = !f.Dark && rng.IntN(2) > 0
	if rng.IntN(2) > 0 {
		f.CellWidth, f.CellHeight = 1+rng.IntN(60), 1+rng.IntN(60)
	}
	for range rng.IntN(300) {
		f.Colors.Palette[rng.IntN(256)] = RGB(uint8(rng.Uint32()), uint8(rng.Uint32()), uint8(rng.Uint32()))
	}
	for i := range rng.IntN(11) {
		f.Colors.Dynamic[i] = RGB(uint8(rng.Uint32()), 0, 0)
	}
	return f
}

// What a client reports is what the server reads, also with parts in it that
// are not known yet, and as far as it came.
func TestReport(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 200 {
		f := randomFacts(rng)
		p := f.Report([]byte{200, 3, 'n', 'e', 'w'})
		if got := ParseReport(p); got != f {
			t.Fatalf("%+v is read as %+v", f, got)
		}
		for n := range p {
			ParseReport(p[:n])
		}
	}
}

func FuzzParseReport(f *testing.F) {
	rng := rand.New(rand.NewPCG(1, 1))
	for range 5 {
		facts := randomFacts(rng)
		f.Add(facts.Report(nil))
	}
	f.Add([]byte{3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1})
	f.Fuzz(func(t *testing.T, p []byte) {
		facts := ParseReport(p)
		if facts.Dark && facts.Light || !facts.Known {
			t.Errorf("%x is read as %+v", p, facts)
		}
		if again := ParseReport(facts.Report(nil)); again != facts {
			t.Errorf("%+v becomes %+v", facts, again)
		}
		e := NewEmulator(maxSize, 1)
		e.SetFacts(facts)
		e.Write([]byte("\x1b[14t\x1b[16t\x1b]4;1;?\a\x1b]11;?\a\x1b[?996n\x1b[?u\x1b[?2048h"))
	})
}

// The begin of an answer may become one; with anything else behind it, it is
// none.
func TestReadAnswer(t *testing.T) {
	for in, want := range map[string]Answer{
		"\x1b[?64;1;2c":              {Kind: AnswerAttributes},
		"\x1b[?62;c":                 {Kind: AnswerAttributes},
		"\x1b[?2026;2$y":             {Kind: AnswerMode, Number: 2026, State: 2},
		"\x1b[?5u":                   {Kind: AnswerKeyboard},
		"\x1b[?997;2n":               {Kind: AnswerScheme, State: 2},
		"\x1b[6;20;10t":              {Kind: AnswerCellSize, Height: 20, Width: 10},
		"\x1bP>|tmux 3.3a\x1b\\":     {Kind: AnswerVersion, Text: "tmux 3.3a"},
		"\x1b]11;rgb:ff/80/00\a":     {Kind: AnswerColor, Number: 11, Color: RGB(255, 128, 0)},
		"\x1b]10;#010203\x1b\\":      {Kind: AnswerColor, Number: 10, Color: RGB(1, 2, 3)},
		"\x1b]12;rgba:ff/00/00/80\a": {Kind: AnswerColor, Number: 12, Color: RGB(255, 0, 0)},
		"\x1b]4;255;rgb:0/f/0\x1b\\": {Kind: AnswerPalette, Number: 255, Color: RGB(0, 255, 0)},
	} {
		for n := range in {
			if n == 0 {
				continue
			}
			if got, length := ReadAnswer([]byte(in[:n])); length != 0 || got != (Answer{}) {
				t.Errorf("%q is read as %+v, %d", in[:n], got, length)
			}
			if _, length := ReadAnswer([]byte(in[:n] + "\x01")); length >= 0 {
				t.Errorf("%q with a control behind it: %d", in[:n], length)
			}
		}
		if got, length := ReadAnswer([]byte(in + "\x1b[A")); got != want || length != len(in) {
			t.Errorf("%q is read as %+v, %d; want %+v, %d", in, got, length, want, len(in))
		}
	}
	for _, in := range []string{
		"", "a", "\x1b\x1b", "\x1b[A", "\x1b[6~", "\x1b[5~", "\x1bOA", "\x1b[?1;2$x", "\x1b[?2026$y", "\x1b[6;1t", "\x1b]2;t",
		"\x1b]11;rgb:ffff/ffff\a", "\x1b]4;256;rgb:0/0/0\a", "\x1b]11;?\a", "\x1bP1$r0m\x1b\\", "\x1bP>|x\a",
		"\x1b[?" + strings.Repeat("1;", 40) + "c", "\x1b]11;rgb:" + strings.Repeat("f", 80), "\x1bP>|" + strings.Repeat("x", 300),
	} {
		if got, length := ReadAnswer([]byte(in)); length >= 0 {
			t.Errorf("%q is read as %+v, %d", in, got, length)
		}
	}
}
