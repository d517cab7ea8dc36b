package lab

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// rendition is the state that SGR sequences (ECMA-48 8.3.117, xterm ctlseqs)
// build up, read from captured rows.
type rendition struct {
	attrs      []string // sorted names
	underline  string   // "", "underline" or "underline:3"
	fg, bg, ul string   // colours: "", "#5" (palette), "rgb:1:2:3"
}

// String is the canonical form: "" for the default rendition. The two ways to
// name one of the first sixteen colours read the same.
func (r *rendition) String() string {
	words := slices.Clone(r.attrs)
	if r.underline != "" {
		words = append(words, r.underline)
	}
	for _, colour := range []struct{ name, value string }{{"fg", r.fg}, {"bg", r.bg}, {"ul", r.ul}} {
		if colour.value != "" {
			words = append(words, colour.name+"="+colour.value)
		}
	}
	return strings.Join(words, " ")
}

var sgrAttrs = map[int]string{1: "bold", 2: "faint", 3: "italic", 5: "blink", 7: "inverse", 8: "invisible", 9: "strike", 53: "overline"}

var sgrResets = map[int][]string{22: {"bold", "faint"}, 23: {"italic"}, 25: {"blink"}, 27: {"inverse"}, 28: {"invisible"}, 29: {"strike"}, 55: {"overline"}}

// apply takes the parameters of one SGR sequence.
func (r *rendition) apply(params string) {
	words := strings.Split(params, ";")
	for i := 0; i < len(words); i++ {
		head, sub, _ := strings.Cut(words[i], ":")
		n, _ := strconv.Atoi(head)
		switch {
		case n == 0:
			*r = rendition{}
		case n == 4 && sub == "0", n == 24:
			r.underline = ""
		case n == 4 && sub != "" && sub != "1":
			r.underline = "underline:" + sub
		case n == 4:
			r.underline = "underline"
		case n == 21:
			r.underline = "underline:2"
		case sgrAttrs[n] != "":
			if !slices.Contains(r.attrs, sgrAttrs[n]) {
				r.attrs = append(r.attrs, sgrAttrs[n])
				slices.Sort(r.attrs)
			}
		case sgrResets[n] != nil:
			r.attrs = slices.DeleteFunc(slices.Clone(r.attrs), func(a string) bool { return slices.Contains(sgrResets[n], a) })
		case n == 38, n == 48, n == 58:
			colour, used := extendedColour(sub, words[i+1:])
			i += used
			*r.colour(n) = colour
		case n == 39, n == 49, n == 59:
			*r.colour(n - 1) = ""
		case n >= 30 && n <= 37, n >= 40 && n <= 47:
			*r.colour(n/10*10 + 8) = fmt.Sprintf("#%d", n%10)
		case n >= 90 && n <= 97, n >= 100 && n <= 107:
			*r.colour(n/10*10 - 52) = fmt.Sprintf("#%d", n%10+8)
		}
	}
}

// colour is the place of the colour that SGR 38, 48 or 58 sets.
func (r *rendition) colour(n int) *string {
	switch n {
	case 38:
		return &r.fg
	case 48:
		return &r.bg
	default:
		return &r.ul
	}
}

// extendedColour reads what follows 38, 48 or 58: either sub-parameters after
// a colon, or parameters, of which it says how many it used.
func extendedColour(sub string, rest []string) (colour string, used int) {
	if sub != "" {
		rest = strings.Split(sub, ":")
	}
	switch {
	case len(rest) >= 2 && rest[0] == "5":
		colour, used = "#"+rest[1], 2
	case len(rest) >= 4 && rest[0] == "2":
		if sub != "" { // the last three: an empty colour space may stand before
			colour = "rgb:" + strings.Join(rest[len(rest)-3:], ":")
		} else {
			colour, used = "rgb:"+strings.Join(rest[1:4], ":"), 4
		}
	}
	if sub != "" {
		used = 0
	}
	return colour, used
}
