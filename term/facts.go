package term

// Colors are colours that take the place of a terminal's own: those that
// programs set with OSC 4 and OSC 10 to 19, or those that a terminal said it
// has. Zero is none.
type Colors struct {
	Palette [256]Color // OSC 4
	Dynamic [10]Color  // OSC 10 (text), 11 (background), 12 (cursor) to 19
}

// Facts are what is known of the terminal in front of the user, which the
// session's programs can only ask the emulator about. The zero value knows
// nothing.
type Facts struct {
	Known                 bool   // somebody told; false for the terminal of a stock client
	Colors                Colors // what the user sees where programs set nothing
	Dark, Light           bool   // the colour scheme; neither if it is not known
	Keyboard              bool   // it has the kitty keyboard protocol
	Clusters              bool   // it has mode 2027, or always shows a grapheme cluster as one
	MousePixels           bool   // it has mode 1016
	CellWidth, CellHeight int    // of a cell in pixels; 0 if not known
}
