package term

// modes are the switches that are not part of the visible state.
type modes struct {
	insert      bool // IRM, 4
	newLine     bool // LNM, 20
	cursorKeys  bool // DECCKM, ?1
	keypad      bool // DECNKM, ?66, ESC =
	origin      bool // DECOM, ?6
	autowrap    bool // DECAWM, ?7
	allow132    bool // ?40
	reverseWrap bool // ?45
	leftRight   bool // DECLRMM, ?69
	noClear132  bool // DECNCSM, ?95
	sync        bool // ?2026

	blinking      bool // ?12
	wide132       bool // DECCOLM, ?3: nothing but its answer
	isoProtection bool // SPA was used last, not DECSCA
	noTabs        bool // all tab stops were cleared: new columns get none
	rectExtent    bool // DECSACE: DECCARA and DECRARA change rectangles, not streams
}

var defaultModes = modes{autowrap: true}

// flag returns the switch that DEC private mode n is, or nil if n is unknown or
// is not a switch of ours.
func (e *Emulator) flag(n int) *bool {
	switch n {
	case 1:
		return &e.modes.cursorKeys
	case 3:
		return &e.modes.wide132
	case 5:
		return &e.s.Modes.ReverseVideo
	case 6:
		return &e.modes.origin
	case 7:
		return &e.modes.autowrap
	case 12:
		return &e.modes.blinking
	case 25:
		return &e.s.Cursor.Visible
	case 40:
		return &e.modes.allow132
	case 45:
		return &e.modes.reverseWrap
	case 66:
		return &e.modes.keypad
	case 69:
		return &e.modes.leftRight
	case 95:
		return &e.modes.noClear132
	case 1004:
		return &e.s.Modes.FocusEvents
	case 1007:
		return &e.s.Modes.AltScroll
	case 2004:
		return &e.s.Modes.BracketedPaste
	case 2026:
		return &e.modes.sync
	}
	return nil
}

// The states of a mode that DECRQM reports.
const (
	modeUnknown = iota
	modeSet
	modeReset
	modeAlwaysSet
	modeAlwaysReset
)

func modeState(set bool) int {
	if set {
		return modeSet
	}
	return modeReset
}

// privateModeState returns the state of DEC private mode n.
func (e *Emulator) privateModeState(n int) int {
	if f := e.flag(n); f != nil {
		return modeState(*f)
	}
	switch n {
	case 8, 67: // DECARM, DECBKM: the keyboard is the user's
		return modeAlwaysReset
	case 2: // DECANM: there is no VT52 in here
		return modeAlwaysSet
	case 9, 1000, 1001, 1002, 1003:
		return modeState(e.s.Modes.Mouse == MouseMode(n))
	case 1005, 1006, 1015, 1016:
		return modeState(e.s.Modes.MouseEncoding == MouseEncoding(n))
	case 47, 1047, 1049:
		return modeState(e.alt)
	}
	return modeUnknown
}

// ansiModeState returns the state of ANSI mode n (ECMA-48 7).
func (e *Emulator) ansiModeState(n int) int {
	if f := e.ansiMode(n); f != nil {
		return modeState(*f)
	}
	switch n {
	case 12: // SRM: the echo is the program's
		return modeAlwaysSet
	case 1, 2, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19:
		return modeAlwaysReset
	}
	return modeUnknown
}

// setPrivateMode is DECSET (on) and DECRST for one mode.
func (e *Emulator) setPrivateMode(n int, on bool) {
	if f := e.flag(n); f != nil {
		e.setFlag(n, f, on)
		return
	}
	switch n {
	case 9, 1000, 1001, 1002, 1003:
		e.s.Modes.Mouse = MouseOff
		if on {
			e.s.Modes.Mouse = MouseMode(n)
		}
	case 1005, 1006, 1015, 1016:
		if on {
			e.s.Modes.MouseEncoding = MouseEncoding(n)
		} else if e.s.Modes.MouseEncoding == MouseEncoding(n) {
			e.s.Modes.MouseEncoding = MouseX11
		}
	case 47:
		e.switchScreen(on)
	case 1047:
		if !on && e.alt {
			e.clearScreen()
		}
		e.switchScreen(on)
	case 1048:
		e.saveOrRestore(on)
	case 1049:
		if on {
			e.saveCursor()
			e.switchScreen(true)
			e.clearScreen()
		} else {
			e.switchScreen(false)
			e.restoreCursor()
		}
	}
}

// setFlag sets the switch f of mode n and does what the mode does at once.
func (e *Emulator) setFlag(n int, f *bool, on bool) {
	switch n {
	case 3:
		if !e.modes.allow132 {
			return
		}
		if !e.modes.noClear132 {
			e.clearScreen()
		}
		e.resetMargins()
		*f = on
		e.moveTo(0, 0)
		return
	case 69:
		if !on {
			e.margins.left, e.margins.right = 0, e.s.cols-1
		}
	}
	*f = on
	if n == 6 {
		e.home()
	}
}

// saveOrRestore is mode 1048.
func (e *Emulator) saveOrRestore(save bool) {
	if save {
		e.saveCursor()
	} else {
		e.restoreCursor()
	}
}

// switchScreen makes the alternate or the primary screen the visible one. The
// cursor stays where it is.
func (e *Emulator) switchScreen(alt bool) {
	if alt == e.alt {
		return
	}
	if e.hidden == nil {
		e.hidden = newGrid(e.s.cols, e.s.rows).lines
	}
	e.s.lines, e.hidden = e.hidden, e.s.lines
	e.alt = alt
	e.combn.valid = false
	e.s.Modes.Keyboard = e.keys[e.buffer()].flags
}

// clearScreen makes the visible screen blank with the pen's background.
func (e *Emulator) clearScreen() {
	e.s.scroll(0, e.s.rows-1, e.s.rows, e.pen.erased())
	e.combn.valid = false
}

// ansiMode returns the switch that ANSI mode n is, or nil.
func (e *Emulator) ansiMode(n int) *bool {
	switch n {
	case 4:
		return &e.modes.insert
	case 20:
		return &e.modes.newLine
	}
	return nil
}

// setModes is SM and RM.
func (e *Emulator) setModes(on bool) {
	for _, n := range e.parser.params[:e.parser.nparams] {
		if f := e.ansiMode(int(n)); f != nil {
			*f = on
		}
	}
}

// saveModes is XTSAVE, restoreModes XTRESTORE: for modes that can be set and
// reset.
func (e *Emulator) saveModes() {
	for _, n := range e.parser.params[:e.parser.nparams] {
		if s := e.privateModeState(int(n)); s == modeSet || s == modeReset {
			if e.savedModes == nil {
				e.savedModes = make(map[int32]bool)
			}
			e.savedModes[n] = s == modeSet
		}
	}
}

func (e *Emulator) restoreModes() {
	for _, n := range e.parser.params[:e.parser.nparams] {
		if on, ok := e.savedModes[n]; ok {
			e.setPrivateMode(int(n), on)
		}
	}
}

// setPrivateModes is DECSET and DECRST.
func (e *Emulator) setPrivateModes(on bool) {
	for _, n := range e.parser.params[:e.parser.nparams] {
		e.setPrivateMode(int(n), on)
	}
}
