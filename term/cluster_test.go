package term

import (
	"bufio"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
)

func TestClusters(t *testing.T) {
	for _, test := range []struct{ name, in, want string }{
		{"family", "👨‍👩‍👧‍👦x", "[👨‍👩‍👧‍👦]x"},
		{"longest", "👨🏿‍❤️‍💋‍👨🏿x", "[👨🏿‍❤️‍💋‍👨🏿]x"},
		{"skin", "👍🏽x", "[👍🏽]x"},
		{"skin on a narrow one", "☝🏽x", "[☝🏽]x"},
		{"flags", "🇩🇪🇫🇷🇮x", "[🇩🇪][🇫🇷]🇮x"},
		{"emoji selector", "❤\ufe0fx☺x", "[❤\ufe0f]x☺x"},
		{"keycap", "1\ufe0f\u20e3x1\u20e3", "[1\ufe0f\u20e3]x1\u20e3"},
		{"text selector", "⌚\ufe0ex", "⌚\ufe0ex"},
		{"selector of nothing", "x\ufe0fy日\ufe0ez", "x\ufe0fy[日\ufe0e]z"},
		{"marks", "e\u0301\u0302x", "e\u0301\u0302x"},
		{"spacing mark", "का\u0301x", "का\u0301x"},
		{"prefix", "\u0600\u0661x", "\u0600\u0661x"},
		{"prefix of ASCII", "\u06001x", "\u06001x"},
		{"Hangul", "\u1112\u1161\u11abx", "[\u1112\u1161\u11ab]x"},
		{"a joiner joins pictures only", "a\u200d👩", "a\u200d[👩]"},
		{"cursor movement ends it", "👩\u200d\x1b[C💻", "[👩\u200d] [💻]"},
		{"tag sequence", "🏴\U000e0067\U000e0062\U000e007fx", "[🏴\U000e0067\U000e0062\U000e007f]x"},
		{"at the edge", "1234567☺\ufe0f", "1234567|[☺\ufe0f]"},
		{"before the edge", "123456☺\ufe0fx", "123456[☺\ufe0f]|x"},
		{"narrow again at the edge", "123456⌚\ufe0exy", "123456⌚\ufe0ex|y"},
		{"no wrap at the edge", "\x1b[?7l1234567☺\ufe0f", "1234567☺\ufe0f"},
		{"inserted", "abcdef\r\x1b[4h☺\ufe0f", "[☺\ufe0f]abcdef"},
		{"inserted at the edge", "abcdefgh\x1b[2;1HABC\x1b[1;8H\x1b[4h☺\ufe0f", "abcdefg|[☺\ufe0f]ABC"},
		{"over a wide one", "日日\r☺\ufe0f", "[☺\ufe0f][日]"},
		{"over the half of a wide one", "a日\r☺\ufe0f", "[☺\ufe0f]"},
		{"between margins", "\x1b[?69h\x1b[2;4s\x1b[1;4H☺\ufe0fx", "|·[☺\ufe0f]x"},
		{"without the mode", "\x1b[?2027l👍🏽🇩🇪❤\ufe0f", "[👍][🏽]🇩🇪❤\ufe0f"},
		{"longer than a cell holds", "👩" + rep("\u200d👩", 99) + "x", "[👩" + rep("\u200d👩", 18) + "]x"},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := play(8, 3, "\x1b[?2027h"+test.in)
			checkInvariants(t, e)
			slow := NewEmulator(8, 3)
			writeSlowly(slow, []byte("\x1b[?2027h"+test.in))
			var b strings.Builder
			s := e.Snapshot()
			for row := range s.rows {
				var line strings.Builder
				for col := range s.cols {
					switch g := s.Glyph(row, col); {
					case g.Width == 2:
						line.WriteString("[" + g.Text + "]")
					case g.Text == "" && g.Width == 1:
						line.WriteByte(' ')
					default:
						line.WriteString(g.Text)
					}
				}
				b.WriteString(strings.TrimRight(line.String(), " ") + "|")
			}
			want := strings.ReplaceAll(test.want, "·", " ")
			if got := strings.TrimRight(b.String(), "|"); got != want {
				t.Errorf("%+q shows\n%+q, want\n%+q", test.in, got, want)
			}
			if !s.Equal(slow.Snapshot()) {
				t.Errorf("the fast path shows %q, the slow one %q", screenText(s), screenText(slow.Snapshot()))
			}
		})
	}
}

