package bootstrap

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/netip"
	"os/exec"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"gomosh/bootstrap/sshconfig"
)

// native is one bootstrap over our own SSH client.
type native struct {
	o        *Options
	local    sshconfig.Local
	keys     *keyring
	ends     []func()        // what to close, the newest last
	agents   []func()        // the same, of agents: needed for logging in alone
	shown    map[string]bool // what the last launch has shown
	noUpload bool            // copies that are there may be used, no more made
	why      string          // why this program is copied there, for messages
}

// Native starts the server half over SSH, which it speaks itself.
func Native(ctx context.Context, o Options) (Session, error) {
	d, err := sshconfig.ParseDestination(o.Destination, false)
	if err != nil {
		return Session{}, badDestination(o.Destination)
	}
	n := &native{o: &o, local: sshconfig.ThisMachine(), keys: &keyring{files: map[string]*keyFile{}}}
	kept := false
	defer func() {
		for _, end := range n.agents {
			end()
		}
		n.keys = nil // a connection that is kept needs no secrets
		if !kept {
			n.close()
		}
	}()
	config, err := n.load(d)
	if err != nil {
		return Session{}, err
	}
	r, err := n.connect(ctx, config, nil)
	if err != nil {
		return Session{}, err
	}
	if o.Step != nil {
		_ = n.step(stepAbout, func() (string, error) { return n.about(config, r.client) })
	}
	plan, err := n.plan(ctx, config, r)
	if err != nil {
		return Session{}, err
	}
	var session Session
	err = n.step(stepServer, func() (string, error) {
		if session, err = n.start(ctx, config, r.client, plan); err != nil {
			return "", err
		}
		return fmt.Sprintf("listens at %s, UDP port %s", session.Addr, session.Port), nil
	})
	if err == nil {
		session.Others = r.others
	}
	if err == nil && o.Keep {
		kept = true
		session.Link = newLink(n, config, r)
	}
	return session, err
}

func (n *native) close() {
	for i := len(n.ends) - 1; i >= 0; i-- {
		n.ends[i]()
	}
}

// later has f called when the bootstrap is over.
func (n *native) later(f func()) { n.ends = append(n.ends, f) }

// step does one thing and reports it.
func (n *native) step(name string, do func() (detail string, err error)) error {
	before := time.Now()
	detail, err := do()
	if n.o.Step != nil {
		n.o.Step(Step{Name: name, Detail: Clean(detail), Took: time.Since(before), Err: err})
	}
	return err
}

// load evaluates the configuration for a destination.
func (n *native) load(d sshconfig.Destination) (c *sshconfig.Config, err error) {
	err = n.step(stepConfig, func() (string, error) {
		if c, err = n.evaluate(d); err != nil {
			return "", err
		}
		return fmt.Sprintf("%s is %s@%s port %d", d.Host, c.User(), c.Host(), c.Port()), nil
	})
	return c, err
}

func (n *native) evaluate(d sshconfig.Destination) (*sshconfig.Config, error) {
	c, err := sshconfig.Load(sshconfig.Query{
		Host: d.Host, User: d.User, Port: d.Port, File: n.o.ConfigFile, Local: n.local,
		Exec: func(command string) bool {
			n.o.detail("running the command of Match exec: %s", Clean(command))
			cmd := exec.Command(n.shell(), "-c", command)
			cmd.Env = n.o.Environ
			cmd.Stderr = n.o.Stderr
			return cmd.Run() == nil
		},
		Lookup:  canonicalName,
		Command: cmp.Or(n.o.Server, "mosh-server") + " new",
	})
	if err != nil {
		return nil, badConfig(err)
	}
	if err := n.refuse(c); err != nil {
		return nil, err
	}
	return c, nil
}

// shell is the user's shell, which runs commands of the configuration.
func (n *native) shell() string {
	if s, _ := n.o.getenv("SHELL"); s != "" {
		return s
	}
	return "/bin/sh"
}

// refuse stops at settings that only OpenSSH can honour and whose absence would
// weaken or break the connection; others of the kind are mentioned.
func (n *native) refuse(c *sshconfig.Config) error {
	is := func(keyword string, harmless ...string) bool {
		value := strings.ToLower(c.Get(keyword))
		for _, h := range append(harmless, "", "none") {
			if value == h {
				return false
			}
		}
		return true
	}
	switch {
	case is("refuseconnection"):
		return refused(c.Get("refuseconnection"))
	case is("knownhostscommand"):
		return unsupported("KnownHostsCommand")
	case is("revokedhostkeys"):
		return unsupported("RevokedHostKeys")
	case is("proxyusefdpass", "no", "false") && is("proxycommand"):
		return unsupported("ProxyUseFdpass")
	}
	if c.Bool("permitlocalcommand", false) && is("localcommand") {
		n.o.notice("%s", passedOver("LocalCommand"))
	}
	return nil
}

