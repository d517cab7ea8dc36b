//go:build unix

package client

import (
	"context"
	"net"
	"net/netip"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A real socket sends with ECT(0) and sees the mark CE, over both families,
// and takes datagrams from other addresses than the server's.
func TestECN(t *testing.T) {
	for _, host := range []string{"127.0.0.1", "::1"} {
		t.Run(host, func(t *testing.T) {
			network := "udp4"
			if host == "::1" {
				network = "udp6"
			}
			// The peer tells what mark it received, and sends with CE.
			config := net.ListenConfig{Control: func(_, _ string, c syscall.RawConn) error {
				return c.Control(func(fd uintptr) {
					if network == "udp4" {
						_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_RECVTOS, 1)
						_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_TOS, ecnCE)
					} else {
						_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_RECVTCLASS, 1)
						_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_TCLASS, ecnCE)
					}
				})
			}}
			conn, err := config.ListenPacket(context.Background(), network, net.JoinHostPort(host, "0"))
			if err != nil {
				t.Skipf("no %s here: %v", network, err)
			}
			defer conn.Close()
			peer := conn.(*net.UDPConn)
			_ = peer.SetDeadline(time.Now().Add(5 * time.Second))

			sock, err := openUDP(peer.LocalAddr().(*net.UDPAddr).AddrPort())
			if err != nil {
				t.Fatal(err)
			}
			defer sock.Close()
			if err := sock.send([]byte("ping")); err != nil {
				t.Fatal(err)
			}
			var payload, oob [100]byte
			n, oobn, _, from, err := peer.ReadMsgUDPAddrPort(payload[:], oob[:])
			if err != nil || string(payload[:n]) != "ping" {
				t.Fatalf("received %q, %v", payload[:n], err)
			}
			if mark := receivedMark(t, oob[:oobn]); mark != ecnECT0 {
				t.Errorf("sent with mark %d, want ECT(0)", mark)
			}

			answer := func(conn *net.UDPConn, text string, want bool) {
				if _, err := conn.WriteToUDPAddrPort([]byte(text), from); err != nil {
					t.Fatal(err)
				}
				n, ce, err := sock.receive(payload[:])
				if err != nil || string(payload[:n]) != text || ce != want {
					t.Errorf("received %q, CE %v, %v; want %q, %v", payload[:n], ce, err, text, want)
				}
			}
			answer(peer, "marked", true)
			other, err := net.ListenUDP(network, &net.UDPAddr{IP: net.ParseIP(host)})
			if err != nil {
				t.Fatal(err)
			}
			defer other.Close()
			answer(other, "from elsewhere", false)

			sock.Close()
			if _, _, err := sock.receive(payload[:]); !isClosed(err) {
				t.Errorf("receiving from a closed socket: %v", err)
			}
		})
	}
}

func receivedMark(t *testing.T, oob []byte) byte {
	t.Helper()
	messages, err := unix.ParseSocketControlMessage(oob)
	if err != nil || len(messages) != 1 {
		t.Fatalf("control messages %v, %v", messages, err)
	}
	return messages[0].Data[0] & ecnMask
}

func TestSockaddr(t *testing.T) {
	lo, err := net.InterfaceByIndex(1)
	if err != nil {
		t.Skip(err)
	}
	sa, err := sockaddr(netip.AddrPortFrom(netip.MustParseAddr("fe80::1").WithZone(lo.Name), 60001))
	if err != nil {
		t.Fatal(err)
	}
	if v6 := sa.(*unix.SockaddrInet6); v6.ZoneId != 1 || v6.Port != 60001 || v6.Addr[15] != 1 {
		t.Errorf("sockaddr = %+v", v6)
	}
	if _, err := sockaddr(netip.MustParseAddrPort("[fe80::1%no-such-link]:1")); err == nil {
		t.Error("an unknown zone was accepted")
	}
}
