package lab

import (
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// Terminal is a private tmux server with one pane, and the program in it. When
// the program ends the pane keeps its last screen.
//
// Its methods fail the test they were made for; they may be used from several
// goroutines of that test.
type Terminal struct {
	t      testing.TB
	dir    string // scratch: socket, configuration, output log
	home   string // the program's mark: its home directory
	socket string
}

// Command is a program to run in a terminal.
type Command struct {
	Args       []string // program and arguments; the program is an absolute path or found in Env's PATH
	Env        []string // the whole environment; nil: Env of a new home directory
	Dir        string   // working directory; empty: the terminal's scratch directory
	Cols, Rows int      // size of the terminal; zero: 80x24
}

// tmuxConf makes tmux a plain terminal: no status line, no delay after ESC,
// the last screen kept when the program ends. The history is short since
// tests look at the screen only.
const tmuxConf = `set -g status off
set -g remain-on-exit on
set -g remain-on-exit-format ''
set -g default-terminal tmux-256color
set -g history-limit 100
set -s escape-time 0
set -s set-clipboard on
`

// wrapper runs the program of a terminal. It waits at the gate (its $0) until
// the output is being logged, and leaves the program's process id and exit
// status in files, as tmux 3.3a sometimes loses the status. Signals of the
// terminal are for the program alone. It ends when endMark is in the log, since
// tmux forgets what it has not logged when the last program of a pane ends.
const wrapper = `trap : INT QUIT HUP TERM
read -r _ <"$0"
sh -c 'echo $$ >"$0.pid"; exec "$@"' "$0" "$@"
echo $? >"$0.status"
printf '\033]7777;end\007'
for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
	grep -aq '7777;end' "${0%gate}output" && exit
	sleep 0.05
done`

// endMark is what the wrapper writes after the program; no terminal shows it.
const endMark = "\x1b]7777;end\a"

// NewTerminal starts the command in a terminal of its own.
func NewTerminal(t testing.TB, c Command) *Terminal {
	t.Helper()
	Need(t, "tmux")
	dir := place(t, "t")
	term := &Terminal{t: t, dir: dir, socket: filepath.Join(dir, "tmux")}
	conf, gate := filepath.Join(dir, "tmux.conf"), term.gate()
	if err := os.WriteFile(conf, []byte(tmuxConf), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := unix.Mkfifo(gate, 0o600); err != nil {
		t.Fatal(err)
	}
	cols, rows := c.Cols, c.Rows
	if cols == 0 || rows == 0 {
		cols, rows = 80, 24
	}
	if c.Env == nil {
		c.Env = Env(dir)
	}
	for _, word := range c.Env {
		if mark, ok := strings.CutPrefix(word, markVar+"="); ok {
			term.home = mark
		}
	}
	if c.Dir == "" {
		c.Dir = dir
	}
	args := []string{"-f", conf, "new-session", "-d", "-x", strconv.Itoa(cols), "-y", strconv.Itoa(rows), "-c", c.Dir,
		"--", "sh", "-c", wrapper, gate, "env", "-i"}
	args = append(append(args, c.Env...), c.Args...)
	t.Cleanup(term.close)
	term.run(args...)
	term.run("pipe-pane", "-O", "exec cat >>'"+term.logFile()+"'")
	Until(t, Soon, "output log opened", func() bool { _, err := os.Stat(term.logFile()); return err == nil })
	go os.WriteFile(gate, []byte("\n"), 0)
	return term
}

// close ends the tmux server and everything that was started in it.
func (term *Terminal) close() {
	if term.t.Failed() {
		term.t.Logf("last screen of %s:\n%s", filepath.Base(term.dir), term.Screen())
	}
	if out := term.Output(); strings.Contains(out, "goroutine ") {
		if at := strings.Index(out, "panic:"); at >= 0 {
			term.t.Errorf("the program in %s has crashed:\n%s", filepath.Base(term.dir), out[at:min(len(out), at+3000)])
		}
	}
	// The hangup lets a client say goodbye to its server, which then takes its
	// entry in the list of users away.
	term.tmux("kill-server")
	Eventually(farewell, func() bool { return len(marked(term.home)) == 0 })
	KillMarked(term.dir)
}

// tmux runs one tmux command (or several, separated by ";" words) and returns
// its output.
func (term *Terminal) tmux(args ...string) (string, error) {
	cmd := exec.Command("tmux", append([]string{"-u", "-S", term.socket}, args...)...)
	cmd.Env = Env(term.dir, "TERM=dumb")
	out, err := cmd.CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("tmux %s: %w: %s", strings.Join(args, " "), err, out)
	}
	return string(out), nil
}

// run is tmux that must succeed.
func (term *Terminal) run(args ...string) string {
	term.t.Helper()
	out, err := term.tmux(args...)
	if err != nil {
		term.t.Fatal(err)
	}
	return out
}

// Keys types keys by tmux's names: "C-c", "Enter", "Up", "a" …
func (term *Terminal) Keys(keys ...string) {
	term.t.Helper()
	term.run(append([]string{"send-keys", "--"}, keys...)...)
}

// Type types text as it is.
func (term *Terminal) Type(text string) {
	term.t.Helper()
	if text != "" {
		term.run("send-keys", "-l", "--", text)
	}
}

// Line types text and Enter.
func (term *Terminal) Line(text string) {
	term.t.Helper()
	term.Type(text)
	term.Keys("Enter")
}

// Bytes types raw bytes, such as 0x1e.
func (term *Terminal) Bytes(p ...byte) {
	term.t.Helper()
	args := []string{"send-keys", "-H"}
	for _, b := range p {
		args = append(args, hex.EncodeToString([]byte{b}))
	}
	term.run(args...)
}

// Paste gives text of any length to the program at once, as a terminal does:
// between marks if the program has switched on bracketed paste.
func (term *Terminal) Paste(text string) {
	term.t.Helper()
	file := filepath.Join(term.dir, "paste")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		term.t.Fatal(err)
	}
	term.run("load-buffer", file, ";", "paste-buffer", "-p", "-r", "-d")
}

