package badlink

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"gomosh/internal/lab"
)

// full says that the table is wanted, with enough of everything.
var full = os.Getenv("GOMOSH_BADLINK") == "full"

func amount(some, all int) int {
	if full {
		return all
	}
	return some
}

// result is one row of the table for one side.
type result struct {
	shown string        // in the table
	time  time.Duration // what is compared
	bytes int
}

// scenes are the rows. Every one has a session of its own.
var scenes = []struct {
	name string
	long bool // only for the table
	play func(t testing.TB, side lab.Side) result
}{
	{"echo of a key, 100 ms and 29 % loss each way: mean; UDP bytes a key", false, lossyEcho},
	{"echo of a key, 100 ms: mean; packets a key", false, cleanEcho},
	{"outage of 8 s, 100 ms: back on screen after the link is back: mean", false, recovery},
	{"a full screen on a path that swallows packets above 576 bytes", false, narrowPath},
	{"single keys, 1.5 to 2.5 s apart, 100 ms and 29 % loss each way: mean; UDP bytes a key", true, singleKeys},
	{"idle, both directions: packets a minute", true, idle},
}

// Letters that do not occur in what a client writes beside text.
const letters = "weyuopzvn"

// typing is the pauses of a person who types and thinks.
var typing = []time.Duration{150 * time.Millisecond, 210 * time.Millisecond, 130 * time.Millisecond, 900 * time.Millisecond,
	180 * time.Millisecond, 250 * time.Millisecond, 1700 * time.Millisecond, 160 * time.Millisecond}

const echo = "stty raw -echo; printf 'ready'; exec cat"

func typeKeys(t testing.TB, s *session, keys int, pauses []time.Duration) (mean time.Duration, cost traffic) {
	t.Helper()
	s.begin()
	before := s.relay.traffic()
	for i := range keys {
		key := letters[i%len(letters) : i%len(letters)+1]
		took, ok := s.wait(s.send(key), key, 20*time.Second)
		if !ok {
			t.Errorf("no echo of %q", key)
		}
		mean += took / time.Duration(keys)
		time.Sleep(pauses[i%len(pauses)])
	}
	return mean, s.relay.traffic().since(before)
}

func lossyEcho(t testing.TB, side lab.Side) result {
	keys := amount(24, 150)
	s := startSession(t, side, 50*time.Millisecond, 0.29, echo)
	mean, cost := typeKeys(t, s, keys, typing)
	return result{fmt.Sprintf("%s; %d bytes", ms(mean), cost.bytes()/keys), mean, cost.bytes() / keys}
}

func singleKeys(t testing.TB, side lab.Side) result {
	const keys = 40
	s := startSession(t, side, 50*time.Millisecond, 0.29, echo)
	mean, cost := typeKeys(t, s, keys, []time.Duration{1500 * time.Millisecond, 2500 * time.Millisecond, 1900 * time.Millisecond})
	return result{fmt.Sprintf("%s; %d bytes", ms(mean), cost.bytes()/keys), mean, cost.bytes() / keys}
}

func cleanEcho(t testing.TB, side lab.Side) result {
	keys := amount(16, 80)
	s := startSession(t, side, 50*time.Millisecond, 0, echo)
	mean, cost := typeKeys(t, s, keys, typing)
	return result{fmt.Sprintf("%s; %.1f packets", ms(mean), float64(cost.packets())/float64(keys)), mean, cost.bytes() / keys}
}

func recovery(t testing.TB, side lab.Side) result {
	outages := amount(1, 8)
	s := startSession(t, side, 50*time.Millisecond, 0, echo)
	s.begin()
	var mean, worst time.Duration
	for i := range outages {
		key := fmt.Sprintf("%%%d%%", i)
		s.relay.ask("dead")
		n := s.send(key)
		time.Sleep(8*time.Second + time.Duration(i*70)*time.Millisecond)
		s.relay.ask("alive")
		took, ok := s.wait(n, key, 20*time.Second)
		if !ok {
			t.Errorf("no echo of %q after the outage", key)
		}
		mean += took / time.Duration(outages)
		worst = max(worst, took)
		time.Sleep(2 * time.Second)
	}
	return result{fmt.Sprintf("%s (worst %s)", ms(mean), ms(worst)), worst, 0}
}

