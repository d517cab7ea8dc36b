package term

import (
	"fmt"
	"strings"
	"testing"
)

func TestTitles(t *testing.T) {
	long := strings.Repeat("é", 300)
	for _, test := range []struct {
		in   string
		want Title
	}{
		{"", Title{}},
		{"\x1b]0;both\a", Title{true, "both", "both"}},
		{"\x1b]1;icon\x1b\\", Title{true, "icon", ""}},
		{"\x1b]2;win;dow\x1b\\", Title{true, "", "win;dow"}},
		{"\x1b];both\a", Title{true, "both", "both"}},
		{"\x1b]2;x\a\x1b]2;\a", Title{true, "", ""}},
		{"\u009d2;c1\u009c", Title{true, "", "c1"}},
		{"\x1b]2;cancelled\x18", Title{}},
		{"\x1b]2;cancelled\x1b[m", Title{}},
		{"\x1b]2;a\x01b\nc\a", Title{true, "", "abc"}},
		{"\x1b]2;" + long + "\a", Title{true, "", long[:2*maxTitle]}},
		{"\x1b]02;x\a\x1b]3;x\a\x1b]x;y\a\x1b]\a", Title{}},
		{"\x1b]0;a\a\x1b[22;0t\x1b]0;b\a\x1b[23;0t", Title{true, "a", "a"}},
		{"\x1b]0;a\a\x1b[22t\x1b]0;b\a\x1b[23;2t", Title{true, "b", "a"}},
		{"\x1b]0;a\a\x1b[22t\x1b]0;b\a\x1b[23;1t", Title{true, "a", "b"}},
		{"\x1b]0;a\a\x1b[23t\x1b[22;5t\x1b[23t", Title{true, "a", "a"}},
	} {
		if got := play(10, 2, test.in).Snapshot().Title; got != test.want {
			t.Errorf("%q sets %+v, want %+v", test.in, got, test.want)
		}
	}
}

func TestClipboard(t *testing.T) {
	for _, test := range []struct {
		in, want string
		copies   uint64
	}{
		{"\x1b]52;c;eA==\a", "eA==", 1},
		{"\x1b]52;;eA==\a", "eA==", 1},
		{"\x1b]52;pc;eA==\a\x1b]52;s0;eQ==\a", "eQ==", 2},
		{"\x1b]52;c;eA==\a\x1b]52;c;no base64\a", "eA==", 1},
		{"\x1b]52;c;eA==\a\x1b]52;c;eA==\a", "eA==", 2},
		{"\x1b]52;c;eA==\a\x1b]52;c;?\a", "eA==", 1},
		{"\x1b]52;x;eA==\a\x1b]52;eA==\a", "", 0},
		{"\x1b]52;c;" + strings.Repeat("A", 50000) + "\a", strings.Repeat("A", maxString-5), 1},
	} {
		s := play(10, 2, test.in).Snapshot()
		if s.Clipboard != test.want || s.Copies != test.copies {
			t.Errorf("%.20q leaves %.20q after %d copies", test.in, s.Clipboard, s.Copies)
		}
	}
}

func TestLinks(t *testing.T) {
	link := &Link{URI: "http://x"}
	for _, test := range []struct {
		in   string
		want []*Link
	}{
		{"\x1b]8;;http://x\aab\x1b]8;;\ac", []*Link{link, link, nil}},
		{"\x1b]8;id=7;http://x\x1b\\a\x1b[mb", []*Link{{"7", "http://x"}, {"7", "http://x"}}},
		{"\x1b]8;a=b:id=7:c;http://x;y\aa", []*Link{{"7", "http://x;y"}}},
		{"\x1b]8;;http://x\aa\x1b[H\x1b[K", []*Link{nil}},
		{"\x1b]8;;http://x\a\x1b[!pa", []*Link{nil}},
		{"\x1b]8;;http://x\a日", []*Link{link, link, nil}},
		{"\x1b]8;;http://é\aa", []*Link{nil}},
		{"\x1b]8;http://x\aa", []*Link{nil}},
		{"\x1b]8;;" + strings.Repeat("x", maxURI+1) + "\aa", []*Link{nil}},
	} {
		s := play(10, 2, test.in).Snapshot()
		for col, want := range test.want {
			if got := s.Glyph(0, col).Link; !sameLink(got, want) {
				t.Errorf("%.30q: column %d links to %+v, want %+v", test.in, col, got, want)
			}
		}
	}
}

