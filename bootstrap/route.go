package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"

	"gomosh/bootstrap/sshconfig"
)

// reached is an SSH server we are logged in to.
type reached struct {
	client  *ssh.Client
	addr    netip.Addr   // its address, if the TCP connection is ours
	through string       // what lies between, for messages; empty if nothing does
	master  bool         // the connection is another ssh's
	others  []netip.Addr // more addresses of its name
}

// connect logs in to the host of a configuration, by the way the configuration
// asks for. seen are the hosts on whose behalf this one is a jump host.
func (n *native) connect(ctx context.Context, c *sshconfig.Config, seen []string) (*reached, error) {
	// Names as they are written in the configuration decide: two machines behind
	// different jump hosts may well have the same address.
	here := net.JoinHostPort(strings.ToLower(c.Original()), strconv.Itoa(c.Port()))
	if slices.Contains(seen, here) {
		return nil, jumpLoop(here)
	}
	seen = append(seen, here)
	if r := n.shared(ctx, c); r != nil {
		return r, nil
	}
	if jump := c.Get("proxyjump"); jump != "" && jump != "none" {
		return n.jump(ctx, c, jump, seen)
	}
	if command := c.Get("proxycommand"); command != "" && command != "none" {
		return n.throughCommand(ctx, c, command)
	}
	return n.direct(ctx, c)
}

// direct connects by TCP.
func (n *native) direct(ctx context.Context, c *sshconfig.Config) (*reached, error) {
	host := c.Host()
	if n.o.RemoteIP == RemoteIPLocal {
		host = c.Original()
	}
	var addrs []netip.Addr
	err := n.step(stepLookup, func() (_ string, err error) {
		addrs, err = Resolve(ctx, host, n.family(c))
		return strings.Trim(fmt.Sprint(addrs), "[]"), err
	})
	if err != nil {
		return nil, err
	}
	if n.o.RemoteIP == RemoteIPLocal {
		addrs = addrs[:1]
	}
	d := dialer{bound: c.Duration("connecttimeout"), bind: c.Get("bindaddress"), bindIface: c.Get("bindinterface"), report: n.o.detail}
	var conn net.Conn
	var addr netip.Addr
	err = n.step(stepConnect, func() (string, error) {
		if conn, addr, err = d.dial(ctx, addrs, uint16(c.Port())); err != nil {
			return "", unreachable(host, c.Port(), err)
		}
		return fmt.Sprintf("%s port %d", addr, c.Port()), nil
	})
	if err != nil {
		return nil, err
	}
	client, err := n.handshake(ctx, c, &watchedConn{Conn: conn}, addr.String())
	if err != nil {
		conn.Close()
		return nil, err
	}
	others := slices.DeleteFunc(addrs, func(a netip.Addr) bool { return a == addr })
	return &reached{client: client, addr: addr, others: others}, nil
}

// jump connects through a chain of other hosts. Each hop has its own
// configuration; only the first hop's own proxy counts.
func (n *native) jump(ctx context.Context, c *sshconfig.Config, list string, seen []string) (*reached, error) {
	list, err := c.ExpandProxy(list)
	if err != nil {
		return nil, badConfig(err)
	}
	hops, err := sshconfig.ParseJumps(list)
	if err != nil {
		return nil, badConfig(err)
	}
	var last *ssh.Client
	for i, hop := range hops {
		hc, err := n.load(hop)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			r, err := n.connect(ctx, hc, seen)
			if err != nil {
				return nil, err
			}
			last = r.client
			continue
		}
		if last, err = n.onward(ctx, last, hops[i-1].Host, hc); err != nil {
			return nil, err
		}
	}
	client, err := n.onward(ctx, last, hops[len(hops)-1].Host, c)
	if err != nil {
		return nil, err
	}
	return &reached{client: client, through: Clean(list)}, nil
}

// onward logs in to the next host from one we are logged in to. The name is
// resolved there.
func (n *native) onward(ctx context.Context, from *ssh.Client, hop string, c *sshconfig.Config) (*ssh.Client, error) {
	target := net.JoinHostPort(c.Host(), strconv.Itoa(c.Port()))
	bound := c.Duration("connecttimeout")
	if bound <= 0 {
		bound = handshakeBound
	}
	ctx2, cancel := context.WithTimeout(ctx, bound)
	defer cancel()
	conn, err := from.DialContext(ctx2, "tcp", target)
	if err != nil {
		return nil, jumpFailed(hop, target, err)
	}
	return n.handshake(ctx, c, &watchedConn{Conn: pipelined(conn)}, "")
}

// pipelined gives a connection without deadlines, as x/crypto's channels are,
// deadlines by copying it through a local pair.
func pipelined(conn net.Conn) net.Conn {
	ours, theirs := net.Pipe()
	go relay(theirs, conn)
	return ours
}

// relay copies both ways until one end is done, then closes both.
func relay(a, b net.Conn) {
	done := make(chan struct{}, 2)
	pump := func(to, from net.Conn) {
		buf := make([]byte, 32<<10)
		for {
			n, err := from.Read(buf)
			if n > 0 {
				if _, werr := to.Write(buf[:n]); werr != nil {
					break
				}
			}
			if err != nil {
				break
			}
		}
		done <- struct{}{}
	}
	go pump(a, b)
	go pump(b, a)
	<-done
	a.Close()
	b.Close()
}

// throughCommand uses a ProxyCommand's stdin and stdout as the transport.
func (n *native) throughCommand(ctx context.Context, c *sshconfig.Config, command string) (*reached, error) {
	command, err := c.ExpandProxy(command)
	if err != nil {
		return nil, badConfig(err)
	}
	conn, end, err := startProxyCommand(n.shell(), fmt.Sprintf("exec %s", command), n.o.Environ, n.o.Stderr)
	if err != nil {
		return nil, proxyFailed(command, err)
	}
	n.later(end)
	n.o.detail("running the ProxyCommand %s", Clean(command))
	transport := &watchedConn{Conn: conn}
	client, err := n.handshake(ctx, c, transport, "")
	if err != nil {
		if broken := transport.broken(); broken != nil && !errors.Is(broken, os.ErrDeadlineExceeded) && transport.silent() {
			return nil, proxyEnded(command)
		}
		return nil, err
	}
	return &reached{client: client, through: "a ProxyCommand"}, nil
}
