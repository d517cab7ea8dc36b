package term

import "testing"

// What these expect is what xterm 379 does, except for its colours of bold text.
func TestStacks(t *testing.T) {
	runControlTests(t, []controlTest{
		{"pen", "\x1b[1;4;31m\x1b[#{\x1b[0m\x1b[#}\x1bP$qm\x1b\\", "", "", "\x1bP1$r0;1;4;31m\x1b\\"},
		{"part of a pen", "\x1b[1;4;31m\x1b[1#{\x1b[0;7m\x1b[#}\x1bP$qm\x1b\\", "", "", "\x1bP1$r0;1;7m\x1b\\"},
		{"colours of a pen", "\x1b[1;4;31;42m\x1b[30;31#{\x1b[0;7m\x1b[#}\x1bP$qm\x1b\\", "", "", "\x1bP1$r0;7;31;42m\x1b\\"},
		{"pen under other names", "\x1b[1m\x1b[#p\x1b[0m\x1b[#q\x1bP$qm\x1b\\", "", "", "\x1bP1$r0;1m\x1b\\"},
		{"no pen", "\x1b[#}\x1bP$qm\x1b\\", "", "", "\x1bP1$r0m\x1b\\"},
		{"pen and underline colour", "\x1b[4:3;58:5:9m\x1b[#{\x1b[m\x1b[#}\x1bP$qm\x1b\\", "", "", "\x1bP1$r0;4:3;58:5:9m\x1b\\"},
		{"rendition of an area", "\x1b[4;31mab\x1b[24mcd\x1b[1;1;1;2#|\x1b[1;1;1;4#|\x1b[1;1;2;4#|", "abcd", "1,5", "\x1b[0;4;31m\x1b[0;31m\x1b[0m"},
		{"palettes", "\x1b[#P\x1b[#R\x1b]4;1;#123\a\x1b]4;1;?\a\x1b[#Q\x1b]4;1;?\a", "", "",
			"\x1b[?1;1#Q\x1b]4;1;rgb:1010/2020/3030\a\x1b]4;1;rgb:cdcd/0000/0000\a"},
		{"palette by number", "\x1b]10;#f00\a\x1b[3#P\x1b]10;#0f0\a\x1b[#P\x1b]110\a\x1b[3#Q\x1b]10;?\a\x1b[#R", "", "",
			"\x1b]10;rgb:f0f0/0000/0000\a\x1b[?4;4#Q"},
		{"palettes without end", rep("\x1b[#P", 99) + "\x1b[#R" + rep("\x1b[#Q", 99) + "\x1b[#R", "", "", "\x1b[?10;10#Q\x1b[?0;10#Q"},
		{"pens without end", "\x1b[1m" + rep("\x1b[#{", 99) + "\x1b[m" + rep("\x1b[#}", 99) + "\x1bP$qm\x1b\\", "", "", "\x1bP1$r0;1m\x1b\\"},
	})
}

