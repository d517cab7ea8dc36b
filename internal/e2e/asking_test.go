package e2e

import (
	"fmt"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"gomosh/internal/lab"
	"gomosh/internal/ptyterm"
)

// asker is a remote program that asks the terminal, and prints what is answered
// within two seconds in the notation of od. It asks again, as on a busy machine
// the first answer may have been given before the client has reported.
func asker(question string) []string {
	return []string{"sh", "-c", "stty -icanon -echo min 0 time 20; for i in 1 2 3 4; do printf '" + question +
		"'; dd bs=400 count=1 2>/dev/null | od -An -c | tr -d ' \\n'; echo; sleep 0.5; done; echo asked; exec cat"}
}

// answered waits for an answer of asker, and fails the test if it is another.
func answered(t *testing.T, p *ptyterm.Program, want string) {
	t.Helper()
	p.Await(lab.Soon, want, func(text string) bool {
		return slices.Contains(strings.Split(text, "\n"), want) || strings.Contains(text, "asked")
	})
	if text := p.Text(); !slices.Contains(strings.Split(text, "\n"), want) {
		t.Errorf("answered\n%s\nwant %s", text, want)
	}
}

// startIn starts a session with a server of one side in a terminal of a kind. When the client ends, the
// words END and a cat follow, as the next program of the user's shell would.
func startIn(t *testing.T, side lab.Side, kind ptyterm.Kind, termName string, lag time.Duration, command []string) *ptyterm.Program {
	t.Helper()
	server := lab.StartServer(t, side.Program(t, "mosh-server"), lab.ServerOptions{Command: command})
	cmd := exec.Command("sh", "-c", `"$0" "$@"; echo END; exec cat`,
		lab.Gomosh.Program(t, "mosh-client"), "127.0.0.1", strconv.Itoa(server.Port))
	cmd.Env = append(lab.Env(lab.Home(t)), "MOSH_KEY="+server.Key, "TERM="+termName)
	return ptyterm.Start(t, kind, 80, 24, lag, cmd)
}

// TestQuestionsAreAnswered: what a program in the session is told is what the
// user's own terminal says.
func TestQuestionsAreAnswered(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, question, answer string
		kind                   ptyterm.Kind
	}{
		{"background of kitty", `\033]11;?\a`, `033]11;rgb:1212/3434/5656\a`, ptyterm.Kitty()},
		{"background of xterm", `\033]11;?\a`, `033]11;rgb:ffff/ffff/ffff\a`, ptyterm.Xterm()},
		{"palette", `\033]4;3;?\a`, `033]4;3;rgb:0f0f/8080/0000\a`, ptyterm.Xterm()},
		{"keyboard of kitty", `\033[?u\033[c`, `033[?0u033[?62;22;52c`, ptyterm.Kitty()},
		{"keyboard of xterm", `\033[?u\033[c`, `033[?62;22;52c`, ptyterm.Xterm()},
		{"scheme", `\033[?996n`, `033[?997;1n`, ptyterm.Kitty()},
		{"scheme by its background", `\033[?996n`, `033[?997;2n`, ptyterm.Xterm()},
		{"cell", `\033[16t`, `033[6;20;10t`, ptyterm.Kitty()},
		{"clusters", `\033[?2027$p`, `033[?2027;2$y`, ptyterm.Kitty()},
		{"no clusters", `\033[?2027$p`, `033[?2027;0$y`, ptyterm.Xterm()},
		{"silence", `\033]11;?\a\033[c`, `033[?62;22;52c`, ptyterm.Silent()},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := startIn(t, lab.Gomosh, c.kind, "xterm-256color", 20*time.Millisecond, asker(c.question))
			answered(t, p, c.answer)
			p.Type("\x1e.")
			p.Await(lab.Soon, "the client ends", func(text string) bool { return strings.Contains(text, "END") })
		})
	}
}

