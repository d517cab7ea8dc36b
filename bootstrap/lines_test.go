package bootstrap

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestTranscript(t *testing.T) {
	const connect = "MOSH CONNECT 60001 abcdefghijklmnopqrstu/"
	for _, test := range []struct {
		name, text, addr string
		believe          bool
		wantAddr, shown  string
		connected, fails bool
	}{
		{name: "plain", text: connect + "\n", connected: true},
		{name: "behind a terminal", text: "\r\r\n\r\n" + connect + "\r\n", connected: true, shown: "\n\n"},
		{name: "no end of line", text: connect, connected: true},
		{name: "nothing", text: ""},
		{name: "noise", text: "a\nb", shown: "a\nb\n"},
		{name: "not in column 1", text: " " + connect + "\n", shown: " " + connect + "\n"},
		{name: "short key", text: "MOSH CONNECT 60001 abc\n", fails: true},
		{name: "long key", text: connect + "x\n", fails: true},
		{name: "url alphabet", text: "MOSH CONNECT 60001 abcdefghijklmnopqrstu-\n", fails: true},
		{name: "two blanks", text: "MOSH CONNECT  60001 abcdefghijklmnopqrstu/\n", fails: true},
		{name: "no port", text: "MOSH CONNECT x abcdefghijklmnopqrstu/\n", fails: true},
		{name: "address believed", text: "MOSH IP 10.0.0.1 \r\n" + connect + "\n", believe: true, wantAddr: "10.0.0.1", connected: true},
		{name: "address not believed", text: "MOSH IP 10.0.0.1\n" + connect + "\n", addr: "::1", wantAddr: "::1", connected: true, shown: "MOSH IP 10.0.0.1\n"},
		{name: "two addresses", text: "MOSH IP 10.0.0.1\nMOSH IP 10.0.0.1\n", believe: true, wantAddr: "10.0.0.1", fails: true},
		{name: "address known", text: "MOSH IP 10.0.0.1\n", believe: true, addr: "10.0.0.2", wantAddr: "10.0.0.2", fails: true},
		{name: "address of two words", text: "MOSH IP 10.0.0.1 x\n", believe: true, fails: true},
		{name: "bad SSH_CONNECTION", text: "MOSH SSH_CONNECTION 1 2 3\n", fails: true},
		{name: "what follows is not read", text: connect + "\nMOSH CONNECT 1 x\n", connected: true},
		{name: "endless line", text: strings.Repeat("y", 3*maxRemoteLine), shown: "*"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var shown strings.Builder
			tr := transcript{addr: test.addr, believeIP: test.believe, show: func(l string) { shown.WriteString(l + "\n") }}
			err := tr.read(strings.NewReader(test.text))
			if (err != nil) != test.fails {
				t.Errorf("error is %v", err)
			}
			if tr.connected() != test.connected || tr.addr != test.wantAddr {
				t.Errorf("connected %v, address %q", tr.connected(), tr.addr)
			}
			if test.connected && (tr.port != "60001" || tr.key != "abcdefghijklmnopqrstu/") {
				t.Errorf("port %q, key %q", tr.port, tr.key)
			}
			if test.shown != "*" && shown.String() != test.shown {
				t.Errorf("showed %q, want %q", shown.String(), test.shown)
			}
			if err != nil && strings.Contains(err.Error(), "abc") {
				t.Errorf("the message may show a key: %v", err)
			}
		})
	}
	var raw strings.Builder
	kept := transcript{keepCR: true, show: func(l string) { raw.WriteString(l + "\n") }}
	if err := kept.read(strings.NewReader("a\x1b[31m\r\nb\r\r\nc\r")); err != nil || raw.String() != "a\r\nb\r\nc\r\n" {
		t.Errorf("on a terminal in raw mode: %q, %v", raw.String(), err)
	}
	tr := transcript{show: func(string) {}}
	if err := tr.read(strings.NewReader("MOSH SSH_CONNECTION a 1 ::ffff:10.0.0.9 22\r\n")); err != nil || tr.sshAddr != "::ffff:10.0.0.9" {
		t.Errorf("SSH_CONNECTION: %q, %v", tr.sshAddr, err)
	}
	if a, err := parseAddr(tr.sshAddr); err != nil || a.String() != "10.0.0.9" {
		t.Errorf("parsed %v, %v", a, err)
	}
}

func TestClean(t *testing.T) {
	for in, want := range map[string]string{
		"plain\ttext":               "plain\ttext",
		"\x1b[31mred\x1b[0m":        "red",
		"\x1b]0;title\x07a":         "a",
		"\x1b]52;c;eA==\x1b\\b":     "b",
		"\x1bP1$r\x1b[31mx":         "x",
		"a\x1b[":                    "a",
		"a\x1b":                     "a",
		"\x1b(0lqk":                 "lqk",
		"\x1bcreset":                "reset",
		"\u009b31mc1":               "31mc1",
		"bell\a\b\r\n":              "bell",
		"\xff\xfebad":               "bad",
		"wide 漢字 é":                 "wide 漢字 é",
		"\u202egnp.exe\u2066":       "gnp.exe",
		"\x7f\u0085del":             "del",
		"\x1b[38;2;1;2;3mx\x1b[?1h": "x",
	} {
		if got := Clean(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// FuzzTranscript reads anything, and shows nothing that moves a terminal.
func FuzzTranscript(f *testing.F) {
	for _, seed := range []string{reportLine + "\n", "MOSH IP 1.2.3.4\nMOSH IP x", "\x1b[31m\x00\xff\nMOSH SSH_CONNECTION 1 2 3 4\n", noServerLine, "Bad UDP port"} {
		f.Add([]byte(seed), true)
	}
	f.Fuzz(func(t *testing.T, data []byte, believe bool) {
		tr := transcript{believeIP: believe, ranged: true, show: func(line string) {
			if !utf8.ValidString(line) {
				t.Errorf("showed bytes that are no text: %q", line)
			}
			for _, r := range line {
				if r < ' ' && r != '\t' || r >= 0x7f && r < 0xa0 {
					t.Errorf("showed the control character %q", r)
				}
			}
		}}
		if err := tr.read(bytes.NewReader(data)); err == nil && tr.connected() && len(tr.key) != 22 {
			t.Errorf("accepted the key %q", tr.key)
		}
	})
}
