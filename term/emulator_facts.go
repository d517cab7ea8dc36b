package term

// SetFacts tells what is known of the user's terminal, from which queries are
// answered from now on. Programs that asked to be told of a change of the
// colour scheme (mode 2031) or of the size in pixels (mode 2048) are. From the
// first call on, modes 1016 and 2027 are known only if the terminal has them.
func (e *Emulator) SetFacts(f Facts) {
	old := e.facts
	e.facts, e.bound = f, true
	if f.Known {
		e.AwaitFacts(false)
	}
	if e.modes.themeUpdates && (f.Dark != old.Dark || f.Light != old.Light) {
		e.schemeReport()
	}
	if e.modes.sizeReports && (f.CellWidth != old.CellWidth || f.CellHeight != old.CellHeight) {
		e.sizeReport()
	}
}

// schemeReport says whether the terminal is dark or light, if that is known
// (contour's extension "Color Palette Update Notifications": DSR 996).
func (e *Emulator) schemeReport() {
	switch {
	case e.facts.Dark:
		e.reply("\x1b[?997;1n")
	case e.facts.Light:
		e.reply("\x1b[?997;2n")
	}
}

// sizeReport is the in-band report of mode 2048: rows and columns, and height
// and width in pixels, 0 if unknown.
func (e *Emulator) sizeReport() {
	f := &e.facts
	e.replyCSI("48;", []int{e.s.rows, e.s.cols, e.s.rows * f.CellHeight, e.s.cols * f.CellWidth}, "t")
}

// pixelReport answers XTWINOPS 14 (text area), 15 (screen) and 16 (cell), with
// height and width in pixels, if they are known.
func (e *Emulator) pixelReport(n int) {
	w, h := e.facts.CellWidth, e.facts.CellHeight
	if w == 0 || h == 0 {
		return
	}
	if n != 16 {
		w, h = w*e.s.cols, h*e.s.rows
	}
	e.replyCSI("", []int{n - 10, h, w}, "t")
}
