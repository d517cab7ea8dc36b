package term

import "testing"

const fiveRows = "aaaaa\r\nbbbbb\r\nccccc\r\nddddd\r\neeeee"

func TestErase(t *testing.T) {
	runControlTests(t, []controlTest{
		{"el 0", "abcdef\x1b[1;3H\x1b[K", "ab", "1,3", ""},
		{"el 1", "abcdef\x1b[1;3H\x1b[1K", "   def", "1,3", ""},
		{"el 2", "abcdef\x1b[1;3H\x1b[2K", "", "1,3", ""},
		{"el 3 is nothing", "abcdef\x1b[3K", "abcdef", "1,7", ""},
		{"ed 0", fiveRows + "\x1b[3;3H\x1b[J", "aaaaa|bbbbb|cc", "3,3", ""},
		{"ed 1", fiveRows + "\x1b[3;3H\x1b[1J", "||   cc|ddddd|eeeee", "3,3", ""},
		{"ed 2", fiveRows + "\x1b[3;3H\x1b[2J", "", "3,3", ""},
		{"ed 3 is nothing here", fiveRows + "\x1b[3J", "aaaaa|bbbbb|ccccc|ddddd|eeeee", "5,6", ""},
		{"ech", "abcdef\x1b[1;3H\x1b[2X", "ab  ef", "1,3", ""},
		{"ech clips", "abcdef\x1b[1;3H\x1b[999X", "ab", "1,3", ""},
		{"el cuts a wide cell", "日本\x1b[1;2H\x1b[K", "", "1,2", ""},
		{"el 1 cuts a wide cell", "日本\x1b[1;3H\x1b[1K", "", "1,3", ""},
		{"decaln", "x\x1b[2;3r\x1b[2;2H\x1b#8", "EEEEEEEEEE|EEEEEEEEEE|EEEEEEEEEE|EEEEEEEEEE|EEEEEEEEEE", "1,1", ""},
	})
}

func TestInsertDelete(t *testing.T) {
	runControlTests(t, []controlTest{
		{"ich", "abcdef\x1b[1;3H\x1b[2@", "ab  cdef", "1,3", ""},
		{"ich pushes out", "0123456789\x1b[1;3H\x1b[2@", "01  234567", "1,3", ""},
		{"ich pushes a wide half out", "01234567日\x1b[1;3H\x1b[@", "01 234567", "1,3", ""},
		{"ich in a wide cell", "日本\x1b[1;2H\x1b[@", "   本", "1,2", ""},
		{"ich margins", "\x1b[?69h\x1b[2;5s0123\x1b[1;6H5\x1b[1;3H\x1b[@", "01 235", "1,3", ""},
		{"ich outside margins", "0123456789\x1b[?69h\x1b[2;5s\x1b[1;8H\x1b[@", "0123456789", "1,8", ""},
		{"dch", "abcdef\x1b[1;3H\x1b[2P", "abef", "1,3", ""},
		{"dch all", "abcdef\x1b[1;3H\x1b[99P", "ab", "1,3", ""},
		{"dch cuts a wide cell", "a日b\x1b[1;3H\x1b[P", "a b", "1,3", ""},
		{"dch margins", "0123456789\x1b[?69h\x1b[2;5s\x1b[1;3H\x1b[P", "0134 56789", "1,3", ""},
		{"irm", "abc\r\x1b[4hxy\x1b[4lz", "xyzbc", "1,4", ""},
		{"irm wide", "abc\r\x1b[4h日", "日abc", "1,3", ""},
		{"il", fiveRows + "\x1b[2;3H\x1b[2L", "aaaaa|||bbbbb|ccccc", "2,1", ""},
		{"il region", fiveRows + "\x1b[2;4r\x1b[3;3H\x1b[L", "aaaaa|bbbbb||ccccc|eeeee", "3,1", ""},
		{"il outside region", fiveRows + "\x1b[2;4r\x1b[5;3H\x1b[L", "aaaaa|bbbbb|ccccc|ddddd|eeeee", "5,3", ""},
		{"dl", fiveRows + "\x1b[2;3H\x1b[2M", "aaaaa|ddddd|eeeee", "2,1", ""},
		{"dl region", fiveRows + "\x1b[2;4r\x1b[3;3H\x1b[M", "aaaaa|bbbbb|ddddd||eeeee", "3,1", ""},
		{"dl margins", fiveRows + "\x1b[?69h\x1b[2;3s\x1b[2;3H\x1b[M", "aaaaa|bccbb|cddcc|deedd|e  ee", "2,2", ""},
		{"decic", fiveRows + "\x1b[1;3H\x1b[2'}", "aa  aaa|bb  bbb|cc  ccc|dd  ddd|ee  eee", "1,3", ""},
		{"decdc", fiveRows + "\x1b[1;3H\x1b[2'~", "aaa|bbb|ccc|ddd|eee", "1,3", ""},
		{"sl", fiveRows + "\x1b[2 @", "aaa|bbb|ccc|ddd|eee", "5,6", ""},
		{"sr", fiveRows + "\x1b[2 A", "  aaaaa|  bbbbb|  ccccc|  ddddd|  eeeee", "5,6", ""},
		{"decbi", "abc\x1b[1;1H\x1b6", " abc", "1,1", ""},
		{"decbi moves", "abc\x1b6x", "abx", "1,4", ""},
		{"decfi", "0123456789\x1b9", "123456789", "1,10", ""},
		{"decfi moves", "abc\x1b9x", "abc x", "1,6", ""},
	})
}

