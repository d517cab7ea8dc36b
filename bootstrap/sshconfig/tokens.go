package sshconfig

import (
	"cmp"
	"crypto/sha1"
	"encoding/hex"
	"fmt"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
)

// tokens is the long list of percent tokens (ssh_config(5), TOKENS).
func tokens(q Query, host string, port int, remoteUser, alias, jump string) map[byte]string {
	short, _, _ := strings.Cut(q.Local.Hostname, ".")
	portText := strconv.Itoa(port)
	hash := sha1.Sum([]byte(q.Local.Hostname + host + portText + remoteUser + jump))
	return map[byte]string{
		'C': hex.EncodeToString(hash[:]), 'd': q.Local.Home, 'h': host, 'i': strconv.Itoa(q.Local.UID),
		'j': jump, 'k': cmp.Or(alias, q.Host), 'L': short, 'l': q.Local.Hostname, 'n': q.Host,
		'p': portText, 'r': remoteUser, 'u': q.Local.User,
	}
}

// expand replaces percent tokens; "%%" is always a percent sign.
func expand(s string, values map[byte]string) (string, error) {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b.WriteByte(s[i])
			continue
		}
		i++
		if i == len(s) {
			return "", fmt.Errorf("%q ends in a single %%", s)
		}
		if s[i] == '%' {
			b.WriteByte('%')
		} else if v, ok := values[s[i]]; ok {
			b.WriteString(v)
		} else {
			return "", fmt.Errorf("unknown token %%%c in %q", s[i], s)
		}
	}
	return b.String(), nil
}

// expandEnv replaces ${NAME}; a variable that is not set is an error.
func expandEnv(s string, getenv func(string) (string, bool)) (string, error) {
	var b strings.Builder
	for {
		before, after, ok := strings.Cut(s, "${")
		b.WriteString(before)
		if !ok {
			return b.String(), nil
		}
		name, tail, ok := strings.Cut(after, "}")
		if !ok {
			return "", fmt.Errorf("unfinished ${ in %q", s)
		}
		value, set := "", false
		if getenv != nil {
			value, set = getenv(name)
		}
		if !set {
			return "", fmt.Errorf("environment variable %s has no value", name)
		}
		b.WriteString(value)
		s = tail
	}
}

// tilde replaces a leading "~/" by home and "~name/" by that user's home
// directory.
func tilde(path, home string) string {
	if !strings.HasPrefix(path, "~") {
		return path
	}
	name, rest, _ := strings.Cut(path[1:], "/")
	if name != "" {
		u, err := user.Lookup(name)
		if err != nil {
			return path
		}
		home = u.HomeDir
	}
	return filepath.Join(home, rest)
}

// Tokens are the values of percent tokens for this destination.
func (c *Config) tokens() map[byte]string {
	jump := c.Get("proxyjump")
	if jump == "none" {
		jump = ""
	}
	return tokens(c.query, c.host, c.Port(), c.User(), strings.ToLower(c.Get("hostkeyalias")), jump)
}

// expand replaces all percent tokens in s.
func (c *Config) expand(s string) (string, error) { return expand(s, c.tokens()) }

// ExpandProxy replaces the tokens that ProxyCommand and ProxyJump know.
func (c *Config) ExpandProxy(s string) (string, error) {
	all := c.tokens()
	return expand(s, map[byte]string{'h': all['h'], 'n': all['n'], 'p': all['p'], 'r': all['r']})
}

// Path makes a file name out of a value: ${VARIABLE}, percent tokens and a
// leading tilde are replaced.
func (c *Config) Path(s string) (string, error) {
	s = tilde(s, c.query.Local.Home)
	s, err := expandEnv(s, c.query.Local.Getenv)
	if err != nil {
		return "", err
	}
	return c.expand(s)
}
