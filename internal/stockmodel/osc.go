package stockmodel

import "strings"

// titleLimit is the number of code points kept of command digit, semicolon and
// title together.
const titleLimit = 256

// oscDispatch acts on an operating system command.
func (m *Model) oscDispatch(osc []rune) {
	text := string(osc)
	if data, ok := strings.CutPrefix(text, "52;c;"); ok {
		m.Clipboard = data
		return
	}
	command, rest := byte('0'), 0
	switch {
	case len(osc) >= 1 && osc[0] == ';':
		rest = 1
	case len(osc) >= 2 && osc[1] == ';' && osc[0] >= '0' && osc[0] <= '2':
		command, rest = byte(osc[0]), 2
	default:
		return
	}
	title := string(osc[rest:max(rest, min(len(osc), titleLimit))])
	m.TitleSet = true
	if command != '2' {
		m.IconName = title
	}
	if command != '1' {
		m.WindowTitle = title
	}
}
