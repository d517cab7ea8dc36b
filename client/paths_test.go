//go:build unix

package client

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"
	"time"
)

// Whatever happens in whatever order, the paths come to rest: there is always a
// way for a datagram, no way twice, and no deadline that is due at once again.
func TestPathsComeToRest(t *testing.T) {
	addrs := []netip.AddrPort{netip.MustParseAddrPort(firstAddr), netip.MustParseAddrPort(secondAddr), netip.MustParseAddrPort("192.0.2.7:60001")}
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 1))
		now := time.Unix(1_000_000_000, 0)
		p := newPaths(addrs[:r.IntN(3)], r.IntN(2) == 0, now)
		if len(p.udp) == 0 {
			p.canSSH = true
		}
		l := link{srtt: time.Duration(1+r.IntN(3000)) * time.Millisecond, prompt: r.IntN(2) == 0}
		for step := range 300 {
			switch r.IntN(12) {
			case 0, 1, 2:
				on := p.current
				if len(p.udp) > 0 && r.IntN(3) == 0 {
					on = path{to: p.udp[r.IntN(len(p.udp))]}
				}
				if p.up && r.IntN(3) == 0 {
					on = overSSH
				}
				p.heard(now, on, l)
			case 3:
				l.waiting = now
			case 4:
				l.waiting = time.Time{}
			case 5:
				p.changed(now)
			case 6:
				if p.asked {
					p.sshUp()
				}
			case 7:
				if p.asked {
					p.sshDown(now)
				}
			case 8:
				if r.IntN(20) == 0 && len(p.udp) > 0 {
					p.lostSSH()
				}
			case 9:
				p.refused(now)
			case 10:
				if len(p.udp) > 0 {
					p.learn(addrs)
				}
			case 11:
				now = now.Add(time.Duration(r.IntN(20_000)) * time.Millisecond)
			}
			urges := 0
			for p.look(now, l) != calm {
				if urges++; urges > 3 {
					t.Fatalf("seed %d step %d: no end of urges", seed, step)
				}
				for range 2 {
					ways := p.ways(now)
					if len(ways) == 0 {
						t.Fatalf("seed %d step %d: no way for a datagram", seed, step)
					}
					for i, w := range ways {
						if slices.Contains(ways[:i], w) {
							t.Fatalf("seed %d step %d: %v twice", seed, step, w)
						}
					}
				}
			}
			p.wantsSSH(now)
			if at := p.deadline(now, l); !at.IsZero() && !at.After(now) {
				t.Fatalf("seed %d step %d: due %v ago: %+v", seed, step, now.Sub(at), p)
			}
			if at := p.deadline(now, l); !at.IsZero() && r.IntN(2) == 0 {
				now = at
			}
		}
	}
}

// In a long silence a datagram costs two, however many addresses there are; and
// each gets its turn.
func TestLongSilenceTakesTurns(t *testing.T) {
	now := time.Unix(1_000_000_000, 0)
	addrs := []netip.AddrPort{netip.MustParseAddrPort(firstAddr), netip.MustParseAddrPort(secondAddr), netip.MustParseAddrPort("192.0.2.7:60001")}
	p := newPaths(addrs, false, now)
	now = now.Add(firstPatience)
	if p.look(now, link{}) != insist {
		t.Fatal("no urge although nothing was heard")
	}
	if got := len(p.ways(now)); got != 3 {
		t.Errorf("%d ways at first, want all 3", got)
	}
	p.ways(now)
	now = now.Add(allPathsTime + 1)
	seen := map[path]int{}
	for range 20 {
		ways := p.ways(now)
		if len(ways) != 2 || ways[0] != p.current {
			t.Fatalf("ways %v", ways)
		}
		seen[ways[1]]++
		p.ways(now) // the one that follows alone
	}
	if len(seen) != 2 || seen[path{to: addrs[1]}] != 10 {
		t.Errorf("turns %v", seen)
	}
}
