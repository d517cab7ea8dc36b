package term

import "testing"

func TestUnderline(t *testing.T) {
	e := NewEmulator(10, 2)
	e.Write([]byte("a日\x1b[31mb\x1b[4:3mc\x1b[m e\u0301"))
	before := e.Snapshot()
	s := before.Clone()
	for _, col := range []int{0, 2, 3, 4, 6} { // column 2 is the right half of a wide glyph
		s.Underline(0, col)
	}
	want := before.Clone()
	for _, col := range []int{0, 1, 3, 6} {
		g := want.Glyph(0, col)
		g.Style.Underline = UnderlineSingle
		want.SetGlyph(0, col, g)
	}
	if !s.Equal(want) {
		t.Error("the glyphs are not underlined as by SetGlyph")
	}
	if got := s.Glyph(0, 4).Style.Underline; got != UnderlineCurly {
		t.Errorf("a curly underline became %v", got)
	}
	if before.Glyph(0, 0).Style.Underline != UnderlineNone {
		t.Error("a clone was changed")
	}
}
