package main

import (
	"fmt"
	"os"

	"gomosh/internal/getoptlong"
)

// runMosh is the command mosh: its options, environment, output and exit status
// are those of mosh 1.4.0, with the SSH connection made by this program unless
// --ssh names another.
func runMosh(args []string) int {
	l := newLauncher("mosh", args)
	_, strict := os.LookupEnv("POSIXLY_CORRECT")
	parse := func(l *launcher) (words []string, mistakes []*getoptlong.Error) {
		return getoptlong.Parse(args, l.options(), !strict)
	}
	words, mistakes := parse(l)
	if len(mistakes) > 0 {
		for _, m := range mistakes {
			fmt.Fprint(os.Stderr, launchBadOption("mosh", m))
		}
		fmt.Fprint(os.Stderr, moshSeeHelp)
		return exitLaunch
	}
	switch {
	case l.help:
		fmt.Print(moshUsage)
		return 0
	case l.version:
		fmt.Print(moshVersion())
		return 0
	}
	l, status := l.configure(words, parse)
	if status != 0 {
		return status
	}
	if wrong := l.check(); wrong != "" {
		fmt.Fprintf(os.Stderr, "mosh: %s\n%s", wrong, moshSeeHelp)
		return exitLaunch
	}
	if l.fakeProxy {
		return l.proxy(words)
	}
	if len(words) == 0 {
		fmt.Fprint(os.Stderr, moshUsage)
		return exitLaunch
	}
	if l.external && l.boot.Server == "" {
		l.boot.Server = "mosh-server" // the command line that ssh wrappers know
	}
	return l.launch(words[0], words[1:])
}
