package term

import (
	"slices"
	"strings"
)

// stackDepth is how many renditions (XTPUSHSGR) and palettes (XTPUSHCOLORS) are
// kept, as in xterm.
const stackDepth = 10

// runStack executes xterm's functions that save, restore and report renditions
// and colours. It reports whether f was one.
func (e *Emulator) runStack(f uint32) bool {
	switch f {
	case hash | '{', hash | 'p':
		e.pushPen()
	case hash | '}', hash | 'q':
		e.popPen()
	case hash | '|':
		e.penReport()
	case hash | 'P':
		e.palettes.push(e.s.Colors, e.parser.arg(0, 0))
		e.ownsColors = false
	case hash | 'Q':
		if c, ok := e.palettes.pop(e.parser.arg(0, 0)); ok {
			e.s.Colors, e.ownsColors = c, false
		}
	case hash | 'R':
		e.replyCSI("?", []int{e.palettes.used, len(e.palettes.saved)}, "#Q")
	default:
		return false
	}
	return true
}

// A savedPen is a rendition of which some parts are to come back.
type savedPen struct {
	pen  packed
	ext  ext
	mask packed // the parts of pen
	line bool   // the underline's colour
}

// penParts are the parts of a rendition that XTPUSHSGR can name.
var penParts = map[int32]packed{
	1: packed(Bold) << packAttr, 2: packed(Faint) << packAttr, 3: packed(Italic) << packAttr,
	4: packUnderlineMask, 5: packed(Blink) << packAttr, 7: packed(Inverse) << packAttr,
	8: packed(Invisible) << packAttr, 9: packed(Strike) << packAttr, 21: packUnderlineMask,
	10: packFGMask, 11: packBGMask, 30: packFGMask, 31: packBGMask,
}

// pushPen is XTPUSHSGR: it saves the rendition, or the parts of it that the
// parameters name.
func (e *Emulator) pushPen() {
	p := &e.parser
	saved := savedPen{pen: e.pen, ext: ext{underline: e.penExt.underline}}
	if p.nparams == 1 && p.params[0] == 0 {
		saved.mask, saved.line = ^packed(0), true
	}
	for _, n := range p.params[:p.nparams] {
		saved.mask |= penParts[n]
	}
	if len(e.pens) < stackDepth {
		e.pens = append(e.pens, saved)
	}
}

// popPen is XTPOPSGR.
func (e *Emulator) popPen() {
	last := len(e.pens) - 1
	if last < 0 {
		return
	}
	saved := e.pens[last]
	e.pens = e.pens[:last]
	e.pen = e.pen&^saved.mask | saved.pen&saved.mask
	if saved.line {
		e.penExt.underline = saved.ext.underline
	}
}

// penReport is XTREPORTSGR: the renditions that all cells of an area have.
func (e *Emulator) penReport() {
	m, ok := e.rectangle(0)
	if !ok {
		e.reply("\x1b[0m")
		return
	}
	var common Style
	for row := m.top; row <= m.bottom; row++ {
		r := e.s.lines[row]
		for col := m.left; col <= m.right; col++ {
			s := r.styleOf(&r.cells[col])
			if row == m.top && col == m.left {
				common = s
				continue
			}
			common.Attr &= s.Attr
			if common.Underline != s.Underline {
				common.Underline = UnderlineNone
			}
			for _, c := range [...]struct{ all, one *Color }{
				{&common.FG, &s.FG}, {&common.BG, &s.BG}, {&common.UnderlineColor, &s.UnderlineColor},
			} {
				if *c.all != *c.one {
					*c.all = 0
				}
			}
		}
	}
	e.reply("\x1b[", styleSetting(common), "m")
}

// A colorStack is what XTPUSHCOLORS saved. Its first used entries are pushed;
// those behind were popped and are still counted.
type colorStack struct {
	saved []*Colors
	used  int
}

// push saves c as entry n, counted from 1, or on top for 0.
func (s *colorStack) push(c *Colors, n int) {
	if n == 0 {
		n = s.used + 1
	}
	if n > stackDepth {
		return
	}
	for len(s.saved) < n {
		s.saved = append(s.saved, nil)
	}
	s.saved[n-1] = c
	s.used = n
}

