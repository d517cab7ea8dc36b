package stockmodel

import (
	"fmt"
	"strings"
	"testing"
)

// width is enough of wcwidth for these tests.
func width(r rune) int {
	switch {
	case r >= 0x300 && r < 0x370, r == 0x200D, r == 0xFE0F:
		return 0
	case r >= 0x4E00 && r < 0xA000, r >= 0x1F300 && r < 0x1FA00:
		return 2
	case r == 0x1FAE8:
		return -1
	}
	return 1
}

func play(cols, rows int, input string) *Model {
	m := New(cols, rows, width)
	m.Write([]byte(input))
	return m
}

// show returns the rows with their ends trimmed, joined by "|", and a "+" where
// one is wrapped.
func show(m *Model) string {
	var rows []string
	for r, row := range m.Cells {
		var b strings.Builder
		for _, c := range row {
			switch {
			case c.Text == "":
				b.WriteByte(' ')
			case c.Fallback:
				b.WriteString("_" + c.Text)
			default:
				b.WriteString(c.Text)
			}
		}
		text := strings.TrimRight(b.String(), " ")
		if m.RowWrapped(r) {
			text += "+"
		}
		rows = append(rows, text)
	}
	return strings.TrimRight(strings.Join(rows, "|"), "|")
}

func TestScreen(t *testing.T) {
	for _, test := range []struct {
		name, in, want, cursor string
	}{
		{"wrap", "abcdefghijk", "abcdefghij+|k", "1,1"},
		{"wide does not fit", "abcdefghi漢x", "abcdefghi|漢 x", "1,3"},
		{"backspace from pending wrap", "abcdefghij\bX", "abcdefghXj", "0,9"},
		{"colon makes nothing", "a\x1b[4:3mb\x1b[38:2::1:2:3mc", "abc", "0,3"},
		{"unknown CSI, REP among them", "a\x1b[3b\x1b[2E\x1b[2a\x1b[?1049hb", "ab", "0,2"},
		{"RI scrolls", "a\r\nb\x1b[H\x1bMc", "c|a|b", "0,1"},
		{"region", "1\r\n2\r\n3\r\n4\r\n5\x1b[2;3r\x1b[3H\nx\x1b[r", "1|3|x|4|5", "0,0"},
		{"IL and DL go to column 0", "1\r\n2\r\n3\x1b[2;2H\x1b[Lx\x1b[3;2H\x1b[My", "1|x|y", "2,1"},
		{"ICH to the screen's edge", "abcdefghij\x1b[3G\x1b[2@", "ab  cdefgh", "0,2"},
		{"DCH", "abcdef\x1b[2G\x1b[2P", "adef", "0,1"},
		{"ECH is clipped", "abcdefghij\x1b[3G\x1b[99X", "ab", "0,2"},
		{"SU keeps the cursor", "1\r\n2\x1b[S", "2", "1,1"},
		{"combining", "e\u0301", "e\u0301", "0,1"},
		{"combining on nothing", "\x1b[2;2H\u0301x", "| _\u0301x", "1,3"},
		{"unprintable is dropped", "a\U0001fae8b", "ab", "0,2"},
		{"right half overwritten, left still wide", "漢\x1b[2Gx", "漢x", "0,2"},
		{"ZWJ sequence takes four columns", "👩\u200d💻x", "👩\u200d 💻 x", "0,5"},
		{"title of screen prints", "\x1bktext\x1b\\", "text", "0,4"},
		{"zero counts as absent", "\x1b[3;3H\x1b[0A\x1b[0Dx", "| x", "1,2"},
		{"HT to the last column", "\x1b[9G\tx", "         x", "0,9"},
		{"DECALN does not home", "\x1b[2;2H\x1b#8", "EEEEEEEEEE|EEEEEEEEEE|EEEEEEEEEE|EEEEEEEEEE|EEEEEEEEEE", "1,1"},
		{"erase clears the wrapped mark", "abcdefghijk\x1b[1;10H\x1b[K", "abcdefghi|k", "0,9"},
		{"bad UTF-8", "a\xc3(\xff\xe2\x82b", "a\ufffd(\ufffd\ufffdb", "0,6"},
		{"C1 as a code point", "a\u009b2Cb\x9b", "a  b\ufffd", "0,5"},
		{"BEL does not end APC", "a\x1b_x\ay\x1b\\b", "ab", "0,2"},
		{"? in the middle ignores all", "a\x1b[1?5mb\x1b[>4;2mc", "abc", "0,3"},
	} {
		m := play(10, 5, test.in)
		if got := show(m); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		if got := fmt.Sprintf("%d,%d", m.Row, m.Col); got != test.cursor {
			t.Errorf("%s: cursor %s, want %s", test.name, got, test.cursor)
		}
	}
}

