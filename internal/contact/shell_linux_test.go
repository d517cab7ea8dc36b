package contact

import (
	"strings"
	"testing"

	"gomosh/internal/lab"
)

// shells are login shells with their start-up files, each of which says too much.
var shells = []struct{ name, path, file, noise string }{
	{"bash", "/bin/bash", ".bashrc", "echo noise; printf 'MOSH IP 6.6.6.6\\n\\033]0;evil\\007\\033[31mred\\n'; echo more >&2\n"},
	{"sh", "/bin/sh", ".profile", ""},
	{"csh", "/usr/bin/tcsh", ".cshrc", "echo noise\nprintf 'MOSH IP 6.6.6.6\\n\\033]0;evil\\007\\033[31mred\\n'\n"},
	{"fish", "/usr/bin/fish", ".config/fish/config.fish", "echo noise; printf 'MOSH IP 6.6.6.6\\n\\033]0;evil\\007\\033[31mred\\n'\n"},
	{"zsh", "/usr/bin/zsh", ".zshenv", "echo noise; printf 'MOSH IP 6.6.6.6\\n\\033]0;evil\\007\\033[31mred\\n'\n"},
}

// TestShells: whatever reads our command over there, it reads what we mean, also
// behind start-up files that print. What they print is shown without its escapes.
func TestShells(t *testing.T) {
	t.Parallel()
	for _, shell := range shells {
		t.Run(shell.name, func(t *testing.T) {
			t.Parallel()
			lab.Need(t, shell.path)
			p := NewPair(t, shell.path, "")
			if shell.noise != "" {
				p.There.Write(Pat+"/"+shell.file, shell.noise)
			}
			term := p.Terminal("connect", "there", "--", "sh", "-c", `printf '<%s>\n' "$@"; read x`, "it's", `a\b`, "hi!", "$HOME", "")
			s := term.WaitText("<$HOME>")
			for _, want := range []string{"<a\\b>", "<hi!>"} {
				if !s.Contains(want) {
					t.Errorf("%s is missing:\n%s", want, s)
				}
			}
			term.Keys("Enter")
			term.WaitExit(lab.Soon)
			said, _, _ := strings.Cut(term.Output(), "\x1b[?1049h")
			if shell.noise == "" {
				if strings.TrimSpace(said) != "" {
					t.Errorf("said %q", said)
				}
				return
			}
			if !strings.Contains(said, "noise\r\n") || !strings.Contains(said, "MOSH IP 6.6.6.6\r\nred\r\n") || strings.Contains(said, "evil") || strings.Contains(said, "\x1b") {
				t.Errorf("said %q", said)
			}
		})
	}
}

// TestFailingShells: how a remote command can end without a server half.
func TestFailingShells(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "/bin/bash", "")
	for _, test := range []struct{ rc, said string }{
		{"echo This account is closed; exit 3\n", "the server half did not start: exit status 3"},
		{"kill -9 $$\n", "the server half did not start: killed by signal KILL"},
		{"mosh-server() { return 127; }; gomosh() { return 127; }; command() { return 1; }; exec true\n", "the server half did not start"},
		{"echo MOSH CONNECT 1 2\n", "unexpected line from the other side"},
	} {
		p.There.Write(Pat+"/.bashrc", test.rc)
		p.Fails([]string{"connect", "there"}, test.said, "hint: ")
	}
	p.There.Write(Pat+"/.bashrc", "")
	p.Fails([]string{"connect", "--server=/opt/ms", "there"}, "/opt/ms", "the server half did not start: command not found", "hint: ")
}

// TestDropbear: another SSH server, which has no sftp and its own idea of
// environment requests.
func TestDropbear(t *testing.T) {
	t.Parallel()
	lab.Need(t, "dropbear", "dropbearkey")
	p := &Pair{Here: NewMachine(t, ""), There: NewMachine(t, ""), t: t}
	p.Here.Wire(p.There, 9)
	p.Here.Names("10.9.0.2 there")
	p.There.Admit(p.Here.Keygen("root/.ssh/id_ed25519"))
	p.Configure("StrictHostKeyChecking accept-new\n")
	key := p.There.Dir + "/dropbear_key"
	p.There.Must("dropbearkey", "-t", "ed25519", "-f", key)
	log := p.There.Dir + "/dropbear.log"
	p.There.start(p.There.Daemon("sh", "-c", "exec dropbear -F -E -s -p 22 -r "+key+" 2>"+log), log)
	p.Works()
}
