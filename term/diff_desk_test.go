package term

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"gomosh/internal/stockmodel"
)

// randomDesk returns what a program might say to the desktop and the keyboard.
func randomDesk(rng *rand.Rand) string {
	i := rng.IntN(4)
	switch rng.IntN(17) {
	case 0:
		return fmt.Sprintf("\x1b]4;%d;rgb:%02x/00/%02x\a", rng.IntN(256), i, 255-i)
	case 1:
		return fmt.Sprintf("\x1b]104;%d\a", rng.IntN(256))
	case 2:
		return "\x1b]104\a"
	case 3:
		return fmt.Sprintf("\x1b]%d;#%d0%d0%d0\a", 10+rng.IntN(10), i, i, i)
	case 4:
		return fmt.Sprintf("\x1b]%d\a", 110+rng.IntN(10))
	case 5:
		return fmt.Sprintf("\x1b]7;file://far/dir%d\a", i)
	case 6:
		return fmt.Sprintf("\x1b]9;done %d\a", i)
	case 7:
		return fmt.Sprintf("\x1b]777;notify;a;ü%d\a", i)
	case 8:
		return fmt.Sprintf("\x1b]99;i=%d;text\a", i)
	case 9:
		return fmt.Sprintf("\x1b]9;4;%d;%d\a", i, 25*i)
	case 10:
		return fmt.Sprintf("\x1b]22;%s\a", []string{"", "text", "pointer", "wait"}[i])
	case 11:
		return fmt.Sprintf("\x1b]52;p;%s\a", []string{"", "YQ==", "Yg==", "Yw=="}[i])
	case 12:
		return fmt.Sprintf("\x1b[>4;%dm", i)
	case 13:
		return fmt.Sprintf("\x1b[=%d;1u", i)
	case 14:
		return fmt.Sprintf("\x1b[?2027%c", "hl"[i%2])
	case 15:
		return fmt.Sprintf("\x1b[?8840%c", "hl"[i%2])
	}
	return fmt.Sprintf("\x1b]133;%c\a", "ABCD"[i])
}

// TestDeskDiff: whatever programs said to the desktop travels exactly, between
// text and scrolling; a stock peer is not touched by it.
func TestDeskDiff(t *testing.T) {
	for seed := range 400 {
		rng := rand.New(rand.NewPCG(uint64(seed), 9))
		cols, rows := 2+rng.IntN(30), 1+rng.IntN(8)
		e := NewEmulator(cols, rows)
		for range 6 {
			from := e.Snapshot()
			for range rng.IntN(8) {
				if rng.IntN(2) == 0 {
					e.Write([]byte(randomDesk(rng)))
				} else {
					e.Write([]byte(randomProgram(rng, cols, rows)))
				}
			}
			to := e.Snapshot()
			if to.Noticed-from.Noticed > maxNotices {
				continue // the oldest are lost, and not counted
			}
			for _, w := range []Wire{{}, {Clusters: true}} {
				frame := w.AppendDiff(nil, from, to)
				peer := NewEmulator(cols, rows)
				peer.Load(from)
				peer.Write(frame)
				if !w.Clusters {
					continue
				}
				got := peer.Snapshot()
				if (got.PrimaryCopies != from.PrimaryCopies) != (to.PrimaryCopies != from.PrimaryCopies) {
					t.Fatalf("seed %d: %q: copied or not", seed, frame)
				}
				got.PrimaryCopies = to.PrimaryCopies
				if err := checkApplied(got, from, to); err != nil {
					t.Fatalf("seed %d: %q: %v", seed, frame, err)
				}
			}
		}
	}
}

// TestStockSkipsDesk: a stock client that gets it shows what it would show
// without.
func TestStockSkipsDesk(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 9))
	for range 300 {
		e := NewEmulator(20, 4)
		e.Write([]byte("abc"))
		from := e.Snapshot()
		for range 10 {
			e.Write([]byte(randomDesk(rng)))
		}
		to := e.Snapshot()
		plain, stock := stockmodel.New(20, 4, RuneWidth), stockmodel.New(20, 4, RuneWidth)
		plain.Write([]byte("abc"))
		stock.Write([]byte("abc"))
		frame := AppendWireDiff(nil, from, to)
		stock.Write(frame)
		stock.Write([]byte("def"))
		plain.Write([]byte("def"))
		visible := func(m *stockmodel.Model) string {
			return fmt.Sprint(m.Cells, m.Row, m.Col, m.Pen, m.CursorVisible, m.Mouse, m.MouseEncoding, m.Clipboard, m.Bells, m.Replies)
		}
		if visible(stock) != visible(plain) {
			t.Fatalf("%q changes a stock client:\n%v\n%v", frame, visible(stock), visible(plain))
		}
		if hidden := stock.Hidden(); len(hidden) > 0 {
			t.Fatalf("%q leaves a stock client with %q", frame, hidden)
		}
	}
}

