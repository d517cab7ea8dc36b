//go:build unix

package server

import (
	"testing"
	"time"

	"gomosh/proto"
	"gomosh/term"
)

// attach brings a client whose report has not come yet.
func (w *world) attach() {
	w.client = proto.NewClient(testKey, proto.IPv4, 80, 24, w.now)
	w.run(20 * time.Millisecond)
	if w.starts != 1 {
		w.t.Fatal("the program was not started")
	}
}

// What a program asks at its very start is answered from the client's report, in
// the order of the questions.
func TestEarlyQuestions(t *testing.T) {
	w := newWorld(t, nil)
	w.attach()
	w.session.output([]byte("\x1b[5n\x1b]11;?\a\x1b[?u\x1b[?996n\x1b[?2027$p\x1b[16t\x1b[c"))
	w.run(200 * time.Millisecond)
	if got := w.typed.String(); got != "" {
		t.Errorf("answered before the client's report: %q", got)
	}
	f := term.Facts{Dark: true, Keyboard: true, Clusters: true, CellWidth: 8, CellHeight: 16}
	f.Colors.Dynamic[1] = term.RGB(0x12, 0x34, 0x56)
	w.client.Report(f.Report(nil))
	w.run(200 * time.Millisecond)
	want := "\x1b[0n\x1b]11;rgb:1212/3434/5656\a\x1b[?0u\x1b[?997;1n\x1b[?2027;2$y\x1b[6;16;8t\x1b[?62;22;52c"
	if got := w.typed.String(); got != want {
		t.Errorf("answered %q, want %q", got, want)
	}
	w.typed.Reset()
	w.session.output([]byte("\x1b]11;?\a\x1b[c")) // from now on at once
	if got := w.typed.String(); got != "\x1b]11;rgb:1212/3434/5656\a\x1b[?62;22;52c" {
		t.Errorf("later answered %q", got)
	}

	// The user's changes reach the programs that asked to be told of them.
	w.typed.Reset()
	w.session.output([]byte("\x1b[?2031h\x1b[?2048h"))
	w.typed.Reset()
	f.Dark, f.Light = false, true
	w.client.Report(f.Report(nil))
	w.client.Resize(100, 30)
	w.run(time.Second)
	if got := w.typed.String(); got != "\x1b[?997;2n\x1b[48;30;100;480;800t" {
		t.Errorf("told %q", got)
	}
}

// A client that says nothing of its terminal holds up a program for a second.
func TestQuestionsWithoutReport(t *testing.T) {
	w := newWorld(t, nil)
	w.attach()
	began := w.now
	w.session.output([]byte("\x1b]11;?\a\x1b[c"))
	for w.typed.Len() == 0 && w.now.Sub(began) < 5*time.Second {
		w.run(10 * time.Millisecond)
	}
	if got := w.typed.String(); got != "\x1b[?62;22;52c" {
		t.Errorf("answered %q", got)
	}
	if passed := w.now.Sub(began); passed > factsTime+20*time.Millisecond {
		t.Errorf("answered after %v", passed)
	}
}

// Keys in the form of the kitty protocol pass as they are, whatever arrow keys
// the program wants.
func TestModernKeysPass(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	for _, mode := range []string{"", "\x1b[?1h", "\x1b[>31u"} {
		w.session.output([]byte(mode))
		for _, keys := range []string{"\x1b[27u", "\x1b[97;5u", "\x1b[1;5A", "\x1b[57352;1:3u", "\x1b[27;5;79~", "\x1b[79u\x1b[65u"} {
			w.typed.Reset()
			w.client.Type([]byte(keys))
			w.run(100 * time.Millisecond)
			if got := w.typed.String(); got != keys {
				t.Errorf("after %q: %q became %q", mode, keys, got)
			}
		}
	}
}

// A working directory keeps the name of the host it is on.
func TestDirectoryNamesTheHost(t *testing.T) {
	w := newWorld(t, nil)
	w.session.emu.SetHost("far")
	w.connect()
	w.session.output([]byte("\x1b]7;file:///srv\a"))
	w.run(time.Second)
	_, screen, _ := w.client.Frame()
	if screen.Directory != "file://far/srv" {
		t.Errorf("the directory is %q", screen.Directory)
	}
}

// Resizing neither rings the bell nor copies or announces anything once more.
func TestResizeRepeatsNothing(t *testing.T) {
	w := newWorld(t, nil)
	w.connect()
	w.session.output([]byte("\a\x1b]52;c;YQ==\a\x1b]9;done\a"))
	w.run(time.Second)
	_, before, _ := w.client.Frame()
	if before.Bells == 0 || before.Copies == 0 || before.Noticed == 0 {
		t.Fatal("nothing arrived")
	}
	w.client.Resize(100, 30)
	w.run(time.Second)
	_, after, _ := w.client.Frame()
	if cols, _ := after.Size(); cols != 100 || after.Bells != before.Bells || after.Copies != before.Copies || after.Noticed != before.Noticed {
		t.Errorf("%d columns; bells %d to %d, copies %d to %d, notices %d to %d", cols,
			before.Bells, after.Bells, before.Copies, after.Copies, before.Noticed, after.Noticed)
	}
}
