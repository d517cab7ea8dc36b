//go:build unix

package main

import (
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/term"

	"gomosh/internal/getopt"
	"gomosh/internal/locale"
	"gomosh/server"
)

// runServer is the command mosh-server, or gomosh server if that is its name. It
// returns the exit status: 0 for help and once a session waits for its client,
// 1 if there will be none. The process that it leaves behind begins here too.
func runServer(name string, args []string) int {
	if server.IsDaemon() {
		return server.Daemon()
	}
	line := parseServer(name, args, os.Getenv, os.Stderr)
	if line.text != "" {
		fmt.Print(line.text)
	}
	if line.done {
		return line.status
	}
	cfg := line.cfg
	env := locale.Choose(os.Environ(), line.offered)
	if env.Fallback != "" {
		fmt.Fprint(os.Stderr, serverLocaleFallback(name, env))
	}
	stdin := int(os.Stdin.Fd())
	if cols, rows, err := term.GetSize(stdin); err == nil {
		cfg.Cols, cfg.Rows = cols, rows
	}
	ready, err := server.Launch(cfg, env.Env, args, func(text string) {
		fmt.Fprintln(os.Stderr, text)
	})
	if err != nil {
		fmt.Fprint(os.Stderr, serverFailed(name, err))
		return 1
	}
	if term.IsTerminal(stdin) {
		// What was typed ahead may stand at the start of the line.
		fmt.Print("\r\n\n")
	}
	fmt.Print(serverConnectLine(ready))
	fmt.Fprint(os.Stderr, serverDetachedLine(ready))
	// The terminal of an ssh session may go with this process.
	drain(os.Stdout)
	drain(os.Stderr)
	return 0
}

// serverLine is what a command line of mosh-server asks for.
type serverLine struct {
	text    string // to be printed on stdout
	done    bool   // nothing else to do but to exit
	status  int    // of that exit
	cfg     server.Config
	offered []string // the arguments of -l
}

// parseServer reads the words of a command line and the variables that belong to
// it. Complaints go to stderr.
func parseServer(name string, args []string, getenv func(string) string, stderr io.Writer) serverLine {
	options, command := args, []string(nil)
	if end := slices.Index(args, "--"); end >= 0 {
		options, command = args[:end], args[end+1:]
	}
	switch {
	case slices.Contains(options, "--help"), slices.Contains(options, "-h"):
		return serverLine{text: serverHelp(name), done: true}
	case slices.Contains(options, "--version"):
		return serverLine{text: serverVersion(), done: true}
	}

	failed := serverLine{done: true, status: 1}
	line := serverLine{cfg: server.Config{Name: name, Ports: server.DefaultPorts, Command: command}}
	var ports *string
	switch {
	case len(options) > 0 && options[0] == "new" || name != "mosh-server":
		if len(options) > 0 && options[0] == "new" {
			options = options[1:]
		}
		opts, _, errs := getopt.Parse(options, "@:i:p:c:svl:")
		for _, err := range errs {
			// A newer client may know more options than we do.
			fmt.Fprintf(stderr, "%s: %v\n%s", name, err, serverUsage(name))
		}
		for _, opt := range opts {
			switch opt.Name {
			case 'i':
				line.cfg.Bind = opt.Value
			case 's':
				arrived := sshAddress(name, getenv("SSH_CONNECTION"), stderr)
				if name == "mosh-server" {
					line.cfg.Bind = arrived
				} else { // all addresses: answers leave from where the client came to
					line.cfg.Bind, line.cfg.Arrived = "", arrived
				}
			case 'p':
				ports = &opt.Value
			case 'c':
				colors, err := parseNumber(opt.Value)
				if err != nil {
					fmt.Fprint(stderr, serverBadColors(name, opt.Value), serverUsage(name))
					return failed
				}
				line.cfg.Colors = colors
			case 'v':
				line.cfg.Verbose++
			case 'l':
				line.offered = append(line.offered, opt.Value)
			}
		}
	case len(options) > 2:
		fmt.Fprint(stderr, serverUsage(name))
		return failed
	case len(options) == 2:
		ports = &options[1]
		fallthrough
	case len(options) == 1:
		line.cfg.Bind = options[0]
	}
	if ports != nil {
		var err error
		if line.cfg.Ports, err = parsePorts(*ports); err != nil {
			fmt.Fprint(stderr, serverBadPorts(name, *ports, err))
			return failed
		}
	}
	line.cfg.NetworkTimeout = timeout(name, "MOSH_SERVER_NETWORK_TMOUT", getenv, stderr)
	line.cfg.SignalTimeout = timeout(name, "MOSH_SERVER_SIGNAL_TMOUT", getenv, stderr)
	line.cfg.WideAmbiguous = getenv("GOMOSH_AMBIGUOUS") == "wide"
	return line
}

// parsePorts reads PORT or LOW:HIGH.
func parsePorts(text string) (server.Ports, error) {
	low, high, isRange := strings.Cut(text, ":")
	var ports server.Ports
	var err error
	if ports.Low, err = parsePort(low); err != nil {
		return server.Ports{}, err
	}
	if !isRange {
		ports.High = ports.Low
		return ports, nil
	}
	if ports.High, err = parsePort(high); err != nil {
		return server.Ports{}, err
	}
	switch {
	case ports.Low == 0:
		return server.Ports{}, fmt.Errorf("port 0 cannot begin a range")
	case ports.Low > ports.High:
		return server.Ports{}, fmt.Errorf("port %d is higher than port %d", ports.Low, ports.High)
	}
	return ports, nil
}

func parsePort(text string) (int, error) {
	port, err := parseNumber(text)
	if err != nil {
		return 0, fmt.Errorf("port %q is not a number", text)
	}
	if port < 0 || port > 65535 {
		return 0, fmt.Errorf("port %d is not between 0 and 65535", port)
	}
	return port, nil
}

// parseNumber reads a number as strtol(3) does for mosh-server: blanks may precede
// it, and nothing at all is 0.
func parseNumber(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	return strconv.Atoi(strings.TrimLeft(text, " \t\n\v\f\r"))
}

// sshAddress finds the address of this machine in the value of SSH_CONNECTION,
// which is client address, client port, server address and server port.
func sshAddress(name, value string, stderr io.Writer) string {
	words := strings.Fields(value)
	if len(words) != 4 {
		fmt.Fprint(stderr, serverNoSSHAddress(name, value))
		return ""
	}
	const mapped = "::ffff:"
	if addr := words[2]; len(addr) > len(mapped) && strings.EqualFold(addr[:len(mapped)], mapped) {
		return addr[len(mapped):]
	}
	return words[2]
}

// timeout reads a number of seconds from a variable; 0 if it has none.
func timeout(name, variable string, getenv func(string) string, stderr io.Writer) time.Duration {
	value := getenv(variable)
	if value == "" {
		return 0
	}
	seconds, err := strconv.ParseInt(value, 10, 32)
	if err != nil || seconds < 0 {
		fmt.Fprint(stderr, serverBadTimeout(name, variable, value))
		return 0
	}
	return time.Duration(seconds) * time.Second
}
