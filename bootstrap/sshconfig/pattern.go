package sshconfig

import "strings"

// MatchPattern reports whether s matches a pattern of ssh_config(5): "*" is any
// run of characters, "?" exactly one.
func MatchPattern(s, pattern string) bool {
	// Iterative with one point of return, so that hostile patterns cost at most
	// len(s)*len(pattern) steps.
	si, pi, star, mark := 0, 0, -1, 0
	for si < len(s) {
		switch {
		case pi < len(pattern) && pattern[pi] == '*':
			star, mark = pi, si
			pi++
		case pi < len(pattern) && (pattern[pi] == '?' || pattern[pi] == s[si]):
			si++
			pi++
		case star >= 0:
			mark++
			si, pi = mark, star+1
		default:
			return false
		}
	}
	return strings.Trim(pattern[pi:], "*") == ""
}

// MatchList reports whether s matches a list of patterns; one that begins with
// "!" and matches vetoes the rest. With only vetoes nothing matches.
func MatchList(s string, patterns []string) bool {
	matched := false
	for _, p := range patterns {
		if negated, ok := strings.CutPrefix(p, "!"); ok {
			if MatchPattern(s, negated) {
				return false
			}
		} else if MatchPattern(s, p) {
			matched = true
		}
	}
	return matched
}
