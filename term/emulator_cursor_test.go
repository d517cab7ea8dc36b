package term

import "testing"

func TestCursorControls(t *testing.T) {
	runControlTests(t, []controlTest{
		{"text", "hello", "hello", "1,6", ""},
		{"cr lf", "ab\r\ncd", "ab|cd", "2,3", ""},
		{"lf keeps column", "ab\ncd", "ab|  cd", "2,5", ""},
		{"vt ff", "a\vb\fc", "a| b|  c", "3,4", ""},
		{"bs", "ab\bc", "ac", "1,3", ""},
		{"bs stops", "\b\b\bx", "x", "1,2", ""},
		{"bs from pending wrap", "0123456789\bx", "01234567x9", "1,10", ""},
		{"cup", "\x1b[3;4Hx", "||   x", "3,5", ""},
		{"cup defaults", "\x1b[3;4H\x1b[Hx", "x", "1,2", ""},
		{"cup one parameter", "\x1b[3Hx", "||x", "3,2", ""},
		{"cup zero is one", "\x1b[0;0Hx", "x", "1,2", ""},
		{"cup clamps", "\x1b[99;99Hx", "||||         x", "5,10", ""},
		{"hvp", "\x1b[2;2fx", "| x", "2,3", ""},
		{"cuu", "\x1b[3;3H\x1b[Ax", "|  x", "2,4", ""},
		{"cuu clamps", "\x1b[3;3H\x1b[99A", "", "1,3", ""},
		{"cud", "\x1b[2Bx", "||x", "3,2", ""},
		{"cuf", "\x1b[2Cx", "  x", "1,4", ""},
		{"cuf clamps", "\x1b[99C", "", "1,10", ""},
		{"cub", "abc\x1b[2Dx", "axc", "1,3", ""},
		{"cnl", "abc\x1b[2Ex", "abc||x", "3,2", ""},
		{"cpl", "\x1b[3;3H\x1b[2Fx", "x", "1,2", ""},
		{"cha", "\x1b[2;2H\x1b[5Gx", "|    x", "2,6", ""},
		{"hpa", "\x1b[2;2H\x1b[5`x", "|    x", "2,6", ""},
		{"hpr", "\x1b[2;2H\x1b[3ax", "|    x", "2,6", ""},
		{"vpa", "\x1b[2;2H\x1b[4dx", "||| x", "4,3", ""},
		{"vpr", "\x1b[2;2H\x1b[2ex", "||| x", "4,3", ""},
		{"cuu stops at top margin", "\x1b[2;4r\x1b[3;1H\x1b[9A", "", "2,1", ""},
		{"cuu above top margin", "\x1b[2;4r\x1b[1;1H\x1b[9A", "", "1,1", ""},
		{"cud stops at bottom margin", "\x1b[2;4r\x1b[3;1H\x1b[9B", "", "4,1", ""},
		{"cud below bottom margin", "\x1b[2;4r\x1b[5;1H\x1b[9B", "", "5,1", ""},
		{"cuf stops at right margin", "\x1b[?69h\x1b[3;6s\x1b[1;4H\x1b[9C", "", "1,6", ""},
		{"cub stops at left margin", "\x1b[?69h\x1b[3;6s\x1b[1;4H\x1b[9D", "", "1,3", ""},
		{"cr goes to left margin", "\x1b[?69h\x1b[3;6s\x1b[1;4H\rx", "  x", "1,4", ""},
		{"cr left of left margin", "\x1b[?69h\x1b[3;6s\x1b[1;2H\rx", "x", "1,2", ""},
		{"nel", "ab\x1bEc", "ab|c", "2,2", ""},
		{"nel c1", "ab\u0085c", "ab|c", "2,2", ""},
		{"ind", "ab\x1bDc", "ab|  c", "2,4", ""},
		{"ri", "\x1b[2;2H\x1bMx", " x", "1,3", ""},
		{"ri scrolls", "a\r\nb\x1b[H\x1bMx", "x|a|b", "1,2", ""},
		{"scosc scorc", "\x1b[2;3H\x1b[s\x1b[H\x1b[ux", "|  x", "2,4", ""},
		{"lnm", "\x1b[20ha\nb\x1b[20l\nc", "a|b| c", "3,3", ""},
	})
}

