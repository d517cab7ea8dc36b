//go:build unix

package server

import (
	"net"
	"net/netip"
	"strings"
	"testing"
)

// freePort finds a UDP port that nobody has at the moment.
func freePort(t *testing.T) int {
	t.Helper()
	conn, err := net.ListenUDP("udp", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	return conn.LocalAddr().(*net.UDPAddr).Port
}

func TestBind(t *testing.T) {
	busy, err := net.ListenUDP("udp", nil)
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	taken := busy.LocalAddr().(*net.UDPAddr).Port
	free := freePort(t)

	tests := []struct {
		name, addr string
		ports      Ports
		local      string   // want: the address, "any" for the wildcard
		warnings   []string // want: parts of each line
		err        string
	}{
		{"any", "", Ports{free, free}, "any", nil, ""},
		{"the system's choice", "127.0.0.1", Ports{0, 0}, "127.0.0.1", nil, ""},
		{"IPv4", "127.0.0.1", Ports{free, free}, "127.0.0.1", nil, ""},
		{"mapped IPv4", "::ffff:127.0.0.1", Ports{free, free}, "127.0.0.1", nil, ""},
		{"not an address", "localhost", Ports{free, free}, "any", []string{"Error binding to IP localhost"}, ""},
		{"not our address", "192.0.2.1", Ports{free, free}, "any", []string{"Failed binding to 192.0.2.1:", "Error binding to IP 192.0.2.1"}, ""},
		{"taken", "127.0.0.1", Ports{taken, taken}, "", []string{"Failed binding to 127.0.0.1:", "Error binding to IP 127.0.0.1"}, "Failed binding to any address"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var warnings []string
			conn, err := bind(test.addr, test.ports, func(line string) { warnings = append(warnings, line) })
			if len(warnings) != len(test.warnings) {
				t.Errorf("warnings %q, want %q", warnings, test.warnings)
			} else {
				for i, want := range test.warnings {
					if !strings.HasPrefix(warnings[i], want) {
						t.Errorf("warning %q, want %q", warnings[i], want)
					}
				}
			}
			if test.err != "" {
				if err == nil || !strings.Contains(err.Error(), test.err) {
					t.Errorf("error %v, want %q", err, test.err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			local := conn.LocalAddr().Addr()
			if test.local == "any" {
				if !local.IsUnspecified() {
					t.Errorf("bound to %v", local)
				}
			} else if local.Unmap() != netip.MustParseAddr(test.local) {
				t.Errorf("bound to %v, want %v", local, test.local)
			}
		})
	}
}

func TestBindRange(t *testing.T) {
	// Three ports in a row: the first is taken by the first bind.
	var first, second int
	for range 100 {
		low := freePort(t)
		ports := Ports{low, low + 2}
		a, err := bindPorts(netip.Addr{}, ports)
		if err != nil {
			continue // somebody else was quicker
		}
		b, err := bindPorts(netip.Addr{}, ports)
		if err != nil {
			a.Close()
			continue
		}
		first, second = int(a.LocalAddr().Port()), int(b.LocalAddr().Port())
		a.Close()
		b.Close()
		if first != low || second <= low || second > low+2 {
			t.Errorf("range %v gave %d and %d", ports, first, second)
		}
		return
	}
	t.Fatal("no free ports")
}
