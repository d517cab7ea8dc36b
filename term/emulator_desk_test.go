package term

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"gomosh/internal/version"
)

func TestDirectory(t *testing.T) {
	for _, test := range []struct{ host, in, want string }{
		{"", "\x1b]7;file://h/tmp\a", "file://h/tmp"},
		{"", "\x1b]7;file:///tmp\x1b\\", "file:///tmp"},
		{"far", "\x1b]7;file:///tmp\a", "file://far/tmp"},
		{"far", "\x1b]7;file://localhost/tmp\a", "file://far/tmp"},
		{"far", "\x1b]7;kitty-shell-cwd://other/tmp\a", "kitty-shell-cwd://other/tmp"},
		{"far", "\x1b]7;file:///tmp\a\x1b]7;\a", ""},
		{"", "\x1b]7;http://h/\a\x1b]7;/tmp\a\x1b]7;file:///a b\a\x1b]7;file:///é\a\x1b]7;file:///" + rep("a", 3000) + "\a", ""},
		{"", "\x1b]7;file:///tmp\a\x1bc", "file:///tmp"},
	} {
		e := NewEmulator(10, 2)
		e.SetHost(test.host)
		e.Write([]byte(test.in))
		if got := e.Snapshot().Directory; got != test.want {
			t.Errorf("%.60q on %q leaves %q, want %q", test.in, test.host, got, test.want)
		}
	}
}

func TestNotices(t *testing.T) {
	for _, test := range []struct {
		in    string
		count uint64
		want  []Notice
	}{
		{"\x1b]9;done\a", 1, []Notice{{9, "done"}}},
		{"\x1b]9;42\a\x1b]9;done; really\a", 2, []Notice{{9, "42"}, {9, "done; really"}}},
		{"\x1b]9;\a\x1b]9;1;500\a\x1b]9;9;/tmp\a\x1b]9;12\a\x1b]9;4;1;50\a", 0, nil},
		{"\x1b]777;notify;Title;Body\a\x1b]777;precmd\a", 1, []Notice{{777, "notify;Title;Body"}}},
		{"\x1b]99;i=1:d=0;Hello\x1b\\\x1b]99;i=1:p=body;World\x1b\\", 2, []Notice{{99, "i=1:d=0;Hello"}, {99, "i=1:p=body;World"}}},
		{"\x1b]99;i=1:p=?;\x1b\\\x1b]99;i=1:p=close;\x1b\\\x1b]99;p=alive;\x1b\\\x1b]99;a=report,focus;x\x1b\\\x1b]99;c=1;x\x1b\\\x1b]99;x\x1b\\", 0, nil},
		{"\x1b]9;a\a\x1b]9;b\a\x1b]9;c\a\x1b]9;d\a\x1b]9;e\a", 5, []Notice{{9, "b"}, {9, "c"}, {9, "d"}, {9, "e"}}},
		{"\x1b]9;x\x7f" + rep("é", 2000) + "\a", 1, []Notice{{9, "x" + rep("é", maxNotice-1)}}},
		{"\x1b]9;a\a\x1bc", 1, []Notice{{9, "a"}}},
	} {
		s := play(10, 2, test.in).Snapshot()
		if s.Noticed != test.count || !reflect.DeepEqual(s.Notices, test.want) {
			t.Errorf("%.60q leaves %d: %.200s", test.in, s.Noticed, fmt.Sprint(s.Notices))
		}
	}
	e := play(10, 2, "\x1b]9;a\a\x1b]9;b\a")
	s := e.Snapshot()
	e.Write([]byte(rep("\x1b]9;c\a", 9)))
	if s.Noticed != 2 || s.Notices[1].Text != "b" || s.Equal(e.Snapshot()) {
		t.Error("a snapshot's notices changed")
	}
}

