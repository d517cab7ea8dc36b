//go:build unix

package main

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"gomosh/server"
)

func TestParseServer(t *testing.T) {
	defaults := server.Config{Name: "mosh-server", Ports: server.DefaultPorts}
	with := func(change func(*server.Config)) server.Config {
		cfg := defaults
		change(&cfg)
		return cfg
	}
	tests := []struct {
		args    string // words; '' is an empty one
		env     string
		cfg     server.Config
		offered string
		stderr  string // part of it; "" for none
		status  int    // not 0: no session
	}{
		{"", "", defaults, "", "", 0},
		{"new", "", defaults, "", "", 0},
		{"192.0.2.1", "", with(func(c *server.Config) { c.Bind = "192.0.2.1" }), "", "", 0},
		{"192.0.2.1 60010", "", with(func(c *server.Config) { c.Bind, c.Ports = "192.0.2.1", server.Ports{Low: 60010, High: 60010} }), "", "", 0},
		{"192.0.2.1 60010 x", "", server.Config{}, "", "Usage:", 1},
		{"-v new -c 8", "", server.Config{}, "", "Usage:", 1},
		{"new -p 60001:60010 -c256 -i ::1", "", with(func(c *server.Config) {
			c.Ports, c.Colors, c.Bind = server.Ports{Low: 60001, High: 60010}, 256, "::1"
		}), "", "", 0},
		{"new -p 0", "", with(func(c *server.Config) { c.Ports = server.Ports{} }), "", "", 0},
		{"new -p 70000", "", server.Config{}, "", "Bad UDP port range (70000)", 1},
		{"new -p x", "", server.Config{}, "", "Bad UDP port range (x)", 1},
		{"new -p 0:5", "", server.Config{}, "", "Bad UDP port range (0:5)", 1},
		{"new -p 9:5", "", server.Config{}, "", "Bad UDP port range (9:5)", 1},
		{"new -p 1:", "", server.Config{}, "", "Bad UDP port range (1:)", 1},
		{"new -p -1", "", server.Config{}, "", "Bad UDP port range (-1)", 1},
		{"new -p :5", "", server.Config{}, "", "Bad UDP port range (:5)", 1},
		{"new -p ''", "", with(func(c *server.Config) { c.Ports = server.Ports{} }), "", "", 0},
		{"192.0.2.1 ''", "", with(func(c *server.Config) { c.Bind, c.Ports = "192.0.2.1", server.Ports{} }), "", "", 0},
		{"new -c x", "", server.Config{}, "", "Usage:", 1},
		{"new -c ''", "", defaults, "", "", 0},
		{"new -vv -@ new -c 256 -i 127.0.0.1 -l LANG=C -l A=b -- cat -p ''", "", with(func(c *server.Config) {
			c.Verbose, c.Colors, c.Bind, c.Command = 2, 256, "127.0.0.1", []string{"cat", "-p", ""}
		}), "LANG=C A=b", "", 0},
		{"new word -v", "", with(func(c *server.Config) { c.Verbose = 1 }), "", "", 0},
		{"new --future=1 -Q -v", "", with(func(c *server.Config) { c.Verbose = 1 }), "", "unknown option --future=1", 0},
		{"new -v -p", "", with(func(c *server.Config) { c.Verbose = 1 }), "", "option -p needs a value", 0},
		{"new --", "", with(func(c *server.Config) { c.Command = []string{} }), "", "", 0},
		{"-- ls -l", "", with(func(c *server.Config) { c.Command = []string{"ls", "-l"} }), "", "", 0},
		{"new -s", "SSH_CONNECTION=192.0.2.9+5000+192.0.2.1+22", with(func(c *server.Config) { c.Bind = "192.0.2.1" }), "", "", 0},
		{"new -s", "SSH_CONNECTION=::FFFF:192.0.2.9+5000+::FFFF:192.0.2.1+22", with(func(c *server.Config) { c.Bind = "192.0.2.1" }), "", "", 0},
		{"new -s -i ::1", "SSH_CONNECTION=::2+5000+::3+22", with(func(c *server.Config) { c.Bind = "::1" }), "", "", 0},
		{"new -i ::1 -s", "SSH_CONNECTION=::2+5000+::3+22", with(func(c *server.Config) { c.Bind = "::3" }), "", "", 0},
		{"new -s", "", defaults, "", "SSH_CONNECTION is not set", 0},
		{"new -i ::1 -s", "SSH_CONNECTION=a+b", defaults, "", "not understood", 0},
		{"new", "MOSH_SERVER_NETWORK_TMOUT=10 MOSH_SERVER_SIGNAL_TMOUT=20", with(func(c *server.Config) {
			c.NetworkTimeout, c.SignalTimeout = 10*time.Second, 20*time.Second
		}), "", "", 0},
		{"new", "GOMOSH_AMBIGUOUS=wide", with(func(c *server.Config) { c.WideAmbiguous = true }), "", "", 0},
		{"new", "GOMOSH_AMBIGUOUS=narrow", defaults, "", "", 0},
		{"new", "MOSH_SERVER_NETWORK_TMOUT=0 MOSH_SERVER_SIGNAL_TMOUT=", defaults, "", "", 0},
		{"new", "MOSH_SERVER_NETWORK_TMOUT=12x", defaults, "", "MOSH_SERVER_NETWORK_TMOUT", 0},
		{"new", "MOSH_SERVER_SIGNAL_TMOUT=-1", defaults, "", "MOSH_SERVER_SIGNAL_TMOUT", 0},
	}
	for _, test := range tests {
		args := strings.Fields(test.args)
		for i := range args {
			if args[i] == "''" {
				args[i] = ""
			}
		}
		getenv := func(name string) string {
			for _, assignment := range strings.Fields(test.env) {
				if value, ok := strings.CutPrefix(assignment, name+"="); ok {
					return strings.ReplaceAll(value, "+", " ")
				}
			}
			return ""
		}
		var stderr strings.Builder
		line := parseServer("mosh-server", args, getenv, &stderr)
		if line.status != test.status || line.done != (test.status != 0) {
			t.Errorf("%q: status %d, done %v", test.args, line.status, line.done)
		}
		if !reflect.DeepEqual(line.cfg, test.cfg) {
			t.Errorf("%q: %+v, want %+v", test.args, line.cfg, test.cfg)
		}
		if got := strings.Join(line.offered, " "); got != test.offered {
			t.Errorf("%q: offered %q", test.args, got)
		}
		if got := stderr.String(); !strings.Contains(got, test.stderr) || test.stderr == "" && got != "" {
			t.Errorf("%q: stderr %q, want %q", test.args, got, test.stderr)
		}
	}
}

