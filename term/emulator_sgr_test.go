package term

import "testing"

func TestSGR(t *testing.T) {
	for _, test := range []struct {
		in   string
		want Style
	}{
		{"\x1b[m", Style{}},
		{"\x1b[1;3;5;7;8m", Style{Attr: Bold | Italic | Blink | Inverse | Invisible}},
		{"\x1b[2;9;53m", Style{Attr: Faint | Strike | Overline}},
		{"\x1b[6m", Style{Attr: Blink}},
		{"\x1b[1;2;22m", Style{}},
		{"\x1b[1;2;3;5;7;8;9;53;4m\x1b[22;23;24;25;27;28;29;55m", Style{}},
		{"\x1b[1;31;44m\x1b[0m", Style{}},
		{"\x1b[1;31m\x1b[;4m", Style{Underline: UnderlineSingle}},
		{"\x1b[4m", Style{Underline: UnderlineSingle}},
		{"\x1b[21m", Style{Underline: UnderlineDouble}},
		{"\x1b[4:3m", Style{Underline: UnderlineCurly}},
		{"\x1b[4:5m", Style{Underline: UnderlineDashed}},
		{"\x1b[4:3m\x1b[4:0m", Style{}},
		{"\x1b[4:9m", Style{Underline: UnderlineSingle}},
		{"\x1b[4;3m", Style{Underline: UnderlineSingle, Attr: Italic}},
		{"\x1b[31;42m", Style{FG: Palette(1), BG: Palette(2)}},
		{"\x1b[31;42;39;49m", Style{}},
		{"\x1b[91;102m", Style{FG: Palette(9), BG: Palette(10)}},
		{"\x1b[38;5;3m", Style{FG: Palette(3)}},
		{"\x1b[38;5;200;48;5;255m", Style{FG: Palette(200), BG: Palette(255)}},
		{"\x1b[38:5:200m", Style{FG: Palette(200)}},
		{"\x1b[38;2;1;2;3;48;2;4;5;6;1m", Style{FG: RGB(1, 2, 3), BG: RGB(4, 5, 6), Attr: Bold}},
		{"\x1b[38:2:1:2:3m", Style{FG: RGB(1, 2, 3)}},
		{"\x1b[38:2::1:2:3m", Style{FG: RGB(1, 2, 3)}},
		{"\x1b[38:2:7:1:2:3;1m", Style{FG: RGB(1, 2, 3), Attr: Bold}},
		{"\x1b[58;5;3m", Style{UnderlineColor: Palette(3)}},
		{"\x1b[58:2::9:8:7m", Style{UnderlineColor: RGB(9, 8, 7)}},
		{"\x1b[58:5:1m\x1b[59m", Style{}},
		{"\x1b[38;5m", Style{}},
		{"\x1b[38;2;1;2m", Style{}},
		{"\x1b[38;5;256m", Style{}},
		{"\x1b[38;2;1;2;300m", Style{}},
		{"\x1b[38m\x1b[1m", Style{Attr: Bold}},
		{"\x1b[38;9;1m", Style{Attr: Bold}},
		{"\x1b[38:9:1;3m", Style{Attr: Italic}},
		{"\x1b[1:2;3m", Style{Attr: Bold | Italic}},
		{"\x1b[99;1;12345m", Style{Attr: Bold}},
		{"\x1b[>4;1m", Style{}},
		{"\x1b[?1m", Style{}},
	} {
		if got := play(10, 1, test.in).Snapshot().Pen; got != test.want {
			t.Errorf("%q sets %+v, want %+v", test.in, got, test.want)
		}
	}
}

func TestPackRoundTrip(t *testing.T) {
	for _, want := range []Style{
		{},
		{FG: RGB(255, 255, 255), BG: RGB(255, 255, 255), UnderlineColor: Palette(255), Attr: 0xff, Underline: UnderlineDashed},
		{FG: Palette(0), BG: RGB(0, 0, 0), Attr: Overline, Underline: UnderlineCurly},
	} {
		if got := want.pack().unpack(want.UnderlineColor); got != want {
			t.Errorf("%+v comes back as %+v", want, got)
		}
	}
}

func TestColor(t *testing.T) {
	if !Color(0).IsDefault() || Palette(0).IsDefault() || RGB(0, 0, 0).IsDefault() {
		t.Error("only the zero value is the default colour")
	}
	if i, ok := Palette(7).Index(); i != 7 || !ok {
		t.Error("a palette entry has lost its index")
	}
	if _, ok := RGB(1, 2, 3).Index(); ok {
		t.Error("an RGB colour has an index")
	}
	if r, g, b, ok := RGB(1, 2, 3).RGB(); r != 1 || g != 2 || b != 3 || !ok {
		t.Error("an RGB colour has lost its parts")
	}
	if _, _, _, ok := Palette(7).RGB(); ok {
		t.Error("a palette entry has RGB parts")
	}
}

// Erasing, inserting and scrolling leave the background colour and nothing else.
func TestBackgroundColorErase(t *testing.T) {
	want := Style{BG: Palette(4)}
	for _, in := range []string{
		"\x1b[K", "\x1b[J", "\x1b[2J", "\x1b[X", "\x1b[@", "\x1b[10P", "\x1b[L", "\x1b[5M", "\x1b[T",
		"\x1bM", "\x1b[1;1;1;1$z", "\x1b['}", "\x1b[?J", "\x1b[5;1H\n\n\n\n\n\x1b[H",
	} {
		g := play(10, 5, "abc\x1b[H\x1b[1;4;31;44m"+in).s.Glyph(0, 0)
		if g.Text != "" || g.Style != want {
			t.Errorf("%q leaves %+v", in, g)
		}
	}
}
