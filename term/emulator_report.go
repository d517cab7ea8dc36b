package term

import (
	"strconv"
	"strings"

	"gomosh/internal/version"
)

// maxReplies is how many bytes of answers wait to be taken. Answers beyond it
// are dropped.
const maxReplies = 1 << 16

// reply answers the program. If it wants 8-bit controls (S8C1T) it gets them.
func (e *Emulator) reply(parts ...string) {
	if e.modes.eightBit {
		parts = []string{eightBitControls.Replace(strings.Join(parts, ""))}
	}
	n := 0
	for _, s := range parts {
		n += len(s)
	}
	if len(e.replies)+n > maxReplies {
		return
	}
	for _, s := range parts {
		e.replies = append(e.replies, s...)
	}
}

var eightBitControls = strings.NewReplacer("\x1b[", "\x9b", "\x1b]", "\x9d", "\x1bP", "\x90", "\x1b\\", "\x9c")

// replyCSI answers with a control sequence: head, the numbers, and tail.
func (e *Emulator) replyCSI(head string, numbers []int, tail string) {
	b := []byte("\x1b[" + head)
	for i, n := range numbers {
		if i > 0 {
			b = append(b, ';')
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	e.reply(string(b), tail)
}

// replyDCS answers with a device control string.
func (e *Emulator) replyDCS(content string) { e.reply("\x1bP", content, "\x1b\\") }

// runReport executes the control sequences that ask something.
func (e *Emulator) runReport(f uint32) {
	p := &e.parser
	switch f {
	case 'c':
		if p.arg(0, 0) == 0 {
			e.primaryAttributes()
		}
	case secondary | 'c':
		if p.arg(0, 0) == 0 {
			e.reply("\x1b[>1;10;0c")
		}
	case tertiary | 'c':
		if p.arg(0, 0) == 0 {
			e.replyDCS("!|00000000")
		}
	case 'n':
		e.statusReport(p.arg(0, 0))
	case private | 'n':
		e.privateStatusReport(p.arg(0, 0))
	case dollar | 'p':
		n := p.arg(0, 0)
		e.replyCSI("", []int{n, e.ansiModeState(n)}, "$y")
	case private | dollar | 'p':
		n := p.arg(0, 0)
		report := func() { e.replyCSI("?", []int{n, e.privateModeState(n)}, "$y") }
		if n == 1016 || n == 2027 {
			e.whenKnown(report)
		} else {
			report()
		}
	case secondary | 'q':
		if p.arg(0, 0) == 0 {
			e.replyDCS(">|gomosh(" + version.Number + ")")
		}
	case 'x': // DECREQTPARM
		if n := p.arg(0, 0); n <= 1 {
			e.replyCSI("", []int{n + 2, 1, 1, 128, 128, 1, 0}, "x")
		}
	case 't':
		e.windowOperation(p.arg(0, 0))
	case dollar | 'w':
		e.presentationReport(p.arg(0, 0))
	case private | 'S': // XTSMGRAPHICS: there are none
		e.replyCSI("?", []int{p.arg(0, 0), 3}, "S")
	case star | 'y':
		e.checksumReport()
	case hash | 'y':
		e.checksum = p.arg(0, 0)
	case quote | 'p':
		if n := p.arg(0, 0); n >= 61 && n <= 65 { // DECSCL
			eight := n > 61 && p.arg(1, 0) != 1
			e.softReset()
			e.level, e.modes.eightBit = min(n, 64)-60, eight
		}
	}
}

// primaryAttributes is the answer to DA1: a VT220 with colour, and a clipboard
// that can be written to.
func (e *Emulator) primaryAttributes() { e.reply("\x1b[?62;22;52c") }

// statusReport is DSR.
func (e *Emulator) statusReport(n int) {
	switch n {
	case 5:
		e.reply("\x1b[0n")
	case 6:
		row, col := e.reported()
		e.replyCSI("", []int{row, col}, "R")
	}
}

// privateStatusReport is DSR with DEC's numbers. The answers are those of a
// terminal without printer, locator, user-defined keys, macros and sessions.
func (e *Emulator) privateStatusReport(n int) {
	switch n {
	case 5:
		e.reply("\x1b[?0n")
	case 6:
		row, col := e.reported()
		e.replyCSI("?", []int{row, col, 1}, "R")
	case 15:
		e.reply("\x1b[?13n")
	case 25:
		e.reply("\x1b[?20n")
	case 26:
		e.reply("\x1b[?27;1;0;0n")
	case 53, 55:
		e.reply("\x1b[?53n")
	case 56:
		e.reply("\x1b[?57;0n")
	case 62:
		e.reply("\x1b[0000*{")
	case 63:
		e.replyDCS(strconv.Itoa(e.parser.arg(1, 0)) + "!~0000")
	case 75:
		e.reply("\x1b[?70n")
	case 85:
		e.reply("\x1b[?83n")
	case 996:
		e.whenKnown(e.schemeReport)
	}
}

// windowOperation is XTWINOPS, as far as it is safe: sizes in characters, and
// the title stack. Titles are not reported, because whoever may set one could
// then type for the user.
func (e *Emulator) windowOperation(n int) {
	switch n {
	case 11:
		e.reply("\x1b[1t")
	case 13:
		e.reply("\x1b[3;0;0t")
	case 14, 15, 16:
		e.whenKnown(func() { e.pixelReport(n) })
	case 18:
		e.replyCSI("8;", []int{e.s.rows, e.s.cols}, "t")
	case 19:
		e.replyCSI("9;", []int{e.s.rows, e.s.cols}, "t")
	case 22:
		if e.parser.arg(1, 0) <= 2 {
			e.names.push(e.s.Title)
		}
	case 23:
		e.names.pop(&e.s.Title, e.parser.arg(1, 0))
	}
}