func TestProgressAndPointer(t *testing.T) {
	for _, test := range []struct {
		in      string
		want    Progress
		pointer string
	}{
		{"\x1b]9;4;1;50\a", Progress{1, 50}, ""},
		{"\x1b]9;4;1;50\a\x1b]9;4;2\a", Progress{2, 50}, ""},
		{"\x1b]9;4;1;500\a", Progress{1, 100}, ""},
		{"\x1b]9;4;1;50\a\x1b]9;4;3;7\a", Progress{3, 0}, ""},
		{"\x1b]9;4;1;50\a\x1b]9;4;0\a", Progress{}, ""},
		{"\x1b]9;4;1;50\a\x1b]9;4;9;1\a\x1b]9;4;x\a\x1b]9;4\a", Progress{1, 50}, ""},
		{"\x1b]22;text\a", Progress{}, "text"},
		{"\x1b]22;text\a\x1b]22;?__current__\a\x1b]22;" + rep("a", 33) + "\a\x1b]22;A B\a", Progress{}, "text"},
		{"\x1b]22;text\a\x1b]22;\a", Progress{}, ""},
		{"\x1b]22;text\a\x1b]9;4;1;50\a\x1bc", Progress{}, ""},
	} {
		s := play(10, 2, test.in).Snapshot()
		if s.Progress != test.want || s.Pointer != test.pointer {
			t.Errorf("%q leaves %+v and pointer %q", test.in, s.Progress, s.Pointer)
		}
	}
}

func TestPromptMarks(t *testing.T) {
	e := play(10, 4, "\x1b]133;A\a$ \x1b]133;B\als\r\n\x1b]133;C;x=y\aout\r\n\x1b]133;D;0\a\x1b]133;Z\a\x1b]133;AB\a")
	marks := func(s *Screen) string {
		var b strings.Builder
		for row := range s.rows {
			b.WriteByte(byte(s.Mark(row)) | ' ')
		}
		return b.String()
	}
	first := e.Snapshot()
	if got := marks(first); got != "acd " {
		t.Errorf("marks are %q", got)
	}
	e.Write([]byte("\x1b]133;D\a"))
	if !e.Snapshot().Equal(first) {
		t.Error("a mark set again makes another screen")
	}
	e.Write([]byte("\x1b[4;1H\n"))
	if got := marks(e.Snapshot()); got != "cd  " {
		t.Errorf("after scrolling marks are %q", got)
	}
	e.Write([]byte("\x1b[2K\x1b[1;1H\x1b[2K"))
	if got := marks(e.Snapshot()); got != " d  " {
		t.Errorf("after erasing marks are %q", got)
	}
	if got := marks(first); got != "acd " {
		t.Errorf("the snapshot's marks are %q", got)
	}
	e.Load(first)
	e.Write([]byte("\x1b[1;1H\x1b]133;A\a"))
	if e.Snapshot().Equal(first) {
		t.Error("a row with another mark is the same")
	}
}

func TestPrimary(t *testing.T) {
	s := play(10, 2, "\x1b]52;p;eA==\a\x1b]52;c;eQ==\a\x1b]52;q;eg==\a\x1b]52;pq;\a\x1b]52;p;eA==\a").Snapshot()
	if s.Primary != "eA==" || s.PrimaryCopies != 4 || s.Clipboard != "eQ==" || s.Copies != 1 {
		t.Errorf("primary %q after %d, clipboard %q after %d", s.Primary, s.PrimaryCopies, s.Clipboard, s.Copies)
	}
}

