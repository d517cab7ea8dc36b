package term

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// TestVttest plays what vttest wrote in a real xterm of 80 by 24 and compares
// each screen with what xterm then showed, as DECRQCRA tells: characters,
// renditions (bold, underlined, blinking, inverse), and the cursor. The files of
// testdata/vttest are named for vttest's menus. A line is one screen, with tabs
// between its fields: a name, the output since the screen before, and, where
// xterm could be asked, rows, renditions, and the cursor.
func TestVttest(t *testing.T) {
	files, err := filepath.Glob("testdata/vttest/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no screens: %v", err)
	}
	screens := 0
	for _, file := range files {
		f, err := os.Open(file)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		e := NewEmulator(80, 24)
		e.SetFacts(Facts{Known: true, MousePixels: true})
		sc := bufio.NewScanner(f)
		sc.Buffer(nil, 1<<20)
		for sc.Scan() {
			fields := strings.Split(sc.Text(), "\t")
			for i := 1; i < min(4, len(fields)); i++ {
				if fields[i], err = strconv.Unquote(fields[i]); err != nil {
					t.Fatalf("%s: %s: %v", file, fields[0], err)
				}
			}
			e.Write([]byte(fields[1]))
			checkInvariants(t, e)
			if len(fields) < 5 {
				continue
			}
			screens++
			text, renditions := checksumScreen(e)
			// For the blank of the line drawing set xterm tells 0.
			fields[2] = strings.ReplaceAll(fields[2], "\x00", "\u00a0")
			for _, part := range [][2]string{{text, fields[2]}, {renditions, fields[3]}} {
				if vttestChoices[fields[0]] == "" && part[0] != part[1] {
					t.Errorf("screen %s shows\n%s\nxterm's is\n%s", fields[0], part[0], part[1])
				}
			}
			if vttestChoices[fields[0]] != "" {
				continue
			}
			row, col := e.reported()
			if at := fmt.Sprintf("%d,%d", row, col); at != fields[4] {
				t.Errorf("screen %s has the cursor at %s, xterm's is at %s", fields[0], at, fields[4])
			}
		}
	}
	if screens < 200 {
		t.Errorf("only %d screens", screens)
	}
}

// vttestChoices are the screens that differ from xterm's, with the reason.
var vttestChoices = map[string]string{
	"1/2":    wide132,
	"1/4":    wide132,
	"8/11":   wide132,
	"3.10/1": "xterm takes bytes that are not UTF-8 as Latin-1 after LS1R",
}

const wide132 = "xterm changes to 132 columns; a session's width is that of the user's terminal"

// checksumScreen returns the characters and the renditions of a screen as
// DECRQCRA tells them, without blanks at the ends.
func checksumScreen(e *Emulator) (text, renditions string) {
	var a, b strings.Builder
	for _, r := range e.s.lines {
		var chars, marks strings.Builder
		for i := range r.cells {
			c := &r.cells[i]
			v := rune(' ')
			if s := []rune(r.textOf(c)); len(s) > 0 && r.styleOf(c).Attr&Invisible == 0 {
				v = s[0]
			}
			e.checksum = checksumNoAttrs
			plain := e.checksumCell(r, c)
			e.checksum = 0
			chars.WriteRune(v)
			if v == ' ' {
				marks.WriteByte(' ')
			} else {
				marks.WriteString(strconv.FormatInt(int64(e.checksumCell(r, c)-plain)/16, 36))
			}
		}
		a.WriteString(strings.TrimRight(chars.String(), " ") + "\n")
		b.WriteString(strings.TrimRight(marks.String(), " ") + "\n")
	}
	return strings.TrimRight(a.String(), "\n"), strings.TrimRight(b.String(), "\n")
}
