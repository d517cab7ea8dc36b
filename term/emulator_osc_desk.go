package term

import (
	"strconv"
	"strings"
)

// This file holds the operating system commands that speak of the user's
// desktop: the working directory, notices, progress, prompts, the pointer.

// setDirectory is OSC 7: the URL of the program's working directory. Nothing
// but a file URL in printable ASCII is taken. A host that is missing or says
// "here" gets this host's name.
func (e *Emulator) setDirectory(url string) {
	if url == "" {
		e.s.Directory = ""
		return
	}
	scheme, rest, ok := strings.Cut(url, "://")
	if !ok || scheme != "file" && scheme != "kitty-shell-cwd" || len(url) > maxURI ||
		strings.ContainsFunc(url, func(r rune) bool { return r < 0x21 || r > 0x7e }) {
		return
	}
	host, path, _ := strings.Cut(rest, "/")
	if e.host != "" && (host == "" || host == "localhost") {
		url = scheme + "://" + e.host + "/" + path
	}
	e.s.Directory = url
}

// conEmu is OSC 9: a notice (iTerm2), or with a number first one of ConEmu's
// commands, of which only 4, progress, is one for here.
func (e *Emulator) conEmu(text string) {
	head, rest, more := strings.Cut(text, ";")
	n, err := strconv.ParseUint(head, 10, 8)
	switch {
	case text == "":
	case err != nil:
		e.notice(9, text)
	case n == 4:
		e.setProgress(rest)
	case !more && n > 12: // a notice that is a number
		e.notice(9, text)
	}
}

// setProgress is OSC 9;4: a state and a percentage, either of which may be
// missing.
func (e *Emulator) setProgress(text string) {
	state, percent, given := strings.Cut(text, ";")
	st, err := strconv.ParseUint(state, 10, 8)
	if err != nil || st > 4 {
		return
	}
	p := Progress{State: uint8(st), Percent: e.s.Progress.Percent}
	if n, err := strconv.ParseUint(percent, 10, 16); given && err == nil {
		p.Percent = uint8(min(n, 100))
	}
	if st == 0 || st == 3 {
		p.Percent = 0
	}
	e.s.Progress = p
}

// kittyNotice is OSC 99, kitty's notices: metadata, and what to show. What
// would make the terminal answer is dropped.
func (e *Emulator) kittyNotice(text string) {
	metadata, _, ok := strings.Cut(text, ";")
	if !ok {
		return
	}
	for field := range strings.SplitSeq(metadata, ":") {
		key, value, _ := strings.Cut(field, "=")
		switch {
		case key == "p" && (value == "?" || value == "close" || value == "alive"),
			key == "a" && strings.Contains(value, "report"),
			key == "c" && value == "1":
			return
		}
	}
	e.notice(99, text)
}

// promptMark is OSC 133 (FinalTerm): A starts a prompt, B the user's input, C
// the output of the command, D ends it. Without any of them (which is ours) the
// row has no mark any more.
func (e *Emulator) promptMark(text string) {
	kind, _, _ := strings.Cut(text, ";")
	have := e.s.lines[e.s.Cursor.Row].mark
	switch {
	case text == "":
		e.setMark(NoMark)
	case kind == "B" && have == MarkPrompt: // it is the prompt's row all the same
	case len(kind) == 1 && kind[0] >= 'A' && kind[0] <= 'D':
		e.setMark(PromptMark(kind[0]))
	}
}

// setPointer is OSC 22: the shape of the mouse pointer, by its CSS name.
func (e *Emulator) setPointer(name string) {
	if len(name) <= 32 && strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == "" {
		e.s.Pointer = name
	}
}
