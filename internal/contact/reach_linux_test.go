package contact

import (
	"strings"
	"testing"
	"time"

	"gomosh/internal/lab"
)

// TestReach: what can be wrong on the way to the SSH server, and the addresses
// that are tried.
func TestReach(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "ListenAddress 0.0.0.0\nListenAddress ::\n")
	p.Here.Shell("ip -6 address add fd09::1/64 dev eth1 nodad; ip address add 10.9.0.7/24 dev eth1")
	p.There.Shell("ip -6 address add fd09::2/64 dev eth1 nodad; iptables -A INPUT -p tcp --dport 2222 -j DROP; iptables -A INPUT -p tcp --dport 2223 -j REJECT --reject-with icmp-host-prohibited")
	p.Here.Names("10.9.0.2 there v4", "fd09::2 there v6", "10.9.0.66 first", "10.9.0.2 first")
	p.Here.Write("root/.ssh/known_hosts", p.There.HostLine("there,v4,v6,first,fd09::2,[there]:2224"))
	p.Configure("Host away\nHostName 192.0.2.1\nHost refused filtered prohibited\nHostName there\nAddressFamily inet\nHost refused\nPort 1\nHost filtered\nPort 2222\nConnectTimeout 1\nHost prohibited\nPort 2223\nHost first\nConnectTimeout 1\n" +
		"Host bound\nHostName v4\nBindAddress 10.9.0.7\nHost badbound\nHostName v4\nBindAddress 10.1.1.1\nHost iface\nHostName v4\nBindInterface eth1\nHost family6\nHostName there\nHostKeyAlias there\nAddressFamily inet6\nHost alias\nHostName v4\nHostKeyAlias there\nHost bound iface\nHostKeyAlias there\n")
	for _, test := range []struct {
		host string
		want []string
	}{
		{"nowhere", []string{"could not resolve host name nowhere", "hint: check the "}},
		{"refused", []string{"could not connect to there port 1 at 10.9.0.2:1: connection refused", "hint: no SSH server listens on this port"}},
		{"filtered", []string{"could not connect to there port 2222 at 10.9.0.2:2222: no answer", "hint: the machine is off, or a firewall drops the packets"}},
		{"prohibited", []string{"could not connect to there port 2223 at 10.9.0.2:2223: no route to host", "hint: "}},
		{"away", []string{"could not connect to 192.0.2.1 port 22", "network is unreachable", "hint: there is no route"}},
		{"badbound", []string{"could not connect to v4 port 22", "cannot assign requested address", "hint: this machine does not have the address that BindAddress"}},
	} {
		start := time.Now()
		p.Fails([]string{"connect", test.host}, test.want...)
		if took := time.Since(start); took > 9*time.Second {
			t.Errorf("%s took %v", test.host, took)
		}
	}
	p.Fails([]string{"connect", "-6", "v4"}, "v4 has no IPv6 address", "hint: try --family=inet")
	p.Fails([]string{"connect", "--family=auto", "there"}, "there has both IPv4 and IPv6 addresses", "hint: choose with --family")

	reaches := func(want string, words ...string) {
		t.Helper()
		if out := p.Succeeds(append([]string{"doctor"}, words...)...); !strings.Contains(out, "✓ TCP connection     "+want) || !strings.Contains(out, "session would go by UDP to "+strings.TrimSuffix(want, " port 22")) {
			t.Errorf("%q does not reach %s:\n%s", words, want, out)
		}
	}
	reaches("10.9.0.2 port 22", "there")
	reaches("fd09::2 port 22", "-6", "there")
	reaches("fd09::2 port 22", "--family=prefer-inet6", "there")
	reaches("fd09::2 port 22", "family6")
	reaches("fd09::2 port 22", "fd09::2")
	reaches("10.9.0.2 port 22", "first") // behind an address where nobody is
	reaches("10.9.0.2 port 22", "bound")
	reaches("10.9.0.2 port 22", "iface")
	reaches("10.9.0.2 port 22", "alias")

	local := strings.Fields(p.There.Shell("ip -6 -brief address show dev eth1 scope link"))[2]
	local, _, _ = strings.Cut(local, "/")
	p.Here.Write("root/.ssh/known_hosts", p.There.HostLine("there,"+local+"%eth1"))
	reaches(local+"%eth1 port 22", local+"%eth1")

	// Something else listens there.
	odd := p.There.Daemon("busybox", "nc", "-ll", "-p", "2224", "-e", "echo", "220 mail ready")
	if err := odd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { odd.Process.Kill(); odd.Wait() }()
	p.Configure("Host odd\nHostName there\nAddressFamily inet\nPort 2224\n")
	p.There.Shell("for i in 1 2 3 4 5 6 7 8 9; do grep -q :08B0 /proc/net/tcp /proc/net/tcp6 && exit; sleep 0.2; done")
	p.Fails([]string{"connect", "odd"}, "SSH with there failed: it says \"220 mail ready\"", "hint: what listens there is no SSH server")
}

