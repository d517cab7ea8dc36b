package lab

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// SSHD is a private SSH server on the loopback address, for the user who runs
// the tests, with its own host key, and a client configuration that reaches
// it.
type SSHD struct {
	Port       int
	User       string
	Config     string // ssh_config file: host "lab", key, known_hosts
	Identity   string // private key file that is let in
	KnownHosts string // file with the host's key
	dir        string
	logFile    string
}

// sshdConfig has no way in but the one key. SetEnv gives sessions a PATH that
// tells which servers are "installed" on that host.
const sshdConfig = `ListenAddress 127.0.0.1
Port %d
HostKey %s
PidFile none
AuthorizedKeysFile %s
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
AcceptEnv LANG LC_*
SetEnv PATH=%s %s=%s MOSH_SERVER_NETWORK_TMOUT=180
PrintMotd no
`

const sshConfig = `Host lab 127.0.0.1
HostName 127.0.0.1
Port %d
User %s
IdentityFile %s
IdentitiesOnly yes
UserKnownHostsFile %s
GlobalKnownHostsFile none
SendEnv LANG LC_*
`

// StartSSHD starts the server. Path is the PATH of its sessions; empty: the
// system's directories, where stock mosh-server is found.
func StartSSHD(t testing.TB, path string) *SSHD {
	t.Helper()
	Need(t, "sshd", "ssh-keygen")
	if path == "" {
		path = "/usr/local/bin:/usr/bin:/bin"
	}
	me, err := user.Current()
	if err != nil {
		t.Fatal(err)
	}
	dir := place(t, "h")
	d := &SSHD{User: me.Username, dir: dir, Config: filepath.Join(dir, "ssh_config"), Identity: filepath.Join(dir, "id"),
		KnownHosts: filepath.Join(dir, "known_hosts"), logFile: filepath.Join(dir, "sshd.log")}
	hostKey := filepath.Join(dir, "host_key")
	for _, file := range []string{hostKey, d.Identity} {
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "lab", "-f", file).CombinedOutput(); err != nil {
			t.Fatalf("ssh-keygen: %v: %s", err, out)
		}
	}
	if os.Geteuid() == 0 { // sshd wants this directory for its unprivileged half
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("sshd:\n%s", tail(read(t, d.logFile), 3000))
		}
		KillMarked(dir)
	})
	// The port is free when we ask; somebody else may be faster than sshd.
	for range 5 {
		d.Port = freePort(t)
		config := fmt.Sprintf(sshdConfig, d.Port, hostKey, d.Identity+".pub", path, markVar, dir)
		write(t, filepath.Join(dir, "sshd_config"), config)
		if d.start(t) {
			write(t, d.KnownHosts, fmt.Sprintf("[127.0.0.1]:%d %s", d.Port, read(t, hostKey+".pub")))
			write(t, d.Config, fmt.Sprintf(sshConfig, d.Port, d.User, d.Identity, d.KnownHosts))
			d.needTerminals(t)
			return d
		}
	}
	t.Fatalf("sshd does not start:\n%s", read(t, d.logFile))
	return nil
}

// start runs sshd with its configuration and reports whether it listens.
func (d *SSHD) start(t testing.TB) bool {
	t.Helper()
	cmd := exec.Command(find("sshd"), "-D", "-E", d.logFile, "-f", filepath.Join(d.dir, "sshd_config"))
	cmd.Env = Env(d.dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() { cmd.Wait(); close(ended) }()
	t.Cleanup(func() { cmd.Process.Kill(); <-ended })
	up := Eventually(Soon, func() bool {
		select {
		case <-ended:
			return true
		default:
		}
		text, _ := os.ReadFile(d.logFile)
		return strings.Contains(string(text), fmt.Sprintf("Server listening on 127.0.0.1 port %d", d.Port))
	})
	select {
	case <-ended:
		return false
	default:
		return up
	}
}

// needTerminals skips the test if sshd, run by an ordinary user, may not give
// out terminals: it depends on how the system's are mounted.
func (d *SSHD) needTerminals(t testing.TB) {
	t.Helper()
	if os.Geteuid() == 0 {
		return
	}
	Need(t, "ssh")
	if err := exec.Command("ssh", "-F", d.Config, "-tt", "lab", "true").Run(); err != nil {
		Absent(t, "sshd may not give out terminals here: run the tests as root, sudo make test")
	}
}

// Command is an ssh command line for mosh's --ssh that reaches the server as
// host "lab".
func (d *SSHD) Command() string { return "ssh -F " + d.Config }

// Lock gives the identity a passphrase.
func (d *SSHD) Lock(t testing.TB, passphrase string) {
	t.Helper()
	if out, err := exec.Command("ssh-keygen", "-q", "-p", "-P", "", "-N", passphrase, "-f", d.Identity).CombinedOutput(); err != nil {
		t.Fatalf("ssh-keygen: %v: %s", err, out)
	}
}

// freePort is a TCP port on the loopback address that nobody uses now.
func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	_, port, _ := net.SplitHostPort(l.Addr().String())
	n, _ := strconv.Atoi(port)
	return n
}

// write makes a file with the given text.
func write(t testing.TB, file, text string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