// TestPendingWrap checks which sequences keep a pending wrap.
func TestPendingWrap(t *testing.T) {
	keep := []string{"\x1b[1m", "\x1b[4:3m", "\x1b[?2004h", "\x1b[?2026h", "\t", "\x1b[I", "\x1b[g", "\x1b]0;x\a", "\x1b]8;;x\a"}
	lose := []string{"\a", "\x00", "\x0e", "\r", "\x1b[ q", "\x1b[>1u", "\x1b]0;x\x1b\\", "\x1bPx\x1b\\", "\x1b=", "\x1b[3J", "\x1b[K", "\x1b[10G", "\x1b7"}
	for _, s := range keep {
		if m := play(10, 3, "abcdefghij"+s); !m.PendingWrap() {
			t.Errorf("%q ends the pending wrap", s)
		}
	}
	for _, s := range lose {
		if m := play(10, 3, "abcdefghij"+s); m.PendingWrap() {
			t.Errorf("%q keeps the pending wrap", s)
		}
	}
}

func TestSGR(t *testing.T) {
	for in, want := range map[string]Style{
		"\x1b[1;3;4;5;7;8m":         {Attr: Bold | Italic | Underline | Blink | Inverse | Invisible},
		"\x1b[1;3;4m\x1b[22;23m":    {Attr: Underline},
		"\x1b[0;1;2;9;53;21m":       {Attr: Bold},
		"\x1b[58;5;1m":              {Attr: Blink | Bold},
		"\x1b[31;102m":              {FG: 1<<24 | 1, BG: 1<<24 | 10},
		"\x1b[38;5;200;48;5;9m":     {FG: 1<<24 | 200, BG: 1<<24 | 9},
		"\x1b[38;2;1;2;3m":          {FG: 1<<25 | 0x010203},
		"\x1b[1;31m\x1b[m":          {},
		"\x1b[31;41m\x1b[39m":       {BG: 1<<24 | 1},
		"\x1b[4m\x1b[4:3m\x1b[4:0m": {Attr: Underline},
	} {
		if got := play(10, 3, in).Pen; got != want {
			t.Errorf("%q: pen %+v, want %+v", in, got, want)
		}
	}
}

// TestReplies checks what makes a stock client abort.
func TestReplies(t *testing.T) {
	for _, s := range []string{"\x1b[c", "\x1b[>c", "\x1b[5n", "\x1b[6n"} {
		if m := play(10, 3, s); m.Replies != 1 {
			t.Errorf("%q: %d replies", s, m.Replies)
		}
	}
	for _, s := range []string{"\x1b[=c", "\x1b[?6n", "\x1bZ", "\x05", "\x1b[18t", "\x1b[>q", "\x1b[?2026$p"} {
		if m := play(10, 3, s); m.Replies != 0 {
			t.Errorf("%q: %d replies", s, m.Replies)
		}
	}
}

func TestState(t *testing.T) {
	m := play(10, 3, "\x1b]2;win\a\x1b]1;icon\a\x1b]52;c;YQ==\a\x1b]52;p;Yg==\a\a\x1b[?1000;1002;1006;2004;1004;5h\x1b[?25l")
	if m.WindowTitle != "win" || m.IconName != "icon" || m.Clipboard != "YQ==" || m.Bells != 1 {
		t.Errorf("%q %q %q %d", m.WindowTitle, m.IconName, m.Clipboard, m.Bells)
	}
	if m.Mouse != 1002 || m.MouseEncoding != 1006 || !m.BracketedPaste || !m.FocusEvents || !m.ReverseVideo || m.CursorVisible {
		t.Errorf("%+v", m)
	}
	m.Write([]byte("\x1b[?1003l"))
	if m.Mouse != 0 {
		t.Error("resetting any mouse mode must end all")
	}
	if bad := m.Hidden(); bad != nil {
		t.Error(bad)
	}
	m.Write([]byte("\x1b[?6h\x1b[4h\x1b[2;3r\x1b[?7l\x1b7\x1bH\x1b["))
	if got := len(m.Hidden()); got != 6 {
		t.Errorf("hidden state: %v", m.Hidden())
	}
}

func TestResize(t *testing.T) {
	m := play(10, 3, "abcdefghijk\x1b[3;10Hz")
	m.Resize(5, 2)
	if got := show(m); got != "abcde|k" {
		t.Error(got)
	}
	m.Resize(20, 4)
	if got := show(m); got != "abcde|k" || m.Row != 1 || m.Col != 4 {
		t.Errorf("%q, cursor %d,%d", got, m.Row, m.Col)
	}
	m.Write([]byte("\t\tx"))
	if m.Col != 17 {
		t.Errorf("new columns have no tab stops: column %d", m.Col)
	}
}
