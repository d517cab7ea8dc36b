package relay

import (
	"bufio"
	"io"
	"net"
	"net/netip"
	"testing"
	"time"
)

// server is a UDP socket that answers in capitals.
func server(t *testing.T, addr string) netip.AddrPort {
	t.Helper()
	conn, err := net.ListenUDP("udp", net.UDPAddrFromAddrPort(netip.MustParseAddrPort(addr)))
	if err != nil {
		t.Skipf("no %s here: %v", addr, err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, maxDatagram)
		for {
			n, from, err := conn.ReadFromUDPAddrPort(buf)
			if err != nil {
				return
			}
			conn.WriteToUDPAddrPort(append([]byte("re: "), buf[:n]...), from)
		}
	}()
	return conn.LocalAddr().(*net.UDPAddr).AddrPort()
}

// The relay finds the server at whichever of the targets it listens, and ends
// with its input.
func TestServe(t *testing.T) {
	for _, addr := range []string{"127.0.0.1:0", "[::1]:0", "127.0.0.3:0"} {
		t.Run(addr, func(t *testing.T) {
			at := server(t, addr)
			var targets []netip.AddrPort
			for _, a := range []string{"127.0.0.1", "::1", "127.0.0.3"} {
				targets = append(targets, netip.AddrPortFrom(netip.MustParseAddr(a), at.Port()))
			}
			in, toRelay := io.Pipe()
			fromRelay, out := io.Pipe()
			ended := make(chan error, 1)
			go func() { ended <- Serve(in, out, targets) }()
			reader := bufio.NewReader(fromRelay)
			if line, err := reader.ReadString('\n'); err != nil || line != Greeting {
				t.Fatalf("greeting %q, %v", line, err)
			}
			s := NewStream(reader, toRelay)
			defer s.Close()
			got := receiveAll(s)
			for _, text := range []string{"one", "two", "three"} {
				s.Send([]byte(text))
				select {
				case answer := <-got:
					if answer != "re: "+text {
						t.Fatalf("answer %q to %q", answer, text)
					}
				case <-time.After(10 * time.Second):
					t.Fatalf("no answer to %q", text)
				}
			}
			toRelay.Close()
			select {
			case err := <-ended:
				if err != nil {
					t.Errorf("ended with %v", err)
				}
			case <-time.After(10 * time.Second):
				t.Error("the relay does not end with its input")
			}
		})
	}
}

// Nobody listening is no reason to end: a datagram is lost, as on any way.
func TestServeNobody(t *testing.T) {
	at := server(t, "127.0.0.1:0")
	in, toRelay := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- Serve(in, io.Discard, []netip.AddrPort{netip.AddrPortFrom(netip.MustParseAddr("127.0.0.9"), at.Port())})
	}()
	for range 20 {
		toRelay.Write([]byte("\x00\x01x"))
	}
	select {
	case err := <-ended:
		t.Fatalf("ended with %v", err)
	default:
	}
	toRelay.Write([]byte("\x00"))
	toRelay.Close()
	if err := <-ended; err != io.ErrUnexpectedEOF {
		t.Errorf("ended with %v", err)
	}
}
