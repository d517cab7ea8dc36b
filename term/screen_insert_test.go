package term

import "testing"

func TestInsertRow(t *testing.T) {
	e := NewEmulator(4, 5)
	e.Write([]byte("aaaabb\r\ncc\r\ndd\r\nee"))
	before := e.Snapshot()
	for _, tt := range []struct {
		row, bottom int
		bytes       string // what makes the same of a terminal
	}{
		{0, 5, "\x1b[1;1H\x1b[L"},
		{1, 4, "\x1b[1;4r\x1b[2;1H\x1b[L\x1b[r"},
		{2, 3, "\x1b[3;1H\x1b[2K"},
		{3, 3, ""},
		{4, 5, "\x1b[5;1H\x1b[2K"},
	} {
		w := NewEmulator(4, 5)
		w.Load(before)
		w.Write([]byte(tt.bytes))
		want := w.Snapshot()
		got := before.Clone()
		got.InsertRow(tt.row, tt.bottom)
		for row := range 5 {
			for col := range 4 {
				if g, w := got.Glyph(row, col), want.Glyph(row, col); g.Text != w.Text && g.Text+w.Text != " " {
					t.Errorf("InsertRow(%d, %d): %q at %d, %d, want %q", tt.row, tt.bottom, g.Text, row, col, w.Text)
				}
			}
		}
		if tt.row <= 1 && tt.bottom > 2 && tt.row == 1 && got.Wrapped(0) {
			t.Errorf("InsertRow(%d, %d): the row above still goes on in the next", tt.row, tt.bottom)
		}
	}
	if !before.Wrapped(0) || before.Glyph(1, 0).Text != "b" {
		t.Error("a clone was changed")
	}
}
