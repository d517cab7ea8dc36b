// Package config reads gomosh's own configuration: what ssh_config(5) has no
// words for. The files have its syntax, with Host sections; of several lines
// that apply, the first one counts.
package config

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"gomosh/bootstrap/sshconfig"
)

// SystemFile is read behind the user's own file.
const SystemFile = "/etc/gomosh/config"

// None as the name of a file stands for no file at all.
const None = "none"

// A Setting is the value of a key for one host.
type Setting struct {
	Key   string // as in Keys
	Text  string // as it was written
	Value string // in the form that the program works with
	// File and Line say where the value is from; File is empty for the default.
	File string
	Line int
}

// A Config is what applies to one host.
type Config struct{ settings map[string]Setting }

// Error is a mistake in a file.
type Error struct {
	File string
	Line int
	Text string
}

func (e *Error) Error() string { return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text) }

// UserFile is the user's own file by the rules of the XDG base directories: in
// $XDG_CONFIG_HOME, else in ~/.config. It is empty if there is no home.
func UserFile(getenv func(string) string) string {
	dir := getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) { // as that specification wants
		home := cmp.Or(getenv("HOME"), getenv("USERPROFILE"))
		if home == "" {
			return ""
		}
		dir = filepath.Join(home, ".config")
	}
	return filepath.Join(dir, "gomosh", "config")
}

// Files returns the files to read: only the one given, or if that is "" the
// user's and the system's.
func Files(given string, getenv func(string) string) []string {
	switch given {
	case "":
		return []string{UserFile(getenv), SystemFile}
	case None:
		return nil
	}
	return []string{given}
}

// Load reads files for a host as the user typed it, without user and port. A
// file that does not exist is empty. An *Error is a mistake in a file, also in a
// section that does not apply.
func Load(host string, files []string) (*Config, error) {
	c := &Config{settings: map[string]Setting{}}
	for _, file := range files {
		if file == "" {
			continue
		}
		if err := c.read(file, host); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Get returns the value of one of Keys, its default if no line sets it, and
// whether a line does.
func (c *Config) Get(key string) (s Setting, set bool) {
	if s, set = c.settings[key]; set {
		return s, true
	}
	return Setting{Key: key, Text: find(key).Default}, false
}

// read takes over what a file says about a host.
func (c *Config) read(path, host string) error {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) && path == SystemFile {
		return nil
	}
	if err != nil {
		return fmt.Errorf("open configuration: %w", err)
	}
	defer file.Close()
	if path != SystemFile && !sshconfig.Trusted(file) {
		return fmt.Errorf("bad owner or permissions on %s: others could change it", path)
	}
	lines := bufio.NewScanner(file)
	active := true
	for n := 1; lines.Scan(); n++ {
		if err := c.line(lines.Text(), host, &active, Setting{File: path, Line: n}); err != nil {
			return &Error{path, n, err.Error()}
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read %s: %w", path, err)
	}
	return nil
}

// line evaluates one line; active tells whether the section it is in applies.
func (c *Config) line(text, host string, active *bool, at Setting) error {
	keyword, words, err := sshconfig.Scan(text)
	switch {
	case err != nil:
		return err
	case keyword == "":
		return nil
	case keyword == "host":
		if len(words) == 0 {
			return errors.New("a Host line needs a pattern")
		}
		*active = sshconfig.MatchList(host, words)
		return nil
	}
	key := find(keyword)
	if key == nil {
		return unknown(keyword)
	}
	if key.Check == nil { // a command, taken as it stands
		words = []string{strings.Join(words, " ")}
	}
	if len(words) != 1 || words[0] == "" {
		return fmt.Errorf("%s needs one value: %s", key.Name, key.Values)
	}
	at.Key, at.Text, at.Value = key.Name, words[0], words[0]
	if key.Check != nil {
		if at.Value, err = key.Check(words[0]); err != nil {
			return fmt.Errorf("bad value %q of %s: %w", words[0], key.Name, err)
		}
	}
	if _, set := c.settings[key.Name]; *active && !set {
		c.settings[key.Name] = at
	}
	return nil
}
