package sshconfig

import (
	"fmt"
	"net/netip"
	"strings"
)

// canonicalize replaces the host name by its full name, as CanonicalizeHostname
// and its relatives want it (ssh_config(5)), and reports whether the files are to
// be read once more with that name.
func (e *evaluator) canonicalize() (again bool, err error) {
	mode := strings.ToLower(e.first("canonicalizehostname"))
	wanted := mode == "yes" || mode == "true" || mode == "always"
	direct := !e.proxied()
	changed := false
	if wanted && (direct || mode == "always") {
		if changed, err = e.addDomain(); err != nil {
			return false, err
		}
	}
	if !changed && len(e.rules()) > 0 && (direct || mode == "always") {
		e.followCNAME(e.host, e.lookup(e.host))
	}
	return wanted, nil
}

// proxied reports whether the name will be looked up by somebody else.
func (e *evaluator) proxied() bool {
	for _, keyword := range []string{"proxyjump", "proxycommand"} {
		if value := e.first(keyword); value != "" && !strings.EqualFold(value, "none") {
			return true
		}
	}
	return false
}

// addDomain tries the names that CanonicalDomains makes of the host's.
func (e *evaluator) addDomain() (found bool, err error) {
	if _, err := netip.ParseAddr(e.host); err == nil {
		return false, nil
	}
	if name, ok := strings.CutSuffix(e.host, "."); ok { // it is complete already
		e.host = name
		return true, nil
	}
	most, err := parseNumber(e.first("canonicalizemaxdots"), 1)
	if err != nil {
		return false, err
	}
	if strings.Count(e.host, ".") > most {
		return false, nil
	}
	for _, domain := range e.values["canonicaldomains"] {
		if strings.EqualFold(domain, "none") {
			continue
		}
		full := e.host + "." + strings.ToLower(strings.Trim(domain, "."))
		if canonical := e.lookup(full); canonical != "" {
			e.host = full
			e.followCNAME(full, canonical)
			return true, nil
		}
	}
	switch strings.ToLower(e.first("canonicalizefallbacklocal")) {
	case "no", "false":
		return false, fmt.Errorf("could not resolve host %q in the domains of CanonicalDomains", e.host)
	}
	return false, nil
}

// rules are the words of CanonicalizePermittedCNAMEs.
func (e *evaluator) rules() []string {
	rules := e.values["canonicalizepermittedcnames"]
	if len(rules) == 1 && strings.EqualFold(rules[0], "none") {
		return nil
	}
	return rules
}

// followCNAME takes the canonical name of a host over where a rule, "names:targets",
// permits it.
func (e *evaluator) followCNAME(name, canonical string) {
	canonical = strings.ToLower(strings.TrimSuffix(canonical, "."))
	if canonical == "" || canonical == name {
		return
	}
	for _, rule := range e.rules() {
		names, targets, _ := strings.Cut(strings.ToLower(rule), ":")
		if MatchList(name, strings.Split(names, ",")) && MatchList(canonical, strings.Split(targets, ",")) {
			e.host = canonical
			return
		}
	}
}

func (e *evaluator) lookup(host string) string {
	if e.query.Lookup == nil {
		return ""
	}
	return e.query.Lookup(host)
}
