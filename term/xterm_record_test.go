package term

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	xterm "golang.org/x/term"
)

// xtermOps are the pieces inputs are made of; %d becomes a small number.
var xtermOps = map[string][]string{
	"core": {
		"abc", "x", "0123456789", "hello world", "\r", "\n", "\r\n", "\b", "\t", "\x1b[H", "\x1b[%d;%dH", "\x1b[%d;%dH",
		"\x1b[%d;%dH", "\x1b[%dA", "\x1b[%dB", "\x1b[%dC", "\x1b[%dD", "\x1b[%dE", "\x1b[%dF", "\x1b[%dG", "\x1b[%dd", "\x1b[%d`",
		"\x1b[%da", "\x1b[%de", "\x1b[J", "\x1b[1J", "\x1b[K", "\x1b[1K", "\x1b[2K", "\x1b[%dX", "\x1b[%d@", "\x1b[%dP", "\x1b[%dL",
		"\x1b[%dM", "\x1b[%dS", "\x1b[%dT", "\x1bM", "\x1bD", "\x1bE", "\x1b[1m", "\x1b[7m", "\x1b[4m", "\x1b[m", "\x1b7", "\x1b8",
		"\x1b[%db", "\x1b[%dI", "\x1b[%dZ",
	},
	"region": {"\x1b[%d;%dr", "\x1b[r", "\x1b[?6h", "\x1b[?6l", "\x1b[?6h", "\x1b[2;4r"},
	"wide":   {"日", "本語", "日本語テキスト", "é", "e\u0301", "字x"},
	"modes": {
		"\x1b[4h", "\x1b[4l", "\x1b[?7l", "\x1b[?7h", "\x1b[20h", "\x1b[20l", "\x1b[?45h", "\x1b[?45l", "\x1bH", "\x1b[g", "\x1b[3g",
		"\x1b#8", "\x1b[!p", "\x1b[?1049h", "\x1b[?1049l", "\x1b[?47h", "\x1b[?47l", "\x1b[?1047h", "\x1b[?1047l", "\x1b[?1048h",
		"\x1b[?1048l",
	},
	"columns": {"\x1b[?69h", "\x1b[?69h\x1b[%d;%ds", "\x1b[3;7s", "\x1b[?69l", "\x1b6", "\x1b9", "\x1b[%d'}", "\x1b[%d'~", "\x1b[%d @", "\x1b[%d A"},
	"rectangles": {
		"\x1b[%d;%d;%d;%d;1;%d;%d;1$v", "\x1b[65;%d;%d;%d;%d$x", "\x1b[%d;%d;%d;%d$z", "\x1b[%d;%d;%d;%d${", "\x1b[%d;%d;%d;%d;7$r",
		"\x1b[%d;%d;%d;%d;1;4$r", "\x1b[%d;%d;%d;%d;0$r", "\x1b[%d;%d;%d;%d;4$t", "\x1b[%d;%d;%d;%d;0$t", "\x1b[2*x", "\x1b[1*x",
		"\x1b[1\"q", "\x1b[0\"q", "\x1b[?J", "\x1b[?2K", "\x1bV", "\x1bW", "\x1b[?1J",
	},
	"charsets": {"\x1b(0", "\x1b(B", "\x1b)0", "\x0e", "\x0f", "\x1b*0", "\x1bN", "\x1bO", "qxl", "\x1b(A", "#", "\x1bn"},
	"reports": {
		"\x1b[6n", "\x1b[5n", "\x1b[?6n", "\x1b[?1$p", "\x1b[?6$p", "\x1b[?7$p", "\x1b[4$p", "\x1b[20$p", "\x1b[?69$p", "\x1bP$qr\x1b\\",
		"\x1bP$qs\x1b\\", "\x1bP$q\"q\x1b\\", "\x1b[18t", "\x1b[?15n", "\x1b[?25n", "\x1b[?26n", "\x1b[?53n", "\x1b[?56n", "\x1b[?62n",
		"\x1b[?63;5n", "\x1b[?75n", "\x1b[?85n", "\x1b[=c", "\x1bP$qm\x1b\\", "\x1bP$qzz\x1b\\", "\x1b]4;1;?\a", "\x1b]4;1;#123456\a",
		"\x1b]104;1\a", "\x1b]11;rgb:12/34/56\a\x1b]11;?\x1b\\", "\x1b[?25$p", "\x1b[?1049$p", "\x1b[?2004$p", "\x1b[?1000$p",
		"\x1b[?40$p", "\x1b[?9$p", "\x1b[?12$p", "\x1b[?1004h\x1b[?1004$p", "\x1b[?1006$p", "\x1b[?5$p", "\x1b[?66$p", "\x1b[1$p",
		"\x1b[?45$p", "\x1b[?1005$p", "\x1b[?1007$p", "\x1b[?47$p", "\x1b[?1016$p", "\x1b[11t",
	},
	"switches": {
		"\x1b[?41h", "\x1b[?41l", "0123456789\tx", "\x1b[?18h\x1b[?18$p", "\x1b[?35l\x1b[?35$p", "\x1b[?1010$p", "\x1b[?1041h\x1b[?1041$p",
		"\x1b[?4h\x1b[?4$p", "\x1b[2h\x1b[2$p\x1b[2l", "\x1b[12$p", "\x1b[3$p", "\x1b[?13$p", "\x1b[?14$p", "\x1b[?1048$p", "\x1b[?67h\x1b[?67$p",
		"\x1b[?8$p", "\x1b[?46$p", "\x1b[?7;25;6s\x1b[?7l\x1b[?25l\x1b[?7;25;6r", "\x1b[?7;6s\x1b[?6h\x1b[?7;6r", "\x1b[?7l", "\x1b[?25l", "\x1b[?25$p", "\x1b[?6$p", "\x1b[?1046l\x1b[?1049h",
		"\x1b[?1000;1006s", "\x1b[?1000;1006h\x1b[?1000;1006r", "\x1b[?1000$p\x1b[?1006$p", "\x1b[?5n", "\x1b[?95h", "\x1b[?3h",
	},
	"stacks": {
		"\x1b[#{", "\x1b[1;4#{", "\x1b[30;31#{", "\x1b[7;8#{", "\x1b[#}", "\x1b[#}", "\x1b[#p", "\x1b[#q", "\x1bP$qm\x1b\\", "\x1bP$qm\x1b\\", "\x1b[1m",
		"\x1b[7m", "\x1b[38;5;100m", "\x1b[48;5;200m", "\x1b[m", "\x1b[3m", "\x1b[9m", "\x1b[2m", "\x1b[21m", "\x1b[24m", "abc", "x\r\n",
		"\x1b[1;1;2;2#|", "\x1b[1;1;1;1#|", "\x1b[%d;%d;%d;%d#|",
	},
	"presentation": {
		"\x1b[1$w", "\x1b[1$w", "\x1b[2$w", "\x1b[3$w", "\x1b[1m", "\x1b[7;5m", "\x1b[4m", "\x1b[1\"q", "\x1b[0\"q", "\x1b(0", "\x1b)0", "\x1b*A", "\x0e", "\x0f", "\x1bn",
		"\x1bN", "\x1bO", "\x1bH", "\x1b[g", "\x1b[3g", "\x1b[?6h", "\x1b[?6l", "\x1b[2;4r", "abc", "0123456789", "\x1b[%d;%dH", "\x1b[m", "\t",
		"\x1bP1$t3;4;1;C;@;@;0;2;@;0BBB\x1b\\", "\x1bP1$t1;9;1;@;A;@;1;2;@;BBBB\x1b\\", "\x1bP2$t3/7\x1b\\", "\x1bP2$t\x1b\\",
	},
	"colors": {
		"\x1b]4;%d;#112233\a", "\x1b]4;%d;rgb:ff/00/7f\a", "\x1b]4;%d;?\a", "\x1b]4;1;?;2;?\x1b\\", "\x1b]104;%d\a", "\x1b]104\a", "\x1b]10;#123\a\x1b]10;?\a",
		"\x1b]12;red\a\x1b]12;?\a", "\x1b]11;navy\a\x1b]11;?\a", "\x1b]4;3;light sea green;3;?\a", "\x1b]10;rgb:f/8/0;#fff888000\a\x1b]10;?;?\a",
		"\x1b]4;7;Orange\a\x1b]4;7;?\a", "\x1b]4;7;gray50\a\x1b]4;7;?\a", "\x1b]4;7;nocolor\a\x1b]4;7;?\a", "\x1b[#P", "\x1b[#Q", "\x1b]4;1;#f00\a",
		"\x1b]4;7;rgb:fffff/0/0\a\x1b]4;7;?\a", "\x1b]4;7;#12345\a\x1b]4;7;?\a", "\x1b]4;7;rgb:0/0\a\x1b]4;7;?\a", "\x1b]104;7\a",
	},
	"keys": {
		"\x1b[>4;%dm", "\x1b[>4m", "\x1b[?4m", "\x1b[?4m", "\x1b[>4;2m", "\x1b[>4;1m\x1b[?4m", "\x1b[!p", "\x1b[?1m", "\x1b[?2m", "\x1b[?0m", "\x1b[?3m",
	},
	"levels": {
		"\x1bP$q\"p\x1b\\", "\x1b[62;1\"p", "\x1b[63;1\"p", "\x1b[64;1\"p", "\x1b[65;1\"p", "abc", "\x1b[?1;1;0S", "\x1b G\x1b[6n\x1b F", "\x1b G\x1bP$qm\x1b\\\x1b F", "\x1b[?5n",
		"\x1bP$q q\x1b\\", "\x1b[%d q\x1bP$q q\x1b\\", "\x1bP$q*|\x1b\\", "\x1b[2*x\x1bP$q*x\x1b\\", "\x1b[?6n", "\x1b[4m", "\x1b[2;4r\x1bP$qr\x1b\\",
	},
	"parser": {
		"\x1b", "[", "]", "P", "?", ">", "1", "2", ";", "m", "H", "A", "J", "x", "abc", "\x18", "\r", "\n", "\x1b\\", "\a", " ", "!", "$", "é",
		"\x1b[3;3H", "C", "K", "(", "_", "^", "X", "0;t", "\x00", "\x7f", "D", "M", "E",
	},
}

