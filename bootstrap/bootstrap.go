// Package bootstrap sets a session up: it reaches the other machine, starts the
// server half there and learns the UDP port and the session key from it.
//
// There are three ways. Native speaks SSH itself (RFC 4251 to 4254, with
// golang.org/x/crypto/ssh), configured by OpenSSH's own files. External runs
// another ssh program. Local starts the server on this machine. All three end
// with the same line of the server, "MOSH CONNECT port key".
//
// The package knows nothing of the protocol that follows. It changes neither
// the environment nor the terminal, except while it asks a question.
package bootstrap

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"time"
)

// Session is what the client half needs to know.
type Session struct {
	Addr netip.Addr // where the server listens; an IPv6 address keeps its zone
	Port string     // decimal, as the server wrote it
	Key  string     // 22 characters of base64; a secret

	Others []netip.Addr // more addresses of the same host, if the name has some
	Link   *Link        // the SSH connection, if it was to be kept (Options.Keep)
}

// The ways to learn the session's address (--experimental-remote-ip).
const (
	RemoteIPProxy  = "proxy"  // the address that SSH reached
	RemoteIPRemote = "remote" // what the other side says its address is
	RemoteIPLocal  = "local"  // what the name resolves to here
)

// Options say what to set up and how. The zero value of a field is explained
// where it is allowed.
type Options struct {
	// Name stands in front of messages: "gomosh" or "mosh".
	Name string
	// Destination is the host as typed, "[user@]host" or "ssh://[user@]host[:port]".
	Destination string
	// Family is one of the Family constants; empty leaves the choice to
	// AddressFamily in the configuration.
	Family Family
	// RemoteIP is one of the RemoteIP constants.
	RemoteIP string
	// Bind is what the server binds to: "ssh", "any" or an address.
	Bind string
	// Ports is the UDP port or range for the server; empty for its own choice.
	Ports string
	// Colors is the number of colours of the local terminal.
	Colors int
	// Command is run instead of a login shell; empty for the shell.
	Command []string
	// Server is the shell text that starts the server. If it is empty the server
	// is looked for on the other side.
	Server string
	// NoPty leaves out the terminal on the SSH connection.
	NoPty bool
	// Terminal describes the local terminal for the terminal request.
	Terminal Terminal

	// SSH are the words of the external ssh command (External only).
	SSH []string
	// ProxyWords start this program so that it accepts the options of FakeProxy
	// (External only).
	ProxyWords []string
	// ServerArgv starts the server half of this program (where Server is empty): a
	// path and the words of its command line.
	ServerArgv []string

	// NoDeploy leaves hosts without a server half as they are; otherwise this
	// program, or a build of it for that system, is copied there (Native only,
	// where Server is empty). ServerArgv names this program.
	NoDeploy bool
	// Keep leaves the SSH connection open, for Session.Link (Native only).
	Keep bool
	// StderrIsTerminal allows a progress bar.
	StderrIsTerminal bool

	// ConfigFile replaces ~/.ssh/config and /etc/ssh/ssh_config (Native only);
	// "none" reads neither.
	ConfigFile string
	// Verbose reports details on Stderr (Native only).
	Verbose bool
	// patience is how long the server half may take to report; 0 means reportBound.
	patience time.Duration
	// Step, if set, is called after each step, the one that fails included; the
	// other side is then asked what it has (Native only).
	Step func(Step)
	// Ask puts questions to the user (Native only).
	Ask Prompter

	// Environ is the environment of programs that are started, and the source of
	// the locale.
	Environ []string
	// Stdin is inherited by a local server; Stdout and Stderr take what the other
	// side says and our own notices.
	Stdin          io.Reader
	Stdout, Stderr io.Writer
}

// Step is one thing that was done, or tried, on the way to a session.
type Step struct {
	Name   string
	Detail string // what came out; empty if it failed
	Took   time.Duration
	Err    error
}

// Terminal describes the local terminal.
type Terminal struct {
	Term       string // TERM
	Cols, Rows int    // 0 when there is no terminal
}

// Failure is an error with advice. What says what went wrong in one line, Hint
// what to do about it; Err, if there is one, is the cause.
type Failure struct {
	What, Hint string
	Err        error
}

func (f *Failure) Error() string {
	if f.Err != nil {
		return f.What + ": " + Clean(f.Err.Error())
	}
	return f.What
}

func (f *Failure) Unwrap() error { return f.Err }

// notice prints one line of our own on stderr.
func (o *Options) notice(format string, args ...any) {
	fmt.Fprintf(o.Stderr, "%s: %s\n", o.Name, fmt.Sprintf(format, args...))
}

// detail prints a line only if the user wants to know everything.
func (o *Options) detail(format string, args ...any) {
	if o.Verbose {
		o.notice(format, args...)
	}
}

// getenv looks a variable up in Environ; as everywhere the last one counts.
func (o *Options) getenv(name string) (string, bool) {
	for i := len(o.Environ) - 1; i >= 0; i-- {
		if value, ok := strings.CutPrefix(o.Environ[i], name+"="); ok {
			return value, true
		}
	}
	return "", false
}

// without returns an environment without some variables.
func without(environ []string, names ...string) []string {
	var kept []string
next:
	for _, entry := range environ {
		for _, name := range names {
			if strings.HasPrefix(entry, name+"=") {
				continue next
			}
		}
		kept = append(kept, entry)
	}
	return kept
}

// Start sets a session up in the way the options ask for.
type Start func(context.Context, Options) (Session, error)
