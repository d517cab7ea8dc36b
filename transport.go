package main

import (
	"net/netip"
	"slices"
	"strings"
)

// What --transport may be.
const (
	transportAuto = "auto" // UDP, and SSH where that does not get through
	transportUDP  = "udp"
	transportSSH  = "ssh"
)

// The environment by which the processes of one session find each other. None of
// it is a secret, and each takes its part out.
const (
	holderVar    = "GOMOSH_HOLDER"    // descriptor on which the holder talks to its client
	tunnelVar    = "GOMOSH_SSH"       // the client's end of that
	transportVar = "GOMOSH_TRANSPORT" // to the client, if it is ssh
	addressesVar = "GOMOSH_ADDRESSES" // to the client: more addresses of the server
)

// handover is what a holder tells its client.
type handover struct {
	Addr   netip.Addr
	Port   string
	Key    string
	Others []netip.Addr `json:",omitempty"`
}

// checkTransport completes and checks --transport. It returns what is wrong, or
// "".
func (l *launcher) checkTransport() string {
	if l.transport == "" {
		l.transport = transportUDP // as with mosh
		if l.name != "mosh" {
			l.transport = transportAuto
		}
	}
	other := ""
	switch {
	case l.external:
		other = "--ssh"
	case l.local:
		other = "--local"
	case l.client != "":
		other = "--client"
	}
	switch {
	case !slices.Contains(transports, l.transport):
		return launchBadChoice("--transport", l.transport, transports)
	case l.transport == transportSSH && other != "":
		return launchNoTransport(other)
	case other != "" || !slices.Contains(transports, transportSSH):
		l.transport = transportUDP
	}
	return ""
}

// become turns this process into the client.
func (l *launcher) become(path, argv0 string, environ []string, h handover) int {
	if len(h.Others) > 0 {
		var texts []string
		for _, a := range h.Others {
			texts = append(texts, a.String())
		}
		environ = setenv(environ, addressesVar, strings.Join(texts, ","))
	}
	argv := []string{argv0, "-# " + strings.Join(l.args, " ") + " |", h.Addr.String(), h.Port}
	err := replaceProcess(path, argv, environ)
	return l.fail(launchNoHandover(path, err), exitLaunch)
}
