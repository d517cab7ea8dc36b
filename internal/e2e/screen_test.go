package e2e

import (
	"strings"
	"testing"
	"time"

	"gomosh/internal/lab"
)

// A scene is a program and what is done to it. After every step the screen of
// the program in a plain terminal and its screen through a session have to be
// equal: text, renditions, cursor; in some scenes also which rows continue the
// row above, as a person sees who copies them.
type scene struct {
	name    string
	needs   []string // programs that have to be installed
	command func(*testing.T) []string
	env     []string
	pairs   func(lab.Pair) bool // nil: all
	joined  func(lab.Pair) bool // in which pairs rows have to continue others alike; nil: none
	weather lab.Weather         // of the network; zero: fair
	steps   []step
}

// A step types something and names a text that the finished screen contains,
// "\n" standing for the end of a row.
type step struct {
	text string
	keys []string // tmux's names of keys, typed after text
	line string   // text and Enter
	want string
}

func (s step) do(term *lab.Terminal) {
	term.Type(s.text)
	if s.keys != nil {
		term.Keys(s.keys...)
	}
	if s.line != "" {
		term.Line(s.line)
	}
}

func everyPair(lab.Pair) bool { return true }

// words is a command that needs nothing of the test.
func words(args ...string) func(*testing.T) []string {
	return func(*testing.T) []string { return args }
}

// script is a shell script in testdata.
func script(name string) func(*testing.T) []string {
	return func(t *testing.T) []string { return []string{"sh", testdata(t, name)} }
}

var scenes = []scene{
	{
		name: "shell", command: words("sh"),
		steps: []step{
			{line: "clear; seq 50; echo end", want: "end\n$"},
			{line: "printf 'a\\tb\\n%s' unfinished", want: "\nunfinished$"},
			{text: "xy", keys: []string{"BSpace"}, want: "$ x"},
			{text: "z", want: "$ xz"},
		},
	}, {
		name: "vim", needs: []string{"vim"},
		command: func(t *testing.T) []string {
			return []string{"vim", "-u", testdata(t, "vimrc"), testdata(t, "sample.c")}
		},
		steps: []step{
			{want: "sample.c"},
			{text: "G", want: "last line of the file"},
			{text: "gg", keys: []string{"C-e", "C-e"}, want: "sample.c"},
			{text: ":5\rddOgrün 中文 e\u0301", keys: []string{"Escape"}, want: "grün 中文"},
			{line: ":set number list", want: " 10 "},
			{line: ":vsplit", want: `"firs|`},
			{text: ":undo 0\r\x06", want: "if (argc > 1)"},
		},
	}, {
		name: "less", needs: []string{"less"},
		command: func(t *testing.T) []string { return []string{"less", "-R", testdata(t, "sample.txt")} },
		env:     []string{"LESSHISTFILE=-"},
		joined:  lab.Pair.Ours,
		steps: []step{
			{want: "sample.txt"},
			{text: " ", want: "line 30"},
			{text: "k", want: "line 21"},
			{text: "kkkj", want: "line 19"},
			{text: "/line 77\r", want: "line 77"},
			{text: "G", want: "(END)"},
			{text: "g", want: "line 1 "},
		},
	}, {
		name: "tmux", needs: []string{"tmux"},
		command: func(t *testing.T) []string {
			return []string{"sh", "-c", `exec tmux -u -S "$HOME/inner" -f "$0" new-session`, testdata(t, "inner.conf")}
		},
		steps: []step{
			{want: "[inner]"},
			{line: "seq 30", want: "30"},
			{keys: []string{"C-b", "%"}, want: "9" + strings.Repeat(" ", 39) + "│$"}, // its shell is there
			{line: "seq 5; printf '\\033[7mright\\033[0m\\n'", want: "right"},
			{keys: []string{"C-b", "\""}, want: "─\n21" + strings.Repeat(" ", 38) + "│$"},
			{line: "echo below", want: "below"},
			{keys: []string{"C-b", "z"}, want: "below"},
		},
	},
	{name: "table", command: script("table.sh"), steps: []step{{want: "frame 40"}}},
	{name: "colours", command: script("colours.sh"), steps: []step{{want: "colours done"}}},
	{name: "unicode", command: script("unicode.sh"), steps: []step{{want: "unicode done"}}},
	{name: "cursor", command: script("cursor.sh"), steps: []step{{want: "cursor done"}}},
	{name: "wrapped", command: script("wrapped.sh"), joined: everyPair, steps: []step{{want: "wrapped done"}}},
	{
		// Stock shows neither of these renditions and has no alternate screen.
		name: "modern renditions", command: script("modern.sh"), pairs: lab.Pair.Ours,
		steps: []step{{want: "modern done"}},
	}, {
		name: "alternate screen", needs: []string{"vim", "less"}, pairs: gomoshServer,
		command: words("sh"), env: []string{"LESSHISTFILE=-"},
		steps: []step{
			{line: "clear; seq 12; cd $SCENES", want: "12\n$"},
			{line: "vim -u vimrc sample.c", want: "struct point"},
			{line: ":q", want: "sample.c\n$"},
			{line: "echo after vim", want: "\nafter vim\n$"},
			{line: "less sample.txt", want: "line 20"},
			{text: "q", want: "less sample.txt\n$"},
			{line: "echo after less", want: "\nafter less\n$"},
		},
	}, {
		// Stock's own differ puts the cursor one column too far left here.
		name: "last column of the last row", pairs: lab.Pair.Ours, command: script("corner.sh"),
		steps: []step{{want: "07\n"}, {text: "x", want: "06\n"}, {text: "x", want: "0Q6\n"}},
	},
}

