package proto

import (
	"net/netip"
	"strings"
	"testing"

	"gomosh/term"
)

var (
	testClientAddr   = netip.MustParseAddrPort("192.0.2.1:40000")
	testAttackerAddr = netip.MustParseAddrPort("198.51.100.66:666")
	testServerAddr   = netip.MustParseAddrPort("192.0.2.2:60001")
	testKey          = Key{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}
)

// breadth returns how often to do something whose point is breadth: less in the
// short runs, which the race detector makes slow.
func breadth(full, short int) int {
	if testing.Short() {
		return short
	}
	return full
}

// text returns the rows of a screen without trailing blanks, and without the
// blank rows at the end.
func text(s *term.Screen) string {
	cols, rows := s.Size()
	var out strings.Builder
	for row := range rows {
		var line strings.Builder
		for col := 0; col < cols; {
			g := s.Glyph(row, col)
			if g.Text == "" {
				g.Text = " "
			}
			line.WriteString(g.Text)
			col += max(1, g.Width)
		}
		out.WriteString(strings.TrimRight(line.String(), " "))
		out.WriteByte('\n')
	}
	return strings.TrimRight(out.String(), "\n")
}
