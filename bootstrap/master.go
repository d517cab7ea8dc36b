package bootstrap

import (
	"context"
	"net"
	"net/netip"
	"slices"
	"time"

	"golang.org/x/crypto/ssh"

	"gomosh/bootstrap/sshconfig"
)

// masterBound is how long a shared connection may take to answer before it is
// given up for one of our own.
const masterBound = 2 * time.Second

// shared uses the connection that another ssh keeps open at ControlPath
// (ssh_config(5)), if there is one that answers; else it returns nil.
func (n *native) shared(ctx context.Context, c *sshconfig.Config) *reached {
	value := c.Get("controlpath")
	if value == "" || value == "none" {
		return nil
	}
	path, err := c.Path(value)
	if err != nil {
		return nil
	}
	dialer := net.Dialer{Timeout: masterBound}
	socket, err := dialer.DialContext(ctx, "unix", path)
	if err != nil {
		return nil // nobody is there: the normal case
	}
	_ = socket.SetDeadline(time.Now().Add(masterBound))
	conn, channels, requests, err := ssh.NewControlClientConn(socket)
	if err != nil {
		socket.Close()
		n.o.detail("%s", masterUnusable(path, err))
		return nil
	}
	_ = socket.SetDeadline(time.Time{})
	client := ssh.NewClient(conn, channels, requests)
	n.later(func() { client.Close() })
	_ = n.step(stepLogin, func() (string, error) { return usingMaster(path), nil })
	return &reached{client: client, through: "the shared connection at " + Clean(path), master: true}
}

// masterPlan is the plan for a shared connection that goes straight to its
// server: which of the server's addresses it reached is not known here, so the
// server is asked, and believed only where its answer is among them.
func (n *native) masterPlan(ctx context.Context, c *sshconfig.Config) (plan, error) {
	addrs, err := Resolve(ctx, c.Host(), n.family(c))
	if err != nil {
		return plan{}, err
	}
	return plan{bind: n.o.bindWord("-s"), askAddress: true, among: addrs}, nil
}

// settle decides for one of the addresses of a host.
func settle(among []netip.Addr, said string) string {
	if a, err := netip.ParseAddr(said); err == nil && slices.Contains(among, a.Unmap()) {
		return a.Unmap().String()
	}
	return among[0].String()
}
