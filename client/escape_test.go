package client

import (
	"strings"
	"testing"
)

func TestParseEscapeKey(t *testing.T) {
	tests := []struct {
		value string
		set   bool
		want  EscapeKey
	}{
		{"", false, 0x1e},
		{"", true, 0},
		{"~", true, '~'},
		{"\x02", true, 0x02},
		{"\x7f", true, 0x7f},
		{"\x01", true, 0x01},
		{"ab", true, 0x1e},
		{"ä", true, 0x1e},
		{"\xff", true, 0x1e},
		{"\x03", true, 0x1e},
		{"\x04", true, 0x1e},
		{"\n", true, 0x1e},
		{"\x0c", true, 0x1e},
		{"\r", true, 0x1e},
	}
	for _, tt := range tests {
		if got := ParseEscapeKey(tt.value, tt.set); got != tt.want {
			t.Errorf("ParseEscapeKey(%q, %v) = %#x, want %#x", tt.value, tt.set, byte(got), byte(tt.want))
		}
	}
}

func TestEscapeKeyWords(t *testing.T) {
	tests := []struct {
		key  EscapeKey
		hint string
		pass byte
	}{
		{0x1e, "Ctrl-^ .", '^'},
		{0x02, "Ctrl-B .", 'B'},
		{'~', `"~" .`, '~'},
		{0x7f, "DEL .", 0x7f},
		{0x00, "", 0x40},
	}
	for _, tt := range tests {
		if got := tt.key.quitHint(); got != tt.hint {
			t.Errorf("hint of %#x = %q, want %q", byte(tt.key), got, tt.hint)
		}
		if got := tt.key.passKey(); got != tt.pass {
			t.Errorf("pass key of %#x = %q, want %q", byte(tt.key), got, tt.pass)
		}
	}
}

// In the wanted trace, what is sent stands for itself and a command is named
// in angle brackets at its place.
func TestEscapeFilter(t *testing.T) {
	const ctrl = "\x1e"
	names := map[command]string{cmdHelp: "<help>", cmdRepaint: "<repaint>", cmdQuit: "<quit>", cmdSuspend: "<suspend>"}
	tests := []struct {
		name string
		key  EscapeKey
		in   string
		want string
	}{
		{"plain", 0x1e, "ls -l\r", "ls -l\r"},
		{"quit", 0x1e, "a" + ctrl + ".b", "a<help><quit>b"},
		{"suspend", 0x1e, ctrl + "\x1a", "<help><suspend>"},
		{"pass key", 0x1e, ctrl + "^x", "<help>" + ctrl + "x"},
		{"twice", 0x1e, ctrl + ctrl, "<help>" + ctrl + ctrl},
		{"other key", 0x1e, ctrl + "x", "<help>" + ctrl + "x"},
		{"repaint", 0x1e, "a\x0cb", "a\x0c<repaint>b"},
		{"repaint while armed", 0x1e, ctrl + "\x0c", "<help>" + ctrl + "\x0c<repaint>"},
		{"Ctrl-Z alone", 0x1e, "\x1a.", "\x1a."},
		{"letter, upper", 0x02, "\x02B", "<help>\x02"},
		{"letter, lower", 0x02, "\x02b", "<help>\x02"},
		{"no lower case of ^", 0x1e, ctrl + "~", "<help>" + ctrl + "~"},
		{"printable at start of session", '~', "~.", "~."},
		{"printable inside a line", '~', "a~.", "a~."},
		{"printable after CR", '~', "\r~.", "\r<help><quit>"},
		{"printable after LF", '~', "\n~~x~.", "\n<help>~x~."},
		{"printable, other key", '~', "\r~a", "\r<help>~a"},
		{"printable, CR", '~', "\r~\r~.", "\r<help>~\r<help><quit>"},
		{"printable after suspend", '~', "\r~\x1a~.", "\r<help><suspend><help><quit>"},
		{"letter as printable key", 'Q', "\rQqQ", "\r<help>QQ"},
		{"DEL", 0x7f, "a\x7f.\r\x7f\x7f", "a\x7f.\r<help>\x7f"},
		{"none", 0, "\x1e.\x00.", "\x1e.\x00."},
		{"none, repaint", 0, "\x0c", "\x0c<repaint>"},
	}
	for _, tt := range tests {
		// All at once, and byte by byte: the pieces of a read do not matter.
		for _, piece := range []int{len(tt.in), 1} {
			f := escapeFilter{key: tt.key}
			var trace strings.Builder
			for in := tt.in; in != ""; in = in[piece:] {
				rest := []byte(in[:piece])
				for len(rest) > 0 {
					var send []byte
					var cmd command
					send, cmd, rest = f.feed(nil, rest)
					trace.Write(send)
					trace.WriteString(names[cmd])
				}
			}
			if got := trace.String(); got != tt.want {
				t.Errorf("%s, in pieces of %d: %q became %q, want %q", tt.name, piece, tt.in, got, tt.want)
			}
		}
	}
}
