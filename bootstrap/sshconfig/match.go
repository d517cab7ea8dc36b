package sshconfig

import (
	"cmp"
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// match evaluates the criteria of a Match line. A criterion behind one that
// failed is still checked for form, but no command is run for it.
func (e *evaluator) match(f *file, text string) (bool, error) {
	words, err := splitCriteria(text)
	if err != nil {
		return false, err
	}
	if len(words) == 0 {
		return false, errors.New(`no argument after keyword "match"`)
	}
	result := true
	for i := 0; i < len(words); i++ {
		name, negated := strings.CutPrefix(strings.ToLower(words[i]), "!")
		var hit bool
		switch name {
		case "all":
			if i != len(words)-1 {
				return false, errors.New("'all' cannot be combined with other Match attributes")
			}
			hit = true
		case "final":
			e.wantFinal = true
			hit = e.final
		case "canonical":
			hit = e.final
		default:
			if i++; i == len(words) || words[i] == "" {
				return false, fmt.Errorf("bad Match condition: %s needs an argument", name)
			}
			if hit, err = e.criterion(name, words[i], result && !f.never); err != nil {
				return false, err
			}
		}
		if hit == negated {
			result = false
		}
	}
	return result, nil
}

// criterion evaluates one criterion that has an argument. Commands are run only
// if run is set.
func (e *evaluator) criterion(name, arg string, run bool) (bool, error) {
	list := strings.Split(arg, ",")
	switch name {
	case "host":
		host, err := e.hostname()
		return MatchList(strings.ToLower(host), lower(list)), err
	case "originalhost":
		return MatchList(strings.ToLower(e.query.Host), lower(list)), nil
	case "user":
		return MatchList(cmp.Or(e.query.User, e.first("user"), e.query.Local.User), list), nil
	case "localuser":
		return MatchList(e.query.Local.User, list), nil
	case "exec":
		if !run || e.query.Exec == nil {
			return false, nil
		}
		host, err := e.hostname()
		if err != nil {
			return false, err
		}
		port := e.query.Port
		if port == 0 {
			if port, err = strconv.Atoi(e.first("port")); err != nil {
				port = 22
			}
		}
		user := cmp.Or(e.query.User, e.first("user"), e.query.Local.User)
		command, err := expand(arg, tokens(e.query, host, port, user, e.first("hostkeyalias"), e.first("proxyjump")))
		if err != nil {
			return false, err
		}
		return e.query.Exec(command), nil
	case "tagged":
		return MatchList(e.first("tag"), list), nil
	case "version":
		return MatchList(version, list), nil
	case "sessiontype":
		return MatchList("exec", list), nil
	case "command":
		return MatchList(e.query.Command, list), nil
	case "localnetwork":
		return e.inNetworks(list)
	}
	return false, fmt.Errorf("bad Match condition: unknown criterion %q", name)
}

// version is what "Match version" compares: the release whose configuration
// language is followed.
const version = "OpenSSH_10.0"

// inNetworks reports whether an interface of this machine has an address in one
// of the networks of a list, which are written as ADDRESS/BITS.
func (e *evaluator) inNetworks(list []string) (bool, error) {
	matched := false
	for _, word := range list {
		text, negated := strings.CutPrefix(word, "!")
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return false, fmt.Errorf("bad Match condition: invalid network %q", word)
		}
		if slices.ContainsFunc(e.query.Local.Networks, func(a netip.Addr) bool { return network.Contains(a.WithZone("")) }) {
			if negated {
				return false, nil
			}
			matched = true
		}
	}
	return matched, nil
}

func (e *evaluator) first(keyword string) string {
	if v := e.values[keyword]; len(v) > 0 {
		return v[0]
	}
	return ""
}

func lower(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.ToLower(w)
	}
	return out
}