// TestNoJunk: nothing of the questions and answers is ever seen, on no kind of
// terminal: not at the start, and not in the shell behind a client that was left
// at once.
func TestNoJunk(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		kind     string
		termName string
		answers  ptyterm.Kind
		lag      time.Duration
		server   lab.Side
	}{
		{"xterm", "xterm-256color", ptyterm.Xterm(), 0, lab.Gomosh},
		{"slow xterm", "xterm-256color", ptyterm.Xterm(), 120 * time.Millisecond, lab.Gomosh},
		{"kitty", "xterm-kitty", ptyterm.Kitty(), 5 * time.Millisecond, lab.Gomosh},
		{"kitty, stock server", "xterm-256color", ptyterm.Kitty(), 5 * time.Millisecond, lab.Stock},
		{"silent", "xterm", ptyterm.Silent(), 0, lab.Gomosh},
		{"printing", "xterm", ptyterm.Printing(), 0, lab.Gomosh},
		{"linux", "linux", ptyterm.Printing(), 0, lab.Gomosh},
		{"vt100", "vt100", ptyterm.Printing(), 0, lab.Gomosh},
	} {
		for _, stay := range []time.Duration{0, 50 * time.Millisecond} {
			t.Run(fmt.Sprintf("%s, left after %v", c.kind, stay), func(t *testing.T) {
				t.Parallel()
				p := startIn(t, c.server, c.answers, c.termName, c.lag, []string{"sh", "-c", "echo HELLO; exec cat"})
				if stay > 0 {
					p.Await(lab.Soon, "the session begins", func(text string) bool { return strings.TrimSpace(text) == "HELLO" })
				} else {
					p.Await(lab.Soon, "the client has the terminal", func(string) bool { return p.Count("\x1b[?1h") > 0 })
				}
				time.Sleep(stay)
				if text := strings.TrimSpace(p.Text()); text != "HELLO" && !(stay == 0 && text == "") {
					t.Errorf("in the session the terminal shows:\n%s", text)
				}
				p.Type("\x1e.")
				p.Await(lab.Soon, "the client ends", func(text string) bool { return strings.Contains(text, "END") })
				time.Sleep(2*c.lag + 100*time.Millisecond) // for what comes late
				text := p.Text()
				_, after, _ := strings.Cut(text, "[mosh is exiting.]\n")
				if after != "END" {
					t.Errorf("afterwards the terminal shows:\n%s", text)
				}
			})
		}
	}
}

// TestClustersArrive: where the user's terminal has grapheme clusters, programs
// can use them.
func TestClustersArrive(t *testing.T) {
	t.Parallel()
	const text = "👩\u200d💻🇩🇪|"
	for name, c := range map[string]struct {
		kind   ptyterm.Kind
		column int // of the bar
	}{
		"kitty": {ptyterm.Kitty(), 4},
		"xterm": {ptyterm.Xterm(), 6},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := startIn(t, lab.Gomosh, c.kind, "xterm-256color", 0, []string{"sh", "-c",
				`stty -icanon -echo min 0 time 20; printf '\033[?2027$p'; dd bs=100 count=1 2>/dev/null >&2; printf '\033[?2027h` + text + `\n'; exec cat`})
			p.Await(lab.Soon, "the text", func(text string) bool { return strings.Contains(text, "|") })
			if got := p.Screen().Glyph(0, c.column).Text; got != "|" {
				t.Errorf("the bar is not in column %d:\n%s", c.column, p.Text())
			}
			if name == "kitty" && p.Text() != text {
				t.Errorf("the terminal shows %q, want %q", p.Text(), text)
			}
		})
	}
}

// TestNestedSessions: a session inside of a session knows the user's terminal
// just as well.
func TestNestedSessions(t *testing.T) {
	t.Parallel()
	client := lab.Gomosh.Program(t, "mosh-client")
	inner := lab.StartServer(t, lab.Gomosh.Program(t, "mosh-server"),
		lab.ServerOptions{Command: asker(`\033]11;?\a\033[?u\033[?2026$p\033[c`)})
	p := startIn(t, lab.Gomosh, ptyterm.Kitty(), "xterm-256color", 10*time.Millisecond, []string{"sh", "-c",
		fmt.Sprintf("MOSH_KEY=%s %s 127.0.0.1 %d; echo OUTER; exec cat", inner.Key, client, inner.Port)})
	answered(t, p, `033]11;rgb:1212/3434/5656\a033[?0u033[?2026;2$y033[?62;22;52c`)
	p.Type("\x1e^.") // the escape key for the inner one
	p.Await(lab.Soon, "the inner client ends", func(text string) bool { return strings.Contains(text, "OUTER") })
	if text := strings.TrimSpace(p.Text()); text != "[mosh is exiting.]\nOUTER" {
		t.Errorf("the outer session shows:\n%s", text)
	}
}
