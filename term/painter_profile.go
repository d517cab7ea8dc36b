package term

// TrueColor is the value of [Profile.Colors] of terminals with 24-bit colours.
const TrueColor = 1 << 24

// Profile says what a terminal can do. What it cannot is done by other means or
// left out.
type Profile struct {
	Colors int // 0, 8, 16, 256 or TrueColor; others count as the next lower

	EraseChars     bool // ECH
	BackColorErase bool // erased places take the background colour
	ShiftChars     bool // ICH and DCH
	ShiftLines     bool // IL and DL
	ScrollRegion   bool // DECSTBM
	Repeat         bool // REP; not all whose terminfo says so have it, a stock mosh in between has not

	Titles       bool // OSC 0, 1, 2
	Clipboard    bool // OSC 52
	Links        bool // OSC 8
	Underlines   bool // kinds and colours of underlines (SGR 4:n, 58)
	CursorShapes bool // DECSCUSR
	SyncOutput   bool // DEC mode 2026
	Commands     bool // other OSC commands are carried out or skipped, not shown

	// ShortStrings says that OSC commands of more than 700 bytes are left out:
	// GNU screen shows what is beyond 768 as text.
	ShortStrings bool

	// What terminals say when they are asked:

	Keyboard      bool // the kitty keyboard protocol
	OtherKeys     bool // modifyOtherKeys is obeyed or skipped
	MousePixels   bool // DEC mode 1016
	SchemeUpdates bool // DEC mode 2031; it is set for as long as the session has the terminal
	Clusters      bool // DEC mode 2027
	ClustersOff   bool // it was off, and is to be so again

	scrollCount bool // SU and SD
	tabs        bool // tab stops are known to be the default ones
}

// ModernTerminal is the profile of xterm and the many terminals that follow it.
// What terminals say when they are asked is not in it.
func ModernTerminal() Profile {
	return Profile{
		Colors:         TrueColor,
		EraseChars:     true,
		BackColorErase: true,
		ShiftChars:     true,
		ShiftLines:     true,
		ScrollRegion:   true,
		Titles:         true,
		Clipboard:      true,
		Links:          true,
		Underlines:     true,
		CursorShapes:   true,
		Commands:       true,
	}
}
