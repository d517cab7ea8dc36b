package bootstrap

import (
	"strings"
	"unicode/utf8"
)

// Clean makes text of the other side harmless for the terminal: escape
// sequences and control characters other than tab are taken out, as are bytes
// that are no UTF-8. Line breaks are taken out too; callers print line by line.
func Clean(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] == 0x1b {
			i += escapeLen(s[i:])
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && n == 1: // not UTF-8
		case r == '\t', r >= ' ' && r < 0x7f, r > 0x9f && !reorders(r):
			b.WriteString(s[i : i+n])
		}
		i += n
	}
	return b.String()
}

// cleanLines is Clean for text of several lines, which it returns one by one.
func cleanLines(s string) []string {
	var lines []string
	for line := range strings.Lines(s) {
		lines = append(lines, Clean(line))
	}
	return lines
}

// reorders reports whether a character changes the direction of the text around
// it, which could make a line read as what it is not.
func reorders(r rune) bool {
	return r == 0x200e || r == 0x200f || r >= 0x2028 && r <= 0x202e || r >= 0x2066 && r <= 0x2069
}

// escapeLen is the length of the escape sequence at the start of s (ECMA-48,
// 5.3 and 5.4). A sequence that is not finished takes the rest.
func escapeLen(s string) int {
	if len(s) < 2 {
		return len(s)
	}
	switch s[1] {
	case '[':
		for i := 2; i < len(s); i++ {
			if s[i] >= 0x40 && s[i] <= 0x7e {
				return i + 1
			}
		}
		return len(s)
	case ']', 'P', 'X', '^', '_': // strings, up to BEL or ST
		for i := 2; i < len(s); i++ {
			if s[i] == 0x07 {
				return i + 1
			}
			if s[i] == 0x1b {
				if i+1 < len(s) && s[i+1] == '\\' {
					return i + 2
				}
				return i
			}
		}
		return len(s)
	}
	for i := 1; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x2f {
			if s[i] >= 0x30 && s[i] <= 0x7e {
				return i + 1
			}
			return i
		}
	}
	return len(s)
}
