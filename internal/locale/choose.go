package locale

import (
	"slices"
	"strings"
)

// Choice is the outcome of Choose.
type Choice struct {
	Env []string // the environment for the session's programs
	// Fallback is the locale that was put in place of one that is not UTF-8
	// or not installed; "" if the user's own choice was good.
	Fallback string
	// Wanted is, with Fallback, the assignment that could not be used: the
	// client's if it sent one, else the server's own; "" if none was set.
	Wanted string
}

// Choose finds an environment with an installed UTF-8 locale for the programs
// of a session. env is the server's own environment; offered are the NAME=VALUE
// words that the client sent, in order. env counts as it is if it says UTF-8;
// else the offered variables replace all its locale variables if they say
// UTF-8; else the deciding variable of env is set to a UTF-8 locale. A locale
// that the system knows not to be installed does not count as UTF-8. env is not
// changed.
func Choose(env, offered []string) Choice {
	return choose(env, offered, system{installed: askInstalled, charmap: askCharmap})
}

// system is what choose asks about the machine.
type system struct {
	installed func() []string // nil means that nobody knows
	charmap   func(locale string) string
}

func choose(env, offered []string, sys system) Choice {
	installed := sys.installed()
	good := func(env []string) bool {
		_, value := Deciding(lookup(env))
		return nameUTF8(value, sys.charmap) && has(installed, value)
	}
	if good(env) {
		return Choice{Env: env}
	}
	theirs := slices.DeleteFunc(slices.Clone(env), func(assignment string) bool {
		name, _, _ := strings.Cut(assignment, "=")
		return slices.Contains(Names, name)
	})
	for _, assignment := range offered {
		theirs = set(theirs, assignment)
	}
	if good(theirs) {
		return Choice{Env: theirs}
	}
	c := Choice{Fallback: pick(installed)}
	name := "LANG"
	for _, list := range [][]string{env, theirs} {
		if variable, value := Deciding(lookup(list)); variable != "" {
			c.Wanted = variable + "=" + value
		}
	}
	if variable, _ := Deciding(lookup(env)); variable != "" {
		name = variable
	}
	c.Env = set(slices.Clone(env), name+"="+c.Fallback)
	return c
}

// lookup makes a getenv function of an environment list; the last assignment of
// a name counts.
func lookup(env []string) func(string) string {
	return func(name string) string {
		for _, assignment := range slices.Backward(env) {
			if value, ok := strings.CutPrefix(assignment, name+"="); ok {
				return value
			}
		}
		return ""
	}
}

// set replaces all assignments of the name in assignment by it, in the place of
// the first. A word without '=' changes nothing.
func set(env []string, assignment string) []string {
	name, _, ok := strings.Cut(assignment, "=")
	if !ok || name == "" {
		return env
	}
	is := func(other string) bool { return strings.HasPrefix(other, name+"=") }
	at := slices.IndexFunc(env, is)
	if at < 0 {
		return append(env, assignment)
	}
	env[at] = assignment
	rest := slices.DeleteFunc(env[at+1:], is)
	return env[:at+1+len(rest)]
}

// has reports whether the list of installed locales contains value; an unknown
// list contains everything.
func has(installed []string, value string) bool {
	if len(installed) == 0 {
		return true
	}
	return slices.ContainsFunc(installed, func(other string) bool {
		return fullName(other) == fullName(value)
	})
}

// pick chooses a UTF-8 locale that favours no language if it can.
func pick(installed []string) string {
	for _, name := range []string{"C.UTF-8", "en_US.UTF-8"} {
		if has(installed, name) {
			return name
		}
	}
	for _, name := range installed {
		if isUTF8(codeset(name)) {
			return name
		}
	}
	return "C.UTF-8"
}
