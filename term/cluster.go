package term

import "unicode/utf8"

// Classes of UAX #29 that are told from the code point; the others are in the
// table.
const (
	classJoiner   byte = iota + classMask + 1 // U+200D
	classRegional                             // half of a flag
	classL                                    // Hangul: leading consonant
	classV                                    // vowel
	classT                                    // trailing consonant
	classLV                                   // syllable without trailing consonant
	classLVT                                  // syllable with one
)

const (
	zeroWidthJoiner = 0x200D
	textSelector    = 0xFE0E // VS15
	emojiSelector   = 0xFE0F // VS16
)

// clusterClass returns the class of UAX #29 that r is in.
func clusterClass(r rune) byte {
	switch {
	case r < 0xA9:
		return classOther
	case r == zeroWidthJoiner:
		return classJoiner
	case r >= 0x1F1E6 && r <= 0x1F1FF:
		return classRegional
	case r >= 0xAC00 && r <= 0xD7A3:
		if (r-0xAC00)%28 == 0 {
			return classLV
		}
		return classLVT
	case r >= 0x1100 && r <= 0x115F, r >= 0xA960 && r <= 0xA97C:
		return classL
	case r >= 0x1160 && r <= 0x11A7, r >= 0xD7B0 && r <= 0xD7C6:
		return classV
	case r >= 0x11A8 && r <= 0x11FF, r >= 0xD7CB && r <= 0xD7FB:
		return classT
	}
	return clusterProperties(r) & classMask
}

// isEmoji reports whether a variation selector may follow r.
func isEmoji(r rune) bool { return clusterProperties(r)&clusterEmoji != 0 }

func clusterProperties(r rune) byte {
	if uint32(r) > 0x10FFFF {
		return classOther
	}
	block := int(clusterIndex[uint32(r)>>clusterBlockBits])
	return clusterBlocks[block<<clusterBlockBits|int(uint32(r)&(1<<clusterBlockBits-1))]
}

// A clusterState is how far a cluster has come, as far as that decides what may
// join it.
type clusterState struct {
	last     byte // class of its last code point
	regional bool // it ends with the first half of a flag
	picture  bool // it ends with a picture and what extends it, before a joiner if there is one
}

// next returns the state after r, in class c.
func (s clusterState) next(c byte) clusterState {
	return clusterState{
		last:     c,
		regional: c == classRegional && !s.regional,
		picture:  c == classPicture || s.picture && s.last != classJoiner && (c == classExtend || c == classJoiner),
	}
}

// takes reports whether a code point of class c joins the cluster: the rules GB4
// to GB13 of UAX #29, for extended grapheme clusters (of Unicode 15.0, without
// the later GB9c).
func (s clusterState) takes(c byte) bool {
	switch {
	case s.last == classControl || c == classControl:
		return false
	case c == classExtend, c == classJoiner, c == classSpacing, s.last == classPrepend:
		return true
	case s.last == classL:
		return c == classL || c == classV || c == classLV || c == classLVT
	case s.last == classLV || s.last == classV:
		return c == classV || c == classT
	case s.last == classLVT || s.last == classT:
		return c == classT
	case c == classPicture:
		return s.picture && s.last == classJoiner
	case c == classRegional:
		return s.regional
	}
	return false
}

// clusterWidth returns the columns a cluster takes: those of its widest code
// point, but two for a flag and for a character that a selector makes an emoji,
// and one for an emoji that a selector makes text.
func (m *Modes) clusterWidth(text string) int {
	w, flags := 1, 0
	var prev rune
	first, size := utf8.DecodeRuneInString(text)
	for i, r := range text {
		w = max(w, m.runeWidth(r))
		switch {
		case clusterClass(r) == classRegional:
			flags++
		case r == emojiSelector && isEmoji(prev):
			w = 2
		case r == textSelector && i == size && isEmoji(first):
			return 1
		}
		prev = r
	}
	if flags > 1 {
		return 2
	}
	return w
}

// join adds r to the character printed last if both are one grapheme cluster,
// and reports whether it did. It is what mode 2027 adds to printing.
func (e *Emulator) join(r rune) bool {
	if !e.combn.valid {
		return false
	}
	row, col := e.combn.row, e.combn.col
	line := e.s.lines[row]
	if line.cells[col].flags&cellRight != 0 {
		col--
	}
	c := &line.cells[col]
	state := e.combn.state
	class := clusterClass(r)
	if c.text == 0 && c.flags&cellCluster == 0 || !state.takes(class) {
		return false
	}
	e.combn.state = state.next(class)
	text, full := e.texts.extended(line, c, r)
	if full {
		return true
	}
	line = e.s.mutable(row)
	line.setCluster(col, text)
	switch w := e.s.Modes.clusterWidth(text); {
	case w == line.cells[col].width():
	case w == 1:
		e.narrow(line, col)
	default:
		state = e.combn.state
		e.widen(line, row, col)
		e.combn.state = state
	}
	return true
}

// narrow makes the wide character printed last, at col, one column wide.
func (e *Emulator) narrow(line *row, col int) {
	c := &line.cells[col]
	c.flags &^= cellWide
	line.cells[col+1] = cell{style: c.style.erased()}
	e.s.Cursor.Col = col + 1
	e.wrapNext = false
	e.combn.col = col
}

// widen makes the character printed last, at row and col, two columns wide. If
// there is no room it goes to the next line, as any wide character does.
func (e *Emulator) widen(line *row, row, col int) {
	c := line.cells[col]
	text, x := line.textOf(&c), line.extOf(&c)
	if e.wrapNext || e.s.Cursor.Col != col+1 {
		if !e.modes.autowrap || e.leftEdge() == e.printLimit() {
			return
		}
		line.erase(col, col+1, cell{style: c.style.erased()})
		e.carriageReturn()
		e.index()
		row, col = e.s.Cursor.Row, e.s.Cursor.Col
		line = e.s.mutable(row)
		line.cut(col)
		if e.modes.insert {
			e.insertCells(row, col, e.printLimit(), 1)
		}
		line.cells[col] = cell{style: c.style, flags: c.flags &^ (cellCluster | cellWide), ext: line.extFor(x)}
		line.setCluster(col, text)
	}
	if e.modes.insert {
		e.insertCells(row, col+1, e.printLimit(), 1)
	}
	line.cut(col + 2)
	line.cells[col].flags |= cellWide
	line.cells[col+1] = cell{style: c.style, flags: c.flags&cellProtected | cellRight}
	e.advance(line, row, col, col+2, e.printLimit())
}

// texts are the clusters met of late, so that printing them over and over costs
// no memory.
type texts map[string]string

// maxTexts is how many those are.
const maxTexts = 1024

// extended returns the text of cell c of line with r behind it, or that the cell
// takes no more.
func (t *texts) extended(line *row, c *cell, r rune) (text string, full bool) {
	b := line.appendText(make([]byte, 0, maxCellText+2*utf8.UTFMax), c)
	if len(b) >= maxCellText {
		return "", true
	}
	b = utf8.AppendRune(b, r)
	if s, ok := (*t)[string(b)]; ok {
		return s, false
	}
	if *t == nil || len(*t) >= maxTexts {
		*t = make(texts)
	}
	s := string(b)
	(*t)[s] = s
	return s, false
}
