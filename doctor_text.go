package main

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"gomosh/bootstrap"
	"gomosh/internal/probe"
	"gomosh/internal/version"
)

// All words of gomosh doctor that a person reads, but for those it shares with
// gomosh connect and those of the bootstrap. Each step is a line that begins
// with a tick or a cross; behind a cross comes a line that begins with "hint: ".

const (
	doctorUsage       = "find out what would go wrong with a session"
	doctorArgs        = "gomosh doctor [options] [user@]host"
	doctorDescription = `Does what gomosh connect would do, one step after the other, and says how each
went and how long it took: the configuration, the name, SSH, what the other side
has, its server half. Then datagrams are sent both ways, by UDP and, if that is
silent, through the SSH connection, and a sample of the UDP ports is tried. The
session is closed again. The exit status is 1 if a session would fail.`

	doctorSeeHelp = "gomosh doctor --help lists the options"
	doctorNoHost  = "exactly one host is to be looked at"
	doctorNotThis = "only sessions over the built-in SSH can be looked at: leave out --local and --ssh"
)

// The names of the steps that are not the bootstrap's.
const (
	doctorHere    = "this side"
	doctorSession = "session"
	doctorUDP     = "session by UDP"
	doctorSSH     = "session by SSH"
	doctorPorts   = "UDP ports"
	doctorWay     = "way"
)

func doctorStep(name, detail string, took time.Duration) string {
	return fmt.Sprintf("✓ %-18s %s (%s)", name, detail, took.Round(time.Millisecond))
}

// doctorFact is a step that takes no time.
func doctorFact(name, detail string) string { return fmt.Sprintf("✓ %-18s %s", name, detail) }

func doctorFailed(name, problem, hint string) string {
	text := fmt.Sprintf("✗ %-18s %s\n", name, problem)
	if hint != "" {
		text += "  hint: " + hint + "\n"
	}
	return text
}

func doctorThisSide(utf8 bool, terminal string) string {
	charset := "the locale has UTF-8"
	if !utf8 {
		charset = "the locale has no UTF-8: set LANG"
	}
	return fmt.Sprintf("gomosh %s (speaks mosh %s), %s/%s; %s; TERM %s", version.Number, version.Mosh, runtime.GOOS, runtime.GOARCH, charset,
		bootstrap.Clean(terminal))
}

func doctorAnswered(s bootstrap.Session) string {
	return fmt.Sprintf("%s answers on port %s", s.Addr, s.Port)
}

func doctorSilent(s bootstrap.Session) error {
	return fmt.Errorf("%s does not answer on port %s within %s", s.Addr, s.Port, probeBound)
}

const (
	doctorRelayed     = "the server half answers through the SSH connection"
	doctorRelaySilent = "the server half does not answer through the SSH connection either: is it still running there?"
	doctorNotTried    = "not tried: there is no gomosh on the other side to answer"

	doctorBySSH   = "a session would go through the SSH connection and take UDP as soon as that works"
	doctorOnlySSH = "a session would go through the SSH connection, as --transport=ssh wants it"
	doctorNoWay   = "a session would get no answer"
)

func doctorByUDP(s bootstrap.Session) string {
	return fmt.Sprintf("a session would go by UDP to %s port %s", s.Addr, s.Port)
}

// portsFound is what the trial of the ports means: a detail if all is well, else
// a problem with a hint.
type portsFound struct{ detail, problem, hint string }

// doctorPortsFound puts the result of the trial of ports low to high into words.
// answered says that the session itself was answered.
func doctorPortsFound(low, high string, r probe.Result, addr string, answered bool) portsFound {
	good, oneWay, silent := r.With(probe.Answered), r.With(probe.OneWay), r.With(probe.Silent)
	tried := len(good) + len(oneWay) + len(silent)
	span := low + " to " + high
	if low == high {
		span = low
	}
	switch {
	case tried == 0:
		return portsFound{detail: "all in use there: " + numbers(r.With(probe.Busy))}
	case len(good) == tried:
		return portsFound{detail: fmt.Sprintf("%d of %s tried, all answer", tried, span)}
	case len(good) > 0:
		return portsFound{
			problem: fmt.Sprintf("of %d tried, %s answer, %s do not", tried, numbers(good), numbers(append(oneWay, silent...))),
			hint:    fmt.Sprintf("name ports that are open with -p, such as -p %d, or let UDP %s through on the way", good[0], span)}
	case len(oneWay) > 0:
		return portsFound{
			problem: fmt.Sprintf("one way only: datagrams reach %s, its answers do not come back", addr),
			hint:    fmt.Sprintf("a firewall on this side, or on the way back, drops UDP from %s port %s; another network would show", addr, span)}
	}
	f := portsFound{
		problem: fmt.Sprintf("none of %d tried is reached: datagrams to %s are lost on the way there", tried, addr),
		hint:    fmt.Sprintf("let UDP %s through on the other side (ufw allow %s/udp, or the rules of its cloud), or name an open port with -p", span, strings.ReplaceAll(strings.ReplaceAll(span, " to ", ":"), " ", ""))}
	if answered {
		f.hint = fmt.Sprintf("only the port of this session is open; let UDP %s through for more than one", span)
	}
	return f
}

// numbers lists ports: runs as FIRST-LAST.
func numbers(ports []int) string {
	slices.Sort(ports)
	var words []string
	for i := 0; i < len(ports); {
		j := i
		for j+1 < len(ports) && ports[j+1] == ports[j]+1 {
			j++
		}
		if word := strconv.Itoa(ports[i]); j > i {
			words = append(words, word+"-"+strconv.Itoa(ports[j]))
		} else {
			words = append(words, word)
		}
		i = j + 1
	}
	return strings.Join(words, ", ")
}
