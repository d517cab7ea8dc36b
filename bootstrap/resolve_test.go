package bootstrap

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os/exec"
	"strings"
	"testing"
	"time"
)

func TestOrder(t *testing.T) {
	mixed := "2001:db8::1 10.0.0.1 2001:db8::2 10.0.0.2"
	for _, test := range []struct {
		family     Family
		have, want string
	}{
		{FamilyInet, mixed, "10.0.0.1 10.0.0.2"},
		{FamilyInet6, mixed, "2001:db8::1 2001:db8::2"},
		{FamilyAll, mixed, mixed},
		{FamilyPreferInet, mixed, "10.0.0.1 10.0.0.2 2001:db8::1 2001:db8::2"},
		{FamilyPreferInet6, mixed, "2001:db8::1 2001:db8::2 10.0.0.1 10.0.0.2"},
		{FamilyAuto, mixed, ""},
		{FamilyAuto, "10.0.0.1", "10.0.0.1"},
		{FamilyInet, "::1", ""},
		{FamilyInet6, "127.0.0.1", ""},
	} {
		var addrs []netip.Addr
		for _, a := range strings.Fields(test.have) {
			addrs = append(addrs, netip.MustParseAddr(a))
		}
		got, err := order("h", addrs, test.family)
		if text := strings.Trim(fmt.Sprint(got), "[]"); text != test.want || (err != nil) != (test.want == "") {
			t.Errorf("%s of %s: %s, %v; want %s", test.family, test.have, text, err, test.want)
		}
	}
}

func TestResolveNumeric(t *testing.T) {
	for in, want := range map[string]string{"127.0.0.1": "127.0.0.1", "::1": "::1", "[::1]": "::1", "fe80::1%lo": "fe80::1%lo", "::ffff:10.0.0.1": "10.0.0.1"} {
		got, err := Resolve(context.Background(), in, FamilyPreferInet)
		if err != nil || len(got) != 1 || got[0].String() != want {
			t.Errorf("%s: %v, %v", in, got, err)
		}
	}
}

// TestDialInOrder connects to the second address when the first refuses.
func TestDialInOrder(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.2:0")
	if err != nil {
		absent(t, "only 127.0.0.1 is a loopback address here")
	}
	defer l.Close()
	port := uint16(l.Addr().(*net.TCPAddr).Port)
	addrs := []netip.Addr{netip.MustParseAddr("127.0.0.1"), netip.MustParseAddr("127.0.0.2")}
	conn, addr, err := dialer{}.dial(context.Background(), addrs, port)
	if err != nil {
		t.Fatal(err)
	}
	conn.Close()
	if addr != addrs[1] {
		t.Errorf("connected to %s", addr)
	}
	conn, _, err = dialer{bind: "127.0.0.3"}.dial(context.Background(), addrs[1:], port)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if from := conn.LocalAddr().(*net.TCPAddr).IP.String(); from != "127.0.0.3" {
		t.Errorf("came from %s", from)
	}
	if _, _, err := (dialer{bindIface: "no-such-interface"}).dial(context.Background(), addrs[1:], port); err == nil {
		t.Error("an interface that does not exist was used")
	}
}

func TestFakeProxy(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	go func() { // echoes, and says goodbye when the other side is done
		conn, err := l.Accept()
		if err != nil {
			return
		}
		_, _ = io.Copy(conn, conn)
		_, _ = io.WriteString(conn, "bye")
		conn.Close()
	}()
	port := fmt.Sprint(l.Addr().(*net.TCPAddr).Port)
	var out, errs bytes.Buffer
	if err := FakeProxy(context.Background(), FamilyPreferInet, "127.0.0.1", port, strings.NewReader("hello "), &out, &errs); err != nil {
		t.Fatal(err)
	}
	if out.String() != "hello bye" || errs.String() != "MOSH IP 127.0.0.1\n" {
		t.Errorf("copied %q, said %q", out.String(), errs.String())
	}
	l.Close()
	if err := FakeProxy(context.Background(), FamilyPreferInet, "127.0.0.1", port, strings.NewReader(""), &out, &errs); err == nil {
		t.Error("connected to a closed port")
	}
	if err := FakeProxy(context.Background(), FamilyPreferInet, "127.0.0.1", "x", strings.NewReader(""), &out, &errs); err == nil {
		t.Error("accepted a bad port")
	}
}

// TestFollowDoesNotWaitForever runs an ssh that would never end by itself.
func TestFollowDoesNotWaitForever(t *testing.T) {
	cmd := exec.Command("/bin/sh", "-c", "echo "+reportLine+"; exec cat")
	stdin, err := cmd.StdinPipe() // never closed before follow returns
	if err != nil {
		t.Fatal(err)
	}
	defer stdin.Close()
	tr := transcript{show: func(string) {}}
	if err := follow(cmd, &tr, 10*time.Millisecond, true); err != nil || !tr.connected() {
		t.Errorf("connected %v, %v", tr.connected(), err)
	}
	// Its end was waited for, and a signal was the reason.
	if state := cmd.ProcessState; state == nil || state.Exited() {
		t.Errorf("the program was not ended: %v", state)
	}
}
