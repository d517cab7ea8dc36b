package term

import (
	"bytes"
	"strconv"
	"strings"
)

// An AnswerKind tells what a terminal said about itself.
type AnswerKind int

// The answers that [ReadAnswer] knows, with the queries they are given to and
// where those are described.
const (
	AnswerAttributes AnswerKind = iota + 1 // DA1, CSI c (ECMA-48 8.3.24)
	AnswerMode                             // DECRQM, CSI ? Number $ p: State is as in DECRPM, 0 for unknown
	AnswerVersion                          // XTVERSION, CSI > q: Text (xterm ctlseqs)
	AnswerKeyboard                         // CSI ? u: the terminal has the kitty keyboard protocol
	AnswerScheme                           // CSI ? 996 n, or unasked after CSI ? 2031 h: State 1 is dark, 2 light
	AnswerCellSize                         // CSI 16 t: Width and Height of a cell in pixels (xterm ctlseqs)
	AnswerPalette                          // OSC 4 ; Number ; ?: Color
	AnswerColor                            // OSC Number ; ?, with Number from 10 to 19: Color
)

// An Answer is one such answer.
type Answer struct {
	Kind          AnswerKind
	Number, State int
	Width, Height int
	Color         Color
	Text          string
}

// Bounds of answers, in bytes. What is longer is none.
const (
	maxAnswer     = 64
	maxTextAnswer = 256
)

// ReadAnswer looks for an answer of a terminal at the beginning of p, which
// holds what the terminal typed. It returns the answer and its length; a length
// of 0 if p may be the begin of one; and a negative length if it is none.
//
// It is strict: anything that differs in a single character from the form of an
// answer was typed by somebody. No key of any terminal has such a form.
func ReadAnswer(p []byte) (Answer, int) {
	if len(p) == 0 || p[0] != 0x1b {
		return Answer{}, -1
	}
	if len(p) == 1 {
		return Answer{}, 0
	}
	switch p[1] {
	case '[':
		return readControlAnswer(p)
	case ']':
		return readStringAnswer(p, colorAnswerPart, maxAnswer)
	case 'P':
		return readStringAnswer(p, versionAnswerPart, maxTextAnswer)
	}
	return Answer{}, -1
}

// readControlAnswer reads an answer that is a control sequence.
func readControlAnswer(p []byte) (Answer, int) {
	end := 2
	for end < len(p) && end < maxAnswer && (p[end]-'0' <= 9 || p[end] == ';' ||
		p[end] == '?' && end == 2 || p[end] == '$' && end > 3 && p[2] == '?') {
		end++
	}
	if end == len(p) && end < maxAnswer {
		// Of those without a question mark there is one, which begins with 6.
		if len(p) > 2 && p[2] != '?' && !bytes.HasPrefix(p, []byte("\x1b[6;")[:min(len(p), 4)]) {
			return Answer{}, -1
		}
		return Answer{}, 0
	}
	if end == maxAnswer {
		return Answer{}, -1
	}
	body, asked := strings.CutPrefix(string(p[2:end]), "?")
	report := strings.HasSuffix(body, "$")
	var numbers []int
	for field := range strings.SplitSeq(strings.TrimSuffix(body, "$"), ";") {
		n, err := strconv.ParseUint(field, 10, 16)
		if err != nil && field != "" { // kitty leaves the last one empty
			return Answer{}, -1
		}
		numbers = append(numbers, int(n))
	}
	a := Answer{}
	switch final := p[end]; {
	case report && final == 'y' && len(numbers) == 2:
		a = Answer{Kind: AnswerMode, Number: numbers[0], State: numbers[1]}
	case report:
	case asked && final == 'c':
		a = Answer{Kind: AnswerAttributes}
	case asked && final == 'u' && len(numbers) == 1:
		a = Answer{Kind: AnswerKeyboard}
	case asked && final == 'n' && len(numbers) == 2 && numbers[0] == 997:
		a = Answer{Kind: AnswerScheme, State: numbers[1]}
	case !asked && final == 't' && len(numbers) == 3 && numbers[0] == 6:
		a = Answer{Kind: AnswerCellSize, Height: numbers[1], Width: numbers[2]}
	}
	if a.Kind == 0 {
		return a, -1
	}
	return a, end + 1
}

// A partReader reads the content of an answer that is a string. It reports
// whether s is one, or may become one if more follows.
type partReader func(s string, whole bool) (Answer, bool)

// readStringAnswer reads an answer that ends with BEL or ST.
func readStringAnswer(p []byte, part partReader, limit int) (Answer, int) {
	end := 2
	for end < len(p) && p[end] >= 0x20 && p[end] < 0x7f {
		end++
	}
	content := string(p[2:end])
	a, ok := part(content, end < len(p))
	length := -1
	switch {
	case !ok || end > limit:
	case end == len(p):
		length = 0
	case p[end] == '\a' && p[1] == ']':
		length = end + 1
	case p[end] != 0x1b:
	case end+1 == len(p):
		length = 0
	case p[end+1] == '\\':
		length = end + 2
	}
	if length <= 0 {
		a = Answer{}
	}
	return a, length
}

// colorAnswerPart reads "11;rgb:ffff/ffff/ffff" and "4;7;rgb:e5e5/e5e5/e5e5".
func colorAnswerPart(s string, whole bool) (Answer, bool) {
	head, rest, found := strings.Cut(s, ";")
	n, err := strconv.ParseUint(head, 10, 8)
	valid := err == nil && (n == 4 || n >= 10 && n <= 19)
	if !found {
		return Answer{}, !whole && (valid || head == "" || head == "1")
	}
	a := Answer{Kind: AnswerColor, Number: int(n)}
	if n == 4 {
		if head, rest, found = strings.Cut(rest, ";"); !found {
			_, err := strconv.ParseUint(head, 10, 8)
			return Answer{}, !whole && (err == nil || head == "")
		}
		n, err = strconv.ParseUint(head, 10, 8)
		valid = valid && err == nil
		a = Answer{Kind: AnswerPalette, Number: int(n)}
	}
	if !valid {
		return Answer{}, false
	}
	if whole {
		spec, alpha := strings.CutPrefix(rest, "rgba:")
		if alpha {
			spec = "rgb:" + spec[:max(0, strings.LastIndexByte(spec, '/'))]
		}
		a.Color, valid = parseColor(spec)
		return a, valid
	}
	return Answer{}, mayBeColor(rest)
}

// mayBeColor reports whether s is the begin of "rgb:" or "rgba:" and
// hexadecimal numbers, or of "#" and such a number.
func mayBeColor(s string) bool {
	for _, head := range []string{"rgb:", "rgba:", "#"} {
		n := min(len(s), len(head))
		if s[:n] == head[:n] && strings.Trim(s[n:], "0123456789abcdefABCDEF/") == "" {
			return true
		}
	}
	return false
}

// versionAnswerPart reads ">|xterm(379)".
func versionAnswerPart(s string, whole bool) (Answer, bool) {
	text, ok := strings.CutPrefix(s, ">|")
	if !whole && !ok {
		return Answer{}, s == "" || s == ">"
	}
	return Answer{Kind: AnswerVersion, Text: text}, ok
}
