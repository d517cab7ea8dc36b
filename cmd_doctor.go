package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"gomosh/bootstrap"
	"gomosh/internal/getoptlong"
	"gomosh/internal/locale"
)

// runDoctor is gomosh doctor: it sets a session up like gomosh connect, telling
// each step, sends datagrams both ways instead of becoming the client, tries the
// UDP ports, and says which way a session would take. The exit status is 1 if a
// session would fail. help prints the command's help.
func runDoctor(args []string, help func() error) int {
	l := newLauncher("gomosh doctor", args)
	parse := func(l *launcher) (words []string, mistakes []*getoptlong.Error) {
		return getoptlong.Parse(args, append(l.options(), l.ownOptions()...), true)
	}
	words, mistakes := parse(l)
	if len(mistakes) > 0 {
		for _, m := range mistakes {
			fmt.Fprint(os.Stderr, launchBadOption("gomosh doctor", m))
		}
		return exitLaunch
	}
	if l.help {
		if err := help(); err != nil {
			return exitLaunch
		}
		return 0
	}
	l, status := l.configure(words, parse)
	if status != 0 {
		return status
	}
	if wrong := l.check(); wrong != "" {
		return l.fail(launchMessage{wrong, doctorSeeHelp}, exitLaunch)
	}
	if len(words) != 1 {
		return l.fail(launchMessage{doctorNoHost, doctorSeeHelp}, exitLaunch)
	}
	if l.local || l.external {
		return l.fail(launchMessage{doctorNotThis, doctorSeeHelp}, exitLaunch)
	}
	self, err := os.Executable()
	if err != nil {
		return l.fail(launchNoSelf(err), exitLaunch)
	}
	o := &l.boot
	l.prepare(self)
	o.Destination, o.Keep = words[0], true
	fmt.Println(doctorFact(doctorHere, doctorThisSide(locale.UTF8(os.Getenv), os.Getenv("TERM"))))
	failed := false
	o.Step = func(s bootstrap.Step) {
		if s.Err != nil {
			failed = true
			printFailedStep(os.Stdout, s.Name, s.Err)
			return
		}
		fmt.Println(doctorStep(s.Name, s.Detail, s.Took))
	}
	session, err := bootstrap.Native(context.Background(), *o)
	if err != nil {
		if !failed { // nobody reported it
			printFailedStep(os.Stdout, doctorSession, err)
		}
		return 1
	}
	defer session.Link.Close()
	e := examination{session: session, ports: o.Ports, transport: l.transport, out: os.Stdout}
	if !e.run() {
		return 1
	}
	return 0
}

// printFailedStep prints a cross, what went wrong and what to do about it.
func printFailedStep(w io.Writer, name string, err error) {
	hint := ""
	var f *bootstrap.Failure
	if errors.As(err, &f) {
		hint = f.Hint
	}
	fmt.Fprint(w, doctorFailed(name, bootstrap.Clean(err.Error()), hint))
}
