// Package getopt parses command lines of short options as POSIX describes them
// (XBD 12.2, Utility Syntax Guidelines, and XSH getopt): clusters like -vv,
// values attached (-p60001) or in the next word (-p 60001), and -- as the end
// of options.
//
// Two things are its own. Options may stand after other words, as GNU's getopt
// permits. And errors do not end the parse: they are collected, because a
// mosh-server must start in spite of options that a newer client sends.
package getopt

import (
	"fmt"
	"strings"
)

// Option is one option as it stood on the command line.
type Option struct {
	Name  byte   // the letter, without its dash
	Value string // "" for an option without value
}

// Parse splits args (without the program's name) by spec, a list of option
// letters in which a letter followed by a colon takes a value ("c:vs"). The
// special letters of C's getopt (a leading '+', '-' or ':') have no meaning.
//
// It returns the known options in order, the words that are no options (all
// words after "--" among them), and one error for each unknown option and each
// missing value. A word that begins with two dashes and is longer is one unknown
// option. A single "-" is a word.
func Parse(args []string, spec string) (opts []Option, words []string, errs []error) {
	for len(args) > 0 {
		word := args[0]
		args = args[1:]
		switch {
		case word == "--":
			return opts, append(words, args...), errs
		case strings.HasPrefix(word, "--"):
			errs = append(errs, fmt.Errorf("unknown option %s", word))
		case len(word) > 1 && word[0] == '-':
			var more []Option
			more, args, errs = cluster(word[1:], args, spec, errs)
			opts = append(opts, more...)
		default:
			words = append(words, word)
		}
	}
	return opts, words, errs
}

// cluster parses the letters of one word; args are the words after it, of which
// an option with a value may take the first.
func cluster(letters string, args []string, spec string, errs []error) ([]Option, []string, []error) {
	var opts []Option
	for i := 0; i < len(letters); i++ {
		name := letters[i]
		at := strings.IndexByte(spec, name)
		switch {
		case at < 0 || name == ':':
			errs = append(errs, fmt.Errorf("unknown option -%c", name))
		case at+1 == len(spec) || spec[at+1] != ':':
			opts = append(opts, Option{Name: name})
		case i+1 < len(letters):
			return append(opts, Option{name, letters[i+1:]}), args, errs
		case len(args) > 0:
			return append(opts, Option{name, args[0]}), args[1:], errs
		default:
			errs = append(errs, fmt.Errorf("option -%c needs a value", name))
		}
	}
	return opts, args, errs
}
