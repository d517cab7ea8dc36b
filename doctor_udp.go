package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"gomosh/bootstrap"
	"gomosh/internal/probe"
	"gomosh/internal/relay"
)

// examination is the part of gomosh doctor behind the connect line: which way do
// datagrams take?
type examination struct {
	session   bootstrap.Session
	ports     string // of -p
	transport string // of --transport
	out       io.Writer
}

// probing bounds each thing that is tried through the SSH connection.
const probing = 60 * time.Second

// run tries the session by UDP and, if that is silent, through the SSH connection,
// then the ports, and says what that means for a session. It reports whether
// there would be one.
func (e *examination) run() bool {
	v, err := newVisitor(e.session)
	if err != nil {
		printFailedStep(e.out, doctorUDP, err)
		return false
	}
	answered := e.transport != transportSSH && e.byUDP(v)
	relayed := false
	if answered {
		e.session.Link.NoCopy() // nothing is left there that a session would not leave
	} else if e.transport != transportUDP {
		relayed = e.bySSH(v)
	}
	if e.transport != transportSSH {
		e.tryPorts(answered)
	}
	switch {
	case e.transport == transportSSH && relayed:
		fmt.Fprintln(e.out, doctorFact(doctorWay, doctorOnlySSH))
	case answered:
		fmt.Fprintln(e.out, doctorFact(doctorWay, doctorByUDP(e.session)))
	case relayed:
		fmt.Fprintln(e.out, doctorFact(doctorWay, doctorBySSH))
	default:
		fmt.Fprint(e.out, doctorFailed(doctorWay, doctorNoWay, ""))
	}
	return answered || relayed
}

// byUDP tries the session by UDP; if it answers it is ended.
func (e *examination) byUDP(v *visitor) bool {
	w, err := v.datagrams()
	if err != nil {
		printFailedStep(e.out, doctorUDP, err)
		return false
	}
	defer w.close()
	took, answered := v.greet(w)
	if !answered {
		printFailedStep(e.out, doctorUDP, doctorSilent(e.session))
		return false
	}
	v.part(w)
	fmt.Fprintln(e.out, doctorStep(doctorUDP, doctorAnswered(e.session), took))
	return true
}

// bySSH tries the session through a relay, and ends it.
func (e *examination) bySSH(v *visitor) bool {
	ctx, cancel := context.WithTimeout(context.Background(), probing)
	defer cancel()
	pipe, err := e.session.Link.Relay(ctx, e.session.Port)
	if err != nil {
		printFailedStep(e.out, doctorSSH, err)
		return false
	}
	s := relay.NewStream(pipe, pipe)
	w := stream(s, func() { s.Close(); pipe.Close() })
	defer w.close()
	took, answered := v.greet(w)
	if !answered {
		fmt.Fprint(e.out, doctorFailed(doctorSSH, doctorRelaySilent, ""))
		return false
	}
	v.part(w)
	fmt.Fprintln(e.out, doctorStep(doctorSSH, doctorRelayed, took))
	return true
}

// tryPorts tries a sample of the ports that a server may take.
func (e *examination) tryPorts(answered bool) {
	ports := e.ports
	if ports == "" || ports == "0" {
		ports = defaultPorts
	}
	low, high, ranged := strings.Cut(ports, ":")
	if !ranged {
		high = low
	}
	start := time.Now()
	ctx, cancel := context.WithTimeout(context.Background(), probing)
	defer cancel()
	pipe, err := e.session.Link.Relay(ctx, low+":"+high)
	if err != nil {
		fmt.Fprintln(e.out, doctorFact(doctorPorts, doctorNotTried))
		return
	}
	result, err := probe.Run(pipe, e.session.Addr)
	pipe.Close()
	if err != nil {
		printFailedStep(e.out, doctorPorts, err)
		return
	}
	if own, err := strconv.Atoi(e.session.Port); err == nil && answered && result[own] == probe.Busy {
		result[own] = probe.Answered // it was in use by this very session
	}
	f := doctorPortsFound(low, high, result, e.session.Addr.String(), answered)
	if f.problem != "" {
		fmt.Fprint(e.out, doctorFailed(doctorPorts, f.problem, f.hint))
		return
	}
	fmt.Fprintln(e.out, doctorStep(doctorPorts, f.detail, time.Since(start)))
}

// defaultPorts are those of which a server takes the first free one.
const defaultPorts = "60001:60999"

// portRange reads "LOW:HIGH"; ok is false for anything else.
func portRange(word string) (low, high int, ok bool) {
	lowText, highText, ranged := strings.Cut(word, ":")
	l, errLow := strconv.ParseUint(lowText, 10, 16)
	h, errHigh := strconv.ParseUint(highText, 10, 16)
	return int(l), int(h), ranged && errLow == nil && errHigh == nil && l > 0 && l <= h
}