// TestClusterCells: cells that only grapheme clusters make arrive whole where
// the peer has them, whatever the mode is by now, and as their first part where
// it has not, in the same columns.
func TestClusterCells(t *testing.T) {
	const clusters = "👩\u200d💻|🇩🇪|❤\ufe0f|1\ufe0f\u20e3|👍🏽|"
	for _, end := range []string{"", "\x1b[?2027l", "\x1b[?2027l👩\u200d💻🇩🇪"} {
		from := NewScreen(40, 2)
		to := play(40, 2, "\x1b[?2027h"+clusters+end).Snapshot()
		peer := NewEmulator(40, 2)
		peer.Write(Wire{Clusters: true}.AppendDiff(nil, from, to))
		if got := peer.Snapshot(); !got.Equal(to) {
			t.Errorf("%q arrives as %q", screenText(to), screenText(got))
		}
		plain := NewEmulator(40, 2)
		plain.Write([]byte(AppendWireDiff(nil, from, to)))
		got := plain.Snapshot()
		for c := range 40 {
			if to.Glyph(0, c).Text == "|" && got.Glyph(0, c).Text != "|" {
				t.Errorf("column %d of %q degrades to %q", c, screenText(to), screenText(got))
			}
		}
	}
}

// TestCloseUndoesEverything: after Close the terminal is as before Open, whatever
// programs did between; text and titles apart.
func TestCloseUndoesEverything(t *testing.T) {
	for seed := range 300 {
		rng := rand.New(rand.NewPCG(uint64(seed), 11))
		can := ModernTerminal()
		can.Keyboard, can.OtherKeys, can.MousePixels, can.SchemeUpdates = true, true, true, true
		can.Clusters, can.ClustersOff = true, rng.IntN(2) > 0
		p := NewPainter(can)
		terminal := NewEmulator(30, 5)
		if !can.ClustersOff {
			terminal.Write([]byte("\x1b[?2027h"))
		}
		before := terminal.Snapshot()
		enter, leave := "\x1b[?1049h\x1b[22;0;0t", "\x1b[?1049l\x1b[23;0;0t"
		if seed%3 == 0 {
			enter, leave = "", ""
		}
		for range 1 + rng.IntN(2) { // and once more after a suspension
			terminal.Write(p.Open(nil, enter))
			program := NewEmulator(30, 5)
			for range 6 {
				for range 4 {
					program.Write([]byte(randomDesk(rng)))
				}
				program.Write([]byte(randomProgram(rng, 30, 5)))
				program.Write([]byte("\x1b[4 q\x1b[?1003h\x1b[?1016h\x1b[?2004h\x1b[?1004h\x1b[?1007h\x1b[?5h\x1b[?25l\x1b]8;;http://x\ax"))
				p.AllowNotices(4)
				terminal.Write(p.Paint(nil, program.Snapshot()))
			}
			terminal.Write(p.Close(nil, leave))
		}
		after := terminal.Snapshot()
		if after.Modes != before.Modes || after.Pen != before.Pen || !after.Cursor.Visible || after.Cursor.Shape != 0 ||
			after.Directory != "" || after.Pointer != "" || after.Progress != (Progress{}) || after.Colors != nil ||
			terminal.ApplicationCursorKeys() || terminal.modes.themeUpdates || terminal.penExt.link != nil ||
			terminal.alt || terminal.keys[0].flags != 0 || len(terminal.keys[0].pushed) > 0 || len(terminal.keys[1].pushed) > 0 {
			t.Fatalf("seed %d: left behind: %+v, colours %v, %+v", seed, after.Modes, after.Colors != nil, after.Cursor)
		}
	}
}

