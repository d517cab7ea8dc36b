package udp

import (
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// listen binds a socket on a loopback address or skips the test.
func listen(t *testing.T, network, addr string) *Conn {
	t.Helper()
	c, err := Listen(network, netip.MustParseAddrPort(addr))
	if err != nil {
		t.Skipf("no %s here: %v", network, err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return c
}

// setClass gives all later datagrams of c this TOS byte or traffic class.
func setClass(t *testing.T, c *Conn, class int) {
	t.Helper()
	raw, err := c.conn.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	err = raw.Control(func(fd uintptr) {
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_TOS, class)
		_ = unix.SetsockoptInt(int(fd), unix.IPPROTO_IPV6, unix.IPV6_TCLASS, class)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestMarks(t *testing.T) {
	tests := []struct {
		name, toNet, toAddr, fromNet, fromAddr, dial string
	}{
		{"IPv4", "udp4", "127.0.0.1:0", "udp4", "127.0.0.1:0", "127.0.0.1"},
		{"IPv6", "udp6", "[::1]:0", "udp6", "[::1]:0", "::1"},
		{"IPv4 to both", "udp", "[::]:0", "udp4", "127.0.0.1:0", "127.0.0.1"},
		{"IPv6 to both", "udp", "[::]:0", "udp6", "[::1]:0", "::1"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			receiver := listen(t, test.toNet, test.toAddr)
			sender := listen(t, test.fromNet, test.fromAddr)
			to := netip.AddrPortFrom(netip.MustParseAddr(test.dial), receiver.LocalAddr().Port())
			buf := make([]byte, 100)

			for _, class := range []int{-1, 0, 1, 3, 0xb8 | 3} {
				if class >= 0 {
					setClass(t, sender, class)
				}
				if err := sender.Write([]byte("hello"), to); err != nil {
					t.Fatal(err)
				}
				n, oobn, _, from, err := receiver.conn.ReadMsgUDPAddrPort(buf, receiver.oob)
				if err != nil || string(buf[:n]) != "hello" {
					t.Fatalf("read %q, %v", buf[:n], err)
				}
				want := byte(class)
				if class < 0 { // as Listen made it
					want = ecnECT0
				}
				if got := trafficClass(receiver.oob[:oobn]); got != want {
					t.Errorf("class %#x arrived as %#x from %v", want, got, from)
				}
			}

			setClass(t, sender, ecnCE)
			if err := sender.Write([]byte("marked"), to); err != nil {
				t.Fatal(err)
			}
			n, from, ce, err := receiver.Read(buf)
			if err != nil || string(buf[:n]) != "marked" || !ce {
				t.Errorf("Read = %q, ce %v, %v", buf[:n], ce, err)
			}
			if want := sender.LocalAddr(); from != want {
				t.Errorf("from %v, want %v", from, want)
			}
			// An answer to the address as it was reported has to arrive.
			if err := receiver.Write([]byte("back"), from); err != nil {
				t.Fatal(err)
			}
			if n, _, ce, err := sender.Read(buf); err != nil || string(buf[:n]) != "back" || ce {
				t.Errorf("answer: %q, ce %v, %v", buf[:n], ce, err)
			}
		})
	}
}

func TestFragmentsAllowed(t *testing.T) {
	c := listen(t, "udp4", "127.0.0.1:0")
	raw, err := c.conn.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	var got int
	ctlErr := raw.Control(func(fd uintptr) {
		got, err = unix.GetsockoptInt(int(fd), unix.IPPROTO_IP, unix.IP_MTU_DISCOVER)
	})
	if err != nil || ctlErr != nil || got != unix.IP_PMTUDISC_DONT {
		t.Errorf("IP_MTU_DISCOVER = %d, %v, %v", got, err, ctlErr)
	}
}

// What cannot be sent is an error, the system's own.
func TestWriteErrors(t *testing.T) {
	for _, test := range []struct {
		network, local, to string
		size               int
		want               error
	}{
		{"udp4", "127.0.0.1:0", "127.0.0.1:9", 70_000, unix.EMSGSIZE},
		{"udp4", "127.0.0.1:0", "[::1]:9", 1, unix.EAFNOSUPPORT},
	} {
		c := listen(t, test.network, test.local)
		if err := c.Write(make([]byte, test.size), netip.MustParseAddrPort(test.to)); !errors.Is(err, test.want) {
			t.Errorf("%s to %s: %v, want %v", test.network, test.to, err, test.want)
		}
		c.Close()
		if err := c.Write([]byte("x"), netip.MustParseAddrPort("127.0.0.1:9")); err == nil {
			t.Error("a closed socket sends")
		}
	}
}

// An answer leaves from where the question came to, whichever of the machine's
// addresses that was.
func TestAnswerFromWhereAsked(t *testing.T) {
	for _, test := range []struct{ network, bind, client, at, wrong string }{
		{"udp4", "0.0.0.0:0", "127.0.0.1:0", "127.0.0.7", "192.0.2.1"},
		{"udp", "[::]:0", "127.0.0.1:0", "127.0.0.7", "192.0.2.1"},
		{"udp", "[::]:0", "[::1]:0", "::1", "2001:db8::1"},
	} {
		server, client := listen(t, test.network, test.bind), listen(t, "udp", test.client)
		buf := make([]byte, 100)
		at := netip.AddrPortFrom(netip.MustParseAddr(test.at), server.LocalAddr().Port())
		if err := client.Write([]byte("ping"), at); err != nil {
			t.Fatal(err)
		}
		_, from, _, err := server.Read(buf)
		if err != nil || server.Local() != at.Addr() {
			t.Fatalf("%s: came to %v, %v; want %v", test.bind, server.Local(), err, at.Addr())
		}
		if err := server.WriteFrom([]byte("pong"), from, server.Local()); err != nil {
			t.Fatal(err)
		}
		if _, got, _, err := client.Read(buf); err != nil || got != at {
			t.Errorf("%s: answer from %v, %v; want %v", test.bind, got, err, at)
		}
		// An address that is gone is no reason not to answer.
		for _, local := range []netip.Addr{{}, netip.MustParseAddr(test.wrong)} {
			if err := server.WriteFrom([]byte("pong"), from, local); err != nil {
				t.Errorf("%s: from %v: %v", test.bind, local, err)
			} else if _, _, _, err := client.Read(buf); err != nil {
				t.Error(err)
			}
		}
	}
}

// A queue that is full loses datagrams and does not hold up the sender.
func TestWriteNeverWaits(t *testing.T) {
	receiver, sender := listen(t, "udp4", "127.0.0.1:0"), listen(t, "udp4", "127.0.0.1:0")
	if err := sender.conn.SetWriteBuffer(1); err != nil {
		t.Fatal(err)
	}
	for range 2000 {
		if err := sender.Write(make([]byte, 2000), receiver.LocalAddr()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestClose(t *testing.T) {
	c := listen(t, "udp4", "127.0.0.1:0")
	done := make(chan error)
	go func() {
		_, _, _, err := c.Read(make([]byte, 10))
		done <- err
	}()
	c.Close()
	if err := <-done; !errors.Is(err, net.ErrClosed) {
		t.Errorf("Read after Close: %v", err)
	}
}

func TestTrafficClassJunk(t *testing.T) {
	for _, oob := range [][]byte{nil, {1}, make([]byte, 15), make([]byte, 16), make([]byte, 64), {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 1, 0, 0, 0, 3}} {
		if got := trafficClass(oob); got != 0 {
			t.Errorf("trafficClass(%v) = %d", oob, got)
		}
	}
}