// noise is a screen of text that does not compress below what a small packet
// holds, with a mark at its end.
const noise = `stty -echo; printf ready; read x
awk 'BEGIN { srand(1); for (i = 0; i < 22; i++) { l = ""; for (j = 0; j < 76; j++) l = l sprintf("%c", 65 + int(rand() * 26)); print l } }'
printf '%s' 'yon''der'; exec cat`

func narrowPath(t testing.TB, side lab.Side) result {
	s := startSession(t, side, 50*time.Millisecond, 0, noise)
	for _, m := range []interface{ Firewall(string) }{s.here, s.there} {
		m.Firewall("iptables -A INPUT -p udp -m length --length 577: -j DROP; iptables -A INPUT -f -j DROP")
	}
	s.begin()
	const limit = 15 * time.Second
	took, ok := s.wait(s.send("\r"), "yonder", limit)
	if !ok {
		return result{fmt.Sprintf("never (in %v)", limit), limit, 0}
	}
	return result{ms(took), took, 0}
}

func idle(t testing.TB, side lab.Side) result {
	s := startSession(t, side, 50*time.Millisecond, 0, echo)
	s.begin()
	time.Sleep(2 * time.Minute)
	before := s.relay.traffic()
	time.Sleep(2 * time.Minute)
	n := s.relay.traffic().since(before)
	return result{fmt.Sprint(n.packets() / 2), time.Duration(n.packets()), n.bytes()}
}

// pair is what was measured in one scene.
type pair struct{ ours, stock result }

// TestTable plays every scene with both sides and checks what docs/network.md
// promises of them. The processors may have other things to do meanwhile, which
// looks like a bad link, so without the table it is tried again.
func TestTable(t *testing.T) {
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	for try := range amount(3, 1) {
		results := playAll(t, fmt.Sprint("try", try+1))
		if t.Failed() {
			return
		}
		missed := broken(results)
		if len(missed) == 0 {
			return
		}
		t.Log(strings.Join(missed, "\n"))
	}
	t.Error("that is not what docs/network.md says")
}

// playAll plays all scenes with both sides at once, and logs the table.
func playAll(t *testing.T, name string) map[string]*pair {
	var mu sync.Mutex
	results := make(map[string]*pair)
	t.Run(name, func(t *testing.T) {
		for _, scene := range scenes {
			if scene.long && !full {
				continue
			}
			results[scene.name] = new(pair)
			for _, side := range []lab.Side{lab.Gomosh, lab.Stock} {
				t.Run(strings.Fields(scene.name)[0]+" "+string(side), func(t *testing.T) {
					t.Parallel()
					r := scene.play(t, side)
					mu.Lock()
					defer mu.Unlock()
					if side == lab.Gomosh {
						results[scene.name].ours = r
					} else {
						results[scene.name].stock = r
					}
				})
			}
		}
	})
	var table strings.Builder
	for _, scene := range scenes {
		if r := results[scene.name]; r != nil {
			fmt.Fprintf(&table, "| %s | %s | %s |\n", scene.name, r.ours.shown, r.stock.shown)
		}
	}
	t.Logf("| | gomosh | mosh 1.4.0 |\n|---|---|---|\n%s", &table)
	return results
}

// broken returns the promises that do not hold.
func broken(results map[string]*pair) (all []string) {
	say := func(format string, values ...any) { all = append(all, fmt.Sprintf(format, values...)) }
	// Half of what loss costs beyond the round trip, with fewer bytes; a few keys
	// say that less exactly.
	const rtt = 100 * time.Millisecond
	share, bytes := time.Duration(amount(85, 50)), amount(125, 100)
	if r := results[scenes[0].name]; r.ours.time-rtt > (r.stock.time-rtt)*share/100 || r.ours.bytes >= r.stock.bytes*bytes/100 {
		say("29 %% loss: %v and %d bytes, stock %v and %d bytes", r.ours.time, r.ours.bytes, r.stock.time, r.stock.bytes)
	}
	if r := results[scenes[2].name]; r.ours.time > time.Duration(amount(1000, 450))*time.Millisecond {
		say("back %v after an outage", r.ours.time)
	}
	if r := results[scenes[3].name]; r.ours.time > 3*time.Second {
		say("%v for a screen on a narrow path", r.ours.time)
	}
	return all
}
