package contact

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gomosh/internal/lab"
)

// TestChangedKey: refused with the line to look at and the command to type; with
// StrictHostKeyChecking no it goes on, but never with a password.
func TestChangedKey(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "PasswordAuthentication yes\n")
	other := p.Here.Keygen("other")
	known := p.Here.Write("root/.ssh/known_hosts", "# a comment\nthere "+p.Here.read(other+".pub"))
	out := p.Fails([]string{"connect", "there"}, "THE HOST KEY OF there HAS CHANGED", "line 2", "hint: ")
	// The hint is a command that cures it, if the key is good.
	_, command, ok := strings.Cut(strings.TrimSpace(out), "line 2: ")
	if !ok {
		t.Fatalf("no command in %q", out)
	}
	p.Here.Shell(command)
	if strings.Contains(p.Here.read(known), "there ") {
		t.Error("the command did not remove the line")
	}
	p.Here.Write("root/.ssh/known_hosts", "there "+p.Here.read(other+".pub"))
	config := "StrictHostKeyChecking no\n"
	p.Configure(config)
	if out := p.Succeeds("doctor", "there"); !strings.Contains(out, "WARNING: THE HOST KEY OF there HAS CHANGED") {
		t.Errorf("said:\n%s", out)
	}
	p.Configure(config + "PubkeyAuthentication no\n")
	p.Fails([]string{"connect", "there"}, "permission denied for pat@there", "no password is sent to a host whose key has changed", "hint: find out why")
}

// TestRevokedKey: never used, whatever StrictHostKeyChecking says.
func TestRevokedKey(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	p.Here.Write("root/.ssh/known_hosts", p.There.HostLine("there")+p.There.HostLine("@revoked *"))
	for _, mode := range []string{"yes", "ask", "accept-new", "no"} {
		p.Configure("StrictHostKeyChecking " + mode + "\n")
		p.Fails([]string{"connect", "there"}, "the ED25519 key of there (10.9.0.2) is revoked", "line 2; ask who runs the machine")
	}
}

// TestUnknownKey: the question and its three answers, and the modes that do not
// ask.
func TestUnknownKey(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	known := filepath.Join(p.Here.Home("root"), ".ssh", "known_hosts")
	p.Here.Shell("rm " + known)
	out, err := exec.Command("ssh-keygen", "-l", "-f", p.There.Dir+"/host_key.pub").Output()
	if err != nil {
		t.Fatal(err)
	}
	fingerprint := strings.Fields(string(out))[1]

	p.Fails([]string{"connect", "there"}, "the ED25519 key of there (10.9.0.2) is not known", "StrictHostKeyChecking forbids new ones", "hint: add the key to ~/.ssh/known_hosts")
	p.Configure("StrictHostKeyChecking ask\nBatchMode yes\n")
	p.Fails([]string{"connect", "there"}, "BatchMode forbids asking", "hint: connect once without BatchMode")
	p.Configure("StrictHostKeyChecking ask\n")
	p.Fails([]string{"connect", "there"}, "there is no terminal to ask on", "hint: connect once from a terminal")

	for _, answer := range []string{"no", "yes", fingerprint} {
		p.Here.Shell("rm -f " + known)
		term := p.Terminal(append([]string{"connect", "there"}, greeting...)...)
		term.WaitText("The authenticity of host there (10.9.0.2) is not known yet.")
		term.WaitText(fingerprint)
		term.WaitText("(yes/no/fingerprint)?")
		term.Line("maybe")
		term.WaitText("Please type yes, no or the fingerprint:")
		term.Line(answer)
		if answer == "no" {
			term.WaitText("the host key was not accepted")
			if status := term.WaitExit(lab.Soon); status != 255 {
				t.Errorf("exit status %d", status)
			}
			continue
		}
		Greets(t, term)
		if !strings.Contains(term.Output(), "added the ED25519 key of there to") {
			t.Errorf("not told of: %q", term.Output())
		}
		// OpenSSH reads what was stored.
		if out := p.Here.Must("ssh-keygen", "-F", "there", "-f", known); !strings.Contains(out, "ssh-ed25519") {
			t.Errorf("stored: %q", out)
		}
		p.Configure("")
		p.Succeeds("doctor", "there")
		p.Configure("StrictHostKeyChecking ask\n")
	}
	p.Here.Shell("rm -f " + known)
	p.Configure("StrictHostKeyChecking accept-new\nHashKnownHosts yes\n")
	if out := p.Succeeds("doctor", "there"); !strings.Contains(out, "added the ED25519 key of there") {
		t.Errorf("said:\n%s", out)
	}
	if text := p.Here.read(known); !strings.HasPrefix(text, "|1|") {
		t.Errorf("stored %q", text)
	}
}

