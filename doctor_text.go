package main

import (
	"errors"
	"fmt"
	"time"

	"gomosh/bootstrap"
)

// All words of gomosh doctor that a person reads, but for those it shares with
// gomosh connect and those of the bootstrap. Each step is a line that begins
// with a tick or a cross; behind a cross comes a line that begins with "hint: ".

const (
	doctorUsage       = "find out what would go wrong with a session"
	doctorArgs        = "gomosh doctor [options] [user@]host"
	doctorDescription = `Does what gomosh connect would do, one step after the other, and says how each
went and how long it took. At the end datagrams are sent both ways and the
session is closed again. The exit status is 1 if a session would fail.`

	doctorSeeHelp = "gomosh doctor --help lists the options"
	doctorNoHost  = "exactly one host is to be looked at"

	doctorSession = "session"
	doctorUDP     = "UDP both ways"
)

func doctorStep(name, detail string, took time.Duration) string {
	return fmt.Sprintf("✓ %-18s %s (%s)", name, detail, took.Round(time.Millisecond))
}

func doctorFailed(name, problem, hint string) string {
	text := fmt.Sprintf("✗ %-18s %s\n", name, problem)
	if hint != "" {
		text += "  hint: " + hint + "\n"
	}
	return text
}

func doctorAnswered(s bootstrap.Session) string {
	return fmt.Sprintf("%s answers on port %s", s.Addr, s.Port)
}

func doctorSilent(s bootstrap.Session, ports string, err error) error {
	if !errors.Is(err, errSilent) {
		return err
	}
	hint := "let UDP ports 60000 to 61000 through the firewalls on the way, or choose an open one with -p"
	if ports != "" {
		hint = fmt.Sprintf("let UDP port %s through the firewalls on the way", s.Port)
	}
	return &bootstrap.Failure{What: fmt.Sprintf("%s does not answer on port %s", s.Addr, s.Port), Hint: hint}
}