// xtermCases returns the inputs, the same each time.
func xtermCases() []string {
	rng := rand.New(rand.NewPCG(379, 1))
	var cases []string
	for _, plan := range []struct {
		n      int
		groups []string
	}{
		{150, []string{"core"}},
		{350, []string{"core", "region", "modes", "columns"}},
		{150, []string{"core", "wide", "region"}},
		{200, []string{"core", "wide", "rectangles"}},
		{80, []string{"core", "charsets"}},
		{120, []string{"charsets"}},
		{150, []string{"reports", "region", "modes", "columns"}},
		{200, []string{"parser"}},
		{120, []string{"switches", "core"}},
		{80, []string{"switches"}},
		{100, []string{"stacks"}},
		{120, []string{"presentation"}},
		{80, []string{"colors"}},
		{30, []string{"keys"}},
		{60, []string{"levels"}},
	} {
		var ops []string
		for _, g := range plan.groups {
			ops = append(ops, xtermOps[g]...)
		}
		for range plan.n {
			var b strings.Builder
			if plan.groups[0] == "core" && rng.IntN(2) == 0 {
				b.WriteString("abcdefghijklmno日本xyz\x1b[4mABCDEFGHIJ\x1b[mKLMNOPQRST012345678\x1b[H")
			}
			for range 3 + rng.IntN(12) {
				parts := strings.Split(ops[rng.IntN(len(ops))], "%d")
				b.WriteString(parts[0])
				for _, part := range parts[1:] {
					b.WriteString(strconv.Itoa(rng.IntN(8) + rng.IntN(5)))
					b.WriteString(part)
				}
			}
			cases = append(cases, b.String()+"\x18")
		}
	}
	return cases
}