// TestLocale: a mosh-server that insists on a locale is replaced by a copy of
// gomosh, which does not.
func TestLocale(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	term := p.TerminalEnv([]string{"LANG=de_DE.UTF-8"}, append([]string{"connect", "there"}, greeting...)...)
	Greets(t, term)
	if out := term.Output(); !strings.Contains(out, "MB): its mosh-server insists on a locale with UTF-8 that is not installed") || strings.Contains(out, "LC_TIME") {
		t.Errorf("said %q", out)
	}
	cmd := p.Gomosh("connect", "--no-deploy", "there")
	cmd.Env = append(cmd.Env, "LANG=de_DE.UTF-8")
	out, err := cmd.CombinedOutput()
	if err == nil || !strings.Contains(string(out), "the mosh-server there needs a locale with UTF-8 and found none") {
		t.Errorf("%v:\n%s", err, out)
	}
}

// TestExpiredPassword: sshd runs passwd in place of the server half.
func TestExpiredPassword(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "UsePAM yes\nPasswordAuthentication yes\n")
	p.There.Cover("/etc/pam.d/sshd", p.There.Write("pam", "auth required pam_unix.so\naccount required pam_unix.so\nsession required pam_permit.so\npassword required pam_unix.so\n"))
	p.There.Shell("sed -i 's/^pat:\\([^:]*\\):[^:]*:/pat:\\1:0:/' /etc/shadow || { sed 's/^pat:\\([^:]*\\):[^:]*:/pat:\\1:0:/' /etc/shadow > " + p.There.Dir + "/s && cat " + p.There.Dir + "/s > /etc/shadow; }")
	p.Fails([]string{"connect", "there"}, "your password there has expired", "hint: log in with ssh once and change it")
}

// TestInterrupt: Ctrl-C ends a start at once, wherever it is, leaves no process
// behind, and gives the terminal back with its echo.
func TestInterrupt(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "PasswordAuthentication yes\nPubkeyAuthentication no\n")
	p.There.Firewall("iptables -A INPUT -p tcp --dport 2222 -j DROP")
	p.Configure("Host silent\nHostName there\nPort 2222\nConnectTimeout 60\n")
	for host, wait := range map[string]string{"silent": "gomosh: connecting to 10.9.0.2:2222", "there": "password:"} {
		argv := append(p.gomosh("connect", "-v", host), ";", "stty", "-a", "|", "grep", "-o", "' echo '", "&&", "echo", "back")
		term := lab.NewTerminal(t, lab.Command{Cols: 100, Rows: 30, Env: p.Here.Env(),
			Args: p.Here.Argv("sh", "-c", "trap : INT; "+strings.Join(argv, " "))})
		term.WaitText(wait)
		term.Keys("C-c")
		term.WaitText("back")
		term.WaitExit(lab.Soon)
	}
	lab.Until(t, lab.Soon, "end of all processes", func() bool {
		return !strings.Contains(strings.Join(p.Here.Processes(), "\n"), "connect")
	})
}
