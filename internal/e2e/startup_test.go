package e2e

import (
	"bytes"
	"fmt"
	"net"
	"net/netip"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"gomosh/internal/lab"
	"gomosh/internal/link"
)

// startupRTT is the round-trip time of the far line: so long that everything else
// that takes time is little beside it.
const startupRTT = 400 * time.Millisecond

// TestStartupRoundTrips counts how often a packet has to go there and back from
// exec to the first screen: the difference between a start over a far line and one
// over a near line, in round trips of the far line. The relay lets the opening of
// a TCP connection take one and a half round trips until the server speaks, like
// a real line it takes two; this half is added.
func TestStartupRoundTrips(t *testing.T) {
	t.Parallel()
	lab.Need(t, "ssh", "mosh", "mosh-server")
	ours := lab.Bin(t)
	server := filepath.Join(ours, "gomosh") + " server"
	for _, test := range []struct {
		name   string
		server string
		args   func(config string) []string
		most   float64
		extra  string // for the client's configuration
	}{
		{"mosh 1.4.0", "mosh-server", func(config string) []string { return []string{"mosh", "--ssh=ssh -F " + config} }, 10.5, ""},
		{"gomosh connect", server, func(config string) []string { return []string{filepath.Join(ours, "gomosh"), "connect", "-F", config} }, 10.4, ""},
		{"gomosh connect to mosh-server", "mosh-server", func(config string) []string { return []string{filepath.Join(ours, "gomosh"), "connect", "-F", config} }, 10.4, ""},
		{"mosh of gomosh, --ssh=ssh", server, func(config string) []string {
			return []string{filepath.Join(ours, "mosh"), "--ssh=ssh -F " + config}
		}, 10.4, ""},
		{"gomosh connect, ControlMaster", server, func(config string) []string { return []string{filepath.Join(ours, "gomosh"), "connect", "-F", config} }, 3.5, "ControlPath %s/m\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := lab.StartSSHD(t, "")
			trips := 0.0
			for range 3 {
				var took [2]time.Duration
				var both sync.WaitGroup
				for i, rtt := range []time.Duration{0, startupRTT} {
					both.Go(func() { took[i] = start(t, d, test.server, rtt, test.extra, test.args) })
				}
				both.Wait()
				if t.Failed() {
					return
				}
				trips = float64(took[1]-took[0]) / float64(startupRTT)
				t.Logf("%4.1f round trips; %v near, %v at %v", trips, took[0].Round(time.Millisecond), took[1].Round(time.Millisecond), startupRTT)
				if trips <= test.most {
					return
				}
			}
			t.Errorf("%.1f round trips, more than %.1f", trips, test.most)
		})
	}
}

// start opens a session with a server program over a line with a round-trip time and returns how long it
// took to the first screen.
func start(t *testing.T, d *lab.SSHD, program string, rtt time.Duration, extra string, args func(config string) []string) time.Duration {
	dir := lab.Home(t)
	here := netip.AddrFrom4([4]byte{127, 0, 0, 5})
	server := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	path := link.Path{Delay: rtt / 2}
	tcp, err := link.NewTCP(netip.AddrPortFrom(here, 0), netip.AddrPortFrom(server, uint16(d.Port)), path, path, 1)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer tcp.Close()
	free, err := net.ListenUDP("udp", &net.UDPAddr{}) // our server takes all addresses
	if err != nil {
		t.Error(err)
		return 0
	}
	port := uint16(free.LocalAddr().(*net.UDPAddr).Port)
	free.Close()
	udp, err := link.NewUDP(netip.AddrPortFrom(here, 0), netip.AddrPortFrom(server, port), path, path, 1)
	if err != nil {
		t.Error(err)
		return 0
	}
	defer udp.Close()
	// The client shall find the relay where the server says it is.
	wrapper := filepath.Join(dir, "server")
	writeFile(t, wrapper, fmt.Sprintf("%s \"$@\" | sed -u 's/^MOSH CONNECT %d /MOSH CONNECT %d /'\n", program, port, udp.Addr().Port()), 0o755)
	known, _, _ := strings.Cut(readFile(t, d.KnownHosts), " ")
	key := strings.TrimPrefix(readFile(t, d.KnownHosts), known+" ")
	config := filepath.Join(dir, "config")
	if extra != "" {
		extra = fmt.Sprintf(extra, dir)
	}
	writeFile(t, filepath.Join(dir, "known"), fmt.Sprintf("[%s]:%d %s", here, tcp.Addr().Port(), key), 0o600)
	writeFile(t, config, fmt.Sprintf("Host far\nHostName %s\nPort %d\nUser %s\nIdentityFile %s\nIdentitiesOnly yes\nIdentityAgent none\nUserKnownHostsFile %s/known\nGlobalKnownHostsFile none\n%s",
		here, tcp.Addr().Port(), d.User, d.Identity, dir, extra), 0o600)
	if extra != "" {
		master := exec.Command("ssh", "-F", config, "-M", "-N", "far")
		if err := master.Start(); err != nil {
			t.Error(err)
			return 0
		}
		defer func() { master.Process.Kill(); master.Wait() }()
		if !lab.Eventually(lab.Soon, func() bool { return exec.Command("ssh", "-F", config, "-O", "check", "far").Run() == nil }) {
			t.Error("the master does not start")
			return 0
		}
	}
	argv := append(args(config), "--server=sh "+wrapper, "-p", fmt.Sprint(port), "far", "--", "sh", "-c", "echo screen; read x")
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env = lab.Env(dir)
	begin := time.Now()
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Error(err)
		return 0
	}
	defer func() { cmd.Process.Kill(); cmd.Wait() }()
	seen := make(chan time.Time, 1)
	var output bytes.Buffer
	go func() {
		defer close(seen)
		buf := make([]byte, 4096)
		for {
			n, err := terminal.Read(buf)
			if output.Write(buf[:n]); bytes.Contains(output.Bytes(), []byte("screen")) {
				seen <- time.Now()
				return
			}
			if err != nil {
				return
			}
		}
	}()
	select {
	case at, ok := <-seen:
		if !ok {
			t.Errorf("%q ended: %q", argv, output.String())
			return 0
		}
		terminal.Write([]byte("\n"))
		return at.Sub(begin)
	case <-time.After(lab.Soon):
		t.Errorf("%q: no screen", argv)
		return 0
	}
}