func TestScroll(t *testing.T) {
	runControlTests(t, []controlTest{
		{"lf at the bottom", fiveRows + "\nx", "bbbbb|ccccc|ddddd|eeeee|     x", "5,7", ""},
		{"lf in a region", fiveRows + "\x1b[2;4r\x1b[4;1H\n", "aaaaa|ccccc|ddddd||eeeee", "4,1", ""},
		{"lf below a region", fiveRows + "\x1b[2;4r\x1b[5;1H\n", "aaaaa|bbbbb|ccccc|ddddd|eeeee", "5,1", ""},
		{"ri in a region", fiveRows + "\x1b[2;4r\x1b[2;1H\x1bM", "aaaaa||bbbbb|ccccc|eeeee", "2,1", ""},
		{"su", fiveRows + "\x1b[2S", "ccccc|ddddd|eeeee", "5,6", ""},
		{"su all", fiveRows + "\x1b[99S", "", "5,6", ""},
		{"sd", fiveRows + "\x1b[2T", "||aaaaa|bbbbb|ccccc", "5,6", ""},
		{"sd other final", fiveRows + "\x1b[1^", "|aaaaa|bbbbb|ccccc|ddddd", "5,6", ""},
		{"mouse tracking is not sd", fiveRows + "\x1b[1;1;1;1;1T", "aaaaa|bbbbb|ccccc|ddddd|eeeee", "5,6", ""},
		{"su in a region", fiveRows + "\x1b[2;4r\x1b[1S", "aaaaa|ccccc|ddddd||eeeee", "1,1", ""},
		{"sd in a box", fiveRows + "\x1b[?69h\x1b[2;3s\x1b[2;4r\x1b[1T", "aaaaa|b  bb|cbbcc|dccdd|eeeee", "1,1", ""},
		{"stbm homes", "\x1b[3;3H\x1b[2;4rx", "x", "1,2", ""},
		{"stbm too small", "\x1b[3;3H\x1b[3;3rx", "||  x", "3,4", ""},
		{"stbm upside down", "\x1b[3;3H\x1b[4;2rx", "||  x", "3,4", ""},
		{"stbm clamps", "\x1b[2;99r\x1b[5;1Hx\n", "|||x", "5,2", ""},
		{"lf outside the columns", "\x1b[?69h\x1b[2;3s\x1b[5;8Hx\n", "||||       x", "5,9", ""},
	})
}

func TestProtection(t *testing.T) {
	runControlTests(t, []controlTest{
		{"decsel", "ab\x1b[1\"qcd\x1b[0\"qef\x1b[?2K", "  cd", "1,7", ""},
		{"decsed", "ab\x1b[1\"qcd\x1b[2\"qef\x1b[?2J", "  cd", "1,7", ""},
		{"el takes it", "\x1b[1\"qcd\x1b[2K", "", "1,3", ""},
		{"decsera", "a\x1b[1\"qb\x1b[\"qc\x1b[1;1;1;3${", " b", "1,4", ""},
		{"spa", "a\x1bVb\x1bWc\x1b[2K", " b", "1,4", ""},
		{"saved", "\x1b[1\"q\x1b7\x1b[\"q\x1b8a\x1b[?2K", "a", "1,2", ""},
	})
}

func TestRectangles(t *testing.T) {
	runControlTests(t, []controlTest{
		{"fill", "\x1b[42;2;3;3;5$x", "|  ***|  ***", "1,1", ""},
		{"fill not a character", "\x1b[7;2;3;3;5$x", "", "", ""},
		{"fill upside down", "\x1b[42;3;3;2;5$x", "", "", ""},
		{"fill whole", "\x1b[42$x", "**********|**********|**********|**********|**********", "1,1", ""},
		{"erase", fiveRows + "\x1b[2;2;3;3$z", "aaaaa|b  bb|c  cc|ddddd|eeeee", "5,6", ""},
		{"copy", "abc\r\ndef\x1b[1;1;2;2;1;3;5;1$v", "abc|def|    ab|    de", "2,4", ""},
		{"copy over itself", "0123456789\x1b[1;1;1;5;1;1;3;1$v", "0101234789", "1,10", ""},
		{"copy clips", "ab\x1b[1;1;1;2;1;5;10;1$v", "ab||||         a", "1,3", ""},
		{"copy half a wide cell", "日x\x1b[1;2;1;3;1;2;1;1$v", "日x| x", "1,4", ""},
		{"copy clusters", "e\u0301日\x1b[1;1;1;3;1;2;4;1$v", "e\u0301日|   e\u0301日", "1,4", ""},
		{"origin", "\x1b[2;4r\x1b[?6h\x1b[42;1;1;9;1$x", "|*|*|*", "2,1", ""},
		{"restyle as stream", "abc\r\nabc\x1b[1;2;2;2;7$r\x1b[9;1;1;1;2;3*y", "abc|abc", "2,4", "\x1bP9!~FD34\x1b\\"},
	})
	e := play(10, 3, "aaaa\r\nbbbb\x1b[2*x\x1b[1;2;2;3;1;4$r\x1b[2;2;2;2;0$t")
	for _, test := range []struct {
		row, col  int
		attr      Attr
		underline UnderlineKind
	}{
		{0, 0, 0, 0}, {0, 1, Bold, UnderlineSingle}, {0, 3, 0, 0},
		{1, 1, Blink | Inverse | Invisible, 0}, {1, 2, Bold, UnderlineSingle}, {2, 1, 0, 0},
	} {
		s := e.s.Glyph(test.row, test.col).Style
		if s.Attr != test.attr || s.Underline != test.underline {
			t.Errorf("the cell at %d,%d has attributes %b and underline %d", test.row, test.col, s.Attr, s.Underline)
		}
	}
}

