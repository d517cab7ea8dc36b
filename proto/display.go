package proto

import "gomosh/term"

// display is the server's object, a value: what the screen shows, and the
// number of the newest client snapshot whose input the program has had time to
// answer.
type display struct {
	screen  *term.Screen // read-only
	echoAck uint64
	initial bool // the server's number 0, of which the client's may differ in size
	plain   bool // sent before it was known that the client understands more
}

// displays makes display an object for the sender.
type displays struct {
	wire term.Wire // what the client understands
}

func (*displays) equal(a, b display) bool {
	return a.echoAck == b.echoAck && a.plain == b.plain && a.screen.Equal(b.screen)
}

// appendDiff appends the HostMessage that leads from one display to another:
// the echo ack, the size and the screen, and of these only what changed. From
// the initial display it says everything, since the client's own may differ.
func (d *displays) appendDiff(dst []byte, from, to display) []byte {
	if d.equal(from, to) {
		return dst
	}
	if from.echoAck != to.echoAck {
		dst = appendEchoAck(dst, to.echoAck)
	}
	fc, fr := from.screen.Size()
	cols, rows := to.screen.Size()
	var host []byte
	switch {
	case from.initial, from.plain != to.plain:
		dst = appendResize(dst, cols, rows)
		host = d.wire.AppendRepaint(nil, to.screen)
	case fc != cols, fr != rows:
		dst = appendResize(dst, cols, rows)
		host = d.wire.AppendDiff(nil, from.screen, to.screen)
	default:
		host = d.wire.AppendDiff(nil, from.screen, to.screen)
	}
	if len(host) > 0 {
		dst = appendContent(dst, fieldHostBytes, host)
	}
	return dst
}

// next allows any display at once: only the newest matters.
func (*displays) next(_, _, to display) display { return to }

// shorten returns a display on the way to one whose diff is too large for an
// instruction: the lower half of the rows that differ stays as it was. It
// reports false if there is nothing to leave out.
func (*displays) shorten(from, to display) (display, bool) {
	cols, rows := to.screen.Size()
	if fc, fr := from.screen.Size(); from.initial || fc != cols || fr != rows {
		from = display{screen: term.NewScreen(cols, rows)}
	}
	var differ []int
	for row := range rows {
		if !sameCells(from.screen, to.screen, row) {
			differ = append(differ, row)
		}
	}
	if len(differ) < 2 {
		return to, false
	}
	mid := to.screen.Clone()
	for _, row := range differ[len(differ)/2:] {
		for col := 0; col < cols; {
			g := from.screen.Glyph(row, col)
			mid.SetGlyph(row, col, g)
			col += max(1, g.Width)
		}
	}
	return display{screen: mid, echoAck: to.echoAck, plain: to.plain}, true
}

func sameCells(a, b *term.Screen, row int) bool {
	cols, _ := a.Size()
	for col := range cols {
		if a.Glyph(row, col) != b.Glyph(row, col) {
			return false
		}
	}
	return true
}

// minor: predictions can wait for an echo ack, and the next frame brings it too.
func (*displays) minor(from, to display) bool {
	return from.plain == to.plain && !from.initial && from.screen.Equal(to.screen)
}

func (*displays) release(display) {}
