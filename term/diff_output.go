package term

import "strconv"

// An output writes the bytes that change what a receiver shows. It knows where
// the receiver's cursor is and what its pen is, and says only what differs.
type output struct {
	buf        []byte
	can        *Profile
	cols, rows int

	// The receiver's cursor. After a character in the last column, or one whose
	// width is disputed, its column is not known (colUnknown): the receiver may
	// or may not wait to wrap. The row always is.
	row, col int
	// wrapping says that the receiver has just printed into the last column of
	// row-1 and goes to row, col (column 0) with the next character, marking
	// row-1 as wrapped. Nothing but a pen change may come before it.
	wrapping bool

	// anchored says that the cursor was moved since the last character, so that
	// combining characters would go to the cell it is on.
	anchored bool

	pen pen

	// measures is how the receiver measures text at the moment.
	measures measures

	// real is what a real terminal shall show, nil on the wire: see
	// painter_marks.go for what is different then.
	real *Screen

	// hideCursor makes the first movement hide the cursor; hidden says it did.
	hideCursor, hidden bool
}

// The values of output.col and output.row where only absolute positions may be
// relied upon.
const (
	colUnknown = -1
	rowUnknown = -1
)

// A pen is what the next character will look like at the receiver.
type pen struct {
	style packed
	ext   // underline colour and link
}

// penOf returns the pen that writes cell c of row r.
func penOf(r *row, c *cell) pen {
	return pen{c.style, r.extOf(c)}
}

// same reports whether p and q write alike.
func (p *pen) same(q *pen) bool {
	return p.style == q.style && p.underline == q.underline && sameLink(p.link, q.link)
}

func (o *output) text(s string) { o.buf = append(o.buf, s...) }

func (o *output) number(n int) { o.buf = strconv.AppendInt(o.buf, int64(n), 10) }

// csi writes a control sequence with one parameter, which is left out if it is 1.
func (o *output) csi(n int, final string) {
	o.text("\x1b[")
	if n != 1 {
		o.number(n)
	}
	o.text(final)
}

// mode sets or resets a DEC private mode.
func (o *output) mode(n int, on bool) {
	o.text("\x1b[?")
	o.number(n)
	if on {
		o.text("h")
	} else {
		o.text("l")
	}
}

// csiSize returns the number of bytes of csi(n, final) with a final of one byte.
func csiSize(n int) int {
	if n == 1 {
		return 3
	}
	return 3 + digits(n)
}

// digits returns the number of decimal digits of n >= 0.
func digits(n int) int {
	d := 1
	for ; n >= 10; n /= 10 {
		d++
	}
	return d
}