// unicodeData opens a file of the Unicode character database.
func unicodeData(t *testing.T, name string) *bufio.Scanner {
	t.Helper()
	f, err := os.Open("/usr/share/unicode/" + name)
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("no Unicode data: apt-get install unicode-data: %v", err)
		}
		t.Skip("no Unicode data: apt-get install unicode-data")
	}
	t.Cleanup(func() { f.Close() })
	return bufio.NewScanner(f)
}

// TestClusterBreaks checks the boundaries against the standard's own test.
func TestClusterBreaks(t *testing.T) {
	n := 0
	for sc := unicodeData(t, "auxiliary/GraphemeBreakTest.txt"); sc.Scan(); {
		line, _, _ := strings.Cut(sc.Text(), "#")
		var s clusterState
		start, control := true, false
		joined := false
		for _, f := range strings.Fields(line) {
			switch f {
			case "÷", "×":
				joined = f == "×"
				continue
			}
			v, err := strconv.ParseUint(f, 16, 32)
			if err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			isControl := v < 0x20 // CR and LF never come here: the parser takes them
			c := clusterClass(rune(v))
			if !start && !control && !isControl && s.takes(c) != joined {
				t.Errorf("%s: U+%04X joins: %v", line, v, !joined)
			}
			if !start && !joined {
				s = clusterState{}
			}
			s = s.next(c)
			start, control = false, isControl
			n++
		}
	}
	if n < 1000 {
		t.Errorf("only %d code points", n)
	}
}

// TestEmojiClusters checks that every emoji of Unicode is one wide cell.
func TestEmojiClusters(t *testing.T) {
	n := 0
	for sc := unicodeData(t, "emoji/emoji-test.txt"); sc.Scan(); {
		codes, rest, ok := strings.Cut(sc.Text(), ";")
		if !ok || !strings.HasPrefix(strings.TrimSpace(rest), "fully-qualified") {
			continue
		}
		var text string
		for _, f := range strings.Fields(codes) {
			v, err := strconv.ParseUint(f, 16, 32)
			if err != nil {
				t.Fatal(err)
			}
			text += string(rune(v))
		}
		n++
		s := play(10, 2, "\x1b[?2027h"+text+"x").Snapshot()
		if g := s.Glyph(0, 0); g.Text != text || g.Width != 2 || s.Glyph(0, 2).Text != "x" {
			t.Errorf("%+q: the first cell is %+q, %d wide", text, g.Text, g.Width)
		}
	}
	if n < 3000 {
		t.Errorf("only %d emoji", n)
	}
}

// What is wide because it is ambiguous arrives so at our peers, and stays in its
// place at stock ones.
func TestWideAmbiguousWire(t *testing.T) {
	width := stockWidth(t)
	for seed := range 200 {
		rng := rand.New(rand.NewPCG(uint64(seed), 8840))
		e := NewEmulator(1+rng.IntN(20), 1+rng.IntN(5))
		e.SetAmbiguousWide(rng.IntN(4) > 0)
		from := e.Snapshot()
		for range 5 {
			for range 1 + rng.IntN(8) {
				e.Write([]byte([]string{"─", "│x", "αβγ", "日", "abc", "\r\n", "\x1b[H", "\x1b[K", "\x1b[31m", "é", "…", "\x1b[3G", "\x1b[?8840l", "\x1b[?8840h"}[rng.IntN(14)]))
			}
			to := e.Snapshot()
			checkStep(t, from, to, width)
			from = to
		}
	}
}

func TestWideAmbiguous(t *testing.T) {
	e := NewEmulator(10, 3)
	e.SetAmbiguousWide(true)
	e.Write([]byte("─é日aα\ue0b0"))
	if got := e.Snapshot(); got.Glyph(0, 0).Width != 2 || got.Glyph(0, 2).Width != 2 || got.Glyph(0, 6).Text != "a" || got.Cursor.Col != 9 {
		t.Errorf("shows %q, cursor %+v", screenText(got), got.Cursor)
	}
	e.Write([]byte("\x1b[?8840l\r\n─x\x1bc─x\x1b[?8840$p"))
	if got := e.Snapshot(); got.Glyph(0, 0).Width != 2 || got.Glyph(0, 2).Text != "x" {
		t.Errorf("after a reset %q", screenText(got))
	}
	if got := string(e.TakeReplies()); got != "\x1b[?8840;1$y" {
		t.Errorf("the mode is told as %q", got)
	}
	if w := play(10, 1, "─x").Snapshot().Glyph(0, 0).Width; w != 1 {
		t.Errorf("by default the width is %d", w)
	}
}