func TestWideCells(t *testing.T) {
	runControlTests(t, []controlTest{
		{"left half overwritten", "日本\x1b[1;1Hx", "x 本", "1,2", ""},
		{"right half overwritten", "日本\x1b[1;2Hx", " x本", "1,3", ""},
		{"across two", "日本\x1b[1;2H字", " 字", "1,4", ""},
		{"run over the end of one", "日本語\x1b[1;2Hxyz", " xyz語", "1,5", ""},
		{"one column", "\x1b[?69h\x1b[3;4s\x1b[1;3H日日", "  日|  日", "2,4", ""},
		{"repeated", "日\x1b[2b", "日日日", "1,7", ""},
	})
	e := play(1, 3, "日x")
	checkInvariants(t, e)
	if got := screenText(&e.s); got != "|x" {
		t.Errorf("a screen of one column shows %q", got)
	}
	// What is left of a wide cell keeps its background.
	e = play(10, 1, "\x1b[41m日\x1b[m\x1b[1;2Hx")
	if g := e.s.Glyph(0, 0); g.Text != "" || g.Style != (Style{BG: Palette(1)}) {
		t.Errorf("half of a wide cell is %+v", g)
	}
}

func TestCombining(t *testing.T) {
	runControlTests(t, []controlTest{
		{"joins", "e\u0301x", "e\u0301x", "1,3", ""},
		{"joins wide", "字\u0301x", "字\u0301x", "1,4", ""},
		{"joins in the last column", "0123456789\u0301x", "0123456789\u0301|x", "2,2", ""},
		{"first of all", "\u0301x", "\u00a0\u0301x", "1,3", ""},
		{"after a movement, the cell there", "ab\x1b[1;1H\u0301", "a\u0301b", "1,1", ""},
		{"after a movement, a blank", "ab\x1b[2;1H\u0301x", "ab|\u00a0\u0301x", "2,3", ""},
		{"on a right half", "字\x1b[1;2H\u0301", "字\u0301", "1,2", ""},
		{"zwj is one", "👩\u200d💻", "👩\u200d💻", "1,5", ""},
		{"full", "e" + rep("\u0301", 99), "e" + rep("\u0301", 64), "1,2", ""},
	})
}

func TestRepeat(t *testing.T) {
	runControlTests(t, []controlTest{
		{"rep", "ab\x1b[3b", "abbbb", "1,6", ""},
		{"rep wraps", "ab\x1b[12b", "abbbbbbbbb|bbbb", "2,5", ""},
		{"rep of nothing", "\x1b[3b", "", "1,1", ""},
		{"not across a control", "a\r\x1b[3b", "a", "1,1", ""},
		{"not across a sequence", "a\x1b[m\x1b[3b", "a", "1,2", ""},
		{"not twice", "a\x1b[b\x1b[b", "aa", "1,3", ""},
	})
}

func TestCharsets(t *testing.T) {
	runControlTests(t, []controlTest{
		{"graphics", "\x1b(0lqk\x1b(Blqk", "┌─┐lqk", "1,7", ""},
		{"shift out and in", "\x1b)0q\x0eq\x0fq", "q─q", "1,4", ""},
		{"single shifts", "\x1b*0\x1b+0\x1bNqq\x1bOqq", "─q─q", "1,5", ""},
		{"locking shifts", "\x1b*0\x1b+0\x1bnq\x1boq\x0fq", "──q", "1,4", ""},
		{"uk", "\x1b(A#a", "£a", "1,3", ""},
		{"unknown is ascii", "\x1b(0\x1b(Zq", "q", "1,2", ""},
		{"beyond ascii", "\x1b(0é", "é", "1,2", ""},
		{"utf-8 stays", "\x1b%G\x1b%@é", "é", "1,2", ""},
	})
}
