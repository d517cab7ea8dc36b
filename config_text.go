package main

import (
	"errors"
	"fmt"
	"strings"

	"gomosh/bootstrap"
	"gomosh/internal/config"
)

// All words of gomosh config that a person reads, and of the other commands
// about its files.

const (
	configUsage       = "print what the configuration file says about a host, and where"
	configArgs        = "gomosh config [--config=FILE] [user@]host"
	configDescription = `Prints the value of every key of ~/.config/gomosh/config (or
$XDG_CONFIG_HOME/gomosh/config) and /etc/gomosh/config that applies to a host,
in the form of such a file, with the line that it comes from. Options of
gomosh connect and mosh win over the environment, which wins over the files.
gomosh man config describes the keys.`

	configFile   = "read this `FILE` instead of ~/.config/gomosh/config and /etc/gomosh/config; none reads nothing"
	configNoHost = "gomosh config: no host to look up\nhint: gomosh config [user@]host\n"
	configHint   = "gomosh man config lists the keys and their values"
)

// configBad is a configuration that cannot be used.
func configBad(err error) launchMessage {
	m := launchMessage{problem: bootstrap.Clean(err.Error())}
	var mistake *config.Error
	if errors.As(err, &mistake) {
		m.hint = configHint
	}
	return m
}

// configLine is one line of a configuration, and where its value is from. A
// variable that wins over it is named.
func configLine(s config.Setting, overriddenBy string) string {
	where := "default"
	if s.File != "" {
		where = fmt.Sprintf("%s:%d", s.File, s.Line)
	}
	if overriddenBy != "" {
		where += ", but " + overriddenBy + " is set"
	}
	key, value := s.Key, s.Text
	switch {
	case value == "": // a command that has no default of one word
		key = "# " + key
	case strings.ContainsAny(value, " \t#'"):
		value = `"` + value + `"`
	}
	return bootstrap.Clean(fmt.Sprintf("%-16s %-15s # %s", key, value, where)) + "\n"
}
