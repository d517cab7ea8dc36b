package term

import "testing"

func TestNearestColor(t *testing.T) {
	for _, test := range []struct {
		colors     int
		from, want Color
	}{
		{TrueColor, RGB(1, 2, 3), RGB(1, 2, 3)},
		{TrueColor, Palette(200), Palette(200)},
		{256, Palette(200), Palette(200)},
		{256, RGB(255, 0, 0), Palette(196)},
		{256, RGB(0, 0, 0), Palette(16)},
		{256, RGB(255, 255, 255), Palette(231)},
		{256, RGB(95, 135, 175), Palette(67)},
		{256, RGB(128, 128, 128), Palette(244)},
		{256, RGB(8, 8, 8), Palette(232)},
		{16, Palette(9), Palette(9)},
		{16, Palette(196), Palette(9)},
		{16, RGB(0, 128, 0), Palette(2)},
		{16, RGB(85, 85, 85), Palette(8)},
		{16, Palette(232), Palette(0)},
		{16, Palette(255), Palette(15)},
		{8, Palette(9), Palette(1)},
		{8, Palette(3), Palette(3)},
		{8, RGB(250, 250, 250), Palette(7)},
		{8, RGB(200, 0, 200), Palette(5)},
		{8, 0, 0},
		{0, Palette(1), 0},
		{0, RGB(1, 200, 3), 0},
	} {
		can := Profile{Colors: test.colors}
		if got := can.nearest(test.from); got != test.want {
			t.Errorf("%d colours: %x becomes %x, want %x", test.colors, test.from, got, test.want)
		}
	}
	can := Profile{Colors: 256}
	for i := 16; i < 256; i++ {
		r, g, b := indexedRGB(uint8(i))
		got, _ := can.nearest(RGB(r, g, b)).Index()
		if gr, gg, gb := indexedRGB(got); gr != r || gg != g || gb != b {
			t.Errorf("the colour of entry %d becomes entry %d", i, got)
		}
	}
}

// TestPaintPlainTerminal checks that a terminal without colours, links and
// underline kinds is not sent any.
func TestPaintPlainTerminal(t *testing.T) {
	p := NewPainter(Profile{Titles: true})
	p.Paint(nil, NewScreen(10, 2))
	s := play(10, 2, "\x1b]0;t\a\x1b]52;c;YQ==\a\x1b[1;4:3;31;48;2;1;2;3m\x1b[58:5:9m\x1b]8;;http://x\ax\x1b[4 q").Snapshot()
	want := "\x1b]0;t\a\x1b[1;4mx"
	if got := string(p.Paint(nil, s)); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