// gomosh server -s is at home at all addresses, and knows where the client came.
func TestParseGomoshServer(t *testing.T) {
	getenv := func(name string) string {
		return map[string]string{"SSH_CONNECTION": "192.0.2.9 5000 192.0.2.1 22"}[name]
	}
	for _, test := range []struct{ args, bind, arrived string }{
		{"new -s", "", "192.0.2.1"},
		{"new -s -i ::1", "::1", "192.0.2.1"},
		{"new", "", ""},
	} {
		var stderr strings.Builder
		cfg := parseServer("gomosh server", strings.Fields(test.args), getenv, &stderr).cfg
		if cfg.Bind != test.bind || cfg.Arrived != test.arrived || stderr.Len() > 0 {
			t.Errorf("%q: bind %q, arrived %q, %q", test.args, cfg.Bind, cfg.Arrived, stderr.String())
		}
	}
}

func TestServerHelp(t *testing.T) {
	tests := []struct {
		args string
		want string // the beginning of stdout
	}{
		{"--help", "Usage: mosh-server new "},
		{"new -p x -h", "Usage: mosh-server new "},
		{"new --help --version", "Usage: mosh-server new "},
		{"a b c --version", "mosh-server (mosh 1.4.0) [build "},
	}
	for _, test := range tests {
		line := parseServer("mosh-server", strings.Fields(test.args), func(string) string { return "" }, nil)
		if !line.done || line.status != 0 || !strings.HasPrefix(line.text, test.want) {
			t.Errorf("%q: %+v", test.args, line)
		}
	}
	line := parseServer("mosh-server", []string{"--", "ls", "--help"}, func(string) string { return "" }, nil)
	if line.done || len(line.cfg.Command) != 2 {
		t.Errorf("an option of the command was taken: %+v", line)
	}
}

func TestServerFailed(t *testing.T) {
	taken := fmt.Errorf("Failed binding to any address, port 60001: %w", server.ErrNoPort)
	if text := serverFailed("mosh-server", taken); !strings.HasPrefix(text, "mosh-server: Failed binding") || !strings.HasSuffix(text, "\nhint: choose another UDP port, or a range of them, with -p\n") {
		t.Errorf("a taken port is told as %q", text)
	}
	if text := serverFailed("mosh-server", errors.New("open pipe: no")); text != "mosh-server: open pipe: no\n" {
		t.Errorf("another failure is told as %q", text)
	}
}
