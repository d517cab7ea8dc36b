package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Key is something that a configuration can set.
type Key struct {
	Name    string // as it is written
	Alias   string // another name, or ""
	Default string
	Values  string // what may be set, for people
	// Check returns the value in the form that the program works with. It is nil
	// for commands, which may be several words.
	Check func(string) (string, error)
}

// Names of the keys that are looked up.
const (
	Predict          = "Predict"
	PredictOverwrite = "PredictOverwrite"
	Port             = "Port"
	Family           = "Family"
	BindServer       = "BindServer"
	Transport        = "Transport"
	Deploy           = "Deploy"
	Server           = "Server"
	SSH              = "SSH"
	AltScreen        = "AltScreen"
	EscapeKey        = "EscapeKey"
	TitlePrefix      = "TitlePrefix"
)

// Keys are all keys, in the order in which they are shown.
var Keys = []Key{
	choice(Predict, "adaptive", "always", "never", "experimental"),
	choice(PredictOverwrite, "no", "yes"),
	{Port, "Ports", "60001:60999", "PORT or LOW:HIGH, UDP ports on the server", checkPorts},
	choice(Family, "prefer-inet", "prefer-inet6", "inet", "inet6", "auto", "all"),
	{BindServer, "", "ssh", "ssh, any, or an IP address of the server", asItIs},
	choice(Transport, "auto", "udp", "ssh"),
	choice(Deploy, "yes", "no"),
	{Server, "", "", "the command that starts the server half", nil},
	{SSH, "", "", "the ssh command to connect with, instead of the built-in SSH", nil},
	choice(AltScreen, "yes", "no"),
	{EscapeKey, "", "^^", "one character, ^X for a control character, or none", checkEscapeKey},
	choice(TitlePrefix, "yes", "no"),
}

// choice is a key with a few possible values, the first one its default.
func choice(name string, values ...string) Key {
	return Key{name, "", values[0], strings.Join(values, ", "), func(v string) (string, error) {
		if v = strings.ToLower(v); !slices.Contains(values, v) {
			return "", fmt.Errorf("it is one of %s", strings.Join(values, ", "))
		}
		return v, nil
	}}
}

// find returns the key of that name in any case, or nil.
func find(name string) *Key {
	for i := range Keys {
		if k := &Keys[i]; strings.EqualFold(k.Name, name) || strings.EqualFold(k.Alias, name) && name != "" {
			return k
		}
	}
	return nil
}

// unknown says that there is no such key, and what there is.
func unknown(keyword string) error {
	var names []string
	for _, k := range Keys {
		names = append(names, k.Name)
	}
	if keyword == "match" || keyword == "include" {
		return fmt.Errorf("%s is only for ssh_config; sections here begin with Host", keyword)
	}
	return fmt.Errorf("unknown key %q; there are Host, %s", keyword, strings.Join(names, ", "))
}

func asItIs(v string) (string, error) { return v, nil }

// checkPorts takes PORT and LOW:HIGH.
func checkPorts(v string) (string, error) {
	low, high, isRange := strings.Cut(v, ":")
	first, err := strconv.ParseUint(low, 10, 16)
	last := first
	if isRange && err == nil {
		last, err = strconv.ParseUint(high, 10, 16)
	}
	switch {
	case err != nil:
		return "", errors.New("write it as PORT or LOW:HIGH, ports from 0 to 65535")
	case isRange && (first == 0 || first > last):
		return "", errors.New("the range is empty or begins at 0")
	}
	return v, nil
}

// checkEscapeKey makes the value of MOSH_ESCAPE_KEY of a key's name.
func checkEscapeKey(v string) (string, error) {
	key := byte(0)
	switch {
	case strings.EqualFold(v, None):
		return "", nil
	case len(v) == 2 && v[0] == '^':
		key = strings.ToUpper(v)[1] ^ 0x40
		if key >= ' ' {
			return "", errors.New("there is no such control character")
		}
	case len(v) == 1:
		key = v[0]
	default:
		return "", errors.New("write one character, ^X for Ctrl-X, or none")
	}
	switch {
	case key == 0 || key > 0x7e:
		return "", errors.New("it cannot be that character")
	case strings.IndexByte("\x03\x04\n\f\r", key) >= 0:
		return "", errors.New("that key has a meaning of its own in terminals")
	}
	return string(key), nil
}
