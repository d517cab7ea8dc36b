package bootstrap

import (
	"strconv"
	"strings"
)

// localeNames are the variables handed to the server with -l, in this order.
var localeNames = []string{
	"LANG", "LANGUAGE", "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE", "LC_MONETARY", "LC_MESSAGES",
	"LC_PAPER", "LC_NAME", "LC_ADDRESS", "LC_TELEPHONE", "LC_MEASUREMENT", "LC_IDENTIFICATION", "LC_ALL",
}

// serverWords are the arguments of the server half. bind is "-s", an address for
// "-i", or empty for neither.
func (o *Options) serverWords(bind string) []string {
	words := []string{"new", "-c", strconv.Itoa(o.Colors)}
	switch bind {
	case "":
	case "-s":
		words = append(words, "-s")
	default:
		words = append(words, "-i", bind)
	}
	if o.Ports != "" {
		words = append(words, "-p", o.Ports)
	}
	for _, name := range localeNames {
		if value, set := o.getenv(name); set {
			words = append(words, "-l", name+"="+value)
		}
	}
	if len(o.Command) > 0 {
		words = append(append(words, "--"), o.Command...)
	}
	return words
}

// bindWord is what --bind-server means to the server; ssh is its meaning for
// the word "ssh".
func (o *Options) bindWord(ssh string) string {
	switch strings.ToLower(o.Bind) {
	case "ssh", "":
		return ssh
	case "any":
		return ""
	}
	return o.Bind
}

// quoting takes the three characters that some shell reads even between single
// quotes: the quote itself; the backslash, an escape for fish there; and the
// exclamation mark, by which csh recalls its history.
var quoting = strings.NewReplacer("'", `'\''`, `\`, `'\\'`, "!", `'\!'`)

// quote makes one word of s for a shell. The result consists of single-quoted
// text and characters behind a backslash outside of quotes, which is what sh,
// csh, fish and their relatives read alike. A line break has no such form: csh
// refuses it.
func quote(s string) string { return "'" + quoting.Replace(s) + "'" }

func quoteAll(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = quote(w)
	}
	return strings.Join(quoted, " ")
}

// Lines that our scripts print. The first is all that a search without result
// says; then come the system, for copying ourselves there, and the copies that
// are there already.
const (
	noServerLine = "GOMOSH SERVER NOT FOUND"
	systemMarker = "GOMOSH SYSTEM " // uname -s, uname -m, gzip or plain
	cachedMarker = "GOMOSH CACHED " // path of a copy
)

// search is a Bourne shell script that runs the first server half it finds:
// gomosh, else mosh-server, in PATH and in the places where people put programs
// that a login without a terminal does not have in PATH. Like all our scripts it
// contains no single quote, backslash, exclamation mark or line break, so that
// every login shell hands it to sh unharmed.
const search = places + `for d in $p; do ` +
	`if command -v "${d}gomosh" >/dev/null 2>&1; then exec "${d}gomosh" server "$@"; fi; done; for d in $p; do ` +
	`if command -v "${d}mosh-server" >/dev/null 2>&1; then exec "${d}mosh-server" "$@"; fi; done; unset IFS; ` + inspect

// inspect is a script that says what has to be known for copying this program
// there: the system, and which copies there are.
const inspect = `echo "` + noServerLine + `"; ` +
	`z=plain; if command -v gzip >/dev/null 2>&1; then z=gzip; fi; echo "` + systemMarker + `$(uname -s) $(uname -m) $z"; ` +
	caches + `for f in "$c"/*/gomosh "$t"/*/gomosh "$v"/*/gomosh; do if test -x "$f"; then echo "` + cachedMarker + `$f"; fi; done; exit 127`

// places sets p to what is put in front of a program's name, one after the
// other. The first is empty: PATH.
const places = `IFS=:; p=":$HOME/.local/bin/:$HOME/bin/:/usr/local/bin/:/opt/homebrew/bin/:/opt/local/bin/"; `

// caches sets c, t and v to the folders that hold our copies: the user's cache,
// and two places for homes that cannot be written or from which nothing can run.
const caches = `c="${XDG_CACHE_HOME:-$HOME/.cache}/gomosh"; t="${TMPDIR:-/tmp}/gomosh-$(id -u)"; v="${XDG_RUNTIME_DIR:-/var/tmp}/gomosh-$(id -u)"; `

// reportAddress makes the other side print its SSH_CONNECTION, on a line of its
// own even if something was typed ahead.
const reportAddress = `if test "$SSH_CONNECTION"; then echo; echo "MOSH SSH_CONNECTION $SSH_CONNECTION"; fi`

// remoteCommand is the text for the login shell on the other side. server is the
// shell text that starts the server; it is searched for if that is empty.
func (o *Options) remoteCommand(server, bind string, askAddress bool) string {
	words := quoteAll(o.serverWords(bind))
	command := server + " " + words
	if server == "" {
		command = "sh -c " + quote(search) + " gomosh " + words
	}
	if askAddress {
		command = "sh -c " + quote(reportAddress) + " ; " + command
	}
	return command
}
