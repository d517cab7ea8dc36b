package main

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"

	"gomosh/client"
	"gomosh/internal/getopt"
	"gomosh/internal/lean"
	"gomosh/internal/locale"
	"gomosh/internal/procname"
	"gomosh/internal/terminfo"
	"gomosh/predict"
	"gomosh/proto"

	"golang.org/x/term"
)

// runClient is the command mosh-client; name is how the user called it. The
// grammar, the exit status and the places of messages are mosh's.
func runClient(name string, args []string) int {
	procname.Set("mosh-client")
	key, keySet := os.LookupEnv("MOSH_KEY")
	procname.Forget("MOSH_KEY")
	procname.Protect()
	lean.Start(os.Getenv)
	beside := clientBeside()

	switch {
	case slices.Contains(args, "--help"):
		fmt.Print(clientHelp(name))
		return 0
	case slices.Contains(args, "--version"):
		fmt.Print(clientVersion(name))
		return 0
	}
	options, words, errs := getopt.Parse(args, "#:cv")
	if len(errs) > 0 {
		return clientUsageError(name, errs[0])
	}
	verbose, colors := false, false
	for _, o := range options {
		switch o.Name {
		case 'c':
			colors = true
		case 'v':
			verbose = true
		}
	}
	switch {
	case colors:
		return clientColors(name)
	case len(words) != 2:
		return clientUsageError(name, nil)
	case !isDigits(words[1]):
		return clientRefuse(name, clientBadPort(words[1]))
	case !keySet:
		return clientRefuse(name, clientNoKey)
	}

	// What is wrong from here on is told as mosh-client tells it, with its
	// exiting line, although the screen has not been touched.
	abilities, err := terminfo.Lookup(os.Getenv("TERM"))
	if err != nil {
		return clientExit(name, clientBadTerminal(err))
	}
	cfg := client.Config{Terminal: abilities}
	if complaint, ok := clientEnvironment(&cfg); !ok {
		return clientRefuse(name, complaint)
	}
	if !term.IsTerminal(0) {
		return clientRefuse(name, clientNoTerminal)
	}
	if cfg.Key, err = proto.ParseKey(key); err != nil {
		return clientExit(name, clientBadKey)
	}
	addr, err := netip.ParseAddr(words[0])
	if err != nil {
		return clientExit(name, clientBadAddress(words[0]))
	}
	port, err := strconv.ParseUint(words[1], 10, 16)
	if err != nil || port == 0 {
		return clientExit(name, clientBadPort(words[1]))
	}
	cfg.Server = netip.AddrPortFrom(addr.Unmap(), uint16(port))
	beside(&cfg)

	result, err := client.Run(cfg)
	if errors.Is(err, client.ErrNotTerminal) {
		return clientRefuse(name, clientNoTerminal)
	}
	if err != nil {
		return clientExit(name, clientFailed(err))
	}
	status := 0
	switch {
	case result.Clean:
	case result.Heard:
		fmt.Fprint(os.Stderr, clientNotClean)
		status = 1
	default:
		fmt.Fprint(os.Stderr, clientNeverHeard(cfg.Server))
		status = 1
	}
	if verbose {
		fmt.Fprint(os.Stderr, clientSummary(name, result.Junk))
	}
	fmt.Println(clientExiting)
	return status
}

// clientBeside takes what launchBeside left in the environment out of it, and
// returns what puts it into a configuration.
func clientBeside() func(*client.Config) {
	fd, _ := strconv.Atoi(os.Getenv(tunnelVar))
	only := os.Getenv(transportVar) == transportSSH
	var others []netip.Addr
	for _, text := range strings.Split(os.Getenv(addressesVar), ",") {
		if a, err := netip.ParseAddr(text); err == nil {
			others = append(others, a.Unmap())
		}
	}
	for _, name := range []string{tunnelVar, transportVar, addressesVar} {
		os.Unsetenv(name)
	}
	if !takeTunnel(fd) {
		fd, only = 0, false
	}
	return func(cfg *client.Config) { cfg.SSH, cfg.OnlySSH, cfg.Others = fd, only, others }
}

// clientEnvironment reads the user's wishes from the environment into cfg.
func clientEnvironment(cfg *client.Config) (clientComplaint, bool) {
	if mode, set := os.LookupEnv("MOSH_PREDICTION_DISPLAY"); set {
		preference, err := predict.ParsePreference(mode)
		if err != nil {
			return clientBadPrediction(mode), false
		}
		cfg.Prediction.Preference = preference
	}
	cfg.Prediction.Overwrite = os.Getenv("MOSH_PREDICTION_OVERWRITE") == "yes"
	cfg.EscapeKey = client.ParseEscapeKey(os.LookupEnv("MOSH_ESCAPE_KEY"))
	_, cfg.NoTermInit = os.LookupEnv("MOSH_NO_TERM_INIT")
	_, cfg.PlainTitle = os.LookupEnv("MOSH_TITLE_NOPREFIX")
	cfg.NoQuestions = os.Getenv("GOMOSH_ASK_TERMINAL") == "no"
	cfg.TrueColor = clientTrueColor(os.Getenv)

	// Our emulation needs no locale: one that says nothing about the character
	// set (none, "C") is fine, one that says it is not UTF-8 is believed.
	charset := locale.Charset(os.Getenv)
	if charset != "US-ASCII" && !locale.UTF8(os.Getenv) {
		variable, value := locale.Deciding(os.Getenv)
		return clientBadCharset(variable, value, charset), false
	}
	return clientComplaint{}, true
}

// clientTrueColor reports whether 24-bit colours may be sent to the terminal.
// Nearly all take them, whatever their terminfo entry says, as mosh-client
// relies on; GNU screen, which is not told from tmux by its TERM, does not.
func clientTrueColor(getenv func(string) string) bool {
	switch getenv("COLORTERM") {
	case "truecolor", "24bit":
		return true
	}
	return getenv("TMUX") != "" || !strings.HasPrefix(getenv("TERM"), "screen")
}

// clientColors prints the number of colours of the terminal, -1 for none.
func clientColors(name string) int {
	abilities, err := terminfo.Lookup(os.Getenv("TERM"))
	if err != nil {
		return clientRefuse(name, clientBadTerminal(err))
	}
	fmt.Println(abilities.Colors)
	return 0
}

func clientUsageError(name string, err error) int {
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
	}
	fmt.Fprint(os.Stderr, clientUsage(name))
	return 1
}

func clientRefuse(name string, c clientComplaint) int {
	fmt.Fprint(os.Stderr, c.text(name))
	return 1
}

// clientExit is clientRefuse for what mosh-client finds out only when it is
// about to begin.
func clientExit(name string, c clientComplaint) int {
	clientRefuse(name, c)
	fmt.Println(clientExiting)
	return 1
}

func isDigits(s string) bool {
	for _, r := range []byte(s) {
		if r < '0' || r > '9' {
			return false
		}
	}
	return s != ""
}
