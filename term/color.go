package term

// Color is a colour of a cell: the terminal's default, one of its 256 palette
// entries, or 24 bits of RGB. The zero value is the default colour. Colours
// are comparable. Palette 0 to 7 are the colours of SGR 30–37, 8 to 15 those
// of SGR 90–97 (xterm ctlseqs, "Character Attributes").
type Color uint32

// The kind of a Color lies above its 24 bits of value.
const (
	colorPalette Color = 1 << 24
	colorRGB     Color = 2 << 24
	colorBits          = 26
	colorMask          = 1<<colorBits - 1
)

// Palette returns palette entry i.
func Palette(i uint8) Color { return colorPalette | Color(i) }

// RGB returns the colour with the given red, green and blue parts.
func RGB(r, g, b uint8) Color {
	return colorRGB | Color(r)<<16 | Color(g)<<8 | Color(b)
}

// IsDefault reports whether c is the terminal's default colour.
func (c Color) IsDefault() bool { return c == 0 }

// Index returns c's palette index, and whether c is a palette entry.
func (c Color) Index() (uint8, bool) {
	return uint8(c), c&^0xffffff == colorPalette
}

// RGB returns c's red, green and blue parts, and whether c is an RGB colour.
func (c Color) RGB() (r, g, b uint8, ok bool) {
	return uint8(c >> 16), uint8(c >> 8), uint8(c), c&^0xffffff == colorRGB
}
