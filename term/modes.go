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

	idle uint32 // bit i: the mode idleModes[i] is not as it starts

	themeUpdates bool // ?2031
	sizeReports  bool // ?2048

	blinking      bool // ?12
	wide132       bool // DECCOLM, ?3: nothing but its answer
	isoProtection bool // SPA was used last, not DECSCA
	eightBit      bool // S8C1T: answers have 8-bit controls
	moreFix       bool // ?41
	national      bool // DECNRCM, ?42
	vt52          bool // DECANM reset: a VT52
	noAlternate   bool // ?1046 reset: there is no alternate screen
	noTabs        bool // all tab stops were cleared: new columns get none
	rectExtent    bool // DECSACE: DECCARA and DECRARA change rectangles, not streams
}

var defaultModes = modes{autowrap: true}

// idleModes are the modes that mean nothing to a screen of text without a
// printer, a scroll bar and a keyboard of its own. Programs may set, reset and
// ask for them nevertheless. Negative numbers are ANSI modes.
var idleModes = [...]struct {
	n  int
	on bool // at the start, as in xterm
}{
	{-2, false}, {-12, true}, // KAM, SRM
	{4, false}, {18, false}, {19, false}, // DECSCLM, DECPFF, DECPEX
	{30, false}, {35, true}, {44, false}, {67, false}, // scroll bar, font shifting, margin bell, DECBKM
	{1010, true}, {1011, false}, {1040, true}, {1041, false}, {1042, false}, {1043, false}, {1044, false},
}

// idleMode returns the index of mode n in idleModes, or -1.
func idleMode(n int) int {
	for i := range idleModes {
		if idleModes[i].n == n {
			return i
		}
	}
	return -1
}

// idleState and setIdle report and set an idle mode, by its index.
func (m *modes) idleState(i int) bool { return m.idle>>i&1 != 0 != idleModes[i].on }

func (m *modes) setIdle(i int, on bool) {
	m.idle &^= 1 << i
	if on != idleModes[i].on {
		m.idle |= 1 << i
	}
}

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
	case 41:
		return &e.modes.moreFix
	case 42:
		return &e.modes.national
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
	case 2027:
		if e.bound && !e.facts.Clusters {
			return nil
		}
		return &e.s.Modes.Clusters
	case 2031:
		return &e.modes.themeUpdates
	case 2048:
		return &e.modes.sizeReports
	case 8840:
		return &e.s.Modes.WideAmbiguous
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
	switch {
	case n == 2027 && !e.facts.Clusters, n == 1016 && !e.facts.MousePixels:
		return modeUnknown // the terminal would not do it
	}
	if f := e.flag(n); f != nil {
		return modeState(*f)
	}
	switch n {
	case 8, 46: // DECARM: the keyboard is the user's; logging
		return modeAlwaysReset
	case 13, 38:
		return modeReset
	case 14:
		return modeAlwaysSet
	case 1046:
		return modeState(!e.modes.noAlternate)
	case 1048:
		return modeSet
	case 2: // DECANM: who can ask is not in VT52 mode
		return modeSet
	case 9, 1000, 1001, 1002, 1003:
		return modeState(e.s.Modes.Mouse == MouseMode(n))
	case 1016:
		if e.bound && !e.facts.MousePixels {
			return modeUnknown
		}
		return modeState(e.s.Modes.MouseEncoding == MouseSGRPixels)
	case 1005, 1006, 1015:
		return modeState(e.s.Modes.MouseEncoding == MouseEncoding(n))
	case 47, 1047, 1049:
		return modeState(e.alt)
	}
	if i := idleMode(n); i >= 0 {
		return modeState(e.modes.idleState(i))
	}
	return modeUnknown
}

// ansiModeState returns the state of ANSI mode n (ECMA-48 7).
func (e *Emulator) ansiModeState(n int) int {
	if f := e.ansiMode(n); f != nil {
		return modeState(*f)
	}
	if i := idleMode(-n); i >= 0 && n > 0 {
		return modeState(e.modes.idleState(i))
	}
	switch n {
	case 3: // CRM
		return modeReset
	case 1, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19:
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
	if on && e.modes.noAlternate && (n == 47 || n == 1047 || n == 1049) {
		return
	}
	switch n {
	case 2:
		if !on {
			e.modes.vt52 = true
			e.charsets = charsets{}
		}
	case 9, 1000, 1001, 1002, 1003:
		e.s.Modes.Mouse = MouseOff
		if on {
			e.s.Modes.Mouse = MouseMode(n)
		}
	case 1005, 1006, 1015, 1016:
		if n == 1016 && e.bound && !e.facts.MousePixels {
			return
		}
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
	case 1046:
		e.modes.noAlternate = !on
		if !on {
			e.switchScreen(false)
		}
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
	default:
		if i := idleMode(n); i >= 0 {
			e.modes.setIdle(i, on)
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
	switch {
	case n == 6:
		e.home()
	case n == 2048 && on:
		e.sizeReport()
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
		} else if i := idleMode(-int(n)); i >= 0 && n > 0 {
			e.modes.setIdle(i, on)
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
