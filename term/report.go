package term

import "encoding/binary"

// The parts of a report: a tag, the number of bytes, the bytes. Parts with
// other tags are skipped, so that more can be told one day.
const (
	reportFlags   = 1 // of 32 bits: see the flags
	reportCell    = 2 // width and height, 16 bits each
	reportPalette = 3 // index and the three parts of a colour, repeated
	reportDynamic = 4 // the same, with the number of the OSC
)

const (
	reportDark = 1 << iota
	reportLight
	reportKeyboard
	reportClusters
	reportMousePixels
)

// Report appends to dst what ParseReport reads, and returns the extended slice:
// the form in which a client tells the server about its terminal. It is a few
// hundred bytes at most, but for terminals whose whole palette is known.
func (f *Facts) Report(dst []byte) []byte {
	var flags uint32
	for i, on := range []bool{f.Dark, f.Light, f.Keyboard, f.Clusters, f.MousePixels} {
		if on {
			flags |= 1 << i
		}
	}
	part := func(tag byte, content []byte) {
		dst = append(dst, tag)
		dst = binary.AppendUvarint(dst, uint64(len(content)))
		dst = append(dst, content...)
	}
	part(reportFlags, binary.BigEndian.AppendUint32(nil, flags))
	if f.CellWidth > 0 && f.CellHeight > 0 {
		cell := binary.BigEndian.AppendUint16(nil, uint16(f.CellWidth))
		part(reportCell, binary.BigEndian.AppendUint16(cell, uint16(f.CellHeight)))
	}
	var colors []byte
	for i, c := range f.Colors.Palette {
		colors = appendReportColor(colors, uint8(i), c)
	}
	part(reportPalette, colors)
	colors = nil
	for i, c := range f.Colors.Dynamic {
		colors = appendReportColor(colors, uint8(10+i), c)
	}
	part(reportDynamic, colors)
	return dst
}

func appendReportColor(dst []byte, i uint8, c Color) []byte {
	r, g, b, ok := c.RGB()
	if !ok {
		return dst
	}
	return append(dst, i, r, g, b)
}

// ParseReport reads what [Facts.Report] wrote, here or in another version. What
// is cut short is left out.
func ParseReport(p []byte) Facts {
	f := Facts{Known: true}
	for len(p) > 1 {
		tag := p[0]
		size, n := binary.Uvarint(p[1:])
		if n <= 0 || size > uint64(len(p)-1-n) {
			break
		}
		content := p[1+n:][:size]
		p = p[1+n+int(size):]
		switch {
		case tag == reportFlags && size >= 4:
			flags := binary.BigEndian.Uint32(content)
			f.Dark = flags&reportDark != 0
			f.Light = flags&reportLight != 0 && !f.Dark
			f.Keyboard = flags&reportKeyboard != 0
			f.Clusters = flags&reportClusters != 0
			f.MousePixels = flags&reportMousePixels != 0
		case tag == reportCell && size >= 4:
			w, h := int(binary.BigEndian.Uint16(content)), int(binary.BigEndian.Uint16(content[2:]))
			if w > 0 && h > 0 {
				f.CellWidth, f.CellHeight = w, h
			}
		case tag == reportPalette:
			eachReportColor(content, func(i uint8, c Color) { f.Colors.Palette[i] = c })
		case tag == reportDynamic:
			eachReportColor(content, func(i uint8, c Color) {
				if i >= 10 && i <= 19 {
					f.Colors.Dynamic[i-10] = c
				}
			})
		}
	}
	return f
}

func eachReportColor(p []byte, f func(i uint8, c Color)) {
	for ; len(p) >= 4; p = p[4:] {
		f(p[0], RGB(p[1], p[2], p[3]))
	}
}
