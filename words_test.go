package main

import (
	"strings"
	"testing"
)

func TestSplitWords(t *testing.T) {
	for text, want := range map[string]string{
		"ssh":                           "ssh",
		"  ssh\t-p  2222 ":              "ssh|-p|2222",
		`ssh -o "User name" 'a b'c`:     "ssh|-o|User name|a bc",
		`a\ b \\ \'`:                    `a b|\|'`,
		`"a\"b\\c\d" 'a\b'`:             `a"b\c\d|a\b`,
		`'' ""`:                         "|",
		`"$HOME" ~ *`:                   "$HOME|~|*",
		"":                              "",
		`ssh -i '/my keys/id' -o "x=y"`: "ssh|-i|/my keys/id|-o|x=y",
	} {
		words, err := splitWords(text)
		if got := strings.Join(words, "|"); err != nil || got != want {
			t.Errorf("%s: %s, %v; want %s", text, got, err, want)
		}
	}
	for _, bad := range []string{`"a`, `'a`, `a\`} {
		if words, err := splitWords(bad); err == nil {
			t.Errorf("%s: accepted as %q", bad, words)
		}
	}
}
