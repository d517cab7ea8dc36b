package predict

import (
	"slices"
	"testing"
	"time"

	"gomosh/term"
)

func TestDecoder(t *testing.T) {
	tests := []struct {
		in   []string // reads
		want []kind
	}{
		{[]string{"a"}, []kind{text}},
		{[]string{"é日"}, []kind{text, text}},
		{[]string{"\xe6\x97", "\xa5"}, []kind{text}},
		{[]string{"\xff"}, []kind{other}},
		{[]string{"\r\n\x7f\x08\t"}, []kind{enter, enter, backspace, backspace, recall}},
		{[]string{"\x1b[A\x1bOB\x1b[C\x1b[1;5D"}, []kind{up, down, right, wordLeft}},
		{[]string{"\x1b[", "A"}, []kind{up}},
		{[]string{"\x1b"}, []kind{escape}},
		{[]string{"\x1b", "[A"}, []kind{escape, up}}, // a read that was cut
		{[]string{"\x1b\x1b[D"}, []kind{escape, left}},
		{[]string{"\x1b[H\x1b[4~\x1b[3~\x1bOF"}, []kind{home, end, deleteKey, end}},
		{[]string{"\x1bb\x1bf\x1bd\x1b\x7f\x1bx"}, []kind{wordLeft, wordRight, killWordRight, killWordLeft, other}},
		{[]string{"\x01\x02\x04\x05\x06\x0b\x15\x17\x19\x03"}, []kind{ctrlHome, ctrlLeft, deleteOrEnd, ctrlEnd, ctrlRight, killEnd, killStart, killWord, yank, other}},
		{[]string{"\x1b[200~a\rb\x1b[201~\r"}, []kind{noKey, text, other, text, noKey, enter}},
		{[]string{"\x1b[I\x1b[O"}, []kind{noKey, noKey}},
		{[]string{"\x1b[M !!x"}, []kind{recall, text}},
		{[]string{"\x1b[<0;5;5M\x1b[<0;5;5m"}, []kind{recall, recall}},
		{[]string{"\x1b[15~\x1b[1;2A"}, []kind{other, other}},
		{[]string{"\x1b[\x18a"}, []kind{other, other, text}},
		// the kitty keyboard protocol and modifyOtherKeys
		{[]string{"\x1b[97u\x1b[97;1:2u\x1b[97;1:3u\x1b[97:65;2u"}, []kind{text, text, noKey, text}},
		{[]string{"\x1b[27u\x1b[13u\x1b[9u\x1b[127u\x1b[127;3u\x1b[13;2u"}, []kind{escape, enter, recall, backspace, killWordLeft, other}},
		{[]string{"\x1b[97;5u\x1b[98;3u\x1b[119;69u\x1b[120;9u"}, []kind{ctrlHome, wordLeft, killWord, other}},
		{[]string{"\x1b[1;1:1A\x1b[1;1:3A\x1b[1;129C\x1b[3;1:3~\x1b[3;5~"}, []kind{up, noKey, right, noKey, other}},
		{[]string{"\x1b[27;5;119~\x1b[27;2;65~\x1b[57441u\x1b[57364u"}, []kind{killWord, text, noKey, other}},
	}
	for _, tt := range tests {
		var d decoder
		var got []kind
		for _, in := range tt.in {
			d.decode(epoch, []byte(in), func(k key) { got = append(got, k.kind) })
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q: %v, want %v", tt.in, got, tt.want)
		}
	}
	var d decoder
	var got []kind
	emit := func(k key) { got = append(got, k.kind) }
	d.decode(epoch, []byte("\x1b"), emit)
	d.decode(epoch.Add(time.Second), []byte("[A"), emit)
	if want := []kind{escape, text, text}; !slices.Equal(got, want) {
		t.Errorf("Esc, then [A a second later: %v, want %v", got, want)
	}
}

