// Package probe finds out which UDP ports of another machine datagrams reach, and
// from which of them answers come back. One half runs there and reports over a
// stream that works in any case, such as an SSH channel; the other half runs here.
//
// The form of stream and datagrams is our own and only spoken between copies of
// this program. An answer is as long as its question and only given to those who
// know a token, so that nobody can use the far half against others.
package probe

import (
	"bufio"
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// MaxPorts is how many ports of a range are tried.
	MaxPorts = 16
	// tokenLen is the length of the token that a datagram begins with, in bytes.
	tokenLen = 16
	// life is how long the far half waits for its end, which is that of stdin.
	life = 60 * time.Second
	// repeat is the pause between two datagrams to a port, and tries their number.
	repeat = 150 * time.Millisecond
	tries  = 5
	// patience is how long an answer is waited for behind the last datagram.
	patience = time.Second
)

// Lines of the far half.
const (
	lineToken = "token " // hexadecimal
	lineOpen  = "open "  // ports that listen
	lineBusy  = "busy "  // ports that are in use
	lineHeard = "heard " // a port that a datagram has reached
)

// Sample chooses ports of a range, both ends included: the lowest, of which
// servers take the first that is free, and some between them and the end.
func Sample(low, high int) (ports []int) {
	if high-low < MaxPorts {
		for p := low; p <= high; p++ {
			ports = append(ports, p)
		}
		return ports
	}
	const first = MaxPorts / 2
	for p := low; p < low+first; p++ {
		ports = append(ports, p)
	}
	for i := 1; i <= MaxPorts-first; i++ {
		ports = append(ports, low+first-1+(high-low-first+1)*i/(MaxPorts-first))
	}
	return ports
}

// Serve is the far half: it listens on ports, answers, and reports on w until r
// ends.
func Serve(r io.Reader, w io.Writer, ports []int) error {
	var token [tokenLen]byte
	rand.Read(token[:]) // never fails
	var mu sync.Mutex
	say := func(line string) {
		mu.Lock()
		defer mu.Unlock()
		_, _ = io.WriteString(w, line+"\n") // if nobody listens we end soon
	}
	var open, busy []string
	for _, port := range ports {
		conn, err := net.ListenUDP("udp", &net.UDPAddr{Port: port})
		if err != nil {
			busy = append(busy, strconv.Itoa(port))
			continue
		}
		defer conn.Close()
		open = append(open, strconv.Itoa(port))
		go answer(conn, token, func() { say(lineHeard + strconv.Itoa(port)) })
	}
	say(lineToken + hex.EncodeToString(token[:]))
	say(lineBusy + strings.Join(busy, " "))
	say(lineOpen + strings.Join(open, " "))
	ended := make(chan error, 1)
	go func() {
		_, err := io.Copy(io.Discard, r)
		ended <- err
	}()
	select {
	case err := <-ended:
		return err
	case <-time.After(life):
		return nil
	}
}

// answer sends back what bears the token and calls heard at the first such.
func answer(conn *net.UDPConn, token [tokenLen]byte, heard func()) {
	buf := make([]byte, 2048)
	first := true
	for {
		n, from, err := conn.ReadFromUDPAddrPort(buf)
		if err != nil {
			return
		}
		if !bytes.HasPrefix(buf[:n], token[:]) {
			continue
		}
		if first {
			first = false
			heard()
		}
		_, _ = conn.WriteToUDPAddrPort(buf[:n], from)
	}
}

// State is what was found out about a port.
type State int

// The states of a port.
const (
	Silent   State = iota // no datagram arrived there
	OneWay                // datagrams arrive there, answers do not come back
	Answered              // both ways work
	Busy                  // somebody else uses it
)

// Result is the state of each port that was tried.
type Result map[int]State

// With lists the ports in a state, in order.
func (r Result) With(s State) (ports []int) {
	for port, state := range r {
		if state == s {
			ports = append(ports, port)
		}
	}
	slices.Sort(ports)
	return ports
}

// Run is the near half: it reads what the far half says on r, sends datagrams to
// the ports at addr, and returns what became of them. It takes about two seconds
// where something is silent. The caller ends the far half, and with it r.
func Run(r io.Reader, addr netip.Addr) (Result, error) {
	n := &near{result: Result{}, finished: make(chan struct{})}
	lines := bufio.NewScanner(r)
	if err := n.begin(lines); err != nil || len(n.result.With(Silent)) == 0 {
		return n.result, err
	}
	network := "udp4"
	if addr.Is6() {
		network = "udp6"
	}
	conn, err := net.ListenUDP(network, nil)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	payload := append(slices.Clone(n.token), make([]byte, 64)...)
	ports := n.result.With(Silent)
	go n.listen(lines)
	go n.receive(conn)
	for range tries {
		for _, port := range ports {
			_, _ = conn.WriteToUDPAddrPort(payload, netip.AddrPortFrom(addr, uint16(port))) // a failure is silence
		}
		if n.wait(repeat) {
			return n.result, nil
		}
	}
	n.wait(patience)
	n.mu.Lock()
	defer n.mu.Unlock()
	return maps.Clone(n.result), nil
}

// near is the state of Run.
type near struct {
	token    []byte
	finished chan struct{} // closed when all ports have answered

	mu     sync.Mutex
	result Result
}

// begin reads which ports there are.
func (n *near) begin(lines *bufio.Scanner) error {
	for lines.Scan() {
		line := lines.Text()
		switch {
		case strings.HasPrefix(line, lineToken):
			token, err := hex.DecodeString(line[len(lineToken):])
			if err != nil || len(token) != tokenLen {
				return errForm
			}
			n.token = token
		case strings.HasPrefix(line, lineBusy):
			n.add(line[len(lineBusy):], Busy)
		case strings.HasPrefix(line, lineOpen) && n.token != nil:
			n.add(line[len(lineOpen):], Silent)
			return nil
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read from the far half: %w", err)
	}
	return errForm
}

// errForm: what was read is not from a far half.
var errForm = errors.New("the far half of the probe ended or spoke another language")

// add notes the state of some ports.
func (n *near) add(words string, s State) {
	for _, word := range strings.Fields(words) {
		if port, err := strconv.ParseUint(word, 10, 16); err == nil && len(n.result) < MaxPorts {
			n.result[int(port)] = s
		}
	}
}

// listen reads which ports have heard something.
func (n *near) listen(lines *bufio.Scanner) {
	for lines.Scan() {
		if word, ok := strings.CutPrefix(lines.Text(), lineHeard); ok {
			if port, err := strconv.Atoi(word); err == nil {
				n.raise(port, OneWay)
			}
		}
	}
}

// receive takes answers until the socket is closed.
func (n *near) receive(conn *net.UDPConn) {
	buf := make([]byte, 2048)
	for {
		size, from, err := conn.ReadFromUDPAddrPort(buf)
		if errors.Is(err, net.ErrClosed) {
			return
		}
		if err == nil && bytes.HasPrefix(buf[:size], n.token) {
			n.raise(int(from.Port()), Answered)
		}
	}
}

// raise notes that a port is better than it was known to be.
func (n *near) raise(port int, s State) {
	n.mu.Lock()
	defer n.mu.Unlock()
	old, ok := n.result[port]
	if !ok || old == Busy || s <= old {
		return
	}
	n.result[port] = s
	if len(n.result.With(Silent))+len(n.result.With(OneWay)) == 0 {
		close(n.finished)
	}
}

// wait waits for the answers of all ports, at most for d, and reports whether
// they are there.
func (n *near) wait(d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-n.finished:
		return true
	case <-timer.C:
		return false
	}
}
