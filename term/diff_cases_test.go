package term

import (
	"strings"
	"testing"
)

// TestWireDiffCases fixes the bytes of small diffs on a screen of 10 by 4.
func TestWireDiffCases(t *testing.T) {
	width := stockWidth(t)
	for _, test := range []struct {
		name, before, change, want string
	}{
		{"nothing", "abc", "", ""},
		{"the same written again", "abc", "\rabc", ""},
		{"typing", "$ ", "l", "l"},
		{"typing a space", "$ l", " ", " "},
		{"rubbing out", "$ ls", "\b \b", "\b \b"},
		{"new line", "a", "\r\nb", "\r\nb"},
		{"blanks that were written", "", "a    b", "a    b"},
		{"blanks that were not", "", "a\x1b[5Cb", "a\x1b[7Gb"},
		{"indented", "", "\r\n  b", "\n  b"},
		{"rest of the row", "abcdefgh", "\x1b[3G\x1b[K", "\x1b[3G\x1b[K"},
		{"within the row", "abcdefghij\r", "\x1b[2G\x1b[6X", "a\x1b[6X"},
		{"insert", "abcdef\r", "\x1b[@x", "\x1b[@x"},
		{"delete", "abcdefghi\r", "\x1b[2P", "\x1b[2P"},
		{"scroll", "1\r\n2\r\n3\r\n4", "\n", "\n"},
		{"clear", "1\r\n2\r\n3\r\n4", "\x1b[H\x1b[2J", "\x1b[H\x1b[J"},

		// The receiver may be waiting to wrap.
		{"from the last column", "abcdefghij", "\rx", "\rx"},
		{"back from the last column", "abcdefghij", "\bX", "\r\tX"},
		{"after the last column", "\x1b[8G", "abc", "abc\x1b[10G"},
		{"last column of the last row", "\x1b[4;8H", "abc", "abc\x1b[10G"},
		{"last column of the last row, then back", "\x1b[4;8Habc", "\bQ", "\r\tQ"},

		{"wraps", "abcdefgh", "ijkl", "ijkl"},
		{"wraps later", "abcdefghij", "k", "\x1b[10Gjk"},
		{"wraps in two styles", "", "abcdefghij\x1b[1mk", "abcdefghij\x1b[1mk"},
		{"wraps no longer", "abcdefghijk", "\x1b[H\x1b[10Gj\x1b[2;2H", "\x1bM\x1b[8Cj\n\x1b[2G"},

		{"pen", "", "\x1b[1m", "\x1b[1m"},
		{"pen's part", "\x1b[1;31m", "\x1b[22m", "\x1b[22m"},
		{"pen's end", "\x1b[1;31;4m", "\x1b[m", "\x1b[m"},
		{"pen of one colour more", "\x1b[1;31;4m", "\x1b[44m", "\x1b[44m"},
		{"faint is taken from bold", "\x1b[1;2m", "\x1b[22;1m", "\x1b[0;1m"},
		{"bright colours", "", "\x1b[38;5;9m\x1b[48;5;8m", "\x1b[91;100m"},
		{"curly underline", "", "\x1b[4:3m\x1b[58:5:9m", "\x1b[4m\x1b[4:3m\x1b[58:5:9m"},
		{"RGB underline", "\x1b[4m", "\x1b[58:2::1:2:3m", "\x1b[58:2::1:2:3m"},
		{"straight underline again", "\x1b[4:3m", "\x1b[4m", "\x1b[4m"},
		{"link", "", "\x1b]8;id=a;http://x\x1b\\yz\x1b]8;;\x1b\\", "\x1b]8;id=a;http://x\ayz\x1b]8;;\a"},

		{"disputed width", "", "a\ue0b0b", "a\ue0b0\x1b[3Gb"},
		{"disputed width over text", "abcd\r", "\x1b[2G🙂", "a\x1b[2X🙂\x1b[4G"},
		{"disputed widths over text", "abcdefgh\r", "🙂🙂\ue0b0", "\x1b[5X🙂\x1b[3G🙂\x1b[5G\ue0b0\x1b[6Gf\b"},
		{"disputed width in the last column", "\x1b[4;10H", "\ue0b0", "\x1b[10G\x1b[?7l\ue0b0\x1b[?7h\x1b[10G"},
		{"half of a wide character uncovered", "\x1b[44m漢字\r", "\x1b[m\x1b[31ma\x1b[44m\x1b[X", "\x1b[0;31ma\x1b[0;44m \b\x1b[31m"},
		{"wraps with a character of disputed width", "\x1b[8Gabc\b\b\b\b", "\x1b[8Gxyz🫨\u0301!", "  xyz \r🫨\u0301\x1b[3G!"},
		{"marks that might join what is before", "", "a🫨\u0301b", "a\x1b[2G🫨\u0301\x1b[4Gb"},
		{"marks alone", "", "\x1b[3G\u0301", "  \u00a0\u0301"},

		{"bell, title, clipboard", "", "\a\a\x1b]2;t\a\x1b]52;c;YQ==\a", "\a\x1b]1;\a\x1b]2;t\a\x1b]52;c;YQ==\a"},
		{"copied again", "\x1b]52;c;YQ==\a", "\x1b]52;c;YQ==\a", "\x1b]52;c;YQ==\a"},
		{"modes", "\x1b[?1000h", "\x1b[?1002;1006;2004h\x1b[?25l\x1b[4 q", "\x1b[?25l\x1b[4 q\x1b[?2004h\x1b[?1002h\x1b[?1006h"},
		{"modes off", "\x1b[?1002;1006h", "\x1b[?1002;1006l", "\x1b[?1002l\x1b[?1006l"},
		{"hidden state does not travel", "", "\x1b[2;3r\x1b[?1h\x1b[4h\x1b[4l\x1b[?1049h\x1b7\x1bH", ""},
	} {
		e := play(10, 4, test.before)
		from := e.Snapshot()
		e.Write([]byte(test.change))
		to := e.Snapshot()
		diff := checkStep(t, from, to, width)
		if string(diff) != test.want {
			t.Errorf("%s: %q, want %q", test.name, diff, test.want)
		}
	}
}

