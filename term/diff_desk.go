package term

import "strconv"

// This file writes what a screen holds for the desktop around the terminal:
// colours, directory, notices, progress, pointer, prompts. All of it is OSC
// commands that end with BEL, which stock mosh skips.

// desk writes everything of that kind that changed, but for the marks of rows
// and at most the newest limit notices.
func (o *output) desk(from, to *Screen, limit uint64) {
	if from.PrimaryCopies != to.PrimaryCopies || from.Primary != to.Primary {
		o.command("52;p", to.Primary)
	}
	o.colors(from.Colors, to.Colors)
	if from.Directory != to.Directory {
		o.command("7", to.Directory)
	}
	o.notices(to.Notices, min(limit, to.Noticed-from.Noticed))
	if from.Progress != to.Progress {
		o.progress(to.Progress)
	}
	if from.Pointer != to.Pointer {
		o.command("22", to.Pointer)
	}
}

// shortString is the longest text of an OSC command, in bytes, for terminals
// that have a limit.
const shortString = 700

// command writes an OSC command, unless the terminal has a limit that the text
// is beyond.
func (o *output) command(head, text string) {
	if o.can.ShortStrings && len(text) > shortString {
		return
	}
	o.text("\x1b]")
	o.text(head)
	o.text(";")
	o.stringText(text)
	o.text("\a")
}

// notices writes the newest n notices. Those that are no longer held are lost.
func (o *output) notices(held []Notice, n uint64) {
	if n < uint64(len(held)) {
		held = held[uint64(len(held))-n:]
	}
	for _, notice := range held {
		o.command(strconv.Itoa(notice.Kind), notice.Text)
	}
}

func (o *output) progress(p Progress) {
	o.text("\x1b]9;4;")
	o.number(int(p.State))
	o.text(";")
	o.number(int(p.Percent))
	o.text("\a")
}

// colors writes the palette entries and the dynamic colours that differ. Entries
// are reset one by one: those that no program touched may be the user's.
func (o *output) colors(from, to *Colors) {
	if sameColors(from, to) {
		return
	}
	if from == nil {
		from = &noColors
	}
	if to == nil {
		to = &noColors
	}
	for i, c := range to.Palette {
		switch {
		case c == from.Palette[i]:
		case c == 0:
			o.text("\x1b]104;")
			o.number(i)
			o.text("\a")
		default:
			o.text("\x1b]4;")
			o.number(i)
			o.colorText(c)
		}
	}
	for i, c := range to.Dynamic {
		switch {
		case c == from.Dynamic[i]:
		case c == 0:
			o.text("\x1b]")
			o.number(110 + i)
			o.text("\a")
		default:
			o.text("\x1b]")
			o.number(10 + i)
			o.colorText(c)
		}
	}
}

var noColors Colors

// colorText writes the colour that an OSC sets, and ends it.
func (o *output) colorText(c Color) {
	o.text(";rgb:")
	r, g, b, _ := c.RGB()
	for i, v := range [3]uint8{r, g, b} {
		if i > 0 {
			o.text("/")
		}
		const hex = "0123456789abcdef"
		o.buf = append(o.buf, hex[v>>4], hex[v&15])
	}
	o.text("\a")
}

// marks writes the marks of the rows that changed (OSC 133). They come last:
// what erases a row takes its mark away.
func (d *differ) marks(o *output, to *Screen) {
	for i := range d.lines {
		have := NoMark
		if r := d.lines[i].r; r != nil {
			have = r.mark
		}
		want := to.lines[i].mark
		if want == have && (want == NoMark || i < d.erased && !d.lines[i].whole) {
			continue
		}
		if o.row == rowUnknown {
			o.move(i, 0)
		}
		o.moveRow(i)
		if want == MarkInput && have == MarkPrompt {
			o.text("\x1b]133;\a") // which it would not take away
		}
		o.text("\x1b]133;")
		if want != NoMark {
			o.buf = append(o.buf, byte(want))
		}
		o.text("\a")
	}
}
