package term

import "testing"

func TestAlternateScreen(t *testing.T) {
	runControlTests(t, []controlTest{
		{"1049 shows a blank one", "abc\x1b[?1049h", "", "1,4", ""},
		{"1049 gives back", "abc\x1b[?1049h\x1b[3;3Hxyz\x1b[?1049l", "abc", "1,4", ""},
		{"1049 restores the pen", "\x1b[1m\x1b[?1049h\x1b[m\x1b[?1049l\x1bP$qm\x1b\\", "", "", "\x1bP1$r0;1m\x1b\\"},
		{"1049 clears when entered again", "\x1b[?1049hxyz\x1b[?1049l\x1b[?1049h", "", "", ""},
		{"47 keeps", "a\x1b[?47hb\x1b[?47lc\x1b[?47h", " b", "1,4", ""},
		{"1047 clears when left", "a\x1b[?1047hb\x1b[?1047lc\x1b[?1047h", "", "1,4", ""},
		{"leaving without entering", "abc\x1b[?47l\x1b[?1047l", "abc", "1,4", ""},
		{"reset shows the primary", "abc\x1b[?1049hxyz\x1bc\x1b[?47h", "", "1,1", ""},
	})
	e := play(10, 5, "one\r\ntwo\r\nthree\x1b[?1049hfull screen")
	e.Resize(4, 3)
	checkInvariants(t, e)
	e.Write([]byte("\x1b[?1049l"))
	if got := screenText(&e.s); got != "one|two|thre" {
		t.Errorf("after a resize the primary screen shows %q", got)
	}
	e = play(10, 5, "one\r\ntwo\r\nthree\x1b[?1049h")
	e.Resize(10, 2)
	e.Write([]byte("\x1b[?1049lx"))
	if got := screenText(&e.s); got != "two|threex" {
		t.Errorf("after a resize the primary screen shows %q", got)
	}
}

func TestVisibleModes(t *testing.T) {
	for _, test := range []struct {
		in   string
		want Modes
	}{
		{"\x1b[?5h", Modes{ReverseVideo: true}},
		{"\x1b[?2004h\x1b[?1004h\x1b[?1007h", Modes{BracketedPaste: true, FocusEvents: true, AltScroll: true}},
		{"\x1b[?2004;1004;1007;5h\x1b[?2004;1004;1007;5l", Modes{}},
		{"\x1b[?9h", Modes{Mouse: MouseX10}},
		{"\x1b[?1000;1002h", Modes{Mouse: MouseButton}},
		{"\x1b[?1003h\x1b[?1000l", Modes{}},
		{"\x1b[?1005h\x1b[?1006h", Modes{MouseEncoding: MouseSGR}},
		{"\x1b[?1006h\x1b[?1015l", Modes{MouseEncoding: MouseSGR}},
		{"\x1b[?1006h\x1b[?1006l", Modes{}},
		{"\x1b[?1016h", Modes{MouseEncoding: MouseSGRPixels}},
		{"\x1b[?1000;1006;2004h\x1bc", Modes{}},
		{"\x1b[?2004h\x1b[!p", Modes{BracketedPaste: true}},
		{"\x1b[?2004h\x1b[?1002h\x1b[?2004;1002;1000s\x1b[?2004;1002l\x1b[?2004;1002r", Modes{BracketedPaste: true, Mouse: MouseButton}},
		{"\x1b[?2004s\x1b[?2004h\x1b[?2004r", Modes{}},
		{"\x1b[?2004h\x1b[?2004r", Modes{BracketedPaste: true}},
		{"\x1b[>5u", Modes{Keyboard: 5}},
		{"\x1b[=3u\x1b[=4;2u\x1b[=1;3u", Modes{Keyboard: 6}},
		{"\x1b[>1u\x1b[>2u\x1b[<u", Modes{Keyboard: 1}},
		{"\x1b[>1u\x1b[>2u\x1b[<9u", Modes{}},
		{"\x1b[>1u\x1b[?1049h", Modes{}},
		{"\x1b[>1u\x1b[?1049h\x1b[>2u\x1b[?1049l", Modes{Keyboard: 1}},
	} {
		if got := play(10, 2, test.in).Snapshot().Modes; got != test.want {
			t.Errorf("%q sets %+v, want %+v", test.in, got, test.want)
		}
	}
}

func TestCursorModes(t *testing.T) {
	for _, test := range []struct {
		in      string
		visible bool
		shape   uint8
	}{
		{"", true, 0}, {"\x1b[?25l", false, 0}, {"\x1b[?25l\x1b[?25h", true, 0},
		{"\x1b[?25l\x1b[!p", true, 0}, {"\x1b[4 q", true, 4}, {"\x1b[4 q\x1b[ q", true, 0},
		{"\x1b[4 q\x1b[7 q", true, 4}, {"\x1b[4 q\x1bc", true, 0},
	} {
		c := play(10, 2, test.in).Snapshot().Cursor
		if c.Visible != test.visible || c.Shape != test.shape {
			t.Errorf("%q leaves the cursor %+v", test.in, c)
		}
	}
}

