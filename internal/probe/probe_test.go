package probe

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"slices"
	"strings"
	"testing"
)

func TestSample(t *testing.T) {
	for _, test := range []struct {
		low, high int
		want      string
	}{
		{60001, 60001, "[60001]"},
		{5, 8, "[5 6 7 8]"},
		{60000, 61000, "[60000 60001 60002 60003 60004 60005 60006 60007 60131 60255 60379 60503 60627 60751 60875 61000]"},
		{1, 65535, "[1 2 3 4 5 6 7 8 8198 16389 24580 32771 40962 49153 57344 65535]"},
	} {
		got := Sample(test.low, test.high)
		if fmt.Sprint(got) != test.want || len(got) > MaxPorts {
			t.Errorf("%d:%d: %v, want %s", test.low, test.high, got, test.want)
		}
	}
}

// TestBothHalves has one port that answers, one in use, one that answers under
// another address only, and one where nothing arrives.
func TestBothHalves(t *testing.T) {
	busy, err := net.ListenUDP("udp", &net.UDPAddr{})
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	busyPort := busy.LocalAddr().(*net.UDPAddr).Port
	free, err := net.ListenUDP("udp", &net.UDPAddr{})
	if err != nil {
		t.Fatal(err)
	}
	freePort := free.LocalAddr().(*net.UDPAddr).Port
	free.Close()
	stdin, hangUp := io.Pipe()
	report, w := io.Pipe()
	served := make(chan error, 1)
	go func() { served <- Serve(stdin, w, []int{busyPort, freePort}) }()
	result, err := Run(report, netip.MustParseAddr("127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	if result[busyPort] != Busy || result[freePort] != Answered {
		t.Errorf("busy %d, free %d: %v", busyPort, freePort, result)
	}
	go io.Copy(io.Discard, report)
	hangUp.Close()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// TestSilence: the far half says which ports heard something.
func TestSilence(t *testing.T) {
	deaf, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)}) // takes datagrams, answers none
	if err != nil {
		t.Fatal(err)
	}
	defer deaf.Close()
	heard := deaf.LocalAddr().(*net.UDPAddr).Port
	other, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	silent := other.LocalAddr().(*net.UDPAddr).Port
	report, w := io.Pipe()
	defer w.Close()
	go func() {
		fmt.Fprintf(w, "token %032x\nbusy \nopen %d %d\nheard %d\nheard 7\nheard x\n", 5, heard, silent, heard)
	}()
	result, err := Run(report, netip.MustParseAddr("127.0.0.1"))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(result.With(OneWay), []int{heard}) || !slices.Equal(result.With(Silent), []int{silent}) {
		t.Errorf("heard %d, silent %d: %v", heard, silent, result)
	}
}

func TestStrangeFarHalf(t *testing.T) {
	for _, text := range []string{"", "hello\n", "open 1 2\n", "token zz\n", "token 00\nopen 1\n", strings.Repeat("x", 1<<17)} {
		if _, err := Run(strings.NewReader(text), netip.MustParseAddr("127.0.0.1")); err == nil {
			t.Errorf("%.20q was understood", text)
		}
	}
	r, err := Run(strings.NewReader("token 00000000000000000000000000000000\nbusy 1 2\nopen \n"), netip.MustParseAddr("127.0.0.1"))
	if err != nil || len(r.With(Busy)) != 2 {
		t.Errorf("%v, %v", r, err)
	}
}
