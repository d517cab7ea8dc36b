package client

import (
	"strings"
	"testing"
)

func TestReadKeypress(t *testing.T) {
	tests := []struct {
		in   string
		want keypress // size 0: the bytes are no such key
	}{
		{"\x1b[94;5u", keypress{char: 0x1e, size: 7}},          // Ctrl-^ of xterm
		{"\x1b[54;6uxyz", keypress{char: 0x1e, size: 7}},       // Ctrl-Shift-6 of kitty
		{"\x1b[54:94;6u", keypress{char: 0x1e, size: 10}},      // with the shifted key
		{"\x1b[54;134u", keypress{char: 0x1e, size: 9}},        // and Num Lock
		{"\x1b[54;6:1u", keypress{char: 0x1e, size: 9}},        // pressed
		{"\x1b[54;6:2u", keypress{char: 0x1e, size: 9}},        // repeated
		{"\x1b[54;6:3u", keypress{0x1e, true, 9}},              // released
		{"\x1b[54;6;94u", keypress{char: 0x1e, size: 10}},      // with its text
		{"\x1b[57442;5u", keypress{-1, true, 10}},              // Ctrl itself
		{"\x1b[27;6;94~", keypress{char: 0x1e, size: 10}},      // modifyOtherKeys
		{"\x1b[27;5;108~", keypress{char: 0x0c, size: 11}},     // Ctrl-L
		{"\x1b[122;5u", keypress{char: 0x1a, size: 8}},         // Ctrl-Z
		{"\x1b[46u", keypress{char: '.', size: 5}},             // .
		{"\x1b[13u", keypress{char: '\r', size: 5}},            // Enter
		{"\x1b[98;7u", keypress{char: -1, size: 7}},            // Ctrl-Alt-B
		{"\x1b[98;5u", keypress{char: 0x02, size: 7}},          // Ctrl-B
		{"\x1b[98;3u", keypress{char: -1, size: 7}},            // Alt-B
		{"\x1b[A", keypress{}},                                 // arrow
		{"\x1b[1;5A", keypress{}},                              // Ctrl and an arrow
		{"\x1b[3~", keypress{}},                                // Delete
		{"\x1b[27;5~", keypress{}},                             // no code
		{"\x1b[200~", keypress{}},                              // a paste begins
		{"\x1b[54;6", keypress{}},                              // cut short
		{"\x1bOA", keypress{}},                                 //
		{"\x1b", keypress{}},                                   //
		{"\x1b[<0;1;1M", keypress{}},                           // mouse
		{"\x1b[99999999999999999999u", keypress{}},             // absurd
		{"\x1b[" + strings.Repeat("1;", 40) + "u", keypress{}}, //
	}
	for _, tt := range tests {
		got, ok := readKeypress([]byte(tt.in))
		if ok != (tt.want.size > 0) || ok && (got.size != tt.want.size || got.idle != tt.want.idle ||
			!got.idle && got.char != tt.want.char) {
			t.Errorf("readKeypress(%q) = %+v, %v; want %+v", tt.in, got, ok, tt.want)
		}
	}
}

// The escape key and its commands are found in every form a terminal sends.
func TestEscapeFilterModernKeys(t *testing.T) {
	names := map[command]string{cmdHelp: "<help>", cmdRepaint: "<repaint>", cmdQuit: "<quit>", cmdSuspend: "<suspend>"}
	tests := []struct {
		name     string
		key      EscapeKey
		in, want string
	}{
		{"quit", 0x1e, "a\x1b[54;6u.", "a<help><quit>"},
		{"quit, all keys reported", 0x1e, "\x1b[54;6u\x1b[54;6:3u\x1b[57442;5:3u\x1b[46u",
			"<help>\x1b[54;6:3u\x1b[57442;5:3u<quit>"},
		{"quit, modifyOtherKeys", 0x1e, "\x1b[27;6;94~.", "<help><quit>"},
		{"suspend", 0x1e, "\x1b[54;6u\x1b[122;5u", "<help><suspend>"},
		{"pass key", 0x1e, "\x1b[54;6u^x", "<help>\x1b[54;6ux"},
		{"other key", 0x1e, "\x1b[54;6u\x1b[98;5u", "<help>\x1b[54;6u\x1b[98;5u"},
		{"letter", 0x02, "\x1b[98;5ub", "<help>\x1b[98;5u"},
		{"repaint", 0x1e, "\x1b[108;5ux", "\x1b[108;5u<repaint>x"},
		{"printable after Enter", '~', "\x1b[13u\x1b[96:126;2u.", "\x1b[13u<help><quit>"},
		{"others pass", 0x1e, "\x1b[A\x1b[1;5C\x1b\x1bx", "\x1b[A\x1b[1;5C\x1b\x1bx"},
		{"none", 0, "\x1b[54;6u.", "\x1b[54;6u."},
	}
	for _, tt := range tests {
		f := escapeFilter{key: tt.key}
		var trace strings.Builder
		for rest := []byte(tt.in); len(rest) > 0; {
			var send []byte
			var cmd command
			send, cmd, rest = f.feed(nil, rest)
			trace.Write(send)
			trace.WriteString(names[cmd])
		}
		if got := trace.String(); got != tt.want {
			t.Errorf("%s: %q became %q, want %q", tt.name, tt.in, got, tt.want)
		}
	}
}
