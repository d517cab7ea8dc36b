package sshconfig

import (
	"fmt"
	"strconv"
	"strings"
)

// The library cuts values at "#", trims blanks, takes off one pair of quotes
// and decodes UTF-8. Values therefore go through it quoted, with every byte
// that it could treat specially written as \xHH.

// flatten writes the chosen values, one word a line.
func (e *evaluator) flatten() string {
	var b strings.Builder
	for _, keyword := range e.order {
		for _, word := range e.values[keyword] {
			fmt.Fprintf(&b, "%s \"%s\"\n", keyword, escape(word))
		}
	}
	return b.String()
}

func escape(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '#' || c == '\\' || c == '"' {
			fmt.Fprintf(&b, `\x%02x`, c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+4 <= len(s) {
			if n, err := strconv.ParseUint(s[i+2:i+4], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 3
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
