package term

// Attr is a set of renditions that are either on or off.
type Attr uint16

// The renditions, with the SGR code that sets each.
const (
	Bold      Attr = 1 << iota // SGR 1
	Faint                      // SGR 2
	Italic                     // SGR 3
	Blink                      // SGR 5, 6
	Inverse                    // SGR 7
	Invisible                  // SGR 8
	Strike                     // SGR 9
	Overline                   // SGR 53
)

// UnderlineKind is the shape of an underline; its value n is that of SGR 4:n.
type UnderlineKind uint8

// The underlines.
const (
	UnderlineNone UnderlineKind = iota
	UnderlineSingle
	UnderlineDouble
	UnderlineCurly
	UnderlineDotted
	UnderlineDashed
)

// Style is the rendition of a cell or of text to come. The zero value is the
// default rendition (SGR 0). Styles are comparable.
type Style struct {
	FG, BG         Color
	UnderlineColor Color // of SGR 58; the default is the text's own colour
	Attr           Attr
	Underline      UnderlineKind
}

// Link is the target of a hyperlink (OSC 8). It is never changed once a cell
// refers to it; two links are the same link if their fields are equal.
type Link struct {
	ID  string // the id= parameter, "" if the application gave none
	URI string
}

// A packed is a Style without its underline colour, in 64 bits: foreground,
// background, attributes and underline kind, from the low end up.
type packed uint64

const (
	packBG        = colorBits
	packAttr      = 2 * colorBits
	packUnderline = packAttr + 8

	packBGMask packed = colorMask << packBG
)

// pack returns s without its underline colour.
func (s Style) pack() packed {
	return packed(s.FG) | packed(s.BG)<<packBG |
		packed(s.Attr&0xff)<<packAttr | packed(s.Underline&7)<<packUnderline
}

// unpack returns the style p stands for, with underline colour ul.
func (p packed) unpack(ul Color) Style {
	return Style{
		FG:             Color(p & colorMask),
		BG:             Color(p >> packBG & colorMask),
		UnderlineColor: ul,
		Attr:           Attr(p >> packAttr & 0xff),
		Underline:      UnderlineKind(p >> packUnderline & 7),
	}
}

// erased returns the style that erasing with pen p leaves behind: only the
// background colour (background colour erase).
func (p packed) erased() packed { return p & packBGMask }
