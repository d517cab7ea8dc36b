package terminfo

import "strings"

// Openings of the families below. The second form saves the title too.
const (
	altScreen       = "\x1b[?1049h"
	mainScreen      = "\x1b[?1049l"
	altScreenTitle  = altScreen + "\x1b[22;0;0t"
	mainScreenTitle = mainScreen + "\x1b[23;0;0t"
)

// families holds what terminals of a family have in common, in the order in
// which their prefixes are tried. The colour count is the family's least.
var families = []struct {
	prefix string
	Abilities
}{
	{"xterm-kitty", Abilities{Colors: 256, ECH: true, Smcup: altScreen, Rmcup: mainScreen}},
	{"xterm-ghostty", Abilities{Colors: 256, ECH: true, BCE: true, Smcup: altScreen, Rmcup: mainScreen}},
	{"xterm", Abilities{Colors: 8, ECH: true, BCE: true, Smcup: altScreenTitle, Rmcup: mainScreenTitle}},
	{"screen", Abilities{Colors: 8, Smcup: altScreen, Rmcup: mainScreen}},
	{"tmux", Abilities{Colors: 8, Smcup: altScreen, Rmcup: mainScreen}},
	{"linux", Abilities{Colors: 8, ECH: true, BCE: true}},
	{"vt100", Abilities{Colors: -1}},
	{"rxvt-unicode", Abilities{Colors: 88, ECH: true, BCE: true, Smcup: altScreen, Rmcup: "\x1b[r" + mainScreen}},
	{"rxvt", Abilities{Colors: 8, BCE: true, Smcup: "\x1b7\x1b[?47h", Rmcup: "\x1b[2J\x1b[?47l\x1b8"}},
	{"alacritty", Abilities{Colors: 256, ECH: true, BCE: true, Smcup: altScreenTitle, Rmcup: mainScreenTitle}},
	{"foot", Abilities{Colors: 256, ECH: true, BCE: true, Smcup: altScreenTitle, Rmcup: mainScreenTitle}},
	{"wezterm", Abilities{Colors: 256, ECH: true, BCE: true, Smcup: altScreenTitle, Rmcup: mainScreenTitle}},
	{"ghostty", Abilities{Colors: 256, ECH: true, BCE: true, Smcup: altScreen, Rmcup: mainScreen}},
	{"kitty", Abilities{Colors: 256, ECH: true, Smcup: altScreen, Rmcup: mainScreen}},
}

// builtin describes a member of a well-known family: its very name, or the
// name followed by a variant ("screen.xterm-256color", "tmux-direct").
func builtin(name string) (Abilities, bool) {
	for _, f := range families {
		rest, ok := strings.CutPrefix(name, f.prefix)
		if !ok || rest != "" && rest[0] != '-' && rest[0] != '.' && rest[0] != '+' {
			continue
		}
		a := f.Abilities
		a.ScrollRegion = true
		a.ShiftChars = f.prefix != "vt100"
		a.ShiftLines = f.prefix != "vt100"
		switch {
		case strings.HasSuffix(rest, "direct"):
			a.Colors = 1 << 24
		case strings.Contains(rest, "256color"):
			a.Colors = 256
		}
		return a, true
	}
	return Abilities{}, false
}

// titlePrefixes are the beginnings of the names whose terminals understand
// title sequences; others (the Linux console, vt100) would print them.
var titlePrefixes = []string{
	"xterm", "rxvt", "kterm", "Eterm", "alacritty", "screen", "tmux",
	"foot", "wezterm", "ghostty", "kitty",
}

func hasTitles(name string) bool { return hasPrefix(name, titlePrefixes) }

// underlinePrefixes are the beginnings of the names whose terminals have kinds
// and colours of underlines, written with colons. Others may misread these:
// xterm 379 writes in black after them.
var underlinePrefixes = []string{
	"alacritty", "contour", "foot", "ghostty", "kitty", "mintty", "tmux", "wezterm", "xterm-ghostty", "xterm-kitty",
}

func hasUnderlines(name string) bool { return hasPrefix(name, underlinePrefixes) }

func hasPrefix(name string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}
