package contact

import (
	"strings"
	"testing"

	"gomosh/internal/lab"
)

// chain is a user's machine, two jump hosts and a server behind them, each
// reachable from its neighbours only. Each hop has a key of its own.
func chain(t *testing.T) (p *Pair, second, last *Machine) {
	t.Helper()
	p = NewPair(t, "", "")
	second, last = NewMachine(t, ""), NewMachine(t, "")
	p.There.Wire(second, 10)
	second.Wire(last, 11)
	p.There.Names("10.10.0.2 second")
	second.Names("10.11.0.2 last")
	second.Serve("")
	last.Serve("")
	second.Admit(p.Here.Keygen("root/second"))
	last.Admit(p.Here.Keygen("root/last"))
	p.Here.Write("root/.ssh/known_hosts", p.There.HostLine("there")+second.HostLine("second")+last.HostLine("last"))
	return p, second, last
}

const chainConfig = "Host second\nIdentityFile HOME/second\nHost last\nIdentityFile HOME/last\n"

// TestJumpChain: two hops, each with its own key and known host key; names are
// looked up by the hop before.
func TestJumpChain(t *testing.T) {
	t.Parallel()
	p, second, last := chain(t)
	p.Configure("Host last\nProxyJump there,second\n" + chainConfig)
	// The way back to the user's machine for UDP: from one network to the next.
	route(p, second, last)
	p.Here.Names("10.9.0.2 there", "10.11.0.2 last")
	out := p.Succeeds("doctor", "last")
	if !strings.Contains(out, "10.11.0.2") {
		t.Errorf("said:\n%s", out)
	}
	term := p.Terminal(append([]string{"connect", "last"}, greeting...)...)
	Greets(t, term)
	if out := term.Output(); !strings.Contains(out, "ssh went through there,second") {
		t.Errorf("said %q", out)
	}
	// The name of the target is known to the last hop only: it says its address.
	p.Here.Names("10.9.0.2 there")
	if out := p.Succeeds("doctor", "last"); !strings.Contains(out, "using remote IP address 10.11.0.2 from SSH_CONNECTION for last") {
		t.Errorf("said:\n%s", out)
	}
	// A chain of configurations: the first hop has a ProxyJump of its own.
	p.Configure("Host last\nProxyJump second\nHost second\nProxyJump there\n" + chainConfig)
	p.Succeeds("doctor", "last")
	p.Configure("Host last\nProxyJump second\nHost second\nProxyJump last\n" + chainConfig)
	p.Fails([]string{"connect", "last"}, "the ProxyJump hosts lead in a circle at last:22")
	// What goes wrong at a hop is said of that hop.
	p.Configure("Host last\nProxyJump there,second\nHost last\nIdentityFile HOME/last\n")
	p.Fails([]string{"connect", "last"}, "permission denied for pat@second")
	p.Configure("Host last\nProxyJump there\n" + chainConfig)
	p.Fails([]string{"connect", "last"}, "the jump host there could not reach last:22: connect failed: ", "hint: the jump host looks the name up")
}

// route lets datagrams between the user's machine and the last of a chain pass
// through the machines between them.
func route(p *Pair, second, last *Machine) {
	p.Here.Shell("ip route add default via 10.9.0.2")
	second.Shell("ip route add default via 10.10.0.1; echo 1 > /proc/sys/net/ipv4/ip_forward")
	p.There.Shell("ip route add 10.11.0.0/24 via 10.10.0.2; echo 1 > /proc/sys/net/ipv4/ip_forward")
	last.Shell("ip route add default via 10.11.0.1")
}

// TestProxyCommand: ssh, socat or whatever makes the connection; its complaints
// are shown, and it does not outlive the bootstrap.
func TestProxyCommand(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	p.Here.Names("10.9.0.2 there gate")
	p.Here.Write("root/.ssh/known_hosts", p.There.HostLine("there,gate"))
	p.There.Names("10.9.0.2 there")
	p.Configure("Host there\nProxyCommand ssh -W %h:%p %r@gate\n")
	p.Works()
	lab.Until(t, lab.Soon, "end of the ProxyCommand", func() bool {
		return !strings.Contains(strings.Join(p.Here.Processes(), "\n"), "ssh -W")
	})
	p.Configure("Host there\nProxyCommand echo oops >&2; exit 1\n")
	p.Fails([]string{"connect", "there"}, "oops", "the ProxyCommand echo oops >&2; exit 1 ended before the server said anything")
	p.Configure("Host there\nProxyCommand none\n")
	p.Succeeds("doctor", "there")
}

// TestMaster uses the connection that another ssh keeps open.
func TestMaster(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	p.Configure("ControlPath HOME/master\n")
	master := p.Here.Daemon("ssh", "-M", "-N", "there")
	if err := master.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { master.Process.Kill(); master.Wait() }()
	lab.Until(t, lab.Soon, "master", func() bool { return p.Here.Command("ssh", "-O", "check", "there").Run() == nil })
	p.There.Admit() // no new login is possible
	p.Works()
	if out := p.Succeeds("doctor", "there"); !strings.Contains(out, "✓ SSH login          shared connection at ") || !strings.Contains(out, "a session would go by UDP to 10.9.0.2") {
		t.Errorf("said:\n%s", out)
	}
	p.Here.Must("ssh", "-O", "check", "there")
}
