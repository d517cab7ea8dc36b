//go:build unix

package main

import (
	"errors"
	"fmt"

	"gomosh/internal/locale"
	"gomosh/internal/version"
	"gomosh/server"
)

// All that mosh-server prints before its session runs. Lines for people begin
// with the program's name, in lower case and without a full stop, and a hint
// follows where there is something to do. The connect line, the detached line
// and "Bad UDP port range" are read by programs.

func serverUsage(name string) string {
	if name == "mosh-server" {
		name += " new"
	}
	return "Usage: " + name + " [-s] [-v] [-i ADDRESS] [-p PORT[:PORT2]] [-c COLORS] [-l NAME=VALUE]... [-- COMMAND...]\n"
}

func serverHelp(name string) string {
	return serverUsage(name) + `
Starts the far half of a session: binds a UDP port, prints how to join it, and
leaves a process behind that runs the user's shell, or COMMAND, once the client
is there. Usually started over ssh by the near half.

  -s             bind to the address that ssh was reached at (SSH_CONNECTION);
                 gomosh server: to all of them, and name this one first
  -i ADDRESS     bind to this numeric address; default is any address
  -p PORT[:PORT2]  use this UDP port, or one of a range; 0 is any free port
                 (default 60001:60999)
  -c COLORS      colors of the client's terminal; 256 gives TERM=xterm-256color
  -l NAME=VALUE  a locale variable to use if none here says UTF-8; may be repeated
  -v             keep messages visible, twice for more; may be repeated
  -@ WORD        ignored, and so is WORD
  -h, --help     print this and exit
  --version      print the version and exit

Environment:
  MOSH_SERVER_NETWORK_TMOUT=SECONDS  end the session when the client was silent so long
  MOSH_SERVER_SIGNAL_TMOUT=SECONDS   let SIGUSR1 end only sessions silent so long
  GOMOSH_AMBIGUOUS=wide              East Asian ambiguous characters take two columns
  SHELL, HOME, LANG, LC_*            as for other programs
`
}

// serverVersion begins with the words that scripts look for.
func serverVersion() string {
	return fmt.Sprintf("mosh-server (mosh %s) [build gomosh %s]\nFree software under the MIT license, without any warranty.\n",
		version.Mosh, version.Number)
}

func serverConnectLine(ready server.Ready) string {
	return fmt.Sprintf("MOSH CONNECT %d %s\n", ready.Port, ready.Key)
}

func serverDetachedLine(ready server.Ready) string {
	return fmt.Sprintf("\n%s\n[mosh-server detached, pid = %d]\n", serverVersion(), ready.PID)
}

func serverBadPorts(name, text string, why error) string {
	return fmt.Sprintf("%s: Bad UDP port range (%s)\n%s: %v\nhint: give one port, -p 60001, or a range, -p 60001:60010\n", name, text, name, why)
}

func serverFailed(name string, err error) string {
	text := fmt.Sprintf("%s: %v\n", name, err)
	if errors.Is(err, server.ErrNoPort) {
		text += "hint: choose another UDP port, or a range of them, with -p\n"
	}
	return text
}

func serverBadColors(name, text string) string {
	return fmt.Sprintf("%s: bad number of colors (%s)\n", name, text)
}

func serverBadTimeout(name, variable, value string) string {
	return fmt.Sprintf("%s: %s=%s is not a number of seconds, ignored\n", name, variable, value)
}

func serverNoSSHAddress(name, value string) string {
	if value == "" {
		return fmt.Sprintf("%s: warning: SSH_CONNECTION is not set, binding to any address\n", name)
	}
	return fmt.Sprintf("%s: warning: SSH_CONNECTION=%s is not understood, binding to any address\n", name, value)
}

func serverLocaleFallback(name string, c locale.Choice) string {
	why := "no locale is set"
	if c.Wanted != "" {
		why = c.Wanted + " is not UTF-8, or not installed"
	}
	return fmt.Sprintf("%s: %s; the session uses %s\n", name, why, c.Fallback)
}
