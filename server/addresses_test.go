//go:build unix

package server

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
)

func TestNamedAddresses(t *testing.T) {
	for _, test := range []struct{ first, own, want string }{
		{"203.0.113.5", "203.0.113.5 172.17.0.1 2001:db8::5 fe80::1 fd00::5", "203.0.113.5 2001:db8::5"},
		{"2001:db8::5", "203.0.113.5 2001:db8::5", "2001:db8::5 203.0.113.5"},
		{"10.0.0.5", "10.0.0.5 10.1.0.5 203.0.113.5 fd00::5", "10.0.0.5 10.1.0.5 203.0.113.5 fd00::5"},
		{"", "10.0.0.5 203.0.113.5", "203.0.113.5"},
		{"127.0.0.1", "10.0.0.5 203.0.113.5", "203.0.113.5"},
		{"198.51.100.7", "", "198.51.100.7"}, // behind a NAT of one to one
		{"203.0.113.1", "203.0.113.1 203.0.113.2 203.0.113.3 203.0.113.4 203.0.113.5 203.0.113.6 203.0.113.7 203.0.113.8 203.0.113.9",
			"203.0.113.1 203.0.113.2 203.0.113.3 203.0.113.4 203.0.113.5 203.0.113.6 203.0.113.7 203.0.113.8"},
	} {
		var own []netip.Addr
		for _, a := range strings.Fields(test.own) {
			own = append(own, netip.MustParseAddr(a))
		}
		first, _ := netip.ParseAddr(test.first)
		var got []string
		for _, a := range named(first, own, 60001) {
			if a.Port() != 60001 {
				t.Errorf("%v has another port", a)
			}
			got = append(got, a.Addr().String())
		}
		if fmt.Sprint(got) != fmt.Sprint(strings.Fields(test.want)) {
			t.Errorf("reached at %q with %q: named %q, want %q", test.first, test.own, got, test.want)
		}
	}
}
