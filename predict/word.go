package predict

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line editors differ in what a word is. A rule is one of their ways.
const (
	ruleReadline = iota // letters and digits; Ctrl-W goes by blanks (bash, and most others)
	ruleZsh             // also the characters of zsh's WORDCHARS; forward goes to the begin of a word
	ruleFish            // Ctrl-W goes by parts of paths
	rules
)

// zshWordChars is the default of zsh's WORDCHARS.
const zshWordChars = "*?_-.[]~=/&;!#$%^(){}<>"

// inWord reports whether r is part of a word for rule and key.
func inWord(rule int, k kind, r rune) bool {
	alnum := unicode.IsLetter(r) || unicode.IsDigit(r)
	switch {
	case rule == ruleZsh:
		return alnum || strings.ContainsRune(zshWordChars, r)
	case k == killWord && rule == ruleReadline:
		return r != ' '
	case k == killWord && rule == ruleFish:
		return r != ' ' && !strings.ContainsRune(`/={,}'":@|;<>&`, r)
	}
	return alnum
}

// wordTarget returns the index where a word key at index i goes. If the rules
// differ there, it goes by the one that has done best in this context, and the
// key is unsure until one has done well.
func (m *model) wordTarget(k kind, i int) int {
	best := 0
	for r := range rules {
		m.targets[r] = m.ruleTarget(r, k, i)
		if c := m.ln.ctx; c != nil && c.words[r] > c.words[best] {
			best = r
		}
	}
	for _, t := range m.targets {
		if t != m.targets[best] {
			m.unsure = m.ln.ctx == nil || m.ln.ctx.words[best] <= 0
		}
	}
	return m.targets[best]
}

// ruleTarget returns where a word key at index i goes by one rule.
func (m *model) ruleTarget(rule int, k kind, i int) int {
	at := func(j int) bool {
		g := m.glyph(j)
		if g.Width == 0 {
			g = m.glyph(j - 1)
		}
		r, _ := utf8.DecodeRuneInString(g.Text)
		if g.Text == "" {
			r = ' '
		}
		return inWord(rule, k, r)
	}
	switch k {
	case wordRight, killWordRight:
		end := m.ln.end
		if rule == ruleZsh && k == wordRight {
			for i < end && at(i) {
				i++
			}
			for i < end && !at(i) {
				i++
			}
			return i
		}
		for i < end && !at(i) {
			i++
		}
		for i < end && at(i) {
			i++
		}
		return i
	}
	floor := m.ln.floor()
	for i > floor && !at(i-1) {
		i--
	}
	for i > floor && at(i-1) {
		i--
	}
	return i
}
