package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"gomosh/internal/getoptlong"
)

// TestConfigure sets the same things on the command line, in the environment and
// in a file, in this order of rank.
func TestConfigure(t *testing.T) {
	dir := t.TempDir()
	if err := os.Mkdir(filepath.Join(dir, "gomosh"), 0o700); err != nil {
		t.Fatal(err)
	}
	const file = `Host localhost
	Port 7
Host db
	Predict never
	PredictOverwrite yes
	Port 60001:60010
	Family inet6
	BindServer any
	Deploy no
	Server my-server -x
	SSH ssh -p 2222
	AltScreen no
	EscapeKey none
	TitlePrefix no
`
	if err := os.WriteFile(filepath.Join(dir, "gomosh", "config"), []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("XDG_CONFIG_HOME", dir)
	for _, name := range configVariables {
		t.Setenv(name, "")
		os.Unsetenv(name)
	}
	configure := func(args ...string) *launcher {
		t.Helper()
		parse := func(l *launcher) ([]string, []*getoptlong.Error) {
			return getoptlong.Parse(args, append(l.options(), l.ownOptions()...), true)
		}
		l := newLauncher("gomosh", args)
		words, mistakes := parse(l)
		if len(mistakes) > 0 {
			t.Fatal(mistakes[0])
		}
		l, status := l.configure(words, parse)
		if status != 0 {
			t.Fatalf("%q: status %d", args, status)
		}
		return l
	}

	l := configure("me@db")
	got := []any{l.predict, l.overwrite, l.boot.Ports, string(l.boot.Family), l.boot.Bind, l.boot.NoDeploy, l.boot.Server, l.ssh, l.external, l.noInit}
	want := []any{"never", true, "60001:60010", "inet6", "any", true, "my-server -x", "ssh -p 2222", true, true}
	if !slices.Equal(got, want) {
		t.Errorf("from the file: %v, want %v", got, want)
	}
	env := l.clientEnvironment([]string{"A=1", "MOSH_TITLE_NOPREFIX=x"}, "key")
	for _, entry := range []string{"A=1", "MOSH_ESCAPE_KEY=", "MOSH_TITLE_NOPREFIX=1", "MOSH_PREDICTION_DISPLAY=never",
		"MOSH_PREDICTION_OVERWRITE=yes", "MOSH_NO_TERM_INIT=1", "MOSH_KEY=key"} {
		if !slices.Contains(env, entry) {
			t.Errorf("the client does not find %s in %q", entry, env)
		}
	}

	l = configure("-p", "9", "--predict=always", "--no-predict-overwrite", "-4", "--bind-server=ssh", "--deploy",
		"--server=other", "--ssh=dbclient", "--init", "db")
	got = []any{l.predict, l.overwrite, l.boot.Ports, string(l.boot.Family), l.boot.Bind, l.boot.NoDeploy, l.boot.Server, l.ssh, l.noInit}
	want = []any{"always", false, "9", "inet", "ssh", false, "other", "dbclient", false}
	if !slices.Equal(got, want) {
		t.Errorf("the command line: %v, want %v", got, want)
	}

	if l = configure("--local"); l.boot.Ports != "7" || l.predict != "" {
		t.Errorf("--local: port %q, predict %q", l.boot.Ports, l.predict)
	}
	if l = configure("other"); l.boot.Ports != "" || l.predict != "" || l.clientEnv != nil {
		t.Errorf("another host: %+v", l)
	}
	if l = configure("--config=none", "db"); l.boot.Ports != "" {
		t.Errorf("--config=none: port %q", l.boot.Ports)
	}

	for _, name := range configVariables {
		t.Setenv(name, "x")
	}
	l = configure("db")
	if l.predict != "" || l.overwrite || l.noInit || l.clientEnv != nil || l.boot.NoDeploy {
		t.Errorf("the file wins over the environment: %+v", l)
	}
}
