//go:build unix

package sshconfig

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// loadText evaluates a text as the only configuration file, for user bob with
// the home directory /h on pc.lan.
func loadText(t *testing.T, text string, q Query) *Config {
	t.Helper()
	q.File = filepath.Join(t.TempDir(), "config")
	write(t, q.File, text)
	q.Local = Local{User: "bob", Home: "/h", UID: 7, Hostname: "pc.lan", Getenv: func(name string) (string, bool) { return "<" + name + ">", name != "UNSET" }}
	c, err := Load(q)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestUserFileBeforeSystemFile(t *testing.T) {
	home := t.TempDir()
	if err := os.MkdirAll(filepath.Join(home, ".ssh", "d"), 0o700); err != nil {
		t.Fatal(err)
	}
	user := filepath.Join(home, ".ssh", "config")
	write(t, user, "Include d/*\nPort 1\nIdentityFile u\n")
	write(t, filepath.Join(home, ".ssh", "d", "x"), "User included\n")
	system := filepath.Join(home, "ssh_config")
	write(t, system, "Port 2\nIdentityFile s\nHashKnownHosts yes\nUser system\n")
	q := Query{Host: "h", Local: Local{User: "me", Home: home, SystemFile: system}}
	c, err := Load(q)
	if err != nil {
		t.Fatal(err)
	}
	if c.Port() != 1 || c.User() != "included" || strings.Join(c.All("identityfile"), " ") != "u s" || !c.Bool("HashKnownHosts", false) {
		t.Errorf("port %d, user %s, identities %q", c.Port(), c.User(), c.All("identityfile"))
	}
	if err := os.Chmod(user, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(q); err == nil || !strings.Contains(err.Error(), "bad owner or permissions") {
		t.Errorf("a file that anybody may write: %v", err)
	}
	q.File = "none"
	if c, err := Load(q); err != nil || c.Port() != 22 || c.User() != "me" {
		t.Errorf("without files: %v", err)
	}
	q.File = filepath.Join(home, "missing")
	if _, err := Load(q); err == nil {
		t.Error("a file named on the command line may be missing")
	}
}

func TestErrorsNameTheLine(t *testing.T) {
	path := filepath.Join(t.TempDir(), "config")
	write(t, path, "# one\n\nPort many\n")
	_, err := Load(Query{Host: "h", File: path})
	var e *Error
	if !errors.As(err, &e) || e.Line != 3 || e.File != path {
		t.Errorf("error is %v", err)
	}
}

func TestTokens(t *testing.T) {
	c := loadText(t, "HostName %h.lan\nPort 24\nUser al\nHostKeyAlias Nick\nProxyCommand x\n", Query{Host: "Box"})
	for in, want := range map[string]string{
		"%h|%n|%p|%r|%u|%d|%i|%L|%l|%k|%%": "box.lan|Box|24|al|bob|/h|7|pc|pc.lan|nick|%",
		"~/x-%h":                           "/h/x-box.lan",
		"${A}/%u":                          "<A>/bob",
		"plain":                            "plain",
	} {
		if got, err := c.Path(in); err != nil || got != want {
			t.Errorf("%s: %q, %v; want %q", in, got, err, want)
		}
	}
	for _, bad := range []string{"%", "%z", "${UNSET}", "${A"} {
		if got, err := c.Path(bad); err == nil {
			t.Errorf("%s: accepted as %q", bad, got)
		}
	}
	if got, err := c.ExpandProxy("%h %n %p %r %%"); err != nil || got != "box.lan Box 24 al %" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := c.ExpandProxy("%u"); err == nil {
		t.Error("ProxyCommand knows %u")
	}
}

func TestMatchExecIsLazy(t *testing.T) {
	var ran []string
	q := Query{Host: "h", Exec: func(command string) bool {
		ran = append(ran, command)
		return command == "yes h 22 bob"
	}}
	c := loadText(t, "Match host other exec \"never\"\nPort 1\nMatch exec \"yes %h %p %r\"\nPort 2\nMatch !exec no\nUser x\n", q)
	if c.Port() != 2 || c.User() != "x" || strings.Join(ran, ";") != "yes h 22 bob;no" {
		t.Errorf("port %d, ran %q", c.Port(), ran)
	}
}

func TestParseDestination(t *testing.T) {
	for in, want := range map[string]Destination{
		"h":                  {"", "h", 0},
		"u@h":                {"u", "h", 0},
		"u@d@h":              {"u@d", "h", 0},
		"h:22":               {"", "h:22", 0},
		"::1":                {"", "::1", 0},
		"ssh://h":            {"", "h", 0},
		"ssh://u@h:24/":      {"u", "h", 24},
		"SSH://[fe80::1]:24": {"", "fe80::1", 24},
	} {
		if got, err := ParseDestination(in, false); err != nil || got != want {
			t.Errorf("%s: %+v, %v", in, got, err)
		}
	}
	for _, bad := range []string{"", "@h", "u@", "-h", "u@-h", "-u@h", "ssh://", "ssh://h/x", "ssh://h:0", "h\nx"} {
		if got, err := ParseDestination(bad, false); err == nil {
			t.Errorf("%q: accepted as %+v", bad, got)
		}
	}
	hops, err := ParseJumps("u@a:1,[::1]:2,b,ssh://c:3")
	want := []Destination{{"u", "a", 1}, {"", "::1", 2}, {"", "b", 0}, {"", "c", 3}}
	if err != nil || len(hops) != 4 || hops[0] != want[0] || hops[1] != want[1] || hops[2] != want[2] || hops[3] != want[3] {
		t.Errorf("%+v, %v", hops, err)
	}
	for _, bad := range []string{"", "a,", "a,-b", "a b", "[::1"} {
		if hops, err := ParseJumps(bad); err == nil {
			t.Errorf("%q: accepted as %+v", bad, hops)
		}
	}
}

func TestParseTime(t *testing.T) {
	for in, want := range map[string]time.Duration{"": 0, "none": 0, "5": 5 * time.Second, "1m30s": 90 * time.Second, "1W2D": 9 * 24 * time.Hour, "0": 0} {
		if got, err := ParseTime(in); err != nil || got != want {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
	for _, bad := range []string{"x", "-1", "5x", "m", "99999999999", "9999999w", "1.5"} {
		if got, err := ParseTime(bad); err == nil {
			t.Errorf("%q: accepted as %v", bad, got)
		}
	}
}

func TestMatchPattern(t *testing.T) {
	for _, test := range []struct {
		s, pattern string
		want       bool
	}{
		{"", "", true}, {"", "*", true}, {"", "?", false}, {"a", "?", true}, {"ab", "?", false}, {"a", "a?", false},
		{"abc", "a*c", true}, {"abcbc", "*bc", true}, {"abcd", "*bc", false}, {"abc", "***", true}, {"A", "a", false},
		{strings.Repeat("a", 5000), strings.Repeat("a*", 500) + "b", false},
	} {
		if got := MatchPattern(test.s, test.pattern); got != test.want {
			t.Errorf("%.20q %.20q: %v", test.s, test.pattern, got)
		}
	}
}

// FuzzLoad evaluates anything without trouble, and the library gives every word
// back as it was put in.
func FuzzLoad(f *testing.F) {
	for _, c := range corpus {
		f.Add(c.config)
	}
	f.Add("User \"a#\\\\b\xff\x00 \"\nProxyCommand  x \t# \"\n")
	f.Fuzz(func(t *testing.T, text string) {
		if strings.Contains(strings.ToLower(text), "include") {
			t.Skip("would read files")
		}
		path := filepath.Join(t.TempDir(), "config")
		write(t, path, text)
		q := Query{Host: "foo", File: path, Local: Local{User: "u", Home: "/h"}}
		c, err := Load(q)
		if err != nil {
			return
		}
		e := newEvaluator(q)
		if err := e.run(); err != nil {
			t.Fatalf("refused the second time: %v", err)
		}
		for keyword, words := range e.values {
			if got := strings.Join(c.All(keyword), "\x00"); got != strings.Join(words, "\x00") {
				t.Errorf("%s is %q, was %q", keyword, got, words)
			}
		}
	})
}

// evaluated loads a configuration for a host of a made-up world.
func evaluated(t *testing.T, config, host string) (*Config, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	world := map[string]string{"web.two.example": "web.two.example.", "db.one.example": "Cluster.One.Example.", "cluster.one.example": "cluster.one.example", "plain": "db.one.example"}
	return Load(Query{Host: host, File: path, Command: "mosh-server new",
		Lookup: func(name string) string { return world[name] },
		Local:  Local{User: "me", Home: "/nowhere", Networks: []netip.Addr{netip.MustParseAddr("192.168.3.4"), netip.MustParseAddr("fe80::1%eth0")}}})
}

func TestCanonicalHostname(t *testing.T) {
	const domains = "CanonicalDomains one.example two.example\nMatch canonical host *.example\nUser full\nMatch host web\nUser short\n"
	for _, test := range []struct{ config, host, want, user string }{
		{"CanonicalizeHostname yes\n" + domains, "web", "web.two.example", "short"}, // the first value wins
		{"CanonicalizeHostname yes\n" + domains, "db", "db.one.example", "full"},
		{"CanonicalizeHostname yes\nCanonicalizePermittedCNAMEs *.one.example:cluster.one.example\n" + domains, "db", "cluster.one.example", "full"},
		{"CanonicalizeHostname yes\nCanonicalizePermittedCNAMEs *.two.example:*\n" + domains, "db", "db.one.example", "full"},
		{"CanonicalizePermittedCNAMEs plain:*.example\n" + domains, "plain", "db.one.example", "me"},
		{"CanonicalizeHostname no\n" + domains, "db", "db", "me"},
		{"CanonicalizeHostname yes\n" + domains, "none", "none", "me"},
		{"CanonicalizeHostname yes\n" + domains, "10.1.2.3", "10.1.2.3", "me"},
		{"CanonicalizeHostname yes\n" + domains, "web.x.y", "web.x.y", "me"},
		{"CanonicalizeHostname yes\n" + domains, "web.two.example.", "web.two.example", "full"},
		{"CanonicalizeHostname yes\nProxyJump j\n" + domains, "db", "db", "me"},
		{"CanonicalizeHostname always\nProxyJump j\n" + domains, "db", "db.one.example", "full"},
	} {
		c, err := evaluated(t, test.config, test.host)
		if err != nil {
			t.Errorf("%q: %v", test.config, err)
		} else if c.Host() != test.want || c.User() != test.user {
			t.Errorf("%q for %s: %s@%s, want %s@%s", test.config, test.host, c.User(), c.Host(), test.user, test.want)
		}
	}
	if _, err := evaluated(t, "CanonicalizeHostname yes\nCanonicalizeFallbackLocal no\n"+domains, "none"); err == nil {
		t.Error("a name in none of the domains was accepted")
	}
}

func TestNewerCriteria(t *testing.T) {
	for criterion, want := range map[string]bool{
		"localnetwork 192.168.0.0/16": true, "localnetwork 10.0.0.0/8,fe80::/10": true, "localnetwork 10.0.0.0/8": false,
		"localnetwork !192.168.3.0/24,192.168.0.0/16": false, "!localnetwork 10.0.0.0/8": true,
		"tagged work": true, "tagged home,w?rk": true, "tagged home": false,
		"version OpenSSH_10.*": true, "version OpenSSH_9.*": false,
		"sessiontype exec": true, "sessiontype shell,none": false,
		"command mosh-server*": true, "command ls": false,
	} {
		c, err := evaluated(t, "Tag work\nMatch "+criterion+"\nPort 5\n", "h")
		if err != nil {
			t.Errorf("%s: %v", criterion, err)
		} else if got := c.Port() == 5; got != want {
			t.Errorf("%s: %v, want %v", criterion, got, want)
		}
	}
	for _, criterion := range []string{"localnetwork 10.0.0.0", "localnetwork x", "weekday monday", "tagged"} {
		if _, err := evaluated(t, "Match "+criterion+"\n", "h"); err == nil {
			t.Errorf("%s was accepted", criterion)
		}
	}
}
