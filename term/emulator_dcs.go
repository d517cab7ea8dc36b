package term

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

// runDCS executes a device control string.
func (e *Emulator) runDCS(f uint32, s []byte) {
	switch f {
	case fnDECRSPS:
		e.restorePresentation(e.parser.dcsArg, string(s))
	case fnDECRQSS:
		if setting, ok := e.setting(string(s)); ok {
			e.replyDCS("1$r" + setting + string(s))
		} else {
			e.replyDCS("0$r")
		}
	case fnXTGETTCAP:
		for name := range strings.SplitSeq(string(s), ";") {
			e.capabilityReport(name)
		}
	}
}

// setting returns the current parameters of the control function with the
// given final characters, for DECRQSS.
func (e *Emulator) setting(f string) (string, bool) {
	m := e.margins
	switch f {
	case "m":
		return e.penSetting(), true
	case "r":
		return fmt.Sprintf("%d;%d", m.top+1, m.bottom+1), true
	case "s":
		return fmt.Sprintf("%d;%d", m.left+1, m.right+1), true
	case "t", "*|":
		return strconv.Itoa(e.s.rows), true
	case "$|":
		return strconv.Itoa(e.s.cols), true
	case "*x":
		if e.modes.rectExtent {
			return "2", true
		}
		return "1", true
	case `"p`:
		return e.levelSetting(), true
	case `"q`:
		if e.protect && !e.modes.isoProtection {
			return "1", true
		}
		return "0", true
	case " q":
		return strconv.Itoa(int(e.s.Cursor.Shape)), true
	}
	return "", false
}

// levelSetting returns the parameters of DECSCL.
func (e *Emulator) levelSetting() string {
	level := e.level
	if level == 0 {
		level = 4
	}
	if level == 1 {
		return "61"
	}
	if e.modes.eightBit {
		return fmt.Sprintf("6%d;0", level)
	}
	return fmt.Sprintf("6%d;1", level)
}

// penSetting returns the SGR parameters of the pen.
func (e *Emulator) penSetting() string {
	return styleSetting(e.pen.unpack(e.penExt.underline))
}

// styleSetting returns the SGR parameters that set a style.
func styleSetting(pen Style) string {
	s := "0"
	for _, n := range [...]int{1, 4, 5, 7, 8, 2, 3, 9, 21, 53} { // in xterm's order
		switch {
		case n == 4 && pen.Underline == UnderlineSingle,
			n == 21 && pen.Underline == UnderlineDouble,
			n == 53 && pen.Attr&Overline != 0,
			n < 10 && pen.Attr&sgrOn[n] != 0:
			s += ";" + itoa(n)
		case n == 4 && pen.Underline > UnderlineDouble:
			s += ";4:" + itoa(int(pen.Underline))
		}
	}
	return s + colorSetting(pen.FG, 30) + colorSetting(pen.BG, 40) + colorSetting(pen.UnderlineColor, 50)
}

// colorSetting returns the SGR parameters of c, where base is 30 for the
// foreground, 40 for the background and 50 for the underline.
func colorSetting(c Color, base int) string {
	if i, ok := c.Index(); ok {
		switch {
		case i < 8 && base != 50:
			return fmt.Sprintf(";%d", base+int(i))
		case i < 16 && base != 50:
			return fmt.Sprintf(";%d", base+60+int(i)-8)
		}
		return fmt.Sprintf(";%d:5:%d", base+8, i)
	}
	if r, g, b, ok := c.RGB(); ok {
		return fmt.Sprintf(";%d:2::%d:%d:%d", base+8, r, g, b)
	}
	return ""
}

func itoa(n int) string { return strconv.Itoa(n) }

// atoi reads a number of a string parameter; an empty one is 0.
func atoi(s string) (int, bool) {
	if s == "" {
		return 0, true
	}
	n, err := strconv.ParseUint(s, 10, 16)
	return int(n), err == nil
}

// capabilities are the terminfo entries that XTGETTCAP answers.
var capabilities = map[string]string{
	"TN": "xterm-256color", "name": "xterm-256color",
	"Co": "256", "colors": "256", "RGB": "8/8/8",
	"Ms": `\E]52;%p1%s;%p2%s\007`,
	"Ss": `\E[%p1%d q`, "Se": `\E[0 q`,
	"Smulx":  `\E[4:%p1%dm`,
	"Setulc": `\E[58:2::%p1%{65536}%/%d:%p1%{256}%/%{255}%&%d:%p1%{255}%&%dm`,
	"smxx":   `\E[9m`, "rmxx": `\E[29m`,
	"Smol": `\E[53m`, "Rmol": `\E[55m`,
	"indn": `\E[%p1%dS`, "rin": `\E[%p1%dT`,
}

// capabilityReport is the answer to XTGETTCAP for one name in hexadecimal.
func (e *Emulator) capabilityReport(name string) {
	plain, err := hex.DecodeString(name)
	value, ok := capabilities[string(plain)]
	if err != nil || !ok {
		e.replyDCS("0+r")
		return
	}
	e.replyDCS("1+r" + name + "=" + hex.EncodeToString([]byte(value)))
}
