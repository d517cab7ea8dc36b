package predict

import (
	"slices"
	"strings"
	"unicode/utf8"

	"gomosh/term"
)

// History is what line editors bring back with the arrows up and down. Only
// what was typed before the eyes of the engine is known; whatever else may
// have come between ends what is known.

// A command is a line that was ended with Enter at a prompt.
type command struct {
	text   string
	prompt rune // last character of the prompt: interpreters have histories of their own
	twice  bool // it came several times in a row, which some editors keep as one
}

// maxCommands is how many commands are kept.
const maxCommands = 100

// remember takes note of an Enter that is about to be played.
func (e *Engine) remember() {
	l := &e.m.ln
	switch {
	case e.blocked:
		e.commands = nil // whatever it was
		return
	case !l.active || l.editor || !l.editing() || !endsLikePrompt(l.key.name):
		return
	}
	c := command{text: e.m.text(l.floor(), l.end), prompt: l.promptRune()}
	if strings.TrimSpace(c.text) == "" {
		return
	}
	if c.text[0] == ' ' { // kept by some, dropped by others
		e.commands = nil
		return
	}
	for i := len(e.commands) - 1; i >= 0; i-- {
		if last := &e.commands[i]; last.prompt == c.prompt {
			if last.text == c.text {
				last.twice = true
				return
			}
			break
		}
	}
	if len(e.commands) == maxCommands {
		e.commands = slices.Delete(e.commands, 0, 1)
	}
	e.commands = append(e.commands, c)
}

// promptRune returns the last character of the prompt.
func (l *line) promptRune() rune {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(l.prompt, " "))
	return r
}

// command returns the n-th last command given at the prompt of l, and whether
// it is known.
func (e *Engine) command(l *line, n int) (string, bool) {
	for i := len(e.commands) - 1; i >= 0; i-- {
		c := &e.commands[i]
		if c.prompt != l.promptRune() {
			continue
		}
		if n--; n == 0 {
			return c.text, true
		}
		if c.twice {
			break
		}
	}
	return "", false
}

// recallCommand plays an arrow up or down at a prompt. What is foreseen is the
// plain way through the history from an empty line.
func (m *model) recallCommand(e *Engine, k kind) effect {
	l := &m.ln
	if l.ctx == nil || l.ctx.trust[k] <= trustWrong {
		return unknown
	}
	now := ""
	if l.recalled > 0 {
		now, _ = e.command(l, l.recalled)
	}
	if m.text(l.floor(), l.end) != now {
		return unknown // edited, or something to search for
	}
	n := l.recalled + 1
	if k == down {
		n -= 2
	}
	next, ok := "", n == 0
	if n > 0 {
		next, ok = e.command(l, n)
	}
	if !ok || l.floor()+textWidth(next) >= l.width() || l.end > l.width() {
		return unknown
	}
	m.unsure = l.ctx.trust[k] < 0
	m.erase(l.floor(), max(l.end, m.tail()))
	i, st := l.floor(), m.style(l.floor())
	for _, r := range next {
		w := term.RuneWidth(r)
		if w < 1 {
			return unknown
		}
		m.set(i, term.Glyph{Text: string(r), Width: w, Style: st}, true)
		i += w
	}
	l.end, l.recalled = i, n
	m.clearLimit()
	m.place(i)
	return exact
}
