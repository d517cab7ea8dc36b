package link

import (
	"bytes"
	"io"
	"math"
	"net"
	"net/netip"
	"testing"
	"time"
)

const (
	ms       = time.Millisecond
	thousand = 1000 // bytes of a packet whose headers are counted: 972 of payload
)

// TestLine: what a path does to a row of packets sent at given times.
func TestLine(t *testing.T) {
	packet := thousand - overhead
	tests := []struct {
		name string
		path Path
		sent []time.Duration
		want []time.Duration // -1: lost
	}{
		{"nothing", Path{}, []time.Duration{0, 5 * ms}, []time.Duration{0, 5 * ms}},
		{"delay", Path{Delay: 40 * ms}, []time.Duration{0, 5 * ms}, []time.Duration{40 * ms, 45 * ms}},
		{"rate", Path{Rate: 100 * thousand}, []time.Duration{0, 0, 5 * ms, 100 * ms}, []time.Duration{10 * ms, 20 * ms, 30 * ms, 110 * ms}},
		{"rate and delay", Path{Rate: 100 * thousand, Delay: ms}, []time.Duration{0, 0}, []time.Duration{11 * ms, 21 * ms}},
		{"queue", Path{Rate: 100 * thousand, Queue: 2 * thousand}, []time.Duration{0, 0, 0, 0, 0},
			[]time.Duration{10 * ms, 20 * ms, 30 * ms, -1, -1}},
		{"filled", Path{Rate: 100 * thousand, Queue: 100 * thousand, Filled: true, Period: 10 * time.Second},
			[]time.Duration{0, 5 * time.Second, 10 * time.Second},
			[]time.Duration{510 * ms, 5760 * ms, 10510 * ms}},
		{"lost", Path{Loss: 1}, []time.Duration{0}, []time.Duration{-1}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			start := time.Now()
			l := newLine(test.path, 1)
			for i, sent := range test.sent {
				at, ok := l.carry(start.Add(sent), packet)
				got := at.Sub(start)
				if !ok {
					got = -1
				}
				if got != test.want[i] {
					t.Errorf("packet %d arrives after %v, want %v", i, got, test.want[i])
				}
			}
		})
	}
}

// TestChance: loss and jitter have the distribution asked for, and the same
// seed means the same fate.
func TestChance(t *testing.T) {
	path := Path{Loss: 0.29, Jitter: 10 * ms}
	now := time.Now()
	a, b := newLine(path, 7), newLine(path, 7)
	const n = 20000
	lost, sum := 0, time.Duration(0)
	for range n {
		at, ok := a.carry(now, 100)
		if at2, ok2 := b.carry(now, 100); at2 != at || ok2 != ok {
			t.Fatal("the same seed has another result")
		}
		if !ok {
			lost++
		}
		if at.Before(now) || at.Sub(now) > path.Jitter {
			t.Fatalf("jitter of %v", at.Sub(now))
		}
		sum += at.Sub(now)
	}
	if share := float64(lost) / n; math.Abs(share-0.29) > 0.02 {
		t.Errorf("%.3f are lost", share)
	}
	if mean := sum / n; mean < 4800*time.Microsecond || mean > 5200*time.Microsecond {
		t.Errorf("mean jitter is %v", mean)
	}
}

func loopback(port int) netip.AddrPort {
	return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(port))
}

// TestUDP: a datagram and its answer take the delays of both directions, and
// are counted.
func TestUDP(t *testing.T) {
	server, err := net.ListenUDP("udp4", net.UDPAddrFromAddrPort(loopback(0)))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		buf := make([]byte, 2000)
		for {
			n, from, err := server.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			server.WriteToUDPAddrPort(append(buf[:n], '!'), from)
		}
	}()
	r, err := NewUDP(loopback(0), server.LocalAddr().(*net.UDPAddr).AddrPort(), Path{Delay: 20 * ms}, Path{Delay: 10 * ms}, 1)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	client, err := net.DialUDP("udp4", nil, net.UDPAddrFromAddrPort(r.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	client.SetReadDeadline(time.Now().Add(20 * time.Second))
	began := time.Now()
	client.Write([]byte("hello"))
	buf := make([]byte, 100)
	n, err := client.Read(buf)
	if err != nil || string(buf[:n]) != "hello!" {
		t.Fatalf("%q, %v", buf[:n], err)
	}
	if took := time.Since(began); took < 30*ms {
		t.Errorf("there and back in %v", took)
	}
	if up, down := r.Traffic(); up != (Traffic{1, 5}) || down != (Traffic{1, 6}) {
		t.Errorf("counted %v, %v", up, down)
	}
}

// TestTCP: a stream arrives whole and in order however lossy the path, its end
// included, and late.
func TestTCP(t *testing.T) {
	server, err := net.ListenTCP("tcp4", net.TCPAddrFromAddrPort(loopback(0)))
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	go func() {
		for {
			conn, err := server.Accept()
			if err != nil {
				return
			}
			go func() {
				io.Copy(conn, conn)
				conn.Close()
			}()
		}
	}()
	path := Path{Delay: 10 * ms, Jitter: 5 * ms, Loss: 0.02, Rate: 50 << 20}
	r, err := NewTCP(loopback(0), server.Addr().(*net.TCPAddr).AddrPort(), path, path, 3)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	began := time.Now()
	conn, err := net.DialTCP("tcp4", nil, net.TCPAddrFromAddrPort(r.Addr()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	sent := bytes.Repeat([]byte("0123456789"), 3000)
	go func() {
		conn.Write(sent)
		conn.CloseWrite()
	}()
	got, err := io.ReadAll(conn)
	if err != nil || !bytes.Equal(got, sent) {
		t.Fatalf("%d bytes of %d came back, %v", len(got), len(sent), err)
	}
	// Opening costs one round trip, the data another.
	if took := time.Since(began); took < 40*ms {
		t.Errorf("there and back in %v", took)
	}
}