// TestSameScreen plays every scene twice, in a plain terminal and through a
// session.
func TestSameScreen(t *testing.T) {
	t.Parallel()
	for _, sc := range scenes {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			lab.EachPair(t, sc.pairs, func(t *testing.T, p lab.Pair) { sc.play(t, p) })
		})
	}
}

// TestSameScreenOverBadNetwork plays one scene of much movement and one of much
// picture over a line that loses and reorders.
func TestSameScreenOverBadNetwork(t *testing.T) {
	t.Parallel()
	for _, sc := range scenes {
		if sc.name != "tmux" && sc.name != "colours" {
			continue
		}
		sc.weather = lab.Weather{Delay: 30 * time.Millisecond, Loss: 0.25, Reorder: 0.25}
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			lab.EachPair(t, sc.pairs, func(t *testing.T, p lab.Pair) { sc.play(t, p) })
		})
	}
}

func (sc scene) play(t *testing.T, p lab.Pair) {
	lab.Need(t, sc.needs...)
	env := append([]string{"NCURSES_NO_UTF8_ACS=1", "SCENES=" + testdata(t, "")}, sc.env...)
	command := sc.command(t)
	direct := lab.NewTerminal(t, lab.Command{Args: command, Env: lab.Env(lab.Home(t), env...)})
	args := []string(nil)
	if p.Server == lab.Gomosh {
		args = []string{"-v"} // every frame is verified, reports are looked for
	}
	session := lab.StartSession(t, p, lab.SessionOptions{Command: command, ServerEnv: env, ServerArgs: args, Relay: true})
	session.Relay.Set(sc.weather)
	for i, step := range sc.steps {
		step.do(direct)
		step.do(session.Terminal)
		var want *lab.Screen
		what := func() string { return want.Differences(session.Screen()) }
		equal := func() bool {
			want = direct.Screen()
			got := session.Screen()
			return strings.Contains(want.Text(), step.want) && want.Differences(got) == ""
		}
		if !lab.Eventually(lab.Soon, equal) {
			t.Fatalf("step %d, screens differ (want: direct, with %q):\n%s\ndirect:\n%s", i, step.want, what(), want)
		}
		if sc.joined == nil || !sc.joined(p) {
			continue
		}
		if want, got := direct.Joined(), session.Joined(); want != got {
			t.Errorf("step %d, rows are joined in different ways: want\n%s\ngot\n%s", i, want, got)
		}
	}
}
