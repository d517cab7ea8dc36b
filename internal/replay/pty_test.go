//go:build unix

package replay

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"gomosh/internal/simnet"
	"gomosh/proto"
	"gomosh/term"
)

var (
	clientCommand = flag.String("client", "", "also drive this mosh-client through a pty, in real time")
	linkNumber    = flag.Int("link", -1, "the link for it, by its place in the table; -1 for all")
	recordings    = flag.String("recordings", "all", "the recordings for it, separated by commas")
)

// nearlyAtOnce is shown beside what is at once: through a pty, the processes of
// both sides and this one share the machine.
const nearlyAtOnce = 25 * time.Millisecond

// TestPty plays recordings to a client program, stock's or ours, that runs on a
// pty, so that both can be compared. It takes as long as a person would.
func TestPty(t *testing.T) {
	if *clientCommand == "" {
		t.Skip("needs -client=COMMAND: it takes minutes")
	}
	recs, err := Load("testdata")
	if err != nil {
		t.Fatal(err)
	}
	recs = slices.DeleteFunc(recs, func(r *Recording) bool {
		return *recordings != "all" && !strings.Contains(","+*recordings+",", ","+r.Name+",")
	})
	for i, l := range links {
		if *linkNumber >= 0 && i != *linkNumber {
			continue
		}
		rs := playAllPty(t, recs, l.link, l.wait)
		fmt.Printf("%s through a pty, %s\n", *clientCommand, l.name)
		Report(os.Stdout, rs, AtOnce, nearlyAtOnce)
		for _, r := range rs {
			if r.Name == *only {
				r.trace(os.Stdout)
			}
			if r.Leaked {
				fmt.Printf("%s: a character that was also typed where there is no echo was shown in a wrong place\n", r.Name)
			}
		}
	}
}

// playAllPty plays recordings to as many clients, a few at a time, the longest
// first.
func playAllPty(t *testing.T, recs []*Recording, link simnet.Link, wait time.Duration) []*Result {
	const together = 12
	results := make([]*Result, len(recs))
	order := make([]int, len(recs))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return len(recs[b].Keys) - len(recs[a].Keys) })
	next := make(chan int)
	var players sync.WaitGroup
	for range together {
		players.Go(func() {
			for i := range next {
				r, err := playPty(recs[i], link, wait)
				if err != nil {
					t.Errorf("%s: %v", recs[i].Name, err)
					r = &Result{Name: recs[i].Name}
				}
				results[i] = r
			}
		})
	}
	for _, i := range order {
		next <- i
	}
	close(next)
	players.Wait()
	return results
}

// A packet is a datagram on its way.
type packet struct {
	at   time.Time
	from netip.AddrPort
	b    []byte
}

// playPty is Play with a client program, in real time.
func playPty(r *Recording, link simnet.Link, wait time.Duration) (*Result, error) {
	key, err := proto.NewKey()
	if err != nil {
		return nil, err
	}
	conn, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	up := make(chan packet, 1000)
	go func() {
		for {
			b := make([]byte, 2048)
			n, from, err := conn.ReadFromUDPAddrPort(b)
			if err != nil {
				return
			}
			up <- packet{time.Now().Add(link.Delay), from, b[:n]}
		}
	}()

	cmd := exec.Command(*clientCommand, "127.0.0.1", fmt.Sprint(conn.LocalAddr().(*net.UDPAddr).Port))
	cmd.Env = append(os.Environ(), "MOSH_KEY="+key.String(), "TERM=xterm-256color", "LC_ALL=C.UTF-8", "MOSH_PREDICTION_DISPLAY=adaptive")
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: uint16(r.Cols), Rows: uint16(r.Rows)})
	if err != nil {
		return nil, err
	}
	defer func() {
		cmd.Process.Kill()
		f.Close()
		cmd.Wait()
	}()
	output := make(chan []byte, 1000)
	go func() {
		for {
			b := make([]byte, 65536)
			n, err := f.Read(b)
			if err != nil {
				return
			}
			output <- b[:n]
		}
	}()

	p := &player{r: r, t: newTruth(r), res: &Result{Name: r.Name}, late: make(map[int]time.Duration), wrong: make(map[int]int)}
	s := &server{Server: proto.NewServer(key, proto.IPv4, r.Cols, r.Rows, time.Now()), r: r, em: term.NewEmulator(r.Cols, r.Rows)}
	s.queue(time.Now(), r.Start)
	local := term.NewEmulator(r.Cols, r.Rows)
	rnd := rand.New(rand.NewPCG(*seed, 2))
	lossy := rand.New(rand.NewPCG(*seed, 3))
	next := time.Now().Add(4*time.Second + 2*wait)
	var inbound, outbound []packet
	var peer netip.AddrPort
	for {
		now := time.Now()
		for len(inbound) > 0 && !inbound[0].at.After(now) {
			if lossy.Float64() >= link.Loss {
				s.Receive(now, inbound[0].b, inbound[0].from, false)
			}
			peer = inbound[0].from
			inbound = inbound[1:]
		}
		for _, d := range s.Poll(now) {
			if lossy.Float64() < link.Loss {
				continue
			}
			outbound = append(outbound, packet{at: now.Add(link.Delay + wait), b: append([]byte(nil), d.Payload...)})
		}
		for len(outbound) > 0 && !outbound[0].at.After(now) {
			conn.WriteToUDPAddrPort(outbound[0].b, peer)
			outbound = outbound[1:]
		}
		if !next.After(now) {
			if p.typed == len(r.Keys) {
				break
			}
			k := r.Keys[p.typed].Bytes
			if p.typed++; p.t.visible(p.typed - 1) {
				p.pending = append(p.pending, p.typed-1)
			}
			p.at = append(p.at, now)
			f.WriteString(k)
			pause := vary(rnd, ms(150))
			if k == "\r" {
				pause += vary(rnd, ms(*think))
			}
			if next = now.Add(pause); p.typed == len(r.Keys) {
				next = now.Add(3*time.Second + 2*wait)
			}
		}
		wake := next
		if d, ok := s.Deadline(); ok && d.Before(wake) {
			wake = d
		}
		for _, q := range [][]packet{inbound, outbound} {
			if len(q) > 0 && q[0].at.Before(wake) {
				wake = q[0].at
			}
		}
		select {
		case d := <-up:
			inbound = append(inbound, d)
		case b := <-output:
			local.Write(b)
			// Without the client's own frame, what an application showed before
			// the keys under way counts as right.
			p.look(time.Now(), local.Snapshot(), p.t.before)
		case <-time.After(time.Until(wake)):
		}
	}
	p.finish(time.Now())
	return p.res, nil
}
