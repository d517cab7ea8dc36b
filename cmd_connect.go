package main

import (
	"fmt"
	"net/netip"
	"os"

	"gomosh/internal/getoptlong"
)

// runConnect is gomosh connect: mosh's options with the same meanings, and some
// of its own. help prints the command's help.
func runConnect(args []string, help func() error) int {
	l := newLauncher("gomosh", args)
	_, strict := os.LookupEnv("POSIXLY_CORRECT")
	parse := func(l *launcher) (words []string, mistakes []*getoptlong.Error) {
		return getoptlong.Parse(args, append(l.options(), l.ownOptions()...), !strict)
	}
	words, mistakes := parse(l)
	if len(mistakes) > 0 {
		for _, m := range mistakes {
			fmt.Fprint(os.Stderr, launchBadOption("gomosh connect", m))
		}
		fmt.Fprintln(os.Stderr, connectSeeHelp)
		return exitLaunch
	}
	switch {
	case l.help:
		if err := help(); err != nil {
			return exitLaunch
		}
		return 0
	case l.version:
		fmt.Print(gomoshVersion())
		return 0
	}
	l, status := l.configure(words, parse)
	if status != 0 {
		return status
	}
	if wrong := l.check(); wrong != "" {
		fmt.Fprintf(os.Stderr, "gomosh: %s\n%s\n", wrong, connectSeeHelp)
		return exitLaunch
	}
	switch {
	case l.fakeProxy:
		return l.proxy(words)
	case l.local:
		// The host may be left out: there is only one machine to mean.
		host := "127.0.0.1"
		if len(words) > 0 {
			if _, err := netip.ParseAddr(words[0]); err == nil {
				host, words = words[0], words[1:]
			}
		}
		return l.launch(host, words)
	case len(words) == 0:
		fmt.Fprint(os.Stderr, connectNoHost)
		return exitLaunch
	}
	return l.launch(words[0], words[1:])
}