// Resize changes the size of the terminal.
func (term *Terminal) Resize(cols, rows int) {
	term.t.Helper()
	term.run("resize-window", "-x", strconv.Itoa(cols), "-y", strconv.Itoa(rows))
}

// PID is the process of the program.
func (term *Terminal) PID() int {
	term.t.Helper()
	pid := 0
	Until(term.t, Soon, "program started", func() bool {
		pid = term.note("pid")
		return pid != 0
	})
	return pid
}

// note is the number in one of the wrapper's files, 0 if there is none yet.
func (term *Terminal) note(name string) int {
	text, _ := os.ReadFile(term.gate() + "." + name)
	n, _ := strconv.Atoi(strings.TrimSpace(string(text)))
	return n
}

// Flag is a tmux format such as "mouse_any_flag", expanded.
func (term *Terminal) Flag(name string) string {
	term.t.Helper()
	return strings.TrimSpace(term.run("display-message", "-p", "#{"+name+"}"))
}

// gate is the pipe at which the wrapper waits.
func (term *Terminal) gate() string { return filepath.Join(term.dir, "gate") }

func (term *Terminal) logFile() string { return filepath.Join(term.dir, "output") }

// Output is every byte the program has written to the terminal so far; all of
// them once the program has ended.
func (term *Terminal) Output() string {
	out, err := os.ReadFile(term.logFile())
	if err != nil {
		term.t.Fatal(err)
	}
	return strings.TrimSuffix(string(out), endMark)
}

// Screen is what the terminal shows now.
func (term *Terminal) Screen() *Screen {
	term.t.Helper()
	out, err := term.tmux("capture-pane", "-p", "-e", "-N", ";", "display-message", "-p", screenFormat)
	if err != nil {
		term.t.Logf("%v", err)
		return &Screen{}
	}
	s, err := parseScreen(out)
	if err != nil {
		term.t.Fatal(err)
	}
	s.Status = term.note("status")
	return s
}

// Joined is the text on the screen with lines that were wrapped by the
// terminal joined again, as a person copies it, without blanks at their ends.
func (term *Terminal) Joined() string {
	term.t.Helper()
	lines := strings.Split(term.run("capture-pane", "-p", "-J"), "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " ")
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

// Wait waits until the screen satisfies cond, and returns that screen. What
// names the condition.
func (term *Terminal) Wait(limit time.Duration, what string, cond func(*Screen) bool) *Screen {
	term.t.Helper()
	var last *Screen
	if !Eventually(limit, func() bool { last = term.Screen(); return cond(last) }) {
		term.t.Fatalf("not on the screen within %v: %s\n%s", limit, what, last)
	}
	return last
}

// WaitText waits until text stands somewhere on the screen, in one row.
func (term *Terminal) WaitText(text string) *Screen {
	term.t.Helper()
	return term.Wait(Soon, strconv.Quote(text), func(s *Screen) bool { return s.Contains(text) })
}

// WaitOutput waits until the program has written these bytes, in one piece.
func (term *Terminal) WaitOutput(want string) {
	term.t.Helper()
	if !Eventually(Soon, func() bool { return strings.Contains(term.Output(), want) }) {
		out := term.Output()
		term.t.Fatalf("%q was not written; the last output is %q", want, out[max(0, len(out)-500):])
	}
}

// WaitExit waits for the end of the program and returns its exit status, or
// 128 plus the signal that ended it.
func (term *Terminal) WaitExit(limit time.Duration) int {
	term.t.Helper()
	return term.Wait(limit, "end of the program", func(s *Screen) bool { return s.Dead }).Status
}