func TestWrap(t *testing.T) {
	runControlTests(t, []controlTest{
		{"wrap", "0123456789ab", "0123456789|ab", "2,3", ""},
		{"pending", "0123456789", "0123456789", "1,10", ""},
		{"pending survives sgr", "0123456789\x1b[1mx", "0123456789|x", "2,2", ""},
		{"pending survives modes", "0123456789\x1b[?25l\x1b[?25h\x1b[?9999hx", "0123456789|x", "2,2", ""},
		{"pending survives osc", "0123456789\x1b]0;x\ax", "0123456789|x", "2,2", ""},
		{"pending survives bell", "0123456789\ax", "0123456789|x", "2,2", ""},
		{"pending survives ht", "0123456789\tx", "0123456789|x", "2,2", ""},
		{"pending ends with cup", "0123456789\x1b[1;10Hx", "012345678x", "1,10", ""},
		{"pending ends with el", "0123456789\x1b[Kx", "012345678x", "1,10", ""},
		{"pending ends with cr", "0123456789\rx", "x123456789", "1,2", ""},
		{"pending ends with lf", "0123456789\nx", "0123456789|         x", "2,10", ""},
		{"saved", "0123456789\x1b7\x1b[H\x1b8x", "0123456789|x", "2,2", ""},
		{"at the bottom", "\x1b[5;1H0123456789a", "|||0123456789|a", "5,2", ""},
		{"off", "\x1b[?7l0123456789abc", "012345678c", "1,10", ""},
		{"at the right margin", "\x1b[?69h\x1b[3;5s\x1b[1;3Habcd", "  abc|  d", "2,4", ""},
		{"right of the right margin", "\x1b[?69h\x1b[3;5s\x1b[1;9Habc", "        ab|  c", "2,4", ""},
		{"wide does not fit", "012345678字x", "012345678|字x", "2,4", ""},
		{"wide fits", "01234567字x", "01234567字|x", "2,2", ""},
		{"wide, wrap off", "\x1b[?7l0123456789字", "01234567字", "1,10", ""},
		{"reverse", "\x1b[?45h\x1b[2;1H\bx", "         x", "1,10", ""},
		{"reverse over the top", "\x1b[?45h\x1b[H\bx", "||||         x", "5,10", ""},
		{"reverse from pending", "\x1b[?45h0123456789\bx", "012345678x", "1,10", ""},
	})
}

func TestWrappedRows(t *testing.T) {
	for _, test := range []struct {
		name, in string
		want     [5]bool
	}{
		{"not yet", "0123456789", [5]bool{}},
		{"wraps", "0123456789a", [5]bool{true}},
		{"cr lf", "0123456789\r\na", [5]bool{}},
		{"at the bottom", "\x1b[5;1H0123456789a", [5]bool{3: true}},
		{"below the region", "\x1b[1;3r\x1b[5;1H0123456789a", [5]bool{}},
		{"twice", "01234567890123456789a", [5]bool{true, true}},
		{"last column erased", "0123456789a\x1b[1;5H\x1b[K", [5]bool{}},
		{"last column kept", "0123456789a\x1b[1;5H\x1b[3X", [5]bool{true}},
		{"last column rewritten", "0123456789a\x1b[1;10Hx", [5]bool{}},
		{"shifted", "0123456789a\x1b[1;1H\x1b[P", [5]bool{}},
		{"no room for wide", "012345678字", [5]bool{}},
		{"margins", "\x1b[?69h\x1b[1;5s012345", [5]bool{}},
		{"moved to the bottom", "\x1b[4;1H0123456789a\x1b[1T", [5]bool{}},
		{"moved up", "\x1b[4;1H0123456789a\x1b[1S", [5]bool{2: true}},
	} {
		s := play(10, 5, test.in).Snapshot()
		for row, want := range test.want {
			if s.Wrapped(row) != want {
				t.Errorf("%s: %q leaves row %d wrapped %v", test.name, test.in, row, !want)
			}
		}
	}
}

