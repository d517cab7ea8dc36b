package e2e

import (
	"strings"
	"testing"

	"gomosh/internal/lab"
)

// greeting is a remote command that shows that it has the right terminal, and
// ends when Enter is typed.
var greeting = []string{"sh", "-c", `echo "over ssh, $(stty size)"; read x`}

// greets waits for the greeting and ends the session.
func greets(t *testing.T, term *lab.Terminal) {
	t.Helper()
	term.WaitText("over ssh, 23 79")
	term.Keys("Enter")
	endsWell(t, term)
}

// small is a terminal of 79x23 for the greeting.
func small(t *testing.T, args ...string) *lab.Terminal {
	t.Helper()
	return lab.NewTerminal(t, lab.Command{Cols: 79, Rows: 23, Args: args, Env: lab.Env(lab.Home(t))})
}

// TestExternalSSH: both launchers, with an ssh command of their own, start
// both servers through a real sshd and become both clients.
func TestExternalSSH(t *testing.T) {
	t.Parallel()
	lab.Need(t, "ssh")
	d := lab.StartSSHD(t, "")
	eachTrio(t, func(t *testing.T, tr trio) {
		greets(t, small(t, append(tr.command(t, "--ssh="+d.Command(), "lab", "--"), greeting...)...))
	})
}

// TestExternalSSHOptions: the other ways to learn the address, and a session
// without a terminal on the ssh connection.
func TestExternalSSHOptions(t *testing.T) {
	t.Parallel()
	lab.Need(t, "ssh")
	d := lab.StartSSHD(t, "")
	for _, option := range []string{"--experimental-remote-ip=remote", "--experimental-remote-ip=local", "--no-ssh-pty", "--port=60100:60200", "--bind-server=any", "-4"} {
		t.Run(option, func(t *testing.T) {
			t.Parallel()
			lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
				launcher := lab.Gomosh
				if !p.Ours() && p.Client == p.Server {
					launcher = lab.Stock
				}
				greets(t, small(t, append(trio{launcher, p}.command(t, option, "--ssh="+d.Command(), "127.0.0.1", "--"), greeting...)...))
			})
		})
	}
}

// TestRubbishBeforeConnectLine: what a login script prints does not spoil the
// start.
func TestRubbishBeforeConnectLine(t *testing.T) {
	t.Parallel()
	d := lab.StartSSHD(t, "")
	server := "echo MOSH and other rubbish; printf 'no newline'; echo; " + lab.Gomosh.Program(t, "mosh-server")
	greets(t, small(t, append(connect(t, d.Config, "--server="+server, "lab", "--"), greeting...)...))
}

// connect is a `gomosh connect` command line that uses the lab's configuration.
func connect(t *testing.T, config string, words ...string) []string {
	t.Helper()
	return append([]string{lab.Gomosh.Program(t, "gomosh"), "connect", "-F", config}, words...)
}

// TestNativeSSH: `gomosh connect` dials SSH itself and finds gomosh on the
// other side, or else mosh-server.
func TestNativeSSH(t *testing.T) {
	t.Parallel()
	lab.Need(t, "mosh-server")
	for _, c := range []struct{ name, path string }{
		{"finds gomosh", lab.Bin(t) + ":/usr/bin:/bin"},
		{"finds mosh-server", "/usr/local/bin:/usr/bin:/bin"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := lab.StartSSHD(t, c.path)
			greets(t, small(t, append(connect(t, d.Config, "lab", "--"), greeting...)...))
			greets(t, small(t, append(connect(t, d.Config, "-p", "60300:60400", d.User+"@lab", "--"), greeting...)...))
		})
	}
}

// TestNoServerThere: a host without a server half is named in one clear line.
func TestNoServerThere(t *testing.T) {
	t.Parallel()
	d := lab.StartSSHD(t, "/nonexistent")
	term := small(t, connect(t, d.Config, "lab", "--server=no-such-mosh-server")...)
	if status := term.WaitExit(lab.Soon); status == 0 {
		t.Error("exit status 0")
	}
	term.WaitText("gomosh: ")
}

// TestUnknownHostKey: an unknown host key is shown and asked about; yes stores
// it, so that nobody asks again; no means no.
func TestUnknownHostKey(t *testing.T) {
	t.Parallel()
	d := lab.StartSSHD(t, "")
	known := readFile(t, d.KnownHosts)
	writeFile(t, d.KnownHosts, "", 0o600)
	term := small(t, append(connect(t, d.Config, "lab", "--"), greeting...)...)
	term.WaitText("SHA256:")
	term.Line("no")
	if status := term.WaitExit(lab.Soon); status == 0 {
		t.Error("no was taken for yes")
	}
	term = small(t, append(connect(t, d.Config, "lab", "--"), greeting...)...)
	term.WaitText("SHA256:")
	term.Line("yes")
	greets(t, term)
	greets(t, small(t, append(connect(t, d.Config, "lab", "--"), greeting...)...))

	// Somebody else's key in the place of the host's.
	host, _, _ := strings.Cut(known, " ")
	_, key, _ := strings.Cut(readFile(t, lab.StartSSHD(t, "").KnownHosts), " ")
	writeFile(t, d.KnownHosts, host+" "+key, 0o600)
	term = small(t, append(connect(t, d.Config, "lab", "--"), greeting...)...)
	if status := term.WaitExit(lab.Soon); status == 0 {
		t.Error("a changed host key was accepted")
	}
	term.WaitText("gomosh: ")
}

// TestPassphrase: a key with a passphrase is asked for on the terminal,
// without echo.
func TestPassphrase(t *testing.T) {
	t.Parallel()
	d := lab.StartSSHD(t, "")
	d.Lock(t, "open sesame")
	term := small(t, append(connect(t, d.Config, "lab", "--"), greeting...)...)
	term.Wait(lab.Soon, "question", func(s *lab.Screen) bool { return s.Contains("assphrase") })
	term.Line("open sesame")
	greets(t, term)
	if screen := term.Screen(); screen.Contains("sesame") {
		t.Errorf("the passphrase was echoed:\n%s", screen)
	}
}

// TestConnectLocal: `gomosh connect --local` is a whole session on this
// machine, with nothing else installed.
func TestConnectLocal(t *testing.T) {
	t.Parallel()
	term := small(t, append([]string{lab.Gomosh.Program(t, "gomosh"), "connect", "--local", "--"}, greeting...)...)
	greets(t, term)
	home := lab.Home(t)
	term = lab.NewTerminal(t, lab.Command{Args: []string{lab.Gomosh.Program(t, "gomosh"), "connect", "--local"}, Env: lab.Env(home, "LANG=C")})
	term.Wait(lab.Soon, "prompt", func(s *lab.Screen) bool { return s.Line(s.Row) == "$" })
	// Without a UTF-8 locale here, the session has one all the same.
	term.Line("clear; locale charmap; printf '\\303\\244\\n'")
	term.Wait(lab.Soon, "UTF-8 locale", func(s *lab.Screen) bool { return s.Line(0) == "UTF-8" && s.Line(1) == "ä" })
	// And both halves have the names by which people find them.
	if name := lab.ProcessName(term.PID()); name != "mosh-client" {
		t.Errorf("the client's process is called %q", name)
	}
	term.Line("clear; cat /proc/$PPID/comm")
	term.Wait(lab.Soon, "server's process name", func(s *lab.Screen) bool { return s.Line(0) == "mosh-server" })
	term.Line("exit")
	endsWell(t, term)
}