func TestColorQueries(t *testing.T) {
	runControlTests(t, []controlTest{
		{"palette", "\x1b]4;1;?\a", "", "", "\x1b]4;1;rgb:cdcd/0000/0000\a"},
		{"palette cube", "\x1b]4;16;?;231;?\x1b\\", "", "", "\x1b]4;16;rgb:0000/0000/0000\x1b\\\x1b]4;231;rgb:ffff/ffff/ffff\x1b\\"},
		{"palette greys", "\x1b]4;232;?\a\x1b]4;255;?\a", "", "", "\x1b]4;232;rgb:0808/0808/0808\a\x1b]4;255;rgb:eeee/eeee/eeee\a"},
		{"set", "\x1b]4;1;#abc;2;rgb:1/22/333\a\x1b]4;1;?;2;?\a", "", "", "\x1b]4;1;rgb:a0a0/b0b0/c0c0\a\x1b]4;2;rgb:1111/2222/3333\a"},
		{"reset", "\x1b]4;1;#abc;2;#abc\a\x1b]104;1\a\x1b]4;1;?\a\x1b]104\a\x1b]4;2;?\a", "", "", "\x1b]4;1;rgb:cdcd/0000/0000\a\x1b]4;2;rgb:0000/cdcd/0000\a"},
		{"nonsense", "\x1b]4;256;?;x;?;1;red\a\x1b]4;1\a\x1b]4;\a", "", "", ""},
		{"dynamic unknown", "\x1b]10;?\a\x1b]11;?\a", "", "", ""},
		{"dynamic", "\x1b]10;#112233;#445566\a\x1b]10;?\a\x1b]11;?\x1b\\", "", "", "\x1b]10;rgb:1111/2222/3333\a\x1b]11;rgb:4444/5555/6666\x1b\\"},
		{"dynamic reset", "\x1b]11;#112233\a\x1b]111\a\x1b]11;?\a", "", "", ""},
		{"dynamic beyond", "\x1b]19;#112233;#112233\a\x1b]19;?;?\a", "", "", "\x1b]19;rgb:1111/2222/3333\a"},
	})
}

func TestParseColor(t *testing.T) {
	for s, want := range map[string]Color{
		"#123": RGB(0x10, 0x20, 0x30), "#112233": RGB(0x11, 0x22, 0x33),
		"#111222333": RGB(0x11, 0x22, 0x33), "#111122223333": RGB(0x11, 0x22, 0x33),
		"rgb:f/8/0": RGB(255, 136, 0), "rgb:ffff/8000/0000": RGB(255, 128, 0), "rgb:fff/0/0": RGB(255, 0, 0),
		"": 0, "#": 0, "#12": 0, "#1234": 0, "#1122334455667788": 0, "#xyz": 0, "reddish": 0, "red": RGB(255, 0, 0), "Light Sea Green": RGB(0x20, 0xb2, 0xaa), "gray50": RGB(127, 127, 127), "grey7": RGB(18, 18, 18), "gray101": 0,
		"rgb:1/2": 0, "rgb:1/2/3/4": 0, "rgb://": 0, "rgb:12345/0/0": 0, "rgb:+1/0/0": 0,
	} {
		if got, ok := parseColor(s); got != want || ok != (want != 0) {
			t.Errorf("%q is read as %x, %v", s, got, ok)
		}
	}
}

// A million links, clusters or underline colours leave no more behind than the
// screen can show.
func TestSideTablesAreBounded(t *testing.T) {
	e := NewEmulator(20, 2)
	for i := range 200_000 {
		e.Write(fmt.Appendf(nil, "\x1b]8;;x%d\ae\u0301%c\x1b[58:5:%dmx\x1b[%dG", i, 0x300+i%0x40, i%256, i%20))
	}
	checkInvariants(t, e)

	e = NewEmulator(1000, 1)
	for i := range 1000 {
		e.Write(fmt.Appendf(nil, "\x1b]8;;x%d\a\x1b[58:5:%dmx", i, i%256))
	}
	links, colors := 0, 0
	for col := range 1000 {
		g := e.s.Glyph(0, col)
		if g.Link != nil {
			links++
		}
		if g.Style.UnderlineColor == Palette(uint8(col%256)) {
			colors++
		}
	}
	if links != maxRowLinks || colors != 1000 {
		t.Errorf("a row keeps %d of 1000 links and %d underline colours", links, colors)
	}
}
