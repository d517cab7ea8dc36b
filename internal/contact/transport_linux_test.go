package contact

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"gomosh/internal/lab"
)

// Rules for the user's machine by which datagrams are lost.
const (
	dropThere = "iptables -A OUTPUT -o eth+ -p udp -j DROP"
	dropBack  = "iptables -A INPUT -i eth+ -p udp -j DROP"
	dropBoth  = dropThere + "; " + dropBack
	dropNone  = "iptables -F"
)

// Texts of the bar.
const (
	barOverSSH = "connected over ssh"
	barOverUDP = "UDP gets through again"
)

// untilTrial is how long it may take until UDP is tried again, where the machine is
// slow.
const untilTrial = 90 * time.Second

// typist is a session whose program says what is typed, in capitals.
type typist struct {
	*lab.Terminal
	t     testing.TB
	words int
}

func (p *Pair) typist(words ...string) *typist {
	p.t.Helper()
	program := []string{"--", "sh", "-c", `echo; echo ready; while read -r x; do echo "got $x" | tr a-z A-Z; done`}
	return &typist{Terminal: p.Terminal(append(append([]string{"connect"}, words...), program...)...), t: p.t}
}

// types types a word and waits for the answer.
func (s *typist) types(limit time.Duration) {
	s.t.Helper()
	s.sends()
	s.answers(limit)
}

// sends types a word.
func (s *typist) sends() {
	s.t.Helper()
	s.words++
	s.Line(fmt.Sprintf("word%d", s.words))
}

// answers waits for the answer to the last word.
func (s *typist) answers(limit time.Duration) {
	s.t.Helper()
	want := fmt.Sprintf("GOT WORD%d", s.words)
	s.Wait(limit, want, func(screen *lab.Screen) bool { return screen.Contains(want) })
}

// says waits for a text on the bar.
func (s *typist) says(text string, limit time.Duration) {
	s.t.Helper()
	s.Wait(limit, text, func(screen *lab.Screen) bool { return strings.Contains(screen.Line(0), text) })
}

// quits ends the session.
func (s *typist) quits() {
	s.t.Helper()
	s.Keys("C-d")
	if status := s.WaitExit(lab.Soon); status != 0 {
		s.t.Errorf("exit status %d:\n%s", status, s.Screen())
	}
}

// relays are the processes of relays on the server.
func (p *Pair) relays() string {
	p.t.Helper()
	return p.There.Shell("pgrep --ns $$ --nslist net -f '[r]elay 6' || true")
}

// TestTransport: however UDP is lost, and whenever, the session goes on through
// the SSH connection, says so, and takes UDP again when that comes back. The
// server, ours or stock, notices nothing but a client that roams.
func TestTransport(t *testing.T) {
	t.Parallel()
	lab.Need(t, "iptables", "mosh-server", "pgrep")
	for _, test := range []struct{ name, rules, server string }{
		{"both ways", dropBoth, ""},
		{"way there", dropThere, ""},
		{"way back", dropBack, ""},
		{"stock server, both ways", dropBoth, "mosh-server"},
		{"stock server, way back", dropBack, "mosh-server"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := NewPair(t, "", "")
			p.There.Install(t)
			p.Here.Firewall(test.rules)
			words := []string{"there"}
			if test.server != "" {
				words = []string{"--server=" + test.server, "there"}
			}
			s := p.typist(words...)
			s.says(barOverSSH, lab.Soon)
			s.WaitText("ready")
			s.types(lab.Soon)
			if p.relays() == "" {
				t.Error("no relay is seen there")
			}
			p.Here.Firewall(dropNone)
			s.says(barOverUDP, untilTrial)
			s.types(lab.Soon)
			p.Here.Firewall(test.rules)
			s.sends()
			s.says(barOverSSH, lab.Soon) // it stays for three seconds
			s.answers(lab.Soon)
			s.types(lab.Soon)
			p.Here.Firewall(dropNone)
			s.says(barOverUDP, untilTrial)
			s.types(lab.Soon)
			s.quits()
			lab.Until(t, lab.Soon, "no relay, no connection left", func() bool {
				return p.relays() == ""
			})
		})
	}
}

// TestTransportDeploys: the other side has a mosh-server alone, so that gomosh is
// copied there for the relay, when it is needed; or, where that is forbidden, the
// bar says what is missing.
func TestTransportDeploys(t *testing.T) {
	t.Parallel()
	lab.Need(t, "iptables", "mosh-server")
	p := NewPair(t, "", "")
	s := p.typist("there")
	s.WaitText("ready")
	if copies := p.copies(p.cache()); len(copies) > 0 {
		t.Errorf("copied without need: %q", copies)
	}
	p.Here.Firewall(dropBoth)
	s.types(lab.Soon)
	if copies := p.copies(p.cache()); len(copies) != 1 {
		t.Errorf("copies: %q", copies)
	}
	s.quits()

	p = NewPair(t, "", "")
	p.Here.Firewall(dropBoth)
	s = p.typist("--no-deploy", "there")
	s.says("a session through ssh needs gomosh on the other side", lab.Soon)
	p.Here.Firewall(dropNone)
	s.WaitText("ready")
	s.types(lab.Soon)
	s.quits()
}

// TestTransportJump: behind a jump host the target is out of UDP's reach. The
// session goes through the same chain as SSH does.
func TestTransportJump(t *testing.T) {
	t.Parallel()
	p, _, last := chain(t)
	p.Configure("Host last\nProxyJump there,second\n" + chainConfig)
	last.Install(t)
	s := p.typist("last")
	s.says(barOverSSH, lab.Soon)
	s.WaitText("ready")
	s.types(lab.Soon)
	s.quits()
}

// TestTransportChosen: --transport=ssh sends no datagram at all, --transport=udp
// never goes through SSH.
func TestTransportChosen(t *testing.T) {
	t.Parallel()
	lab.Need(t, "iptables")
	p := NewPair(t, "", "")
	p.There.Install(t)
	p.Here.Firewall(dropBoth)
	s := p.typist("--transport=ssh", "there")
	s.WaitText("ready")
	s.types(lab.Soon)
	if line := s.Screen().Line(0); strings.Contains(line, "mosh") {
		t.Errorf("the bar shows %q", line)
	}
	s.quits()
	for _, chain := range []string{"INPUT", "OUTPUT"} {
		counts := strings.Fields(p.Here.Shell("PATH=$PATH:/usr/sbin:/sbin; iptables -nvxL " + chain + " | tail -n 1"))
		if len(counts) == 0 || counts[0] != "0" {
			t.Errorf("datagrams in %s: %q", chain, counts)
		}
	}
	p.There.Shell("rm " + p.There.Home(Pat) + "/bin/gomosh")
	p.Fails([]string{"connect", "--transport=ssh", "--no-deploy", "there"}, "a session through ssh needs gomosh on the other side", "hint: install gomosh there")

	p.Here.Firewall(dropNone)
	s = p.typist("--transport=udp", "there")
	s.WaitText("ready")
	p.There.Firewall(dropBoth)
	s.says("Last contact", lab.Soon)
	p.There.Firewall(dropNone)
	s.types(lab.Soon)
	s.quits()
}