// TestLinksHaveNames: a real terminal gets every link with an id, so that the
// parts of one that was painted in pieces belong together.
func TestLinksHaveNames(t *testing.T) {
	p := NewPainter(ModernTerminal())
	frame := string(p.Paint(nil, play(20, 2, "\x1b]8;;http://a/\aone\x1b]8;id=x;http://b/\atwo\x1b]8;;\a").Snapshot()))
	for _, part := range strings.Split(frame, "\x1b]8;")[1:] {
		if params, uri, _ := strings.Cut(part, ";"); !strings.HasPrefix(uri, "\a") && !strings.HasPrefix(params, "id=") {
			t.Errorf("a link without id: %q", part)
		}
	}
}

// TestShortStrings: a terminal that shows what is too long of a control string
// gets none that is.
func TestShortStrings(t *testing.T) {
	long := strings.Repeat("AAAA", 300)
	e := play(20, 3, "\x1b]52;c;"+long+"\a\x1b]52;p;"+long+"\a\x1b]0;"+strings.Repeat("é", 500)+"\a\x1b]7;file://h/"+long+
		"\a\x1b]9;"+strings.Repeat("é", 500)+"\a\x1b]8;;http://"+long+"\alink\x1b]8;;http://short\alink")
	can := ModernTerminal()
	can.ShortStrings = true
	p := NewPainter(can)
	p.AllowNotices(4)
	frame := string(p.Paint(nil, e.Snapshot()))
	for _, part := range strings.Split(frame, "\x1b]")[1:] {
		if command, _, ok := strings.Cut(part, "\a"); !ok || len(command) > 760 {
			t.Errorf("a control string of %d bytes: %.40q", len(command), command)
		}
	}
	if !strings.Contains(frame, "http://short") || !strings.Contains(frame, "\x1b]0;éé") {
		t.Errorf("%q lacks what is short", frame)
	}
}

// TestFramesAreSynchronized: a frame is one piece, inside of mode 2026 where the
// terminal has it, and only there.
func TestFramesAreSynchronized(t *testing.T) {
	e := NewEmulator(20, 4)
	for _, sync := range []bool{false, true} {
		can := ModernTerminal()
		can.SyncOutput = sync
		p := NewPainter(can)
		for _, text := range []string{"a", "\r\nb", "\x1b[31mc\x1b]0;t\a", "\x1b]9;4;1;5\a"} {
			e.Write([]byte(text))
			frame := string(p.Paint(nil, e.Snapshot()))
			if got := strings.HasPrefix(frame, syncStart) && strings.HasSuffix(frame, syncEnd) && strings.Count(frame, "?2026") == 2; got != sync {
				t.Errorf("synchronized %v: %q", sync, frame)
			}
			if frame := p.Paint(nil, e.Snapshot()); len(frame) > 0 {
				t.Errorf("%q is written for nothing", frame)
			}
		}
		e.Write([]byte("\x1bc"))
	}
}

// TestNothingRawPasses: whatever bytes a program puts in strings, the user's
// terminal gets no control characters from them.
func TestNothingRawPasses(t *testing.T) {
	evil := "\u009b31m\u0090q\u009c\u0085\x7f\x00é\u009d0;x"
	for _, head := range []string{"0", "2", "7", "9", "22", "52;c", "52;p", "777;notify", "99;i=1", "8;id=a", "9;4;1", "133", "11", "4;1"} {
		e := play(20, 3, "\x1b]"+head+";"+evil+"\a\x1b[31mx")
		p := NewPainter(ModernTerminal())
		p.AllowNotices(9)
		frame := string(p.Paint(nil, e.Snapshot()))
		for _, r := range frame {
			if r == 0 || r >= 0x7f && r < 0xa0 {
				t.Errorf("OSC %s: %q", head, frame)
				break
			}
		}
		if strings.Contains(frame, "\x1b]52") {
			t.Errorf("OSC %s: what is no base64 is copied: %q", head, frame)
		}
	}
	long := strings.Repeat("title ", 100)
	frame := string(NewPainter(ModernTerminal()).Paint(nil, play(20, 3, "\x1b]0;"+long+"\a").Snapshot()))
	if !strings.Contains(frame, "\x1b]0;"+long[:254]+"\a") {
		t.Errorf("a long title: %.400q", frame)
	}
}
