// Package simnet is a network in virtual time for tests: nodes with addresses,
// links with delay, loss and all other ills, and a clock that jumps from event
// to event. Everything follows from a seed, so a run that fails can be run
// again. It knows nothing of what the nodes say to each other.
package simnet

import (
	"container/heap"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"time"
)

// Packet is a datagram that a node wants to send.
type Packet struct {
	To      netip.AddrPort
	Payload []byte
}

// Node is a program on the network, written as a state machine: it is told of
// packets and of the time, and never waits.
type Node interface {
	// Receive takes a packet. The node may keep the payload.
	Receive(now time.Time, payload []byte, from netip.AddrPort, ce bool)
	// Poll returns what is to be sent now. It is called at the deadline, and
	// after every Receive.
	Poll(now time.Time) []Packet
	// Deadline returns when Poll wants to be called next, and false if never.
	Deadline() (time.Time, bool)
}

// Host is a node's place on the network.
type Host struct {
	Up, Down Link // from and to the node
	Stats    Stats
	NAT      *NAT             // between the node and all others; nil: none
	Also     []netip.AddrPort // more addresses at which the node is reached

	node   Node
	addr   netip.AddrPort
	asleep bool
	wake   bool // Poll was asked for
	idle   int  // wake-ups in a row that did not move the deadline
}

// Stats counts what a host did.
type Stats struct {
	Packets, Bytes int // sent
	WakeUps        int // calls of Poll at a deadline
	Largest        int // bytes of the largest packet sent
}

// Network is a set of hosts and a clock. It belongs to one goroutine.
type Network struct {
	// Tap, if not nil, sees every packet that a host sends, and can replace it:
	// by nil to swallow it.
	Tap func(from *Host, p Packet) []byte

	now    time.Time
	rng    *rand.Rand
	hosts  []*Host
	events events
	order  uint64
}

// New returns an empty network. The seed decides everything that is random.
func New(seed uint64) *Network {
	return &Network{
		now: time.Unix(1_000_000_000, 0),
		rng: rand.New(rand.NewPCG(seed, 0x6d6f7368)),
	}
}

// Now returns the virtual time.
func (n *Network) Now() time.Time { return n.now }

// Rand returns the network's source of randomness, for tests to share.
func (n *Network) Rand() *rand.Rand { return n.rng }

// Attach puts a node on the network.
func (n *Network) Attach(node Node, addr netip.AddrPort) *Host {
	h := &Host{node: node, addr: addr}
	n.hosts = append(n.hosts, h)
	return h
}

// Move gives a host another address, as roaming or a NAT does. Packets under
// way to the old one are lost.
func (n *Network) Move(h *Host, addr netip.AddrPort) { h.addr = addr }

// Sleep stops or starts a host. While it sleeps, its timers do not fire and
// what is sent to it is lost.
func (n *Network) Sleep(h *Host, asleep bool) {
	h.asleep = asleep
	h.wake = true
}

// Touch makes the host's node be polled at the present time, after a test
// called one of its methods.
func (n *Network) Touch(h *Host) { h.wake = true }

// Inject sends a packet as if it came from the address given, straight to the
// host that has the other one, after a delay.
func (n *Network) Inject(from netip.AddrPort, p Packet, delay time.Duration) {
	n.schedule(n.now.Add(delay), from, p, false)
}

// Run lets time pass. It panics when a node keeps asking to be woken without
// time going on, which would be a busy loop in a program.
func (n *Network) Run(d time.Duration) {
	end := n.now.Add(d)
	for n.step(end) {
	}
	n.advance(end)
}

// step handles the next event up to end, and returns false if there is none.
func (n *Network) step(end time.Time) bool {
	host, at := n.nextHost()
	if len(n.events) > 0 && (host == nil || !n.events[0].at.After(at)) {
		if n.events[0].at.After(end) {
			return false
		}
		e := heap.Pop(&n.events).(*event)
		n.advance(e.at)
		n.deliver(e)
		return true
	}
	if host == nil || at.After(end) {
		return false
	}
	n.advance(at)
	if !host.wake {
		host.Stats.WakeUps++
	}
	n.poll(host)
	return true
}

func (n *Network) advance(at time.Time) {
	if at.After(n.now) {
		n.now = at
		for _, h := range n.hosts {
			h.idle = 0
		}
	}
}

// nextHost returns the host that wants to be polled first.
func (n *Network) nextHost() (*Host, time.Time) {
	var first *Host
	var when time.Time
	for _, h := range n.hosts {
		if h.asleep {
			continue
		}
		at, ok := h.node.Deadline()
		if h.wake {
			at, ok = n.now, true
		}
		if ok && (first == nil || at.Before(when)) {
			first, when = h, at
		}
	}
	return first, when
}

func (n *Network) poll(h *Host) {
	h.wake = false
	if h.idle++; h.idle > 100 {
		at, _ := h.node.Deadline()
		panic(fmt.Sprintf("simnet: %v spins at %v, deadline %v", h.addr, n.now, at))
	}
	for _, p := range h.node.Poll(n.now) {
		n.send(h, p)
	}
}

func (n *Network) send(h *Host, p Packet) {
	h.Stats.Packets++
	h.Stats.Bytes += len(p.Payload)
	h.Stats.Largest = max(h.Stats.Largest, len(p.Payload))
	if n.Tap != nil {
		if p.Payload = n.Tap(h, p); p.Payload == nil {
			return
		}
	}
	from := h.addr
	if h.NAT != nil {
		from = h.NAT.leave(n.now, h.addr)
	}
	to := n.at(p.To)
	for _, a := range h.Up.pass(n.rng, n.now, len(p.Payload)) {
		if to == nil {
			continue
		}
		for _, b := range to.Down.pass(n.rng, a.at, len(p.Payload)) {
			n.schedule(b.at, from, p, a.ce || b.ce)
		}
	}
}

func (n *Network) at(addr netip.AddrPort) *Host {
	for _, h := range n.hosts {
		switch {
		case h.NAT != nil:
			if h.NAT.enter(n.now, addr) {
				return h
			}
		case h.addr == addr, slices.Contains(h.Also, addr):
			return h
		}
	}
	return nil
}

func (n *Network) deliver(e *event) {
	h := n.at(e.to)
	if h == nil || h.asleep {
		return
	}
	h.node.Receive(n.now, append([]byte(nil), e.payload...), e.from, e.ce)
	h.idle = 0
	n.poll(h)
}

// event is the arrival of a packet.
type event struct {
	at       time.Time
	order    uint64
	from, to netip.AddrPort
	payload  []byte
	ce       bool
}

func (n *Network) schedule(at time.Time, from netip.AddrPort, p Packet, ce bool) {
	n.order++
	heap.Push(&n.events, &event{at, n.order, from, p.To, p.Payload, ce})
}

// events is a heap, first by time, then by age.
type events []*event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	if !e[i].at.Equal(e[j].at) {
		return e[i].at.Before(e[j].at)
	}
	return e[i].order < e[j].order
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(*event)) }
func (e *events) Pop() any {
	old := *e
	last := old[len(old)-1]
	old[len(old)-1] = nil
	*e = old[:len(old)-1]
	return last
}
