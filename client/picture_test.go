package client

import (
	"testing"

	"gomosh/internal/terminfo"
	"gomosh/term"
)

func TestTitlePrefix(t *testing.T) {
	tests := []struct {
		name   string
		title  term.Title
		prefix string
		want   term.Title
	}{
		{"never named", term.Title{}, "[mosh] ", term.Title{}},
		{"both", term.Title{Set: true, Icon: "a", Window: "a"}, "[mosh] ",
			term.Title{Set: true, Icon: "[mosh] a", Window: "[mosh] a"}},
		{"icon differs", term.Title{Set: true, Icon: "i", Window: "w"}, "[mosh] ",
			term.Title{Set: true, Icon: "i", Window: "[mosh] w"}},
		{"empty name", term.Title{Set: true}, "[mosh] ",
			term.Title{Set: true, Icon: "[mosh] ", Window: "[mosh] "}},
		{"not wanted", term.Title{Set: true, Icon: "a", Window: "a"}, "",
			term.Title{Set: true, Icon: "a", Window: "a"}},
	}
	for _, tt := range tests {
		s := term.NewScreen(10, 2)
		s.Title = tt.title
		if got := withTitlePrefix(s, tt.prefix).Title; got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
		if s.Title != tt.title {
			t.Errorf("%s: the screen was changed", tt.name)
		}
	}
}

func TestFit(t *testing.T) {
	e := term.NewEmulator(10, 3)
	e.Write([]byte("0123456789one\r\n\x1b[?25l\x1b]2;t\a\x1b[?2004htwo 漢字"))
	from := e.Snapshot()
	tests := []struct {
		cols, rows int
		text       []string
	}{
		{10, 3, []string{"0123456789", "one", "two 漢字"}},
		{12, 4, []string{"0123456789", "one", "two 漢字", ""}},
		{7, 3, []string{"0123456", "one", "two 漢"}}, // no half of a wide character
		{10, 2, []string{"one", "two 漢字"}},          // the cursor's row stays
		{1, 1, []string{"t"}},
	}
	for _, tt := range tests {
		got := fit(from, tt.cols, tt.rows)
		if cols, rows := got.Size(); cols != tt.cols || rows != tt.rows {
			t.Fatalf("size %dx%d, want %dx%d", cols, rows, tt.cols, tt.rows)
		}
		for row, want := range tt.text {
			if text := rowText(got, row); text != want {
				t.Errorf("%dx%d: row %d is %q, want %q", tt.cols, tt.rows, row, text, want)
			}
		}
		if got.Title != from.Title || got.Modes != from.Modes || got.Cursor.Visible {
			t.Errorf("%dx%d: title, modes or cursor got lost", tt.cols, tt.rows)
		}
	}
	if cols, rows := from.Size(); cols != 10 || rows != 3 || rowText(from, 2) != "two 漢字" {
		t.Error("the screen was changed")
	}
}

func TestProfile(t *testing.T) {
	tests := []struct {
		name string
		cfg  Config
		want term.Profile
	}{
		{"nothing known", Config{Terminal: terminfo.Abilities{Colors: -1}}, term.Profile{}},
		{"linux console", Config{
			Terminal:  terminfo.Abilities{Colors: 8, ECH: true, BCE: true, ShiftChars: true, ShiftLines: true, ScrollRegion: true},
			TrueColor: true,
		}, term.Profile{
			Colors: term.TrueColor, EraseChars: true, BackColorErase: true,
			ShiftChars: true, ShiftLines: true, ScrollRegion: true,
		}},
		{"GNU screen", Config{Terminal: terminfo.Abilities{Colors: 256, Titles: true}}, term.Profile{
			Colors: 256, Titles: true, Clipboard: true, Links: true,
			CursorShapes: true, Commands: true,
		}},
	}
	for _, tt := range tests {
		if got := tt.cfg.profile(); got != tt.want {
			t.Errorf("%s: %+v, want %+v", tt.name, got, tt.want)
		}
	}
}
