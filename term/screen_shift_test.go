package term

import "testing"

func TestShiftGlyphs(t *testing.T) {
	e := NewEmulator(10, 1)
	e.Write([]byte("ab日c\x1b[31me\u0301\x1b[mf"))
	before := e.Snapshot()
	for _, tt := range []struct {
		from, to, n int
		want        string
	}{
		{0, 7, 1, "aab日ce\u0301f  "},
		{1, 7, 3, "ab日b日ce\u0301f"},
		{3, 7, 1, "ab   ce\u0301f  "},
		{4, 7, -4, "ce\u0301f ce\u0301f   "},
		{5, 5, 2, "ab日ce\u0301f   "},
	} {
		s := before.Clone()
		s.ShiftGlyphs(0, tt.from, tt.to, tt.n)
		got := ""
		for col := range 10 {
			if g := s.Glyph(0, col); g.Width > 0 {
				if g.Text == "" {
					g.Text = " "
				}
				got += g.Text
			}
		}
		if got != tt.want {
			t.Errorf("ShiftGlyphs(0, %d, %d, %d): %q, want %q", tt.from, tt.to, tt.n, got, tt.want)
		}
		if tt.n == 1 && tt.from == 0 && s.Glyph(0, 6).Style.FG != Palette(1) {
			t.Error("a style was not moved")
		}
	}
	if before.Glyph(0, 0).Text != "a" || before.Glyph(0, 5).Text != "e\u0301" {
		t.Error("a clone was changed")
	}
}
