package sshconfig

import (
	"errors"
	"fmt"
	"strings"
)

const blanks = " \t"

// splitLine cuts a line into its keyword, in lower case, and the text of its
// value. Both are empty for blank lines and comments. Keyword and value may be
// separated by blanks, by "=", or by both.
func splitLine(line string) (keyword, rest string, err error) {
	line = strings.TrimLeft(strings.TrimRight(line, " \t\r\n\f"), blanks)
	if line == "" || line[0] == '#' {
		return "", "", nil
	}
	if line[0] == '"' { // the keyword may be quoted like any word
		end := strings.IndexByte(line[1:], '"')
		if end < 0 {
			return "", "", errors.New("invalid quotes")
		}
		keyword, rest = line[1:1+end], line[2+end:]
	} else if end := strings.IndexAny(line, blanks+"="); end >= 0 {
		keyword, rest = line[:end], line[end:]
	} else {
		keyword = line
	}
	rest = strings.TrimLeft(rest, blanks)
	if strings.HasPrefix(rest, "=") {
		rest = strings.TrimLeft(rest[1:], blanks)
	}
	return strings.ToLower(keyword), rest, nil
}

// splitWords cuts a value into words as a simple shell would: single and
// double quotes group, a backslash protects quotes, blanks and itself, and a
// word that begins with "#" starts a comment.
func splitWords(text string) ([]string, error) {
	var words []string
	for i := 0; i < len(text); {
		if strings.IndexByte(blanks, text[i]) >= 0 {
			i++
			continue
		}
		if text[i] == '#' {
			break
		}
		var word strings.Builder
		var quote byte
		for ; i < len(text); i++ {
			c := text[i]
			switch {
			case c == '\\' && i+1 < len(text) && (text[i+1] == '\'' || text[i+1] == '"' || text[i+1] == '\\' ||
				(quote == 0 && text[i+1] == ' ')):
				i++
				word.WriteByte(text[i])
				continue
			case quote == 0 && (c == '"' || c == '\''):
				quote = c
				continue
			case quote != 0 && c == quote:
				quote = 0
				continue
			case quote == 0 && strings.IndexByte(blanks, c) >= 0:
			default:
				word.WriteByte(c)
				continue
			}
			break
		}
		if quote != 0 {
			return nil, errors.New("invalid quotes")
		}
		words = append(words, word.String())
	}
	return words, nil
}

// splitCriteria cuts the value of a Match line, where "=" separates words too.
func splitCriteria(text string) ([]string, error) {
	var words []string
	for text = strings.TrimLeft(text, blanks); text != "" && text[0] != '#'; text = strings.TrimLeft(text, blanks) {
		var word string
		if text[0] == '"' {
			end := strings.IndexByte(text[1:], '"')
			if end < 0 {
				return nil, errors.New("invalid quotes")
			}
			word, text = text[1:1+end], text[2+end:]
		} else {
			end := strings.IndexAny(text, blanks+"=")
			if end < 0 {
				end = len(text)
			}
			word, text = text[:end], strings.TrimLeft(text[end:], blanks)
			text = strings.TrimPrefix(text, "=")
		}
		words = append(words, word)
	}
	return words, nil
}

// oneWord returns the single word of a value.
func oneWord(keyword, text string) (string, error) {
	words, err := splitWords(text)
	switch {
	case err != nil:
		return "", err
	case len(words) == 0 || words[0] == "":
		return "", fmt.Errorf("no argument after keyword %q", keyword)
	case len(words) > 1:
		return "", fmt.Errorf("keyword %s extra arguments at end of line", keyword)
	}
	return words[0], nil
}
