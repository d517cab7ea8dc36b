package main

import (
	"fmt"
	"net/netip"
	"strconv"
	"time"

	"gomosh/internal/link"
)

// far is the address by which programs reach this machine through the relays.
var far = netip.AddrFrom4([4]byte{127, 0, 0, 2})

// starter is a command that opens a session.
type starter struct {
	maker maker
	name  string
	rows  []string // of the table, where it stands
}

const (
	asMosh    = "mosh host (ssh: ssh host)"
	asConnect = "gomosh connect host"
)

var starters = []starter{
	{plain, "ssh", []string{asMosh, asConnect}},
	{stock, "mosh", []string{asMosh, asConnect}},
	{ours, "mosh", []string{asMosh}},
	{ours, "connect", []string{asConnect}},
}

// startUp measures the time from the command to the first prompt, over a link
// with that round-trip time for SSH and UDP alike.
func (b *bench) startUp(s starter, rtt time.Duration) (time.Duration, error) {
	path := link.Path{Delay: rtt / 2}
	ssh, err := link.NewTCP(netip.AddrPortFrom(far, 0), loopback(b.sshd.port), path, path, 1)
	if err != nil {
		return 0, err
	}
	defer ssh.Close()
	// A port that is free now, on both addresses.
	udp, err := link.NewUDP(netip.AddrPortFrom(far, 0), loopback(0), path, path, 1)
	if err != nil {
		return 0, err
	}
	port := int(udp.Addr().Port())
	udp.Close()
	if udp, err = link.NewUDP(netip.AddrPortFrom(far, uint16(port)), loopback(port), path, path, 1); err != nil {
		return 0, err
	}
	defer udp.Close()

	sshPort := strconv.Itoa(int(ssh.Addr().Port()))
	external := "--ssh=ssh -F " + b.sshd.config + " -p " + sshPort
	var words []string
	switch {
	case s.maker == plain:
		words = b.sshd.command(int(ssh.Addr().Port()), "-tt", b.shell())
	case s.name == "mosh":
		words = []string{b.program(s.maker, "mosh"), external, "--server=" + b.program(s.maker, "mosh-server"), "-p", strconv.Itoa(port), "bench", "--", b.shell()}
	default:
		config, err := b.sshd.configFor(int(ssh.Addr().Port()))
		if err != nil {
			return 0, err
		}
		// The relay has the port on another address of this machine.
		words = []string{b.program(s.maker, "gomosh"), "connect", "-F", config, "-p", strconv.Itoa(port), "--bind-server=127.0.0.1", "--", "bench", b.shell()}
	}
	began := time.Now()
	t, err := open(b.dir, b.env(), words...)
	if err != nil {
		return 0, err
	}
	defer t.close()
	at, err := t.wait(soon, "prompt", contains("$"))
	if err != nil {
		return 0, fmt.Errorf("start of %s of %s: %w", s.name, s.maker, err)
	}
	took := at.Sub(began)
	// A quick end: the shell goes, and with it the server.
	if err := t.write("exit\r"); err != nil {
		return 0, err
	}
	select {
	case <-t.gone:
	case <-time.After(soon):
	}
	return took, nil
}
