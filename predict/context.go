package predict

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"gomosh/term"
)

// A context is a place to type that may come again, such as the prompt of a
// shell, and what was learned there.
type context struct {
	name    string // signature of the prompt, or of the mode of an editor
	editing bool   // bracketed paste (?2004) was on, as line editors have it
	insert  bool   // an editor that says it is inserting

	echoed   int         // characters seen to be echoed
	lines    int         // lines on which some were
	trust    [kinds]int8 // by kind of key: negative after a wrong guess
	style    term.Style  // of the characters typed here last
	styled   bool        // style is known
	over     int8        // above 0: the rest of the line stays when a character is typed into it
	suggests bool        // dim text after the line was seen: how it may go on
	vi       bool        // the line editor has the keys of vi
	words    [rules]int8 // how well each rule for words did
	used     uint64      // for forgetting the one not used for longest
}

const (
	maxContexts = 64
	trustMax    = 3  // right guesses of a kind beyond which no more are counted
	trustWrong  = -2 // after a wrong guess: so many right ones to go until it shows again

	trustUnproven = -1 // of a kind that must have been right once
)

// Evidence needed before a context is trusted beforehand.
const (
	echoesEditing = 2 // characters, with a line editor
	linesPlain    = 2 // lines, without
)

// known reports whether what is typed in c may be shown before any of it was
// echoed. A line editor that announces itself is believed soon. Without one,
// nothing tells a prompt that echoes from one that does not except its text:
// that must be more than nothing, end like the prompt of a command
// interpreter, and have been seen to echo on several lines.
func (c *context) known() bool {
	switch {
	case c == nil || c.name == "" || asksSecret(c.name):
		return false
	case c.insert:
		return c.echoed >= echoesEditing
	case c.editing:
		return c.echoed >= echoesEditing && (endsLikePrompt(c.name) || c.lines >= linesPlain)
	}
	return c.lines >= linesPlain && endsLikePrompt(c.name)
}

// right takes note that a guess about a key of kind k was right.
func (c *context) right(k kind) {
	if c.trust[k] < trustMax {
		c.trust[k]++
	}
}

// wrong takes note that a guess about a key of kind k was wrong.
func (c *context) wrong(k kind) {
	c.trust[k] = trustWrong
	if k == text {
		c.trust[k], c.echoed, c.lines = 0, 0, 0
	}
}

// endsLikePrompt reports whether a signature ends in a character that command
// interpreters end their prompts with, and questions do not.
func endsLikePrompt(sig string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(sig, " "))
	return r != utf8.RuneError && strings.ContainsRune("$#%>]❯➜»›λ▶→⟩⟫", r) || unicode.In(r, unicode.Co)
}

// asks reports whether a signature ends as prompts do, of interpreters or of
// questions.
func asks(sig string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(sig, " "))
	return endsLikePrompt(sig) || r != utf8.RuneError && strings.ContainsRune(":?/：？", r)
}

// contexts is what an engine remembers of the places it has been to.
type contexts struct {
	m    map[contextKey]*context
	tick uint64
}

type contextKey struct {
	name            string
	editing, insert bool
}

// find returns the context k, or nil.
func (cs *contexts) find(k contextKey) *context {
	c := cs.m[k]
	if c != nil {
		cs.tick++
		c.used = cs.tick
	}
	return c
}

// get returns the context k, which is made if need be.
func (cs *contexts) get(k contextKey) *context {
	if c := cs.find(k); c != nil {
		return c
	}
	if cs.m == nil {
		cs.m = make(map[contextKey]*context)
	}
	if len(cs.m) >= maxContexts {
		var oldest contextKey
		first := true
		for k, c := range cs.m {
			if first || c.used < cs.m[oldest].used {
				oldest, first = k, false
			}
		}
		delete(cs.m, oldest)
	}
	cs.tick++
	c := &context{name: k.name, editing: k.editing, insert: k.insert, used: cs.tick}
	if !k.insert {
		c.trust[up], c.trust[down] = trustUnproven, trustUnproven
	}
	switch {
	case strings.HasSuffix(strings.TrimSpace(k.name), "%"):
		c.words[ruleZsh] = 1
	case strings.HasSuffix(strings.TrimSpace(k.name), "$"):
		c.words[ruleReadline] = 1
	}
	cs.m[k] = c
	return c
}

// doubt makes every context prove anew that it echoes.
func (cs *contexts) doubt() {
	for _, c := range cs.m {
		c.echoed, c.lines = 0, 0
	}
}

// signature returns a prompt's text with what changes from one time to the
// next made equal: numbers and paths.
func signature(prompt string) string {
	prompt = strings.TrimLeft(prompt, " ")
	if strings.TrimSpace(prompt) == "" {
		return ""
	}
	var b strings.Builder
	for len(prompt) > 0 {
		n := strings.IndexFunc(prompt, func(r rune) bool { return !inPath(r) })
		if n < 0 {
			n = len(prompt)
		}
		if n > 0 {
			b.WriteString(generalWord(prompt[:n]))
		} else {
			_, n = utf8.DecodeRuneInString(prompt)
			b.WriteString(prompt[:n])
		}
		prompt = prompt[n:]
	}
	return b.String()
}

// inPath reports whether r is common in the names of files.
func inPath(r rune) bool {
	return r == '/' || r == '~' || r == '_' || r == '-' || r == '.' || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// generalWord returns w, a run of inPath characters, without its particulars.
func generalWord(w string) string {
	if strings.ContainsAny(w, "/~") {
		return "/"
	}
	digits := false
	return strings.Map(func(r rune) rune {
		if !unicode.IsDigit(r) {
			digits = false
			return r
		}
		if digits {
			return -1
		}
		digits = true
		return '0'
	}, w)
}
