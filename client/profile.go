package client

import "gomosh/term"

// profile says what frames may contain, from what is known of the terminal.
// Terminals that understand titles follow xterm; that is taken to hold for
// what they are not asked about.
func (cfg *Config) profile() term.Profile {
	t := &cfg.Terminal
	p := term.Profile{
		Colors:         max(t.Colors, 0),
		EraseChars:     t.ECH,
		BackColorErase: t.BCE,
		ShiftChars:     t.ShiftChars,
		ShiftLines:     t.ShiftLines,
		ScrollRegion:   t.ScrollRegion,
		Titles:         t.Titles,
		Clipboard:      t.Titles,
		Links:          t.Titles,
		Underlines:     t.Underlines,
		CursorShapes:   t.Titles,
		Commands:       t.Titles,
		ShortStrings:   t.ShortStrings,
	}
	if cfg.TrueColor {
		p.Colors = term.TrueColor
	}
	return p
}

// bracket returns terminfo's strings around a session, empty if it is to stay
// on the terminal's ordinary screen.
func (cfg *Config) bracket() (enter, leave string) {
	if cfg.NoTermInit {
		return "", ""
	}
	return cfg.Terminal.Smcup, cfg.Terminal.Rmcup
}
