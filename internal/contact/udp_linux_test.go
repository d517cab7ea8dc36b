package contact

import (
	"strings"
	"testing"
)

// TestDoctor: a host on which all is well, with and without gomosh on it.
func TestDoctor(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	out := p.Succeeds("doctor", "there")
	for _, want := range []string{
		"✓ this side ", "the locale has UTF-8", "✓ ssh configuration  there is pat@there port 22", "✓ name look-up       10.9.0.2",
		"✓ TCP connection     10.9.0.2 port 22", "✓ SSH login          pat@there, SSH-2.0-OpenSSH", "✓ other side         Linux ", "mosh-server (mosh 1.4.0)", "locale UTF-8",
		"✓ server half        listens at 10.9.0.2, UDP port 6", "✓ session by UDP     10.9.0.2 answers on port 6",
		"✓ UDP ports          not tried: there is no gomosh on the other side", "✓ way                a session would go by UDP to 10.9.0.2 port 6",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("does not say %q", want)
		}
	}
	if strings.Contains(out, "✗") || strings.Contains(out, "copying") {
		t.Error("a cross, or a copy, for no reason")
	}
	p.There.Install(t)
	out += p.Succeeds("doctor", "-p", "60100:60110", "there")
	if !strings.Contains(out, "✓ UDP ports          11 of 60100 to 60110 tried, all answer") {
		t.Error("the ports were not tried")
	}
	if t.Failed() {
		t.Log(out)
	}
}

// TestUDPDropped: what a firewall does to datagrams, and what doctor says of it.
// The session would go through the SSH connection.
func TestUDPDropped(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, rule string
		here       bool // the rule is for the user's machine
		want       []string
	}{
		{"both ways", "iptables -A INPUT -i eth+ -p udp -j DROP && iptables -A OUTPUT -o eth+ -p udp -j DROP", false,
			[]string{"✗ UDP ports          none of 15 tried is reached: datagrams to 10.9.0.2 are lost on the way there", "hint: let UDP 60001 to 60999 through on the other side (ufw allow 60001:60999/udp"}},
		{"the way there", "iptables -A OUTPUT -o eth+ -p udp -j DROP", true,
			[]string{"✗ UDP ports          none of 15 tried is reached"}},
		{"the way back", "iptables -A INPUT -i eth+ -p udp -j DROP", true,
			[]string{"✗ UDP ports          one way only: datagrams reach 10.9.0.2, its answers do not come back", "hint: a firewall on this side"}},
		{"rejected", "iptables -A INPUT -i eth+ -p udp -j REJECT", false,
			[]string{"✗ UDP ports          none of 15 tried is reached"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := NewPair(t, "", "")
			p.There.Install(t)
			m := p.There
			if test.here {
				m = p.Here
			}
			m.Firewall(test.rule)
			out := p.Succeeds("doctor", "there")
			for _, want := range append(test.want, "✗ session by UDP     10.9.0.2 does not answer on port 6", "✓ session by SSH     the server half answers through the SSH connection", "✓ way                a session would go through the SSH connection and take UDP as soon as that works") {
				if !strings.Contains(out, want) {
					t.Errorf("does not say %q", want)
				}
			}
			if t.Failed() {
				t.Log(out)
			}
			if test.name != "both ways" {
				return
			}
			if out := p.Succeeds("doctor", "--transport=ssh", "there"); !strings.Contains(out, "as --transport=ssh wants it") || strings.Contains(out, "UDP ports") {
				t.Errorf("with SSH alone:\n%s", out)
			}
			p.Fails([]string{"doctor", "--transport=udp", "there"}, "✗ way                a session would get no answer")
		})
	}
	t.Run("some ports", func(t *testing.T) {
		t.Parallel()
		p := NewPair(t, "", "")
		p.There.Install(t)
		p.There.Firewall("iptables -A INPUT -i eth+ -p udp --dport 60001:60003 -j ACCEPT && iptables -A INPUT -i eth+ -p udp -j DROP")
		out := p.Succeeds("doctor", "there")
		if !strings.Contains(out, "✗ UDP ports          of 16 tried, 60001-60003 answer, 60004-60008") || !strings.Contains(out, "hint: name ports that are open with -p, such as -p 60001") {
			t.Errorf("said:\n%s", out)
		}
	})
}

// TestDoctorWithoutServer: something printed a connect line, but nobody listens.
func TestDoctorWithoutServer(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	p.There.Install(t)
	p.Fails([]string{"doctor", "--server=echo MOSH CONNECT 60900 AAAAAAAAAAAAAAAAAAAAAA #", "there"},
		"✗ session by UDP     10.9.0.2 does not answer on port 60900", "✗ session by SSH     the server half does not answer through the SSH connection either",
		"tried, all answer", "✗ way                a session would get no answer")
}