// recordXterm starts an xterm on a display of its own, in it this test binary
// as TestInsideXterm, and writes the file from what that found.
func recordXterm(t *testing.T) {
	raw := t.TempDir() + "/raw"
	display := ":" + strconv.Itoa(200+os.Getpid()%1000)
	server := exec.Command("Xvfb", display, "-screen", "0", "800x600x24")
	if err := server.Start(); err != nil {
		t.Fatalf("cannot start Xvfb (apt install xvfb xterm): %v", err)
	}
	defer func() { server.Process.Kill(); server.Wait() }()
	var err error
	for range 50 { // until the display is there
		cmd := exec.Command("xterm", "-u8", "-geometry", "10x5", "-xrm", "*allowWindowOps: true", "-xrm", "*disallowedWindowOps:",
			"-xrm", "*decTerminalID: 420", "-xrm", "*precompose: false", "-e", os.Args[0], "-test.run", "TestInsideXterm")
		cmd.Env = append(os.Environ(), "DISPLAY="+display, "LC_ALL=C.UTF-8", "GOMOSH_XTERM_RAW="+raw)
		if err = cmd.Run(); err == nil {
			break
		}
	}
	if err != nil {
		t.Fatalf("xterm: %v", err)
	}
	data, err := os.ReadFile(raw)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	kept, all := 0, 0
	for line := range strings.Lines(string(data)) {
		fields := unquoteFields(t, line)
		all++
		if got := ourResult(fields[0]); !slices.Equal(got, fields[1:]) {
			t.Logf("%q gives\n%q, xterm's is\n%q", fields[0], got, fields[1:])
		}
		if slices.Equal(ourResult(fields[0]), fields[1:]) {
			out.WriteString(line)
			kept++
		}
	}
	t.Logf("%d of %d cases agree", kept, all)
	if err := os.WriteFile(xtermFile, []byte(out.String()), 0o666); err != nil {
		t.Fatal(err)
	}
}

