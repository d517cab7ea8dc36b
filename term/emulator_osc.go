package term

import (
	"bytes"
	"strconv"
	"strings"
)

// runOSC executes an operating system command. bell says that BEL ended it,
// and so is to end the answer too.
func (e *Emulator) runOSC(s []byte, bell bool) {
	head, text, _ := strings.Cut(string(s), ";")
	if head == "" && bytes.HasPrefix(s, []byte(";")) {
		head = "0"
	}
	switch head {
	case "0", "1", "2":
		e.setTitle(head[0], text)
	case "7":
		e.setDirectory(text)
	case "8":
		e.setLink(text)
	case "9":
		e.conEmu(text)
	case "22":
		e.setPointer(text)
	case "52":
		e.copyText(text)
	case "99":
		e.kittyNotice(text)
	case "133":
		e.promptMark(text)
	case "777":
		if strings.HasPrefix(text, "notify;") {
			e.notice(777, text)
		}
	default:
		if n, err := strconv.Atoi(head); err == nil {
			e.colorCommand(n, text, bell)
		}
	}
}

// Bounds of a hyperlink, those of VTE.
const (
	maxURI    = 2083
	maxLinkID = 250
)

// setLink is OSC 8: what is printed from now on links to a URI, or to nothing.
// A link that is too long or has other than printable ASCII in it is none.
func (e *Emulator) setLink(text string) {
	params, uri, ok := strings.Cut(text, ";")
	if !ok {
		return
	}
	e.penExt.link = nil
	link := Link{URI: uri}
	for param := range strings.SplitSeq(params, ":") {
		if id, ok := strings.CutPrefix(param, "id="); ok {
			link.ID = id
		}
	}
	if uri == "" || len(uri) > maxURI || len(link.ID) > maxLinkID ||
		strings.ContainsFunc(text, func(r rune) bool { return r < 0x20 || r > 0x7e }) {
		return
	}
	e.penExt.link = &link
}

// copyText is OSC 52: text names the selections and holds the data. The primary
// selection alone is one register, all others are the clipboard. A query is
// dropped, because the clipboard is the user's, and so is what is not base64.
func (e *Emulator) copyText(text string) {
	selections, data, ok := strings.Cut(text, ";")
	if !ok || strings.Trim(selections, "cpqs01234567") != "" || strings.ContainsFunc(data, notBase64) {
		return
	}
	if selections != "" && strings.Trim(selections, "pq") == "" {
		e.s.Primary = data
		e.s.PrimaryCopies++
		return
	}
	e.s.Clipboard = data
	e.s.Copies++
}

func notBase64(r rune) bool {
	return !(r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r == '/' || r == '=')
}
