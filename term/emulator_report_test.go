package term

import (
	"strings"
	"testing"

	"gomosh/internal/version"
)

func TestReports(t *testing.T) {
	runControlTests(t, []controlTest{
		{"da1", "\x1b[c", "", "", "\x1b[?62;22;52c"},
		{"da1 zero", "\x1b[0c", "", "", "\x1b[?62;22;52c"},
		{"da1 other", "\x1b[1c", "", "", ""},
		{"decid", "\x1bZ", "", "", "\x1b[?62;22;52c"},
		{"da2", "\x1b[>c", "", "", "\x1b[>1;10;0c"},
		{"da3", "\x1b[=c", "", "", "\x1bP!|00000000\x1b\\"},
		{"dsr", "\x1b[5n", "", "", "\x1b[0n"},
		{"cpr", "\x1b[2;3H\x1b[6n", "", "", "\x1b[2;3R"},
		{"decxcpr", "\x1b[2;3H\x1b[?6n", "", "", "\x1b[?2;3;1R"},
		{"printer", "\x1b[?15n", "", "", "\x1b[?13n"},
		{"keys", "\x1b[?25n\x1b[?26n", "", "", "\x1b[?20n\x1b[?27;1;0;0n"},
		{"locator", "\x1b[?55n\x1b[?56n", "", "", "\x1b[?53n\x1b[?57;0n"},
		{"macros", "\x1b[?62n\x1b[?63;7n", "", "", "\x1b[0000*{\x1bP7!~0000\x1b\\"},
		{"integrity", "\x1b[?75n\x1b[?85n", "", "", "\x1b[?70n\x1b[?83n"},
		{"dsr unknown", "\x1b[7n\x1b[?996n", "", "", ""},
		{"parameters", "\x1b[x\x1b[1x", "", "", "\x1b[2;1;1;128;128;1;0x\x1b[3;1;1;128;128;1;0x"},
		{"xtversion", "\x1b[>q\x1b[>0q", "", "", rep("\x1bP>|gomosh("+version.Number+")\x1b\\", 2)},
		{"size", "\x1b[18t\x1b[19t", "", "", "\x1b[8;5;10t\x1b[9;5;10t"},
		{"window", "\x1b[11t\x1b[13t", "", "", "\x1b[1t\x1b[3;0;0t"},
		{"titles are not told", "\x1b]0;evil\a\x1b[20t\x1b[21t", "", "", ""},
		{"keyboard is not told", "\x1b[?u", "", "", ""},
		{"decrqm", "\x1b[?25$p\x1b[?25l\x1b[?25$p", "", "", "\x1b[?25;1$y\x1b[?25;2$y"},
		{"decrqm mouse", "\x1b[?1002h\x1b[?1000$p\x1b[?1002$p\x1b[?1006$p", "", "", "\x1b[?1000;2$y\x1b[?1002;1$y\x1b[?1006;2$y"},
		{"decrqm screens", "\x1b[?1049$p\x1b[?1049h\x1b[?47$p", "", "", "\x1b[?1049;2$y\x1b[?47;1$y"},
		{"decrqm unknown", "\x1b[?4711$p\x1b[4711$p", "", "", "\x1b[?4711;0$y\x1b[4711;0$y"},
		{"decrqm ansi", "\x1b[4$p\x1b[4h\x1b[4$p\x1b[12$p\x1b[1$p", "", "", "\x1b[4;2$y\x1b[4;1$y\x1b[12;1$y\x1b[1;4$y"},
		{"decrqm fixed", "\x1b[?2$p\x1b[?8$p", "", "", "\x1b[?2;1$y\x1b[?8;4$y"},
		{"decrqm sync", "\x1b[?2026$p\x1b[?2026h\x1b[?2026$p", "", "", "\x1b[?2026;2$y\x1b[?2026;1$y"},
		{"decrqss sgr", "\x1b[1;4:3;31;48;5;200;53;58:2::1:2:3m\x1bP$qm\x1b\\", "", "", "\x1bP1$r0;1;4:3;53;31;48:5:200;58:2::1:2:3m\x1b\\"},
		{"decrqss bright", "\x1b[9;21;94m\x1bP$qm\x1b\\", "", "", "\x1bP1$r0;9;21;94m\x1b\\"},
		{"decrqss margins", "\x1b[2;4r\x1b[?69h\x1b[3;5s\x1bP$qr\x1b\\\x1bP$qs\x1b\\", "", "", "\x1bP1$r2;4r\x1b\\\x1bP1$r3;5s\x1b\\"},
		{"decrqss cursor", "\x1b[4 q\x1bP$q q\x1b\\", "", "", "\x1bP1$r4 q\x1b\\"},
		{"decrqss size", "\x1bP$qt\x1b\\\x1bP$q*|\x1b\\\x1bP$q$|\x1b\\", "", "", "\x1bP1$r5t\x1b\\\x1bP1$r5*|\x1b\\\x1bP1$r10$|\x1b\\"},
		{"decrqss protection", "\x1b[1\"q\x1bP$q\"q\x1b\\\x1bV\x1bP$q\"q\x1b\\", "", "", "\x1bP1$r1\"q\x1b\\\x1bP1$r0\"q\x1b\\"},
		{"decrqss extent", "\x1bP$q*x\x1b\\\x1b[2*x\x1bP$q*x\x1b\\\x1bP$q\"p\x1b\\", "", "", "\x1bP1$r1*x\x1b\\\x1bP1$r2*x\x1b\\\x1bP1$r64;1\"p\x1b\\"},
		{"decrqss unknown", "\x1bP$qzz\x1b\\", "", "", "\x1bP0$r\x1b\\"},
		{"xtgettcap", "\x1bP+q436F\x1b\\", "", "", "\x1bP1+r436F=323536\x1b\\"},
		{"xtgettcap several", "\x1bP+q544e;7878\x1b\\", "", "", "\x1bP1+r544e=787465726d2d323536636f6c6f72\x1b\\\x1bP0+r\x1b\\"},
		{"xtgettcap nonsense", "\x1bP+qzz\x1b\\", "", "", "\x1bP0+r\x1b\\"},
		{"checksum", "AB\x1b[1;1;1;1;1;2*y", "AB", "", "\x1bP1!~FF7D\x1b\\"},
		{"checksum positive", "AB\x1b[1#y\x1b[1;1;1;1;1;2*y", "AB", "", "\x1bP1!~0083\x1b\\"},
		{"checksum of renditions", "\x1b[1;4;5;7mA\x1b[1#y\x1b[1;1;1;1;1;1*y\x1b[3#y\x1b[1;1;1;1;1;1*y", "A", "", "\x1bP1!~0131\x1b\\\x1bP1!~0041\x1b\\"},
		{"checksum of blanks", "\x1b[1#y\x1b[1;1;1;1;1;3*y\x1b[5#y\x1b[1;1;1;1;1;3*y\x1b[9#y\x1b[1;1;1;1;1;3*y", "", "", "\x1bP1!~0020\x1b\\\x1bP1!~0060\x1b\\\x1bP1!~0000\x1b\\"},
		{"checksum of a cluster", "e\u0301\x1b[1#y\x1b[1;1;1;1;1;1*y\x1b[17#y\x1b[1;1;1;1;1;1*y", "e\u0301", "", "\x1bP1!~0065\x1b\\\x1bP1!~0366\x1b\\"},
		{"checksum of nothing", "\x1b[1;1;3;3;1;1*y", "", "", "\x1bP1!~0000\x1b\\"},
	})
}

func TestRepliesAreBounded(t *testing.T) {
	e := play(10, 5, "")
	for range 1000 {
		e.Write([]byte(strings.Repeat("\x1b[c", 100)))
	}
	if n := len(e.TakeReplies()); n == 0 || n > maxReplies {
		t.Errorf("%d bytes of answers are kept", n)
	}
	if r := e.TakeReplies(); r != nil {
		t.Errorf("answers taken are still there: %q", r)
	}
	e.Write([]byte("\x1b[5n"))
	if r := string(e.TakeReplies()); r != "\x1b[0n" {
		t.Errorf("the next answer is %q", r)
	}
}