func TestOriginMode(t *testing.T) {
	runControlTests(t, []controlTest{
		{"homes", "\x1b[2;4r\x1b[3;3H\x1b[?6hx", "|x", "2,2", ""},
		{"homes when reset", "\x1b[2;4r\x1b[?6h\x1b[2;2H\x1b[?6lx", "x", "1,2", ""},
		{"relative", "\x1b[2;4r\x1b[?6h\x1b[2;2Hx", "|| x", "3,3", ""},
		{"clamps", "\x1b[2;4r\x1b[?6h\x1b[9;1Hx", "|||x", "4,2", ""},
		{"vpa", "\x1b[2;4r\x1b[?6h\x1b[2dx", "||x", "3,2", ""},
		{"columns", "\x1b[?69h\x1b[3;5s\x1b[?6h\x1b[1;2Hx\x1b[1;9Hy", "   xy", "1,5", ""},
		{"saved", "\x1b[2;4r\x1b[?6h\x1b7\x1b[?6l\x1b8\x1b[Hx", "|x", "2,2", ""},
		{"reported relative", "\x1b[2;4r\x1b[?6h\x1b[2;2H\x1b[6n", "", "3,2", "\x1b[2;2R"},
	})
}

func TestTabs(t *testing.T) {
	runControlTests(t, []controlTest{
		{"default", "\tx", "        x", "1,10", ""},
		{"last column", "\t\tx", "         x", "1,10", ""},
		{"set", "\x1b[1;4H\x1bH\r\tx", "   x", "1,5", ""},
		{"set c1", "\x1b[1;4H\u0088\r\tx", "   x", "1,5", ""},
		{"clear one", "\x1b[1;9H\x1b[g\r\tx", "         x", "1,10", ""},
		{"clear all", "\x1b[3g\tx", "         x", "1,10", ""},
		{"cht", "\x1b[1;4H\x1bH\r\x1b[2Ix", "        x", "1,10", ""},
		{"cbt", "\x1b[1;10H\x1b[Zx", "        x", "1,10", ""},
		{"cbt far", "\x1b[1;10H\x1b[9Zx", "x", "1,2", ""},
		{"stops at right margin", "\x1b[?69h\x1b[2;5s\x1b[1;3H\tx", "    x", "1,5", ""},
	})
	e := play(10, 2, "\x1b[3g")
	e.Resize(30, 2)
	e.Write([]byte("\tx"))
	if e.s.Cursor.Col != 29 {
		t.Errorf("after all stops were cleared, a tab in new columns goes to %d", e.s.Cursor.Col)
	}
	e = play(10, 2, "")
	e.Resize(30, 2)
	e.Write([]byte("\t\t"))
	if e.s.Cursor.Col != 16 {
		t.Errorf("two tabs in new columns go to %d", e.s.Cursor.Col)
	}
}

func TestSaveRestore(t *testing.T) {
	runControlTests(t, []controlTest{
		{"position", "\x1b[2;3H\x1b7\x1b[H\x1b8x", "|  x", "2,4", ""},
		{"nothing saved", "\x1b[2;3H\x1b8x", "x", "1,2", ""},
		{"charset", "\x1b(0\x1b7\x1b(B\x1b8q", "─", "1,2", ""},
		{"not autowrap", "\x1b7\x1b[?7l\x1b8" + "0123456789ab", "012345678b", "1,10", ""},
		{"screens have their own", "\x1b[2;2H\x1b7\x1b[?47h\x1b[4;4H\x1b7\x1b[?47l\x1b8x", "| x", "2,3", ""},
		{"1048", "\x1b[2;3H\x1b[?1048h\x1b[H\x1b[?1048lx", "|  x", "2,4", ""},
		{"pen", "\x1b[1m\x1b7\x1b[m\x1b8\x1bP$qm\x1b\\", "", "", "\x1bP1$r0;1m\x1b\\"},
	})
}