// pop returns entry n, or the one on top for 0, which is then popped.
func (s *colorStack) pop(n int) (*Colors, bool) {
	if n == 0 {
		n = s.used
		s.used = max(0, s.used-1)
	}
	if n < 1 || n > len(s.saved) {
		return nil, false
	}
	return s.saved[n-1], true
}

// presentationReport is DECRQPSR: 1 asks for the cursor's state (DECCIR), 2 for
// the tab stops (DECTABSR).
func (e *Emulator) presentationReport(n int) {
	switch n {
	case 1:
		e.replyDCS("1$u" + e.cursorState())
	case 2:
		var stops []string
		for c, set := range e.tabs {
			if set {
				stops = append(stops, itoa(c+1))
			}
		}
		e.replyDCS("2$u" + strings.Join(stops, "/"))
	}
}

// cursorRenditions are those that DECCIR has bits for, from bit 0 on.
var cursorRenditions = [...]int32{1, 4, 5, 7}

// cursorState returns what DECCIR says.
func (e *Emulator) cursorState() string {
	rendition, flags, attribute := byte('@'), byte('@'), byte('@')
	for i, n := range cursorRenditions {
		if e.pen&penParts[n] != 0 {
			rendition |= 1 << i
		}
	}
	if e.protect && !e.modes.isoProtection {
		attribute |= 1
	}
	for i, on := range [...]bool{e.modes.origin, e.charsets.single == 2, e.charsets.single == 3, e.wrapNext} {
		if on {
			flags |= 1 << i
		}
	}
	sets := []byte("BBBB")
	for i, set := range e.charsets.g {
		switch set {
		case 0:
		case setLatin1:
			sets[i] = 'A'
		case setPortuguese: // has no final character of its own
		default:
			sets[i] = set
		}
	}
	at := e.s.Cursor // on the screen, in origin mode too
	return strings.Join([]string{
		itoa(at.Row + 1), itoa(at.Col + 1), "1", string(rendition), string(attribute), string(flags),
		itoa(int(e.charsets.gl)), "2", "O", string(sets),
	}, ";")
}

// restorePresentation is DECRSPS: it takes what presentationReport gave.
func (e *Emulator) restorePresentation(n int, text string) {
	switch n {
	case 1:
		e.restoreCursorState(strings.Split(text, ";"))
	case 2:
		clear(e.tabs)
		for stop := range strings.SplitSeq(text, "/") {
			if c, ok := atoi(stop); ok && c >= 1 && c <= len(e.tabs) {
				e.tabs[c-1] = true
			}
		}
		e.modes.noTabs = !slices.Contains(e.tabs, true)
	}
}

// restoreCursorState takes the ten fields of DECCIR.
func (e *Emulator) restoreCursorState(f []string) {
	if len(f) != 10 {
		return
	}
	for _, i := range [...]int{3, 4, 5} {
		if len(f[i]) != 1 || f[i][0]&0xf0 != '@' {
			return
		}
	}
	row, ok1 := atoi(f[0])
	col, ok2 := atoi(f[1])
	gl, ok3 := atoi(f[6])
	if !ok1 || !ok2 || !ok3 || gl > 3 || len(f[9]) != 4 {
		return
	}
	for i, n := range cursorRenditions {
		switch {
		case f[3][0]>>i&1 == 0:
			e.pen &^= penParts[n]
		case n == 4:
			e.pen = e.pen.underlined(UnderlineSingle)
		default:
			e.pen |= penParts[n]
		}
	}
	e.protect = f[4][0]&1 != 0
	e.modes.origin = f[5][0]&1 != 0
	e.charsets.gl = uint8(gl)
	for i := range e.charsets.g {
		e.charsets.designate(i, f[9][i], false)
	}
	e.charsets.single = 0
	switch {
	case f[5][0]&2 != 0:
		e.charsets.single = 2
	case f[5][0]&4 != 0:
		e.charsets.single = 3
	}
	e.moveTo(row-1, col-1)
	e.wrapNext = f[5][0]&8 != 0 && e.s.Cursor.Col == e.printLimit()
}