// plan is how the session's address is found and what the server binds to.
type plan struct {
	addr       netip.Addr // zero: ask the other side
	bind       string     // see Options.serverWords
	askAddress bool
	among      []netip.Addr // the answer has to be one of these, if there are any
}

// plan follows the table of --experimental-remote-ip: with the SSH server
// reached directly its address is the session's; through other machines the
// target's own address is used if its name is known here.
func (n *native) plan(ctx context.Context, c *sshconfig.Config, r *reached) (plan, error) {
	if n.o.RemoteIP == RemoteIPRemote {
		return plan{bind: n.o.bindWord("-s"), askAddress: true}, nil
	}
	if r.through == "" {
		return plan{addr: r.addr, bind: n.o.bindWord("-s")}, nil
	}
	if r.master && n.o.RemoteIP == RemoteIPProxy && !proxied(c) {
		return n.masterPlan(ctx, c)
	}
	host := c.Host()
	if n.o.RemoteIP == RemoteIPLocal {
		host = c.Original()
	}
	addrs, err := Resolve(ctx, host, n.family(c))
	if err != nil {
		if n.o.RemoteIP == RemoteIPLocal {
			return plan{}, err
		}
		return plan{bind: n.o.bindWord("-s"), askAddress: true}, nil
	}
	n.o.notice("%s", usingTarget(addrs[0].String(), r.through))
	r.others = addrs[1:]
	any := "" // the SSH connection arrived at an address that faces the other way
	if addrs[0].Is6() {
		any = "::"
	}
	return plan{addr: addrs[0], bind: n.o.bindWord(any)}, nil
}

// proxied reports whether the configuration leads through other machines.
func proxied(c *sshconfig.Config) bool {
	return slices.ContainsFunc([]string{"proxyjump", "proxycommand"}, func(keyword string) bool {
		value := c.Get(keyword)
		return value != "" && value != "none"
	})
}

// family is --family, else what AddressFamily means.
func (n *native) family(c *sshconfig.Config) Family {
	if n.o.Family != "" {
		return n.o.Family
	}
	switch strings.ToLower(c.Get("addressfamily")) {
	case "inet":
		return FamilyInet
	case "inet6":
		return FamilyInet6
	}
	return FamilyPreferInet
}

// handshakeBound limits the handshake up to the first question, unless
// ConnectTimeout says otherwise.
const handshakeBound = 30 * time.Second

// handshake makes an SSH client out of a transport.
func (n *native) handshake(ctx context.Context, c *sshconfig.Config, t *watchedConn, addr string) (client *ssh.Client, err error) {
	err = n.step(stepLogin, func() (string, error) {
		if client, err = n.login(ctx, c, t, addr); err != nil {
			return "", err
		}
		return fmt.Sprintf("%s@%s, %s", c.User(), c.Host(), client.ServerVersion()), nil
	})
	return client, err
}

// login checks the host key and says who we are.
func (n *native) login(ctx context.Context, c *sshconfig.Config, t *watchedConn, addr string) (*ssh.Client, error) {
	hosts, err := newHostKeys(n.o, c, addr)
	if err != nil {
		return nil, badConfig(err)
	}
	a := &authenticator{o: n.o, config: c, keys: n.keys, conn: t, host: hosts}
	a.openAgent = func() (agent.Agent, []ssh.Signer, error) {
		client, keys, done, err := connectAgent(c, n.o.getenv)
		n.agents = append(n.agents, done)
		return client, keys, err
	}
	bound := c.Duration("connecttimeout")
	if bound <= 0 {
		bound = handshakeBound
	}
	cc := &ssh.ClientConfig{
		User: c.User(),
		HostKeyCallback: func(host string, remote net.Addr, key ssh.PublicKey) error {
			t.patience(0)
			defer t.patience(bound)
			return hosts.check(host, remote, key)
		},
		AuthCallback:  a.next,
		ClientVersion: "SSH-2.0-gomosh",
		BannerCallback: func(text string) error {
			if !strings.EqualFold(c.Get("loglevel"), "quiet") {
				for _, line := range cleanLines(text) {
					fmt.Fprintln(n.o.Stderr, line)
				}
			}
			return nil
		},
	}
	if err := setAlgorithms(cc, c); err != nil {
		return nil, err
	}
	types, authority := hosts.db.Types(hosts.names...)
	cc.HostKeyAlgorithms = knownFirst(cc.HostKeyAlgorithms, types, authority)
	t.patience(bound)
	stop := context.AfterFunc(ctx, func() { t.Close() })
	defer stop()
	conn, channels, requests, err := ssh.NewClientConn(t, c.Host(), cc)
	if err != nil {
		if says := t.foreign(); says != "" {
			return nil, notSSH(c.Host(), says)
		}
		return nil, handshakeFailed(c.Host(), contextError(ctx, err))
	}
	t.patience(0)
	client := ssh.NewClient(conn, channels, hosts.announced(conn, requests))
	n.later(func() { client.Close() })
	n.o.detail("logged in to %s as %s", Clean(c.Host()), Clean(c.User()))
	return client, nil
}
