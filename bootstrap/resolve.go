package bootstrap

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// Family says which addresses of a host are used, and in which order.
type Family string

// The families of --family.
const (
	FamilyInet        Family = "inet"         // IPv4 only
	FamilyInet6       Family = "inet6"        // IPv6 only
	FamilyAuto        Family = "auto"         // refuse hosts that have both
	FamilyAll         Family = "all"          // all, in the resolver's order
	FamilyPreferInet  Family = "prefer-inet"  // all, IPv4 first
	FamilyPreferInet6 Family = "prefer-inet6" // all, IPv6 first
)

// Families lists them all.
var Families = []Family{FamilyInet, FamilyInet6, FamilyAuto, FamilyAll, FamilyPreferInet, FamilyPreferInet6}

// lookupBound is how long a look-up may take.
const lookupBound = 20 * time.Second

// Resolve returns the addresses of a host in the order in which they are to be
// tried; there is at least one. A numeric address stands for itself.
func Resolve(ctx context.Context, host string, family Family) ([]netip.Addr, error) {
	var addrs []netip.Addr
	if a, err := netip.ParseAddr(strings.Trim(host, "[]")); err == nil {
		addrs = []netip.Addr{a.Unmap()}
	} else {
		ctx, cancel := context.WithTimeout(ctx, lookupBound)
		defer cancel()
		if addrs, err = lookup(ctx, host); err != nil {
			return nil, unresolved(host, err)
		}
	}
	return order(host, addrs, family)
}

// order keeps and sorts addresses as a family wants it.
func order(host string, addrs []netip.Addr, family Family) ([]netip.Addr, error) {
	is4 := func(a netip.Addr) bool { return a.Is4() }
	has4 := slices.ContainsFunc(addrs, is4)
	has6 := slices.ContainsFunc(addrs, netip.Addr.Is6)
	first := func(want4 bool) {
		slices.SortStableFunc(addrs, func(a, b netip.Addr) int {
			switch {
			case a.Is4() == b.Is4():
				return 0
			case a.Is4() == want4:
				return -1
			}
			return 1
		})
	}
	switch family {
	case FamilyInet:
		addrs = slices.DeleteFunc(addrs, netip.Addr.Is6)
	case FamilyInet6:
		addrs = slices.DeleteFunc(addrs, is4)
	case FamilyPreferInet:
		first(true)
	case FamilyPreferInet6:
		first(false)
	case FamilyAuto:
		if has4 && has6 {
			return nil, twoFamilies(host)
		}
	}
	if len(addrs) == 0 {
		return nil, wrongFamily(host, family)
	}
	return addrs, nil
}

// canonicalName is what the resolver calls a host, as CanonicalizeHostname wants
// to know it; empty if there is no such host.
func canonicalName(host string) string {
	ctx, cancel := context.WithTimeout(context.Background(), lookupBound)
	defer cancel()
	if addrs, err := lookup(ctx, host); err != nil || len(addrs) == 0 {
		return ""
	}
	if name, err := net.DefaultResolver.LookupCNAME(ctx, host); err == nil && name != "" {
		return name
	}
	return host
}

// lookup asks the resolver and, where that knows nothing, getent: the name may
// come from a source that only the C library knows (mDNS, a directory).
func lookup(ctx context.Context, host string) ([]netip.Addr, error) {
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	for i := range addrs {
		addrs[i] = addrs[i].Unmap()
	}
	if err == nil && len(addrs) == 0 {
		err = errors.New("no address")
	}
	if err != nil && !strings.HasPrefix(host, "-") {
		if others := getent(ctx, host); len(others) > 0 {
			return others, nil
		}
	}
	return addrs, err
}

func getent(ctx context.Context, host string) []netip.Addr {
	out, err := exec.CommandContext(ctx, "getent", "ahosts", host).Output()
	if err != nil {
		return nil
	}
	var addrs []netip.Addr
	for line := range bytes.Lines(out) {
		if words := strings.Fields(string(line)); len(words) > 0 {
			if a, err := netip.ParseAddr(words[0]); err == nil && !slices.Contains(addrs, a.Unmap()) {
				addrs = append(addrs, a.Unmap())
			}
		}
	}
	return addrs
}
