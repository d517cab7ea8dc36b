package main

import (
	"fmt"
	"net/netip"

	"gomosh/internal/version"
)

// All words of the client command that a person reads, but for the notices
// over a running session (gomosh/predict) and the word of its being suspended
// (gomosh/client). Errors are a line "NAME: what is wrong" and one that begins
// with "hint: " and says what to do next; both go to stderr, in lower case and without a full
// stop. Last words are those of mosh-client in meaning.

// clientExiting is the last line on stdout after every session.
const clientExiting = "[mosh is exiting.]"

func clientVersion(name string) string {
	return fmt.Sprintf("%s (mosh %s) [build mosh %s]\ngomosh %s, a remote terminal compatible with mosh; MIT licence\n",
		name, version.Mosh, version.Mosh, version.Number)
}

func clientUsage(name string) string {
	return fmt.Sprintf(`Usage: %[1]s [-v] [-# 'ARGS'] IP PORT
       %[1]s -c
`, name)
}

func clientHelp(name string) string {
	return clientVersion(name) + "\n" + clientUsage(name) + `
Joins the session that a mosh server offers on UDP port PORT of the numeric
address IP. It is normally started by mosh or gomosh connect.

  -c          print the number of colours of this terminal ($TERM)
  -v          say at the end how the session went
  -# 'ARGS'   ignored; shows in the list of processes what the user typed

Environment:
  MOSH_KEY                    the session's key, 22 characters (required)
  MOSH_ESCAPE_KEY             one character that begins a command to the client
                              (default Ctrl-^; empty for none)
  MOSH_PREDICTION_DISPLAY     adaptive (default), always, never, experimental
  MOSH_PREDICTION_OVERWRITE   yes: predicted characters replace those under
                              the cursor
  MOSH_NO_TERM_INIT           if set, do not use the alternate screen
  MOSH_TITLE_NOPREFIX         if set, no "[mosh] " before window titles

Escape key, then:  .  quits   Ctrl-Z  suspends   ^  sends the key itself
`
}

// A clientComplaint is an error with its hint.
type clientComplaint struct{ problem, hint string }

func (c clientComplaint) text(name string) string {
	text := name + ": " + c.problem + "\n"
	if c.hint != "" {
		text += "hint: " + c.hint + "\n"
	}
	return text
}

func clientBadPort(port string) clientComplaint {
	return clientComplaint{
		fmt.Sprintf("bad UDP port (%s)", port),
		"give the number, 1 to 65535, that the server printed after MOSH CONNECT",
	}
}

func clientBadAddress(addr string) clientComplaint {
	return clientComplaint{
		fmt.Sprintf("bad IP address (%s)", addr),
		"give a numeric address; to go to a host by its name, use mosh or gomosh connect",
	}
}

func clientBadPrediction(mode string) clientComplaint {
	return clientComplaint{
		fmt.Sprintf("unknown prediction mode %q in MOSH_PREDICTION_DISPLAY", mode),
		"use adaptive, always, never or experimental",
	}
}

func clientBadTerminal(err error) clientComplaint {
	return clientComplaint{
		fmt.Sprintf("TERM: %v", err),
		"set TERM to the type of this terminal, for example TERM=xterm-256color",
	}
}

func clientBadCharset(variable, value, charset string) clientComplaint {
	return clientComplaint{
		fmt.Sprintf("this terminal is said not to show UTF-8 (%s=%s means %s)", variable, value, charset),
		"set " + variable + " to a UTF-8 locale, for example C.UTF-8",
	}
}

func clientFailed(err error) clientComplaint {
	return clientComplaint{problem: err.Error()}
}

var (
	clientNoKey = clientComplaint{
		"MOSH_KEY is not set",
		"it has to hold the key that the server printed after MOSH CONNECT and its port",
	}
	clientBadKey = clientComplaint{
		"MOSH_KEY does not hold a session key",
		"a key is the 22 characters that the server printed after MOSH CONNECT and its port",
	}
	clientNoTerminal = clientComplaint{
		"standard input is not a terminal",
		"start the client from a terminal; over ssh use ssh -t",
	}
)

// clientNeverHeard are the last words when no server ever answered.
func clientNeverHeard(server netip.AddrPort) string {
	return fmt.Sprintf(`
mosh got no answer from %v.
Check that UDP port %d is open in the firewalls between here and the server:
gomosh doctor [user@]host tells in which direction the datagrams are lost.

(A server listens on the first free UDP port from 60001 to 60999, unless the
option -p selects another.)
`, server, server.Port())
}

// clientNotClean are the last words when the server did not confirm the end.
const clientNotClean = `
mosh could not tell the server that the session is over.
The mosh-server process on the other side may still be running.
`

// clientSummary is what -v says at the end.
func clientSummary(name string, junk uint64) string {
	return fmt.Sprintf("%s: datagrams dropped as not the server's: %d\n", name, junk)
}
