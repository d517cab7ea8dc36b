package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"gomosh/internal/lab"
)

// TestCompletion presses Tab in real shells, at the end of what a user could have
// typed so far.
func TestCompletion(t *testing.T) {
	shells := []struct {
		name  string
		args  []string
		setup string
	}{
		{"bash", []string{"bash", "--norc", "-i"}, "source <(gomosh completion bash)"},
		{"zsh", []string{"zsh", "-f", "-i"}, "autoload -Uz compinit; compinit -D; source <(gomosh completion zsh)"},
		{"fish", []string{"fish", "--no-config", "-i"}, "gomosh completion fish | source"},
	}
	lines := []struct{ typed, want string }{
		{"gomosh doct", "gomosh doctor"},
		{"gomosh connect db-in-con", "gomosh connect db-in-config"},
		{"gomosh connect me@db-in-con", "gomosh connect me@db-in-config"},
		{"mosh known-by-", "mosh known-by-key"},
		{"gomosh connect --predict=exp", "gomosh connect --predict=experimental"},
		{"gomosh connect --predict exp", "gomosh connect --predict experimental"},
		{"mosh --predict-over", "mosh --predict-overwrite"},
		{"gomosh connect --ssh-config=some-fi", "gomosh connect --ssh-config=some-file"},
		{"gomosh connect -F some-fi", "gomosh connect -F some-file"},
		{"gomosh man proto", "gomosh man protocol"},
	}
	for _, shell := range shells {
		t.Run(shell.name, func(t *testing.T) {
			t.Parallel()
			lab.Need(t, shell.name)
			home := lab.Home(t)
			if err := os.Mkdir(filepath.Join(home, ".ssh"), 0o700); err != nil {
				t.Fatal(err)
			}
			writeFile(t, filepath.Join(home, ".ssh", "config"), "Host db-in-config *.example.org\n", 0o600)
			writeFile(t, filepath.Join(home, ".ssh", "known_hosts"), "known-by-key ssh-ed25519 AAAA\n", 0o600)
			writeFile(t, filepath.Join(home, "some-file"), "", 0o600)
			term := lab.NewTerminal(t, lab.Command{
				Args: shell.args, Dir: home, Cols: 100,
				Env: lab.Env(home, "PATH="+lab.Bin(t)+":/usr/bin:/bin", "PS1=% ", "PROMPT=% "),
			})
			term.Line(shell.setup + "; clear; echo rea''dy")
			term.WaitText("ready")
			for _, line := range lines {
				term.Type(line.typed)
				term.Keys("Tab")
				term.WaitText(line.want)
				term.Keys("C-c")
				term.Line("clear; echo do''ne " + line.want[len(line.want)-6:] + "-")
				term.WaitText("done " + line.want[len(line.want)-6:] + "-")
			}
		})
	}
}
