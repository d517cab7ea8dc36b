package term

import (
	"bufio"
	"flag"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// xtermFile holds what a real xterm did with generated inputs. It is made anew,
// where xterm and Xvfb are installed, by
//
//	go test ./term -run TestXterm -update-xterm
//
// Each line is one case of four quoted fields: the input, what a screen of 10
// by 5 then shows, its renditions, and cursor and answers. Cases in which we
// differ from xterm are left out; they come from these choices:
//
//   - half of a wide cell that was overwritten is blanked (xterm leaves a hole);
//   - a wide character that wraps blanks the last column, as in stock mosh;
//   - deleting cells to the left of a wide one loses no other cell;
//   - CSI 0 T scrolls, as CSI T does;
//   - rectangles restyle erased cells too, and erasing leaves no renditions;
//   - the British set is ISO 646 (xterm takes it as Latin-1 in UTF-8 mode);
//   - reverse wraparound over the top of the screen, by more than one column;
//   - DECRSPS restores the character sets, and DECCIR knows what DECSCA 0 ended;
//   - XTRESTORE of a mode that was not saved does nothing.
const xtermFile = "testdata/xterm-379.txt"

var updateXterm = flag.Bool("update-xterm", false, "make "+xtermFile+" anew with a real xterm")

// xtermResult returns the three fields that follow an input, from the values of
// the cells, those of their renditions, and the answers.
func xtermResult(text []rune, renditions []int, cursor, reply string) []string {
	var a, b strings.Builder
	for i := range text {
		if i > 0 && i%10 == 0 {
			a.WriteByte('|')
			b.WriteByte('|')
		}
		a.WriteRune(text[i])
		if text[i] == ' ' { // whether a blank has renditions depends on its history
			b.WriteByte(' ')
		} else {
			b.WriteString(strconv.FormatInt(int64(renditions[i]), 36))
		}
	}
	return []string{a.String(), b.String(), cursor + reply}
}

func TestXterm(t *testing.T) {
	if *updateXterm {
		recordXterm(t)
	}
	f, err := os.Open(xtermFile)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n := 0
	for s := bufio.NewScanner(f); s.Scan(); n++ {
		fields := unquoteFields(t, s.Text())
		want := fields[1:]
		if got := ourResult(fields[0]); !slices.Equal(got, want) {
			t.Errorf("%q gives\n%q, xterm's is\n%q", fields[0], got, want)
		}
	}
	if n < 1850 {
		t.Errorf("%s has only %d cases", xtermFile, n)
	}
}

// ourResult is what our emulator makes of an input.
func ourResult(in string) []string {
	e := NewEmulator(10, 5)
	e.SetFacts(Facts{Known: true, MousePixels: true})
	e.Write([]byte(in))
	reply := string(e.TakeReplies())
	e.Write([]byte("\x1b[?6n"))
	cursor := string(e.TakeReplies())
	var text []rune
	var renditions []int
	for _, r := range e.s.lines {
		for i := range r.cells {
			c := &r.cells[i]
			v := ' '
			if s := []rune(r.textOf(c)); len(s) > 0 {
				v = s[0]
			}
			if c.flags&cellRight != 0 {
				v = '>'
			}
			e.checksum = checksumNoAttrs
			plain := e.checksumCell(r, c)
			e.checksum = 0
			rendition := (e.checksumCell(r, c) - plain) / 16
			if c.flags&cellRight != 0 {
				rendition = 0
			}
			text = append(text, v)
			renditions = append(renditions, rendition)
		}
	}
	return xtermResult(text, renditions, cursor, reply)
}

func unquoteFields(t *testing.T, line string) []string {
	var fields []string
	for line = strings.TrimSpace(line); line != ""; line = strings.TrimSpace(line) {
		q, err := strconv.QuotedPrefix(line)
		if err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		s, _ := strconv.Unquote(q)
		fields = append(fields, s)
		line = line[len(q):]
	}
	if len(fields) != 4 {
		t.Fatalf("%q is not four fields", line)
	}
	return fields
}