func TestSignature(t *testing.T) {
	tests := []struct {
		a, b string
		same bool
	}{
		{"me@host:~$ ", "me@host:~/src/x$ ", true},
		{"[12] me$ ", "[7] me$ ", true},
		{"In [9]: ", "In [10]: ", true},
		{"me@host:~$ ", "me@other:~$ ", false},
		{"me$ ", "me# ", false},
		{"me$ ", "me$ ls ", false},
		{"", "$ ", false},
	}
	for _, tt := range tests {
		a, b := signature(tt.a), signature(tt.b)
		if (a == b) != tt.same {
			t.Errorf("%q gives %q, %q gives %q", tt.a, a, tt.b, b)
		}
	}
}

func TestKnown(t *testing.T) {
	tests := []struct {
		c    context
		want bool
	}{
		{context{name: "me$ ", editing: true, echoed: 2, lines: 1}, true},
		{context{name: "me$ ", editing: true, echoed: 1, lines: 1}, false},
		{context{name: "me$ ", echoed: 9, lines: 1}, false},
		{context{name: "me$ ", echoed: 9, lines: 2}, true},
		{context{name: "In [0]: ", editing: true, echoed: 9, lines: 2}, true},
		{context{name: "Value: ", echoed: 99, lines: 99}, false},
		{context{name: "Password> ", editing: true, echoed: 99, lines: 99}, false},
		{context{name: "Contraseña: ", editing: true, echoed: 99, lines: 99}, false},
		{context{name: "パスワード: ", editing: true, echoed: 99, lines: 99}, false},
		{context{name: "", editing: true, echoed: 99, lines: 99}, false},
		{context{name: "-- INSERT --", insert: true, echoed: 2}, true},
	}
	for _, tt := range tests {
		if got := tt.c.known(); got != tt.want {
			t.Errorf("%+v: %v", tt.c, got)
		}
	}
}

func TestContextsForget(t *testing.T) {
	var cs contexts
	first := cs.get(contextKey{name: "first"})
	for i := range 3 * maxContexts {
		cs.get(contextKey{name: string(rune('a' + i))})
		if i%10 == 0 && cs.find(contextKey{name: "first"}) != first {
			t.Fatal("a context in use was forgotten")
		}
	}
	if len(cs.m) > maxContexts {
		t.Errorf("%d contexts", len(cs.m))
	}
}

func TestFindPane(t *testing.T) {
	em := term.NewEmulator(40, 12)
	for row := range 10 {
		em.Write([]byte("\x1b[" + string(rune('0'+(row+1)/10)) + string(rune('0'+(row+1)%10)) + ";15H│\x1b[" + string(rune('0'+(row+1)/10)) + string(rune('0'+(row+1)%10)) + ";30H|"))
	}
	em.Write([]byte("\x1b[12H\x1b[7mstatus line of forty columns, all of it.\x1b[m"))
	for _, tt := range []struct {
		col  int
		want pane
	}{
		{5, pane{left: 0, right: 14, bottom: 11}},
		{20, pane{left: 15, right: 29, bottom: 11}},
		{35, pane{left: 30, right: 40, bottom: 11}},
	} {
		s := em.Snapshot().Clone()
		s.Cursor.Row, s.Cursor.Col = 4, tt.col
		if got := findPane(s); got != tt.want {
			t.Errorf("cursor in column %d: %+v, want %+v", tt.col, got, tt.want)
		}
	}
	s := term.NewScreen(20, 5)
	if got, want := findPane(s), (pane{right: 20, bottom: 5, whole: true}); got != want {
		t.Errorf("blank screen: %+v, want %+v", got, want)
	}
	em = term.NewEmulator(40, 12)
	for range 4 {
		em.Write([]byte("$ cat x | wc\r\n"))
	}
	s = em.Snapshot().Clone()
	s.Cursor.Row = 3
	if got := findPane(s); !got.whole {
		t.Errorf("a pipe in a command is taken for a border: %+v", got)
	}
}

func TestPreference(t *testing.T) {
	for _, p := range []Preference{Adaptive, Always, Never, Experimental} {
		if got, err := ParsePreference(p.String()); got != p || err != nil {
			t.Errorf("%v: %v, %v", p, got, err)
		}
	}
	if _, err := ParsePreference("sometimes"); err == nil {
		t.Error("no error")
	}
}
