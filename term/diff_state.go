package term

import "strings"

// This file writes what a screen holds besides its cells.

// events writes the bell, titles and the clipboard where they changed.
func (o *output) events(from, to *Screen) {
	if from.Bells != to.Bells {
		o.text("\a")
	}
	o.titles(from.Title, to.Title)
	if from.Copies != to.Copies || from.Clipboard != to.Clipboard {
		o.clipboard(to.Clipboard)
	}
}

func (o *output) clipboard(data string) {
	o.command("52;c", data)
}

func (o *output) titles(from, to Title) {
	if !to.Set || from == to {
		return
	}
	if to.Icon == to.Window {
		o.title("0", to.Window)
		return
	}
	if !from.Set || from.Icon != to.Icon {
		o.title("1", to.Icon)
	}
	if !from.Set || from.Window != to.Window {
		o.title("2", to.Window)
	}
}

func (o *output) title(command, text string) {
	if o.can.ShortStrings {
		text = text[:min(len(text), shortString)]
		text = strings.ToValidUTF8(text, "")
	}
	o.command(command, text)
}

// cursor brings the cursor to where to has it.
func (o *output) cursor(to *Screen) {
	at := to.Cursor
	if o.row == at.Row && o.col != colUnknown && o.col <= at.Col {
		p := rowPainter{output: o, i: at.Row, n: to.lines[at.Row]}
		p.reach(at.Col)
		return
	}
	o.move(at.Row, at.Col)
}

// changedModes writes the pen and the modes where they changed, the reverse
// video excepted.
func (o *output) changedModes(from, to *Screen) {
	if from.Cursor.Visible != to.Cursor.Visible {
		o.mode(25, to.Cursor.Visible)
	}
	if from.Cursor.Shape != to.Cursor.Shape {
		o.shape(to.Cursor.Shape)
	}
	o.setPen(penFor(to.Pen))
	a, b := from.Modes, to.Modes
	if a.BracketedPaste != b.BracketedPaste {
		o.mode(2004, b.BracketedPaste)
	}
	if a.Mouse != b.Mouse {
		o.choose(int(a.Mouse), int(b.Mouse))
	}
	if a.FocusEvents != b.FocusEvents {
		o.mode(1004, b.FocusEvents)
	}
	if a.MouseEncoding != b.MouseEncoding {
		o.choose(int(a.MouseEncoding), int(b.MouseEncoding))
	}
	if a.AltScroll != b.AltScroll {
		o.mode(1007, b.AltScroll)
	}
	if a.Keyboard != b.Keyboard {
		o.keyboard(b.Keyboard)
	}
	if a.OtherKeys != b.OtherKeys {
		o.otherKeys(b.OtherKeys)
	}
}

// otherKeys sets modifyOtherKeys.
func (o *output) otherKeys(n uint8) {
	o.text("\x1b[>4;")
	o.number(int(n))
	o.text("m")
}

// keyboard sets the flags of the kitty keyboard protocol.
func (o *output) keyboard(flags uint8) {
	o.text("\x1b[=")
	o.number(int(flags))
	o.text(";1u")
}

// choose replaces one of several modes that exclude each other; 0 is none.
func (o *output) choose(old, now int) {
	if now == 0 {
		o.mode(old, false)
	} else {
		o.mode(now, true)
	}
}

// allModes writes the pen and all modes, whatever the receiver has.
func (o *output) allModes(to *Screen) {
	m := to.Modes
	o.mode(5, m.ReverseVideo)
	o.mode(25, to.Cursor.Visible)
	o.shape(to.Cursor.Shape)
	o.setPen(penFor(to.Pen))
	o.mode(2004, m.BracketedPaste)
	o.mouseOff()
	if m.Mouse != 0 {
		o.mode(int(m.Mouse), true)
	}
	if m.MouseEncoding != 0 {
		o.mode(int(m.MouseEncoding), true)
	}
	o.mode(1004, m.FocusEvents)
	o.mode(1007, m.AltScroll)
	o.keyboard(m.Keyboard)
	o.otherKeys(m.OtherKeys)
}

// mouseOff resets every mouse mode and encoding.
func (o *output) mouseOff() {
	o.text("\x1b[?1003l\x1b[?1002l\x1b[?1001l\x1b[?1000l\x1b[?9l\x1b[?1016l\x1b[?1015l\x1b[?1006l\x1b[?1005l")
}

// shape writes DECSCUSR.
func (o *output) shape(n uint8) {
	o.text("\x1b[")
	o.number(int(n))
	o.text(" q")
}

func penFor(s Style) pen { return pen{style: s.pack(), ext: ext{underline: s.UnderlineColor}} }
