// Package sshconfig reads OpenSSH client configuration as ssh itself does
// (ssh_config(5)): which lines apply to one host, and what they say.
//
// The lines are lexed and selected here: Host and Match sections, Include, the
// second pass asked for by "Match final", first-value-wins and the keywords
// that accumulate. What is left is written as a flat list in a form that
// github.com/kevinburke/ssh_config reads without loss, and that library keeps
// and looks up the values. Its own sections, includes and default values, which
// differ from OpenSSH's, are never used.
package sshconfig

import (
	"cmp"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	library "github.com/kevinburke/ssh_config"
)

// Query says for which destination the configuration is wanted.
type Query struct {
	// Host is the name as the user typed it, without user and port.
	Host string
	// User and Port are those of the command line; empty and 0 when not given.
	User string
	Port int
	// File is read instead of the usual two files unless it is empty; "none"
	// reads nothing.
	File string
	// Local describes this machine and its user.
	Local Local
	// Exec runs the command of a "Match exec" and tells whether it succeeded.
	// Nil means that such a section never applies.
	Exec func(command string) bool
	// Lookup asks for the canonical name of a host, with "" for one that does not
	// exist; it is needed for CanonicalizeHostname. Nil: nothing exists.
	Lookup func(host string) (canonical string)
	// Command is what will be run on the other side, for "Match command".
	Command string
}

// Local is what tokens and relative paths need to know about this side.
type Local struct {
	User     string // local user name
	Home     string // home directory of the password database, not $HOME
	UID      int
	Hostname string // full name of this machine
	// Networks are the addresses of its interfaces, for "Match localnetwork".
	Networks []netip.Addr
	// Getenv expands ${VARIABLE} in file names.
	Getenv func(string) (string, bool)
	// SystemFile is the system-wide file, normally /etc/ssh/ssh_config.
	SystemFile string
}

// Config is the evaluated configuration for one destination. It is read-only
// and may be used from several goroutines.
type Config struct {
	values *library.Config
	query  Query
	host   string // final host name, lower case
}

// Error is a mistake in a configuration file.
type Error struct {
	File string
	Line int
	Text string
}

func (e *Error) Error() string { return fmt.Sprintf("%s line %d: %s", e.File, e.Line, e.Text) }

// Load evaluates the configuration files for q.
func Load(q Query) (*Config, error) {
	e := newEvaluator(q)
	if err := e.run(); err != nil {
		return nil, err
	}
	values, err := library.Decode(strings.NewReader(e.flatten()))
	if err != nil {
		return nil, fmt.Errorf("read flattened ssh configuration: %w", err)
	}
	return &Config{values: values, query: q, host: e.host}, nil
}

// All returns the words set for a keyword, in order; nil if there are none. For
// keywords whose value is the rest of the line that is one word.
func (c *Config) All(keyword string) []string {
	words, err := c.values.GetAll("host", strings.ToLower(keyword))
	if err != nil {
		return nil // only a conditional include can fail, and there is none
	}
	for i, w := range words {
		words[i] = unescape(w)
	}
	return words
}

// Get returns the first word set for a keyword, or "".
func (c *Config) Get(keyword string) string {
	if words := c.All(keyword); len(words) > 0 {
		return words[0]
	}
	return ""
}

// Bool returns a yes/no keyword, or fallback where it is not set.
func (c *Config) Bool(keyword string, fallback bool) bool {
	switch strings.ToLower(c.Get(keyword)) {
	case "yes", "true":
		return true
	case "no", "false":
		return false
	}
	return fallback
}

// Int returns a number, or fallback where it is not set.
func (c *Config) Int(keyword string, fallback int) int {
	if n, err := strconv.Atoi(c.Get(keyword)); err == nil {
		return n
	}
	return fallback
}

// Duration returns a time, or 0 where it is not set or "none".
func (c *Config) Duration(keyword string) time.Duration {
	d, _ := ParseTime(c.Get(keyword))
	return d
}

// Original is the host name as typed.
func (c *Config) Original() string { return c.query.Host }

// Host is the name or address to connect to: HostName, its tokens replaced,
// else the name typed; in lower case.
func (c *Config) Host() string { return c.host }

// User is the name to log in with.
func (c *Config) User() string { return cmp.Or(c.query.User, c.Get("user"), c.query.Local.User) }

// Port is the TCP port of the SSH server.
func (c *Config) Port() int {
	if c.query.Port != 0 {
		return c.query.Port
	}
	return c.Int("port", 22)
}