// TestKnownKeys: what is known decides which key the server shows; one bad line
// spoils nothing; ports and aliases are part of the name.
func TestKnownKeys(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	ecdsa := p.There.Keygen("host_ecdsa", "-t", "ecdsa")
	m := NewMachine(t, "")
	p.Here.Wire(m, 10)
	m.Keygen("host_key")
	m.Serve("HostKey " + ecdsa + "\nPort 22\nPort 2222\n")
	m.Admit(p.Here.Home("root") + "/.ssh/id_ed25519")
	p.Here.Names("10.9.0.2 there", "10.10.0.2 two")
	line := "two " + p.Here.read(ecdsa+".pub")
	p.Here.Write("root/.ssh/known_hosts", "this line is bad\n@bad marker x y\n|1|bad|bad ssh-ed25519 x\n"+line)
	if out := p.Succeeds("doctor", "-v", "two"); !strings.Contains(out, "host key ECDSA") {
		t.Errorf("the key that is known was not asked for:\n%s", out)
	}
	// Found under the plain name where the port is another one.
	p.Configure("Host two\nPort 2222\n")
	p.Succeeds("doctor", "two")
	// HostKeyAlias, without port.
	p.Configure("Host alias\nHostName 10.10.0.2\nPort 2222\nHostKeyAlias two\n")
	p.Succeeds("doctor", "alias")
	p.Here.Write("root/.ssh/known_hosts", fmt.Sprintf("[two]:2222,!x %s", p.Here.read(ecdsa+".pub")))
	p.Configure("Host two\nPort 2222\n")
	p.Succeeds("doctor", "two")

	// CheckHostIP: the address is remembered beside the name, and then counts.
	known := p.Here.Write("root/.ssh/known_hosts", p.There.HostLine("there"))
	p.Configure("CheckHostIP yes\nHashKnownHosts no\n")
	p.Succeeds("doctor", "there")
	if text := p.Here.read(known); !strings.Contains(text, "\n10.9.0.2 ssh-ed25519 ") {
		t.Errorf("stored:\n%s", text)
	}
	p.Here.Write("root/.ssh/known_hosts", p.There.HostLine("there")+"10.9.0.2 "+p.Here.read(p.Here.Keygen("another")+".pub"))
	p.Fails([]string{"connect", "there"}, "THE HOST KEY OF 10.9.0.2 HAS CHANGED", "line 2")
	p.Configure("")
	p.Succeeds("doctor", "there")
}

// TestRotation: a key that the server will use some day is learned today, so that
// its first use is no surprise.
func TestRotation(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	next := p.There.Keygen("next", "-t", "ecdsa")
	m := NewMachine(t, "")
	p.Here.Wire(m, 10)
	old := m.Keygen("host_key")
	m.Serve("HostKey " + next + "\n")
	m.Admit(p.Here.Home("root") + "/.ssh/id_ed25519")
	p.Here.Names("10.10.0.2 two")
	known := p.Here.Write("root/.ssh/known_hosts", "two "+p.Here.read(old+".pub"))
	p.Configure("HashKnownHosts no\n")
	p.Succeeds("doctor", "two")
	if text := p.Here.read(known); !strings.Contains(text, "\ntwo ecdsa-sha2-nistp256 "+strings.Fields(p.Here.read(next + ".pub"))[1]) {
		t.Errorf("stored:\n%s", text)
	}
	// The old key is gone.
	p.Configure("HashKnownHosts no\nHostKeyAlgorithms ecdsa-sha2-nistp256\n")
	p.Succeeds("doctor", "two")
	if text := p.Here.read(known); strings.Count(text, "two ") != 2 {
		t.Errorf("stored twice:\n%s", text)
	}
}
