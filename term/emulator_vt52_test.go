package term

import "testing"

func TestVT52(t *testing.T) {
	runControlTests(t, []controlTest{
		{"identify", "\x1b[?2l\x1bZ\x1b<\x1b[5n", "", "", "\x1b/Z\x1b[0n"},
		{"address", "\x1b[?2l\x1bY\"#x", "||   x", "3,5", ""},
		{"address beyond", "\x1b[?2l\x1bY\x7f\x7fx", "||||         x", "5,10", ""},
		{"cursor", "\x1b[3;3H\x1b[?2lx\x1bAy\x1bBz\x1bCw\x1bDv", "|   y|  x z v", "3,8", ""},
		{"home and reverse", "\x1b[?2l\x1bHabc\x1bI\x1bIx", "   x||abc", "1,5", ""},
		{"erase", "abc\r\ndef\r\nghi\x1b[2;2H\x1b[?2l\x1bK\x1bAx\x1bB\x1bJ", "axc|d", "2,3", ""},
		{"graphics", "\x1b[?2l\x1bFa`fg\x1bGa", "▮ °±a", "1,6", ""},
		{"no control sequences", "\x1b[?2l\x1b[6nx", "6nx", "1,4", ""},
		{"no C1 controls", "\x1b[?2l\u009b2Cx", "2Cx", "1,4", ""},
		{"and back", "\x1b[?2l\x1b<\x1b[3;3Hx\x1b[?2$p", "||  x", "3,4", "\x1b[?2;1$y"},
		{"hard reset leaves it", "\x1b[?2lx\x1bc\x1b[2Cy", "  y", "1,4", ""},
	})
}

func TestNationalSets(t *testing.T) {
	runControlTests(t, []controlTest{
		{"German", "\x1b[?42h\x1b(K[a]~#", "ÄaÜß#", "1,6", ""},
		{"without the mode", "\x1b(K[]", "[]", "1,3", ""},
		{"mode ends", "\x1b[?42h\x1b(K[\x1b[?42l[", "Ä[", "1,3", ""},
		{"alias", "\x1b[?42h\x1b(5[\x1b(C[", "ÄÄ", "1,3", ""},
		{"Portuguese", "\x1b[?42h\x1b(%6[", "Ã", "1,2", ""},
		{"Supplemental", "\x1b(<!(]}PWw", "¡¤ŸÿPŒœ", "1,8", ""},
		{"Supplemental by its other name", "\x1b)%5\x0e!", "¡", "1,2", ""},
		{"other names of two characters", "\x1b(%z!\x1b$$$B!", "!!", "1,3", ""},
	})
}

func TestLatin1Set(t *testing.T) {
	runControlTests(t, []controlTest{
		{"locking shift", "\x1b-Aab\x0eab\x0fc", "abáâc", "1,6", ""},
		{"single shift", "\x1b.A\x1bNbb\x1b/A\x1bO!", "âb¡", "1,4", ""},
		{"told", "\x1b-A\x1b[1$w", "", "", "\x1bP1$u1;1;1;@;@;@;0;2;O;BABB\x1b\\"},
		{"another set of 96", "\x1b-Z\x0eab", "ab", "1,3", ""},
	})
}