// TestInsideXterm runs in the xterm that recordXterm starts and asks it, by
// DECRQCRA, what it shows.
func TestInsideXterm(t *testing.T) {
	raw := os.Getenv("GOMOSH_XTERM_RAW")
	if raw == "" {
		t.Skip("only run in the xterm that -update-xterm starts")
	}
	tty, err := os.OpenFile("/dev/tty", os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := xterm.MakeRaw(int(tty.Fd())); err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(raw)
	if err != nil {
		t.Fatal(err)
	}
	const mark = "\x1b[?9999;0$y"
	ask := func(s string) string {
		tty.WriteString(s + "\x1b[?9999$p")
		var got []byte
		for buf := make([]byte, 4096); !bytes.HasSuffix(got, []byte(mark)); {
			n, err := tty.Read(buf)
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, buf[:n]...)
		}
		return strings.TrimSuffix(string(got), mark)
	}
	cells := regexp.MustCompile(`!~([0-9A-F]{4})`)
	var questions strings.Builder
	for _, mode := range []int{23, 21} { // without and with renditions
		fmt.Fprintf(&questions, "\x1b[%d#y", mode)
		for i := range 50 {
			fmt.Fprintf(&questions, "\x1b[1;1;%d;%d;%d;%d*y", i/10+1, i%10+1, i/10+1, i%10+1)
		}
	}
	for _, in := range xtermCases() {
		ask("\x18" + strings.Repeat("\x1b[#}\x1b[#Q", 10) + "\x1b]104\a\x1b]110\a\x1b]111\a\x1b]112\a\x1bc\x1b[?41l\x1b[?1046h\x1b[?1049h\x1b[2J\x1b[H\x1b7\x1b[?1049l\x1bc")
		reply := ask(in)
		cursor := ask("\x1b[?6n")
		var values []int
		for _, m := range cells.FindAllStringSubmatch(ask("\x1b[?6l\x1b[?69l"+questions.String()), -1) {
			v, _ := strconv.ParseInt(m[1], 16, 32)
			values = append(values, int(v))
		}
		if len(values) != 100 {
			t.Fatalf("%q: %d cells", in, len(values))
		}
		var text []rune
		var renditions []int
		for i, v := range values[:50] {
			if v == 0xffff {
				v = '>'
				values[50+i] = v
			}
			text = append(text, rune(v))
			renditions = append(renditions, (values[50+i]-v)/16)
		}
		fields := append([]string{in}, xtermResult(text, renditions, cursor, reply)...)
		for i := range fields {
			fields[i] = strconv.QuoteToASCII(fields[i])
		}
		fmt.Fprintln(out, strings.Join(fields, " "))
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}