func TestPresentationReports(t *testing.T) {
	runControlTests(t, []controlTest{
		{"deccir", "\x1b[1$w", "", "", "\x1bP1$u1;1;1;@;@;@;0;2;O;BBBB\x1b\\"},
		{"deccir renditions", "\x1b[3;4H\x1b[1;7m\x1b[1$w", "", "3,4", "\x1bP1$u3;4;1;I;@;@;0;2;O;BBBB\x1b\\"},
		{"deccir sets", "\x1b(0\x1b)A\x0e\x1b[1$w", "", "", "\x1bP1$u1;1;1;@;@;@;1;2;O;0ABB\x1b\\"},
		{"deccir protection", "\x1b[1\"q\x1b[1$w", "", "", "\x1bP1$u1;1;1;@;A;@;0;2;O;BBBB\x1b\\"},
		{"deccir origin and wrap", "\x1b[2;4r\x1b[?6h0123456789\x1b[1$w", "|0123456789", "", "\x1bP1$u2;10;1;@;@;I;0;2;O;BBBB\x1b\\"},
		{"dectabsr", "\x1b[2$w", "", "", "\x1bP2$u1/9\x1b\\"},
		{"unknown", "\x1b[3$w", "", "", ""},
		{"cursor restored", "\x1bP1$t3;4;1;C;@;@;0;2;@;0BBB\x1b\\\x1b[1$wq", "||   ─", "3,5", "\x1bP1$u3;4;1;C;@;@;0;2;O;0BBB\x1b\\"},
		{"wrap restored", "\x1bP1$t1;10;1;@;@;H;0;2;O;BBBB\x1b\\x", "|x", "2,2", ""},
		{"cursor out of range", "\x1bP1$t99;99;1;@;@;@;0;2;O;BBBB\x1b\\", "", "5,10", ""},
		{"nonsense not restored", "\x1b[2;2H\x1bP1$t1;1;1;!;@;@;0;2;O;BBBB\x1b\\\x1bP1$tx;1;1;@;@;@;0;2;O;BBBB\x1b\\\x1bP1$t1;1\x1b\\", "", "2,2", ""},
		{"tabs restored", "\x1bP2$t3/7/99/x\x1b\\\x1b[2$w\tx", "  x", "1,4", "\x1bP2$u3/7\x1b\\"},
		{"no tabs restored", "\x1bP2$t\x1b\\\x1b[2$w", "", "", "\x1bP2$u\x1b\\"},
	})
}

func TestLevelsAndControls(t *testing.T) {
	runControlTests(t, []controlTest{
		{"8-bit answers", "\x1b G\x1b[6n\x1bP$qm\x1b\\\x1b F\x1b[6n", "", "", "\x9b1;1R\x901$r0m\x9c\x1b[1;1R"},
		{"decscl", "\x1b[62;1\"p\x1bP$q\"p\x1b\\\x1b[61\"p\x1bP$q\"p\x1b\\\x1b[65;1\"p\x1bP$q\"p\x1b\\", "", "", "\x1bP1$r62;1\"p\x1b\\\x1bP1$r61\"p\x1b\\\x1bP1$r64;1\"p\x1b\\"},
		{"decscl 8-bit", "\x1b[64;0\"p\x1bP$q\"p\x1b\\\x1bc\x1bP$q\"p\x1b\\", "", "", "\x901$r64;0\"p\x9c\x1bP1$r64;1\"p\x1b\\"},
		{"graphics", "\x1b[?1;1;0S\x1b[?2;1;0S", "", "", "\x1b[?1;3S\x1b[?2;3S"},
		{"private status", "\x1b[?5n", "", "", "\x1b[?0n"},
	})
}

func TestOtherKeys(t *testing.T) {
	runControlTests(t, []controlTest{
		{"off", "\x1b[?4m", "", "", "\x1b[>4;0m"},
		{"set", "\x1b[>4;2m\x1b[?4m", "", "", "\x1b[>4;2m"},
		{"set without value", "\x1b[>4;2m\x1b[>4m\x1b[?4m", "", "", "\x1b[>4;0m"},
		{"disabled", "\x1b[>4;2m\x1b[>4n\x1b[?4m", "", "", "\x1b[>4;0m"},
		{"all reset", "\x1b[>4;2m\x1b[>m\x1b[?4m", "", "", "\x1b[>4;0m"},
		{"soft reset", "\x1b[>4;2m\x1b[!p\x1b[?4m", "", "", "\x1b[>4;0m"},
		{"hard reset", "\x1b[>4;2m\x1bc\x1b[?4m", "", "", "\x1b[>4;0m"},
		{"alternate screen", "\x1b[>4;2m\x1b[?1049h\x1b[?4m", "", "", "\x1b[>4;2m"},
		{"others", "\x1b[?1m\x1b[?2m\x1b[?3m\x1b[?9m", "", "", "\x1b[>1;2m\x1b[>2;2m\x1b[>3;0m"},
	})
}
