package main

import (
	"fmt"
	"strings"

	"gomosh/bootstrap"
	"gomosh/internal/getoptlong"
)

// Words that mosh and gomosh connect share. Errors are a line "NAME: what is
// wrong" and one that begins with "hint: ", both on stderr, in lower case and
// without a full stop. What the bootstrap has to say is written in
// gomosh/bootstrap.

// launchMessage is an error with its hint.
type launchMessage struct{ problem, hint string }

func (m launchMessage) text(name string) string {
	text := name + ": " + m.problem + "\n"
	if m.hint != "" {
		text += "hint: " + m.hint + "\n"
	}
	return text
}

// launchBadOption is one mistake on the command line.
func launchBadOption(name string, e *getoptlong.Error) string {
	m := launchMessage{problem: e.Error()}
	switch e.Kind {
	case getoptlong.ShortForm, getoptlong.Unknown:
		if attached := e.Option; len(attached) > 2 && strings.HasPrefix(attached, "-p") && isDigits(attached[2:3]) {
			m.hint = "put a blank between them: -p " + bootstrap.Clean(attached[2:])
		} else if len(e.Option) > 1 && e.Option[1] != '-' {
			m.hint = "options of the remote command stand behind --: " + name + " host -- ls -l"
		}
	}
	m.problem = bootstrap.Clean(m.problem)
	return m.text(name)
}

func launchBadChoice[T ~string](what, value string, choices []T) string {
	words := make([]string, len(choices))
	for i, c := range choices {
		words[i] = string(c)
	}
	return fmt.Sprintf("unknown value %q of %s: it is one of %s", bootstrap.Clean(value), what, strings.Join(words, ", "))
}

func launchBadPort(spec, why string) string {
	return fmt.Sprintf("bad UDP port %q: %s", bootstrap.Clean(spec), why)
}

func launchBadSSH(text string, err error) launchMessage {
	return launchMessage{fmt.Sprintf("bad --ssh=%s: %v", bootstrap.Clean(text), err), `write it like --ssh="ssh -p 2222"`}
}

func launchProxyUsage(name string) string { return name + ": --fake-proxy needs a host and a port" }

func launchNoClient(client string) launchMessage {
	return launchMessage{fmt.Sprintf("could not run the client %q", bootstrap.Clean(client)), "leave --client out to use the one that is built in"}
}

func launchClientFailed(client string) launchMessage {
	return launchMessage{fmt.Sprintf("could not count the colours of the terminal with %q", bootstrap.Clean(client)), "is TERM set to a terminal that this machine knows?"}
}

func launchBadTerminal(name string) launchMessage {
	if name == "" {
		return launchMessage{"TERM is not set", "run it in a terminal, or set TERM=xterm-256color"}
	}
	return launchMessage{fmt.Sprintf("the terminal type %q is not known here", bootstrap.Clean(name)), "install its terminfo entry, or set TERM=xterm-256color"}
}

func launchNoSelf(err error) launchMessage {
	return launchMessage{"could not find this program's own file: " + err.Error(), "name the client with --client"}
}

func launchNoTransport(other string) string {
	return "--transport=ssh does not go with " + other + ": the connection has to be made by this program itself"
}

func launchNoHandover(path string, err error) launchMessage {
	return launchMessage{fmt.Sprintf("could not start the client %s: %v", bootstrap.Clean(path), err), "leave --client out to use the one that is built in"}
}
