//go:build unix

package main

import (
	"bytes"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gomosh/internal/getoptlong"
	"gomosh/internal/manual"

	"github.com/urfave/cli/v2"
)

// TestManualHasEveryOption compares what each command accepts, what its help
// declares and what its manual explains, in both directions.
func TestManualHasEveryOption(t *testing.T) {
	l := newLauncher("gomosh", nil)
	connect := append(optionNames(l.options()), optionNames(l.ownOptions())...)
	connect = slices.DeleteFunc(connect, func(name string) bool { return strings.Contains(name, "fake-proxy") })
	// Doctor takes all options of connect, so that a line can be tried with it;
	// its help and manual name those that mean something to it.
	doctor := append(flagNames(doctorFlags()), "-h", "--help")
	for _, name := range doctor {
		if !slices.Contains(connect, name) {
			t.Errorf("doctor declares %s, which nothing reads", name)
		}
	}
	var server []string
	for c := byte('!'); c <= '~'; c++ {
		var complaints bytes.Buffer
		parseServer("gomosh server", []string{"-" + string(c), "1"}, func(string) string { return "" }, &complaints)
		if !strings.Contains(complaints.String(), "unknown option -"+string(c)+"\n") && c != '-' {
			server = append(server, "-"+string(c))
		}
	}
	var client []string
	for _, match := range regexp.MustCompile(`(?m)^  (-\S+) `).FindAllStringSubmatch(clientHelp("x"), -1) {
		client = append(client, match[1])
	}
	for topic, accepted := range map[string][]string{
		"connect": connect,
		"doctor":  doctor,
		"server":  append(server, "--help", "--version"),
		"client":  append(client, "--help", "--version"),
		"config":  {"--config", "-h", "--help"},
		"relay":   {"-h", "--help"},
		"gomosh":  {"--help", "-h", "--version"},
	} {
		page, ok := manual.Find(manual.Topics(protocolText), topic)
		if !ok {
			t.Fatalf("no topic %s", topic)
		}
		explained := page.Options()
		for _, name := range accepted {
			if !slices.Contains(explained, name) {
				t.Errorf("the manual of %s does not explain %s", topic, name)
			}
		}
		for _, name := range explained {
			if !slices.Contains(accepted, name) {
				t.Errorf("the manual of %s explains %s, which there is not", topic, name)
			}
		}
	}
	for _, name := range flagNames(connectFlags()) {
		if !slices.Contains(connect, name) {
			t.Errorf("the help of connect lists %s, which nothing reads", name)
		}
	}
}

// optionNames are the spellings of options as a manual has them.
func optionNames(options []getoptlong.Option) []string {
	var names []string
	for _, o := range options {
		for _, name := range o.Names {
			names = append(names, dashes(name))
			if o.Negatable && len(name) > 1 {
				names = append(names, "--no-"+name)
			}
		}
	}
	return names
}

func flagNames(flags []cli.Flag) []string {
	var names []string
	for _, f := range flags {
		for _, name := range f.Names() {
			names = append(names, dashes(name))
		}
	}
	return names
}

func dashes(name string) string {
	if len(name) == 1 {
		return "-" + name
	}
	return "--" + name
}

// The commands that there are, those in the manual and those in its help of man.
func TestManualHasEveryCommand(t *testing.T) {
	topics := manual.Topics(protocolText)
	page, _ := manual.Find(topics, "gomosh")
	text := page.Plain(78)
	for _, c := range gomoshApp(new(int)).Commands {
		if !regexp.MustCompile(fmt.Sprintf(`(?m)^       %s\b`, c.Name)).MatchString(text) {
			t.Errorf("the manual does not explain the command %s", c.Name)
		}
	}
	for _, topic := range topics {
		if !strings.Contains(manDescription, topic.Name) || !strings.Contains(text, topic.Name) {
			t.Errorf("help or manual does not name the topic %s", topic.Name)
		}
	}
}

// TestComplete looks at the candidates for the last word of a line.
func TestComplete(t *testing.T) {
	hosts := func() []string { return []string{"alpha", "beta", "db1.example.org"} }
	tests := []struct{ line, want string }{
		{"gomosh co", "connect config completion"},
		{"gomosh doctor ", "alpha beta db1.example.org"},
		{"gomosh connect a", "alpha"},
		{"gomosh connect me@d", "me@db1.example.org"},
		{"gomosh connect alpha ", ""},
		{"gomosh connect alpha --ver", "--verbose"},
		{"gomosh connect -- ", ""},
		{"gomosh connect alpha -- ", ""},
		{"gomosh connect --predict=a", "--predict=adaptive --predict=always"},
		{"gomosh connect --predict ", "adaptive always never experimental"},
		{"gomosh connect --predict always b", "beta"},
		{"gomosh connect --no-", "--no-init --no-ssh-pty --no-deploy"},
		{"gomosh connect --family=prefer", "--family=prefer-inet --family=prefer-inet6"},
		{"gomosh connect -F ", ":files"},
		{"gomosh connect -F x al", "alpha"},
		{"gomosh connect --client=/b", ":files"},
		{"gomosh connect --port=", ""},
		{"gomosh connect --nothing=", ""},
		{"gomosh config --config=n", "--config=none :files"},
		{"gomosh man con", "connect config"},
		{"gomosh completion ", "bash zsh fish"},
		{"gomosh version ", ""},
		{"gomosh compl", "completion"},
		{"mosh b", "beta"},
		{"/usr/bin/mosh --no-", "--no-init --no-ssh-pty"},
		{"mosh --predict-o", "--predict-overwrite"},
		{"mosh --ssh-c", ""},
	}
	for _, test := range tests {
		var got []string
		for _, c := range complete(strings.Split(test.line, " "), hosts) {
			got = append(got, c.word)
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%q: %q, want %q", test.line, got, test.want)
		}
	}
}

func TestKnownHosts(t *testing.T) {
	home := t.TempDir()
	t.Setenv("HOME", home)
	for name, text := range map[string]string{
		"config":        "Include more\nHost alpha *.wild !not \"two words\"\n  HostName x\nMatch all\nhost=beta\n",
		"more":          "Host gamma\nInclude more\n",
		"known_hosts":   "delta,192.0.2.7 ssh-ed25519 AAAA\n[eps]:2222 ssh-rsa AAAA\n|1|abc= ssh-rsa AAAA\n# x y z\n@cert-authority *.zeta ssh-rsa A\n192.0.2.9 ssh-rsa A\nbad\n\x1b[31mred ssh-rsa A\n",
		"not-mentioned": "Host hidden\n",
	} {
		if err := os.MkdirAll(home+"/.ssh", 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(home+"/.ssh/"+name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := knownHosts()
	for _, name := range []string{"alpha", "beta", "gamma", "delta", "eps", "192.0.2.9", "two words"} {
		if !slices.Contains(got, name) {
			t.Errorf("%q is not among %q", name, got)
		}
	}
	for _, name := range []string{"192.0.2.7", "hidden", "*.wild", "!not", "x", "bad", "\x1b[31mred", "*.zeta", "not"} {
		if slices.Contains(got, name) {
			t.Errorf("%q is among %q", name, got)
		}
	}
}