func TestQueriesOfTheServer(t *testing.T) {
	e := play(10, 2, "")
	if e.ApplicationCursorKeys() || e.Synchronizing() {
		t.Error("a new emulator has modes set")
	}
	e.Write([]byte("\x1b[?1h\x1b[?2026h"))
	if !e.ApplicationCursorKeys() || !e.Synchronizing() {
		t.Error("modes were not set")
	}
	e.Write([]byte("\x1b[?1l\x1b[?2026l"))
	if e.ApplicationCursorKeys() || e.Synchronizing() {
		t.Error("modes were not reset")
	}
}

func TestResets(t *testing.T) {
	runControlTests(t, []controlTest{
		{"ris", "abc\x1b[2;4r\x1b[?6h\x1b[4h\x1b[1mx\x1bc" + "0123456789a\x1bP$qm\x1b\\", "0123456789|a", "2,2", "\x1bP1$r0m\x1b\\"},
		{"decstr keeps the screen", "abc\x1b[2;4r\x1b[?6h\x1b[4h\x1b[1m\x1b[!p\x1b[5;1Hx\x1bP$qm\x1b\\", "abc||||x", "5,2", "\x1bP1$r0m\x1b\\"},
		{"decstr keeps the cursor", "abc\x1b[!p", "abc", "1,4", ""},
		{"decstr and what was saved", "abc\x1b7\x1b[!p\x1b8", "abc", "1,1", ""},
		{"decstr and autowrap", "\x1b[?7l\x1b[!p0123456789a", "0123456789|a", "2,2", ""},
		{"decstr and charset", "\x1b(0\x1b[!pq", "q", "1,2", ""},
		{"decscl", "abc\x1b[62\"p", "abc", "1,4", ""},
		{"ris and tabs", "\x1b[3g\x1bc\tx", "        x", "", ""},
		{"decset 3 not allowed", "abc\x1b[?3h", "abc", "1,4", ""},
		{"decset 3", "abc\x1b[?40h\x1b[?3h", "", "1,1", ""},
		{"decset 3 keeps", "abc\x1b[?40h\x1b[?95h\x1b[?3h", "abc", "1,1", ""},
	})
	e := play(10, 2, "\a\x1b]0;name\a\x1b]52;c;eA==\a\x1bc")
	s := e.Snapshot()
	if s.Bells != 1 || s.Title != (Title{Set: true, Icon: "name"}) || s.Clipboard != "eA==" || s.Copies != 1 {
		t.Errorf("a reset leaves %d bells, title %+v, %d copies of %q", s.Bells, s.Title, s.Copies, s.Clipboard)
	}
}

func TestResize(t *testing.T) {
	for _, test := range []struct {
		name, in, want string
		cols, rows     int
		row, col       int
	}{
		{"narrower", "0123456789\r\nabc", "01234|abc", 5, 5, 1, 3},
		{"narrower than the cursor", "0123456789", "01234", 5, 5, 0, 4},
		{"wider", "0123456789a", "0123456789|a", 20, 5, 1, 1},
		{"through a wide cell", "ab日", "ab", 3, 5, 0, 2},
		{"lower, cursor at the top", fiveRows + "\x1b[H", "aaaaa|bbbbb|ccccc", 10, 3, 0, 0},
		{"lower, cursor at the bottom", fiveRows, "ccccc|ddddd|eeeee", 10, 3, 2, 5},
		{"higher", fiveRows, "aaaaa|bbbbb|ccccc|ddddd|eeeee", 10, 8, 4, 5},
		{"smallest", fiveRows, "e", 1, 1, 0, 0},
		{"absurd", "x", "x", -5, 0, 0, 0},
	} {
		e := play(10, 5, test.in)
		e.Resize(test.cols, test.rows)
		checkInvariants(t, e)
		if got := screenText(&e.s); got != test.want {
			t.Errorf("%s: shows %q, want %q", test.name, got, test.want)
		}
		if c := e.s.Cursor; c.Row != test.row || c.Col != test.col {
			t.Errorf("%s: the cursor is at %d,%d", test.name, c.Row, c.Col)
		}
	}
	e := play(10, 5, "0123456789a\x1b[2;3r\x1b[?69h\x1b[2;4s")
	e.Resize(12, 5)
	if e.s.Wrapped(0) {
		t.Error("a row is still wrapped after the width changed")
	}
	if e.margins != (margin{0, 4, 0, 11}) {
		t.Errorf("after a resize the margins are %+v", e.margins)
	}
	e = play(10, 5, "")
	if e.Resize(1<<30, 1); e.s.cols != maxSize {
		t.Errorf("a huge size gives %d columns", e.s.cols)
	}
	if cols, rows := e.Size(); cols != maxSize || rows != 1 {
		t.Errorf("the size is %d by %d", cols, rows)
	}
}
