package contact

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gomosh/internal/lab"
)

func TestMain(m *testing.M) { os.Exit(lab.Main(m, lab.Build)) }

// TestKey: the usual case, a key without passphrase, asks and says nothing.
func TestKey(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	term := p.Terminal(append([]string{"connect", "there"}, greeting...)...)
	Greets(t, term)
	before, _, _ := strings.Cut(term.Output(), "you are")
	if strings.Contains(before, "gomosh") || strings.Contains(before, "warning") {
		t.Errorf("said before the session: %q", before)
	}
}

// TestPassword: asked on the terminal, wrong once; by sshpass; by expect; by
// SSH_ASKPASS without any terminal; and nobody to ask.
func TestPassword(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "PasswordAuthentication yes\nPubkeyAuthentication no\n")
	t.Run("terminal", func(t *testing.T) {
		term := p.Terminal(append([]string{"connect", "there"}, greeting...)...)
		term.WaitText("pat@there's password:")
		term.Line("wrong")
		term.WaitText("permission denied, please try again")
		term.Wait(lab.Soon, "second question", func(s *lab.Screen) bool { return strings.Count(s.String(), "password:") == 2 })
		term.Line(Password)
		Greets(t, term)
		if strings.Contains(term.Output(), Password) {
			t.Error("the password was echoed")
		}
	})
	t.Run("sshpass", func(t *testing.T) {
		lab.Need(t, "sshpass")
		out, err := p.Here.Command(append([]string{"sshpass", "-p", Password}, p.gomosh("doctor", "there")...)...).CombinedOutput()
		if err != nil {
			t.Errorf("%v:\n%s", err, out)
		}
	})
	t.Run("expect", func(t *testing.T) {
		lab.Need(t, "expect")
		script := p.Here.Write("dialogue", `set timeout 20
spawn `+strings.Join(p.gomosh("doctor", "there"), " ")+`
expect "assword:" { send "`+Password+`\r" } timeout { exit 3 }
expect eof
exit [lindex [wait] 3]
`)
		out, err := p.Here.Command("expect", script).CombinedOutput()
		if err != nil {
			t.Errorf("%v:\n%s", err, out)
		}
	})
	t.Run("askpass", func(t *testing.T) {
		cmd := p.Gomosh("doctor", "there")
		cmd.Env = append(cmd.Env, "SSH_ASKPASS="+p.Here.Script("askpass", "echo '"+Password+"'"))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v:\n%s", err, out)
		}
	})
	t.Run("nobody", func(t *testing.T) {
		p.Fails([]string{"connect", "there"}, "permission denied for pat@there", "there is no terminal to ask on", "hint: run it from a terminal, set SSH_ASKPASS, or use a key")
	})
	t.Run("denied", func(t *testing.T) {
		cmd := p.Gomosh("connect", "there")
		cmd.Env = append(cmd.Env, "SSH_ASKPASS="+p.Here.Script("liar", "echo no"))
		out, err := cmd.CombinedOutput()
		if err == nil || !strings.Contains(string(out), "permission denied for pat@there; tried password; the server takes password") {
			t.Errorf("%v:\n%s", err, out)
		}
	})
}

// TestAgent: the key is only in the agent, the agent only in the configuration.
func TestAgent(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	socket, _ := startAgent(t, p.Here, p.Here.Home("root")+"/.ssh/id_ed25519")
	p.Here.Shell("rm $HOME/.ssh/id_ed25519*")
	p.Fails([]string{"connect", "there"}, "permission denied for pat@there; there is no key to try; the server takes publickey", "hint: put a public key of yours into")
	p.Configure("IdentityAgent " + socket + "\n")
	p.Works()
}

// startAgent starts an agent with keys, oldest first.
func startAgent(t *testing.T, m *Machine, keys ...string) (socket string, add func(key string)) {
	t.Helper()
	lab.Need(t, "ssh-agent", "ssh-add")
	socket = filepath.Join(m.Dir, "agent")
	agent := m.Daemon("ssh-agent", "-D", "-a", socket)
	if err := agent.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { agent.Process.Kill(); agent.Wait() })
	lab.Until(t, lab.Soon, "agent", func() bool {
		list := exec.Command("ssh-add", "-l")
		list.Env = append(m.Env(), "SSH_AUTH_SOCK="+socket)
		_ = list.Run()
		return list.ProcessState.ExitCode() == 1 // it answers that it has no keys
	})
	add = func(key string) {
		t.Helper()
		cmd := exec.Command("ssh-add", "-q", key)
		cmd.Env = append(m.Env(), "SSH_AUTH_SOCK="+socket)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("ssh-add: %v: %s", err, out)
		}
	}
	for _, key := range keys {
		add(key)
	}
	return socket, add
}

