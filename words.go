package main

import (
	"errors"
	"strings"
)

// splitWords cuts a text into words as a shell does, with quotes and
// backslashes but without expanding anything.
func splitWords(text string) ([]string, error) {
	var words []string
	var word strings.Builder
	inWord := false
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case ' ', '\t', '\n':
			if inWord {
				words = append(words, word.String())
				word.Reset()
				inWord = false
			}
		case '\\':
			if i++; i == len(text) {
				return nil, errors.New("nothing follows the backslash at its end")
			}
			word.WriteByte(text[i])
			inWord = true
		case '\'', '"':
			inWord = true
			for i++; i < len(text) && text[i] != c; i++ {
				if c == '"' && text[i] == '\\' && i+1 < len(text) && strings.IndexByte("\"\\$`", text[i+1]) >= 0 {
					i++
				}
				word.WriteByte(text[i])
			}
			if i >= len(text) {
				return nil, errors.New("a quote is not closed")
			}
		default:
			word.WriteByte(c)
			inWord = true
		}
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}