// TestTextStaysTogether checks that what a program writes in one go is one
// string in the diff and in the frame for the terminal, blanks included,
// whatever was there before.
func TestTextStaysTogether(t *testing.T) {
	const text = "first  word   and    more     blanks      than       usual        done"
	for _, before := range []string{"", "$ ", "\x1b[5;1Hother rows\r\n", "\x1b[24;1H$ ./run", strings.Repeat("filled\r\n", 30)} {
		e := play(80, 24, before)
		from := e.Snapshot()
		p := NewPainter(ModernTerminal())
		p.Paint(nil, from)
		e.Write([]byte("\r\n" + text + "\r\n$ "))
		to := e.Snapshot()
		if diff := AppendWireDiff(nil, from, to); !strings.Contains(string(diff), text) {
			t.Errorf("after %q the diff is %q", before, diff)
		}
		if frame := p.Paint(nil, to); !strings.Contains(string(frame), text) {
			t.Errorf("after %q the frame is %q", before, frame)
		}
	}
}

// TestDiffStrings checks that texts which a program chose cannot break out of
// the string they are sent in.
func TestDiffStrings(t *testing.T) {
	from := NewScreen(10, 3)
	to := from.Clone()
	to.Title = Title{Set: true, Icon: "a\x1b\\b\ac\u009cd", Window: "a\x1b\\b\ac\u009cd"}
	to.Clipboard = "Y\x07\x1bQ"
	to.SetGlyph(0, 0, Glyph{Text: "x", Width: 1, Link: &Link{ID: "\x07i", URI: "http://\x1b[6n"}})
	diff := string(AppendWireDiff(nil, from, to))
	want := "\x1b]0;a\\bcd\a\x1b]52;c;YQ\a\x1b]8;id=i;http://[6n\ax\r\x1b]8;;\a"
	if diff != want {
		t.Errorf("%q, want %q", diff, want)
	}
}

// TestDiffGlyphs checks glyphs that no emulator of ours makes but that can be
// written to a screen: clusters of several bases are cut to the first, which is
// all a stock peer can keep in one cell.
func TestDiffGlyphs(t *testing.T) {
	for _, test := range []struct {
		glyph Glyph
		want  string
	}{
		{Glyph{Text: "🇩🇪", Width: 2}, "🇩\x1b[3G"},
		{Glyph{Text: "👩\u200d💻", Width: 2}, "👩\u200d\x1b[3G"},
		{Glyph{Text: "\u0301", Width: 1}, "\u00a0\u0301\x1b[2G"},
		{Glyph{Text: "ab", Width: 1}, "a\x1b[2G"},
		{Glyph{Text: "漢", Width: 2}, "漢"},
	} {
		from := NewScreen(10, 3)
		to := from.Clone()
		to.SetGlyph(0, 0, test.glyph)
		to.Cursor.Col = max(test.glyph.Width, 1)
		if diff := string(AppendWireDiff(nil, from, to)); !strings.HasPrefix(diff, test.want) {
			t.Errorf("%+v: %q, want %q", test.glyph, diff, test.want)
		}
	}
}