// TestManyKeys: five keys in the agent are too many for a server that allows two
// tries, unless the configuration names the right one.
func TestManyKeys(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "MaxAuthTries 2\n")
	var keys []string
	for _, name := range []string{"k1", "k2", "k3", "k4", "k5"} {
		keys = append(keys, p.Here.Keygen("root/"+name))
	}
	p.There.Admit(keys[4])
	p.Here.Shell("rm $HOME/.ssh/id_ed25519*")
	socket, _ := startAgent(t, p.Here, keys...)
	p.Configure("IdentityAgent " + socket + "\n")
	p.Fails([]string{"connect", "there"}, "SSH with there failed: too many authentication failures", "hint: too many keys were tried: name the right one with IdentityFile and set IdentitiesOnly yes")
	p.Configure("IdentityAgent " + socket + "\nIdentityFile HOME/k5.pub\nIdentitiesOnly yes\n")
	p.Here.Shell("rm $HOME/k5") // it is in the agent
	p.Succeeds("doctor", "there")
}

// TestPassphrase: asked for the key that the server accepts, and no other.
func TestPassphrase(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	good, other := p.Here.Keygen("root/good"), p.Here.Keygen("root/other")
	for _, key := range []string{good, other} {
		if out, err := exec.Command("ssh-keygen", "-q", "-p", "-N", Password, "-f", key).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	p.There.Admit(good)
	p.Configure("IdentityFile " + other + "\nIdentityFile " + good + "\n")
	term := p.Terminal(append([]string{"connect", "there"}, greeting...)...)
	term.WaitText("Enter passphrase for key '" + good[:30])
	term.Line("wrong")
	term.WaitText("wrong passphrase for")
	term.Line(Password)
	Greets(t, term)
	if out := term.Output(); strings.Contains(out, "root/other") {
		t.Errorf("the other key was asked for: %q", out)
	}
}

// TestCertificates: a user certificate beside the key, and a host certificate of
// an authority in known_hosts.
func TestCertificates(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	authority := p.Here.Keygen("authority")
	sign := func(words ...string) {
		t.Helper()
		if out, err := exec.Command("ssh-keygen", append([]string{"-q", "-s", authority}, words...)...).CombinedOutput(); err != nil {
			t.Fatalf("%v: %s", err, out)
		}
	}
	m := NewMachine(t, "")
	p.Here.Wire(m, 10)
	m.Keygen("host_key")
	sign("-h", "-I", "host", "-n", "certified", filepath.Join(m.Dir, "host_key.pub"))
	sign("-I", "user", "-n", Pat, p.Here.Home("root")+"/.ssh/id_ed25519.pub")
	ca := m.Write("ca.pub", p.Here.read(authority+".pub"))
	m.Serve("TrustedUserCAKeys " + ca + "\nHostCertificate " + m.Dir + "/host_key-cert.pub\nAuthorizedKeysFile none\n")
	p.Here.Write("root/.ssh/known_hosts", "@cert-authority certified "+p.Here.read(authority+".pub"))
	p.Configure("Host certified\nHostName 10.10.0.2\nHostKeyAlias certified\n")
	out := p.Succeeds("doctor", "-v", "certified")
	if !strings.Contains(out, "is known from") || !strings.Contains(out, "offering key") {
		t.Errorf("said:\n%s", out)
	}
	// The certificate is for another name.
	p.Configure("Host certified\nHostName 10.10.0.2\nHostKeyAlias other\n")
	p.Here.Write("root/.ssh/known_hosts", "@cert-authority certified,other "+p.Here.read(authority+".pub"))
	p.Fails([]string{"connect", "certified"}, "the host certificate of other is not valid")
}

// TestKeyboardInteractive: the questions of PAM, alone and as the second factor
// behind a key.
func TestKeyboardInteractive(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "UsePAM yes\nKbdInteractiveAuthentication yes\nAuthenticationMethods publickey,keyboard-interactive\nMatch LocalAddress 10.9.0.3\nAuthenticationMethods keyboard-interactive\n")
	p.There.Shell("ip address add 10.9.0.3/24 dev eth1")
	p.Here.Names("10.9.0.2 there", "10.9.0.3 alone")
	p.Here.Write("root/.ssh/known_hosts", p.There.HostLine("there,alone"))
	for _, host := range []string{"there", "alone"} {
		term := p.Terminal(append([]string{"connect", host}, greeting...)...)
		term.WaitText("(pat@" + host + ") Password:")
		term.Line("wrong")
		term.WaitText("permission denied, please try again")
		term.Wait(lab.Soon, "second question", func(s *lab.Screen) bool { return strings.Count(s.String(), "Password:") == 2 })
		term.Line(Password)
		Greets(t, term)
	}
}