func TestFacts(t *testing.T) {
	white := RGB(255, 255, 255)
	f := Facts{Known: true, Keyboard: true, Clusters: true, MousePixels: true, Light: true, CellWidth: 8, CellHeight: 16}
	f.Colors.Dynamic[1] = white
	f.Colors.Palette[1] = RGB(1, 2, 3)
	ask := "\x1b]11;?\a\x1b]10;?\a\x1b]4;1;?;2;?\a\x1b[?996n\x1b[14t\x1b[15t\x1b[16t\x1b[?u\x1b[?2027$p\x1b[?1016$p"
	for _, test := range []struct {
		name, in, want string
		facts          Facts
	}{
		{"nothing known", ask, "\x1b]4;1;rgb:cdcd/0000/0000\a\x1b]4;2;rgb:0000/cdcd/0000\a\x1b[?2027;0$y\x1b[?1016;0$y", Facts{}},
		{"all known", ask, "\x1b]11;rgb:ffff/ffff/ffff\a\x1b]4;1;rgb:0101/0202/0303\a\x1b]4;2;rgb:0000/cdcd/0000\a" +
			"\x1b[?997;2n\x1b[4;32;80t\x1b[5;32;80t\x1b[6;16;8t\x1b[?0u\x1b[?2027;2$y\x1b[?1016;2$y", f},
		{"set by the program", "\x1b]11;#000\a\x1b]11;?\a\x1b]111\a\x1b]11;?\a\x1b[>5u\x1b[?u\x1b[?2027h\x1b[?2027$p\x1b[?1016h\x1b[?1016$p",
			"\x1b]11;rgb:0000/0000/0000\a\x1b]11;rgb:ffff/ffff/ffff\a\x1b[?5u\x1b[?2027;1$y\x1b[?1016;1$y", f},
		{"kept over a reset", "\x1bc\x1b[?996n\x1b[>q", "\x1b[?997;2n" + "\x1bP>|gomosh(" + version.Number + ")\x1b\\", f},
	} {
		e := NewEmulator(10, 2)
		e.SetFacts(test.facts)
		e.Write([]byte(test.in))
		if got := string(e.TakeReplies()); got != test.want {
			t.Errorf("%s: %q is answered\n%q, want\n%q", test.name, test.in, got, test.want)
		}
	}

	e := play(10, 2, "\x1b[?2031h\x1b[?2048h")
	e.TakeReplies()
	e.SetFacts(f)
	if got, want := string(e.TakeReplies()), "\x1b[?997;2n\x1b[48;2;10;32;80t"; got != want {
		t.Errorf("new facts are told as %q, want %q", got, want)
	}
	e.SetFacts(f)
	if got := e.TakeReplies(); got != nil {
		t.Errorf("the same facts are told as %q", got)
	}
	f.Dark, f.Light = true, false
	e.SetFacts(f)
	e.Resize(5, 4)
	if got, want := string(e.TakeReplies()), "\x1b[?997;1n\x1b[48;4;5;64;40t"; got != want {
		t.Errorf("a change is told as %q, want %q", got, want)
	}
	e.Write([]byte("\x1b[?2031l\x1b[?2048l"))
	f.Dark = false
	e.SetFacts(f)
	e.Resize(9, 9)
	if got := e.TakeReplies(); got != nil {
		t.Errorf("unasked: %q", got)
	}
	e.Write([]byte("\x1b[?2048h"))
	if got, want := string(e.TakeReplies()), "\x1b[48;9;9;144;72t"; got != want {
		t.Errorf("setting mode 2048 is answered %q, want %q", got, want)
	}
}

// Colours of a snapshot stay as they are while the program changes its own.
func TestColorsOfSnapshots(t *testing.T) {
	e := play(10, 2, "\x1b]4;1;#fff\a\x1b]11;#000\a")
	s := e.Snapshot()
	same := e.Snapshot()
	e.Write([]byte("\x1b]4;1;#000\a"))
	if s.Colors.Palette[1] != RGB(0xf0, 0xf0, 0xf0) || s.Equal(e.Snapshot()) || !s.Equal(same) {
		t.Error("a snapshot's colours changed")
	}
	e.Write([]byte("\x1b]104\a\x1b]111\a"))
	if c := e.Snapshot().Colors; c != nil {
		t.Errorf("after resetting all there is %v", c)
	}
	e.Write([]byte("\x1b]104\a\x1b]104;3\a\x1b]110\a"))
	if c := e.Snapshot().Colors; c != nil {
		t.Errorf("after resetting nothing there is %v", c)
	}
}
