package badlink

import (
	"bufio"
	"fmt"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"gomosh/internal/contact"
	"gomosh/internal/lab"
	"gomosh/internal/link"
)

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == relayWord {
		beRelay()
		return
	}
	os.Exit(lab.Main(m, lab.Build))
}

// relayWord makes the test program the relay, which has to run in the network of
// the middle machine. It is told what to do on standard input, a line each.
const relayWord = "badlink-relay"

func beRelay() {
	var delay int // ms
	var loss float64
	var listen, target string
	in := bufio.NewScanner(os.Stdin)
	in.Scan()
	if _, err := fmt.Sscan(in.Text(), &listen, &target, &delay, &loss); err != nil {
		panic(err)
	}
	path := link.Path{Delay: time.Duration(delay) * time.Millisecond, Loss: loss}
	r, err := link.NewUDP(netip.MustParseAddrPort(listen), netip.MustParseAddrPort(target), path, path, uint64(os.Getpid()))
	if err != nil {
		panic(err)
	}
	fmt.Println("ready")
	for in.Scan() {
		switch in.Text() {
		case "dead", "alive":
			r.Dead(in.Text() == "dead")
			fmt.Println("ok")
		case "traffic":
			up, down := r.Traffic()
			fmt.Println(up.Packets, up.Bytes, down.Packets, down.Bytes)
		}
	}
}

// relay is the relay as a test sees it.
type relay struct {
	t    testing.TB
	tell io.Writer
	told *bufio.Scanner
}

// startRelay starts one on a machine.
func startRelay(t testing.TB, m *contact.Machine, listen, target string, delay time.Duration, loss float64) *relay {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	argv := m.Argv(self, relayWord)
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Stderr = os.Stderr
	tell, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	told, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		tell.Close()
		_ = cmd.Wait()
	})
	r := &relay{t, tell, bufio.NewScanner(told)}
	if got := r.ask(fmt.Sprintln(listen, target, delay.Milliseconds(), loss)); got != "ready" {
		t.Fatalf("the relay said %q", got)
	}
	return r
}

func (r *relay) ask(line string) string {
	r.t.Helper()
	if _, err := io.WriteString(r.tell, strings.TrimSpace(line)+"\n"); err != nil {
		r.t.Fatal(err)
	}
	if !r.told.Scan() {
		r.t.Fatal("the relay has ended")
	}
	return r.told.Text()
}

// traffic is what came from both sides, in packets and bytes of UDP payload.
type traffic struct{ upPackets, upBytes, downPackets, downBytes int }

func (r *relay) traffic() (n traffic) {
	r.t.Helper()
	if _, err := fmt.Sscan(r.ask("traffic"), &n.upPackets, &n.upBytes, &n.downPackets, &n.downBytes); err != nil {
		r.t.Fatal(err)
	}
	return n
}

func (n traffic) since(o traffic) traffic {
	return traffic{n.upPackets - o.upPackets, n.upBytes - o.upBytes, n.downPackets - o.downPackets, n.downBytes - o.downBytes}
}

func (n traffic) packets() int { return n.upPackets + n.downPackets }
func (n traffic) bytes() int   { return n.upBytes + n.downBytes }
