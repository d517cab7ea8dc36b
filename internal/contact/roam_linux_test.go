package contact

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gomosh/internal/lab"
)

// counter is a program that counts on, ten times a second, on one row.
var counter = []string{"--", "sh", "-c", `echo ready; n=0; while :; do n=$((n+1)); printf '\rcount %d ' $n; sleep 0.1; done`}

// goesOn waits until the counter of a session moves, and returns how long that
// took.
func goesOn(t testing.TB, s *lab.Terminal, limit time.Duration) time.Duration {
	t.Helper()
	row := func(screen *lab.Screen) string {
		for i := range screen.Rows {
			if line := screen.Line(i); strings.HasPrefix(line, "count ") {
				return line
			}
		}
		return ""
	}
	before, began := row(s.Screen()), time.Now()
	s.Wait(limit, "the count after "+before, func(screen *lab.Screen) bool {
		now := row(screen)
		return now != "" && now != before
	})
	return time.Since(began)
}

// TestRoaming: two cables and both families lead to the server. Whatever of them
// is cut, the session finds another one by itself, from IPv4 to IPv6 and back, as
// the server has named its addresses.
func TestRoaming(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	p.There.Install(t)
	p.Here.Wire(p.There, 19)
	for cable := 1; cable <= 2; cable++ {
		for i, m := range []*Machine{p.Here, p.There} {
			m.Shell(fmt.Sprintf("ip -6 address add fd0%d::%d/64 dev eth%d nodad", cable, i+1, cable))
		}
	}
	term := p.Terminal(append([]string{"connect", "there"}, counter...)...)
	term.WaitText("ready")
	goesOn(t, term, lab.Soon)
	time.Sleep(time.Second) // the hello takes a round trip
	cut := func(name, lines string) {
		t.Helper()
		p.Here.Shell(lines)
		time.Sleep(500 * time.Millisecond)
		t.Logf("%s: %v", name, goesOn(t, term, lab.Soon))
	}
	cut("the first cable is cut", "ip link set eth1 down")
	cut("only IPv6 is left there", "ip address del 10.19.0.1/24 dev eth2")
	cut("the first cable again, the second is cut", "ip link set eth1 up; ip -6 address add fd01::1/64 dev eth1 nodad 2>/dev/null; ip link set eth2 down")
	cut("IPv4 alone", "ip -6 address del fd01::1/64 dev eth1")
	term.Keys("C-c")
	if status := term.WaitExit(lab.Soon); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// TestAddressChange: when the machine gets another address the client tells the
// server at once, without a key typed and although nothing is due: what the
// program says next arrives.
func TestAddressChange(t *testing.T) {
	t.Parallel()
	lab.Need(t, "mosh-server")
	for _, server := range []string{"", "mosh-server"} {
		t.Run("server "+server, func(t *testing.T) {
			t.Parallel()
			p := NewPair(t, "", "")
			p.There.Install(t)
			words := []string{"connect", "--transport=udp", "there"}
			if server != "" {
				words = append(words, "--server="+server)
			}
			term := p.Terminal(append(words, "--", "sh", "-c", "mkfifo ~/news; echo ready; while cat ~/news; do :; done")...)
			term.WaitText("ready")
			at := "10.9.0.1"
			for _, next := range []string{"10.9.0.7", "10.9.0.8", "10.9.0.9"} {
				time.Sleep(700 * time.Millisecond) // nothing under way, and no keepalive for two seconds
				p.Here.Shell("ip address add " + next + "/32 dev eth1; ip address del " + at + " dev eth1 || ip address del " + at + "/24 dev eth1; ip route replace 10.9.0.0/24 dev eth1 src " + next)
				time.Sleep(100 * time.Millisecond)
				p.There.Shell("echo now " + next + " >" + p.There.Home(Pat) + "/news")
				term.Wait(2*time.Second, "news", func(screen *lab.Screen) bool { return screen.Contains("now " + next) })
				at = next + "/32"
			}
			term.Keys("C-c")
			if status := term.WaitExit(lab.Soon); status != 0 {
				t.Errorf("exit status %d", status)
			}
		})
	}
}

// TestNATForgets: a NAT in the middle loses its memory and gives the session
// another address and port. The server follows.
func TestNATForgets(t *testing.T) {
	t.Parallel()
	lab.Need(t, "iptables", "mosh-server")
	for _, server := range []string{"", "mosh-server"} {
		t.Run("server "+server, func(t *testing.T) {
			t.Parallel()
			p := NewPair(t, "", "")
			gate := NewMachine(t, "")
			p.Here.Wire(gate, 20)
			gate.Wire(p.There, 21)
			p.There.Install(t)
			p.Here.Shell("ip link set eth1 down; ip route add default via 10.20.0.2")
			gate.Shell("echo 1 > /proc/sys/net/ipv4/ip_forward")
			gate.Firewall("iptables -t nat -A POSTROUTING -o eth2 -j MASQUERADE")
			p.Here.Names("10.21.0.2 there")
			words := []string{"--transport=udp", "there"}
			if server != "" {
				words = append(words, "--server="+server)
			}
			s := p.typist(words...)
			s.WaitText("ready")
			s.types(lab.Soon)
			for _, addr := range []string{"10.21.0.77", "10.21.0.78"} {
				gate.Shell("ip address flush dev eth2 && ip address add " + addr + "/24 dev eth2")
				s.types(lab.Soon)
				s.types(lab.Soon)
			}
			s.quits()
		})
	}
}
