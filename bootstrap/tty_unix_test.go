//go:build unix

package bootstrap

import (
	"bytes"
	"os"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// TestAskTTY answers the moment the prompt appears, as programs do, and looks
// whether the answer is seen.
func TestAskTTY(t *testing.T) {
	for _, echo := range []bool{false, true} {
		master, tty, err := pty.Open()
		if err != nil {
			t.Fatal(err)
		}
		before, err := unix.IoctlGetTermios(int(tty.Fd()), getTermios)
		if err != nil {
			t.Fatal(err)
		}
		seen := make(chan []byte)
		go answerPrompt(master, "? ", "top secret\n", seen)
		answer, err := askTTY(tty, "really? ", echo)
		if err != nil || answer != "top secret" {
			t.Errorf("echo %v: answer %q, %v", echo, answer, err)
		}
		after, err := unix.IoctlGetTermios(int(tty.Fd()), getTermios)
		if err != nil || *after != *before {
			t.Errorf("echo %v: the terminal was left with other settings", echo)
		}
		if _, err := tty.WriteString("END"); err != nil {
			t.Fatal(err)
		}
		if shown := bytes.Contains(<-seen, []byte("secret")); shown != echo {
			t.Errorf("echo %v: the answer was shown: %v", echo, shown)
		}
		tty.Close()
		master.Close()
	}
}

// answerPrompt types an answer when the screen ends in prompt, and reports what
// was on the screen when END appears.
func answerPrompt(master *os.File, prompt, answer string, seen chan<- []byte) {
	var screen []byte
	buf := make([]byte, 256)
	for answered := false; ; {
		n, err := master.Read(buf)
		screen = append(screen, buf[:n]...)
		if !answered && bytes.HasSuffix(screen, []byte(prompt)) {
			answered = true
			_, _ = master.WriteString(answer)
		}
		if err != nil || bytes.HasSuffix(screen, []byte("END")) {
			seen <- screen
			return
		}
	}
}

func TestAskpass(t *testing.T) {
	dir := t.TempDir()
	script(t, dir+"/good", `echo "<$1>"; echo more`)
	script(t, dir+"/refuses", `echo x; exit 1`)
	p := userPrompter{askpass: dir + "/good", require: "force"}
	if got, err := p.Ask("Password: ", false); err != nil || got != "<Password: >" {
		t.Errorf("%q, %v", got, err)
	}
	p.askpass = dir + "/refuses"
	if _, err := p.Ask("Password: ", false); err == nil {
		t.Error("an answer was taken from a program that failed")
	}
	for _, test := range []struct {
		p        userPrompter
		terminal bool
		want     bool
	}{
		{userPrompter{}, false, false},
		{userPrompter{askpass: "x"}, true, false},
		{userPrompter{askpass: "x"}, false, true},
		{userPrompter{askpass: "x", require: "never"}, false, false},
		{userPrompter{askpass: "x", require: "prefer", display: true}, true, true},
		{userPrompter{askpass: "x", require: "prefer"}, true, false},
		{userPrompter{askpass: "x", require: "force"}, true, true},
	} {
		if got := test.p.useAskpass(test.terminal); got != test.want {
			t.Errorf("%+v with terminal %v: %v", test.p, test.terminal, got)
		}
	}
}
