// Package getoptlong parses command lines the way Perl's Getopt::Long does in
// its default configuration, which is the grammar users of the mosh command
// know: long names behind one or two dashes, in any case of letters, values
// after "=" or as the next word, options after the first argument, unambiguous
// abbreviations.
//
// One rule is our own: an abbreviation needs two dashes. Getopt::Long takes the
// "-l" of "mosh host ls -l" for "--local"; here it is an unknown option.
package getoptlong

import (
	"fmt"
	"slices"
	"strings"
)

// Option declares one option.
type Option struct {
	// Names are the spellings without dashes; all of them mean this option.
	Names []string
	// Set is called for an option with a value (Flag nil) each time it occurs.
	Set func(value string)
	// Flag is called for an option without a value; on is false only for the
	// negated forms.
	Flag func(on bool)
	// Negatable adds "no-NAME" and "noNAME" for every name of a flag.
	Negatable bool
}

// Kind tells what is wrong with a word.
type Kind int

// The kinds of mistakes, named after what they mean for the user.
const (
	Unknown    Kind = iota // no such option
	ShortForm              // an abbreviation behind a single dash
	Ambiguous              // an abbreviation of several options
	NoArgument             // a value is missing
	Surplus                // a flag was given a value
)

// Error describes one mistake. Option is the name as typed, dashes included and
// without the value.
type Error struct {
	Kind   Kind
	Option string
	// Candidates are the full names the abbreviation could mean.
	Candidates []string
}

func (e *Error) Error() string {
	switch e.Kind {
	case Ambiguous:
		return fmt.Sprintf("option %s is ambiguous (%s)", e.Option, strings.Join(e.Candidates, ", "))
	case NoArgument:
		return fmt.Sprintf("option %s requires an argument", e.Option)
	case Surplus:
		return fmt.Sprintf("option %s does not take an argument", e.Option)
	default:
		return fmt.Sprintf("unknown option %s", e.Option)
	}
}

// spelling is one name that may be typed, and what it means.
type spelling struct {
	name   string // lower case
	option *Option
	on     bool
}

// Parse calls the options' functions in the order of the words and returns the
// words that are no options. With permute, options are recognized behind the
// first such word too; the word "--" always ends them. Every mistake is
// reported, in order; parsing goes on behind it.
func Parse(words []string, options []Option, permute bool) (args []string, errs []*Error) {
	spellings := expand(options)
	for i := 0; i < len(words); i++ {
		word := words[i]
		if word == "--" {
			return append(args, words[i+1:]...), errs
		}
		if len(word) < 2 || word[0] != '-' {
			if !permute {
				return append(args, words[i:]...), errs
			}
			args = append(args, word)
			continue
		}
		typed, value, hasValue := strings.Cut(word, "=")
		found, err := lookup(typed, spellings)
		switch {
		case err != nil:
			errs = append(errs, err)
		case found.option.Flag != nil && hasValue:
			errs = append(errs, &Error{Kind: Surplus, Option: typed})
		case found.option.Flag != nil:
			found.option.Flag(found.on)
		case hasValue && value != "":
			found.option.Set(value)
		case hasValue || i+1 == len(words):
			errs = append(errs, &Error{Kind: NoArgument, Option: typed})
		default:
			i++
			found.option.Set(words[i])
		}
	}
	return args, errs
}

// expand lists every accepted spelling, negations included, sorted by name.
func expand(options []Option) []spelling {
	var all []spelling
	for i := range options {
		o := &options[i]
		for _, name := range o.Names {
			name = strings.ToLower(name)
			all = append(all, spelling{name, o, true})
			if o.Negatable {
				all = append(all, spelling{"no-" + name, o, false}, spelling{"no" + name, o, false})
			}
		}
	}
	slices.SortFunc(all, func(a, b spelling) int { return strings.Compare(a.name, b.name) })
	return all
}

// lookup finds what a typed option (with its dashes) means.
func lookup(typed string, spellings []spelling) (spelling, *Error) {
	name := strings.ToLower(strings.TrimPrefix(strings.TrimPrefix(typed, "-"), "-"))
	oneDash := !strings.HasPrefix(typed, "--")
	var hits []spelling
	var names []string
	meanings := map[spelling]bool{}
	for _, s := range spellings {
		if s.name == name {
			return s, nil
		}
		if name != "" && strings.HasPrefix(s.name, name) {
			hits = append(hits, s)
			names = append(names, s.name)
			meanings[spelling{option: s.option, on: s.on}] = true
		}
	}
	switch {
	case len(hits) == 0:
		return spelling{}, &Error{Kind: Unknown, Option: typed}
	case oneDash:
		return spelling{}, &Error{Kind: ShortForm, Option: typed, Candidates: names}
	case len(meanings) > 1:
		return spelling{}, &Error{Kind: Ambiguous, Option: typed, Candidates: names}
	}
	return hits[0], nil
}
