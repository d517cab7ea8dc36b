package bootstrap

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

func TestRemoteCommand(t *testing.T) {
	for _, test := range []struct {
		name string
		o    Options
		bind string
		ask  bool
		want string
	}{
		{name: "a command and locale", bind: "-s",
			o:    Options{Server: "mosh-server", Colors: 256, Command: []string{"ls", "-l", "it's a b", "$HOME"}, Environ: []string{"LC_ALL=C.UTF-8", "LANG=C.UTF-8", "TERM=x"}},
			want: `mosh-server 'new' '-c' '256' '-s' '-l' 'LANG=C.UTF-8' '-l' 'LC_ALL=C.UTF-8' '--' 'ls' '-l' 'it'\''s a b' '$HOME'`},
		{name: "ports", bind: "-s",
			o:    Options{Server: "mosh-server", Colors: 256, Ports: "60001:60010"},
			want: `mosh-server 'new' '-c' '256' '-s' '-p' '60001:60010'`},
		{name: "shell text as server", bind: "-s",
			o:    Options{Server: "env FOO=bar mosh-server -v", Colors: 8},
			want: `env FOO=bar mosh-server -v 'new' '-c' '8' '-s'`},
		{name: "bound to an address", bind: "::1",
			o:    Options{Server: "s", Environ: []string{"LC_PAPER="}},
			want: `s 'new' '-c' '0' '-i' '::1' '-l' 'LC_PAPER='`},
		{name: "bound to anything, an empty word",
			o:    Options{Server: "s", Command: []string{""}},
			want: `s 'new' '-c' '0' '--' ''`},
		{name: "asked for its address", bind: "-s", ask: true,
			o:    Options{Server: "s"},
			want: `sh -c 'if test "$SSH_CONNECTION"; then echo; echo "MOSH SSH_CONNECTION $SSH_CONNECTION"; fi' ; s 'new' '-c' '0' '-s'`},
		{name: "searched for", bind: "-s",
			want: `sh -c '` + search + `' gomosh 'new' '-c' '0' '-s'`},
	} {
		if got := test.o.remoteCommand(test.o.Server, test.bind, test.ask); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.name, got, test.want)
		}
	}
}

func TestBindWord(t *testing.T) {
	for bind, want := range map[string]string{"": "-s", "ssh": "-s", "SSH": "-s", "any": "", "Any": "", "10.0.0.1": "10.0.0.1"} {
		if got := (&Options{Bind: bind}).bindWord("-s"); got != want {
			t.Errorf("%q: %q, want %q", bind, got, want)
		}
	}
}

// TestQuote has every shell that is here read quoted words back.
func TestQuote(t *testing.T) {
	words := []string{"plain", "a b", "it's", "''", `back\slash`, `two\\`, `end\`, `\'`, "$HOME", "`id`", `"`, "!x", "hi!", "*", "~", "#", "a;b|c&d", "{x,y}", "é", "", "-n", "%s", "tab\there"}
	want := "<" + strings.Join(words, "><") + ">"
	ran := false
	for _, shell := range [][]string{{"sh"}, {"bash"}, {"dash"}, {"busybox", "ash"}, {"fish"}, {"tcsh", "-f"}, {"csh", "-f"}, {"zsh"}, {"ksh"}, {"mksh"}} {
		path, err := exec.LookPath(shell[0])
		if err != nil {
			continue
		}
		ran = true
		cmd := exec.Command(path, append(shell[1:], "-c", "printf '<%s>' "+quoteAll(words))...)
		out, err := cmd.CombinedOutput()
		if err != nil || string(out) != want {
			t.Errorf("%v: %v\n got %s\nwant %s", shell, err, out, want)
		}
	}
	if !ran {
		t.Fatal("there is no shell at all")
	}
}

// TestSearch checks that the search for a server can be quoted for any shell and
// finds what it should, in order.
func TestSearch(t *testing.T) {
	for name, script := range map[string]string{"search": search, "store": store, "run": runCopy, "about": whatIsThere, "address": reportAddress} {
		if strings.ContainsAny(script, "'\\!\n") {
			t.Errorf("the %s script has characters that some shell reads between single quotes", name)
		}
	}
	for _, place := range []string{"/usr/local/bin", "/opt/homebrew/bin", "/opt/local/bin"} {
		for _, name := range []string{"gomosh", "mosh-server"} {
			if _, err := os.Stat(filepath.Join(place, name)); err == nil {
				absent(t, "%s/%s is installed here and would be run", place, name)
			}
		}
	}
	dir := t.TempDir()
	run := func() string {
		cmd := exec.Command("/bin/sh", "-c", (&Options{}).remoteCommand("", "", false))
		cmd.Env = []string{"PATH=" + dir, "HOME=" + dir}
		cmd.Path = "/bin/sh"
		link(t, "/bin/sh", dir+"/sh")
		out, _ := cmd.CombinedOutput()
		return strings.TrimSpace(string(out))
	}
	if got := run(); !strings.HasPrefix(got, noServerLine) {
		t.Errorf("with nothing there: %q", got)
	}
	script(t, dir+"/bin/mosh-server", `echo stock "$@"`)
	if got := run(); got != "stock new -c 0" {
		t.Errorf("with mosh-server in ~/bin: %q", got)
	}
	script(t, dir+"/.local/bin/gomosh", `echo ours "$@"`)
	if got := run(); got != "ours server new -c 0" {
		t.Errorf("with gomosh in ~/.local/bin: %q", got)
	}
	script(t, dir+"/gomosh", `echo path "$@"`)
	if got := run(); got != "path server new -c 0" {
		t.Errorf("with gomosh in PATH: %q", got)
	}
}
