package terminfo

import (
	"errors"
	"testing"
)

// The compiled entries in testdata/g are made with
//
//	tic -x -o testdata testdata/entries.ti
func TestDatabase(t *testing.T) {
	t.Setenv("TERMINFO", "testdata")
	tests := []struct {
		name string
		want Abilities
	}{
		{"gomosh-full", Abilities{Colors: 16, ECH: true, BCE: true, Smcup: "\x1b[?1049h", Rmcup: "\x1b[?1049l",
			ShiftChars: true, ShiftLines: true, ScrollRegion: true}},
		{"gomosh-bare", Abilities{Colors: -1}},
		{"gomosh-direct", Abilities{Colors: 1 << 24}},
	}
	for _, tt := range tests {
		got, err := Lookup(tt.name)
		if err != nil || got != tt.want {
			t.Errorf("Lookup(%q) = %+v, %v; want %+v", tt.name, got, err, tt.want)
		}
	}
}

func TestBuiltin(t *testing.T) {
	tests := []struct {
		name     string
		known    bool
		colors   int
		ech, bce bool
		smcup    string
	}{
		{"xterm", true, 8, true, true, altScreenTitle},
		{"xterm-256color", true, 256, true, true, altScreenTitle},
		{"xterm-direct", true, 1 << 24, true, true, altScreenTitle},
		{"xterm-kitty", true, 256, true, false, altScreen},
		{"xterm-ghostty", true, 256, true, true, altScreen},
		{"screen", true, 8, false, false, altScreen},
		{"screen.xterm-256color", true, 256, false, false, altScreen},
		{"tmux-256color", true, 256, false, false, altScreen},
		{"linux", true, 8, true, true, ""},
		{"vt100", true, -1, false, false, ""},
		{"rxvt", true, 8, false, true, "\x1b7\x1b[?47h"},
		{"rxvt-unicode-256color", true, 256, true, true, altScreen},
		{"alacritty", true, 256, true, true, altScreenTitle},
		{"foot-extra", true, 256, true, true, altScreenTitle},
		{"wezterm", true, 256, true, true, altScreenTitle},
		{"ghostty", true, 256, true, true, altScreen},
		{"dumb", false, 0, false, false, ""},
		{"xtermish", false, 0, false, false, ""},
		{"linuxx", false, 0, false, false, ""},
	}
	if a, _ := builtin("vt100"); a.ShiftChars || a.ShiftLines || !a.ScrollRegion {
		t.Errorf("builtin(vt100) = %+v", a)
	}
	if a, _ := builtin("linux"); !a.ShiftChars || !a.ShiftLines || !a.ScrollRegion {
		t.Errorf("builtin(linux) = %+v", a)
	}
	for _, tt := range tests {
		a, ok := builtin(tt.name)
		if ok != tt.known {
			t.Errorf("builtin(%q) known = %v, want %v", tt.name, ok, tt.known)
			continue
		}
		if a.Colors != tt.colors || a.ECH != tt.ech || a.BCE != tt.bce || a.Smcup != tt.smcup {
			t.Errorf("builtin(%q) = %+v, want %+v", tt.name, a, tt)
		}
	}
}

func TestUnknown(t *testing.T) {
	tests := []struct {
		name string
		want error
	}{
		{"", ErrNoName},
		{"no-such-terminal", ErrUnknown},
		{"../g/gomosh-full", ErrUnknown},
	}
	t.Setenv("TERMINFO", "testdata")
	for _, tt := range tests {
		if _, err := Lookup(tt.name); !errors.Is(err, tt.want) {
			t.Errorf("Lookup(%q): error %v, want %v", tt.name, err, tt.want)
		}
	}
}

func TestUnderlines(t *testing.T) {
	tests := map[string]bool{
		"xterm": false, "xterm-256color": false, "xterm-kitty": true, "tmux-256color": true,
		"screen-256color": false, "foot": true, "alacritty": true, "linux": false, "": false,
	}
	for name, want := range tests {
		if got := hasUnderlines(name); got != want {
			t.Errorf("hasUnderlines(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestTitles(t *testing.T) {
	tests := map[string]bool{
		"xterm": true, "xterm-kitty": true, "rxvt-unicode": true, "kterm": true, "Eterm": true,
		"alacritty": true, "screen-256color": true, "tmux": true, "foot": true,
		"linux": false, "vt100": false, "dumb": false, "": false,
	}
	for name, want := range tests {
		if got := hasTitles(name); got != want {
			t.Errorf("hasTitles(%q) = %v, want %v", name, got, want)
		}
	}
}
