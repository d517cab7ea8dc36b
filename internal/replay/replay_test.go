package replay

import (
	"flag"
	"fmt"
	"os"
	"testing"
	"time"

	"gomosh/internal/simnet"
	"gomosh/predict"
)

var (
	table = flag.Bool("table", false, "print the tables")
	seed  = flag.Uint64("seed", 1, "of the network and the typist")
	think = flag.Int("think", 600, "ms after Enter")
	only  = flag.String("only", "", "print what became of each key of this scenario")
)

func ms(n int) time.Duration { return time.Duration(n) * time.Millisecond }

var links = []struct {
	name string
	link simnet.Link
}{
	{"RTT 500 ms", simnet.Link{Delay: ms(250)}},
	{"RTT 273 ms", simnet.Link{Delay: ms(136), Jitter: ms(1)}},
	{"RTT 100 ms, 29 % loss", simnet.Link{Delay: ms(50), Loss: 0.29}},
}

// TestTable plays all recordings over the links of the paper that measured
// mosh (USENIX ATC 2012) and holds the engine to its targets.
func TestTable(t *testing.T) {
	recs, err := Load("testdata")
	if err != nil || len(recs) == 0 {
		t.Fatal(len(recs), err)
	}
	for _, l := range links {
		t.Run(l.name, func(t *testing.T) {
			t.Parallel()
			var rs []*Result
			for _, r := range recs {
				rs = append(rs, Play(r, Conditions{Link: l.link, Seed: *seed, Gap: ms(150), Think: ms(*think)}))
			}
			if *table {
				fmt.Println(l.name)
				Report(os.Stdout, rs)
			}
			sum := Sum("all", rs)
			if sum.Leaked {
				t.Error("a character typed blind was shown")
			}
			for _, r := range append(rs, sum) {
				if r.Name == *only {
					r.trace(os.Stdout)
				}
				if r.Name != "mixed" && r != sum {
					continue
				}
				wrong := float64(r.Wrong) / float64(r.Keys)
				if *think >= 600 && r.Share() < wantAtOnce || wrong > wantWrong {
					t.Errorf("%s: %.1f %% shown at once, %.2f %% wrong", r.Name, 100*r.Share(), 100*wrong)
				}
			}
		})
	}
}

// What is wanted of every link, for people who wait for the prompt after Enter.
const (
	wantAtOnce = 0.85
	wantWrong  = 0.005
)

// TestSecrets types passwords to real programs that do not echo, at all speeds
// (so also before the prompt has come) over all kinds of links.
func TestSecrets(t *testing.T) {
	recs, err := Load("testdata")
	if err != nil {
		t.Fatal(err)
	}
	runs := 0
	for _, r := range recs {
		if r.Name != "password" && r.Name != "secrets" {
			continue
		}
		for _, o := range []predict.Options{{Preference: predict.Adaptive}, {Preference: predict.Always}} {
			for _, rtt := range []int{0, 100, 1000} {
				for i, gap := range []int{15, 60, 150} {
					link := simnet.Link{Delay: ms(rtt / 2), Jitter: ms(rtt / 10), Loss: 0.29 * float64(i%2)}
					for _, think := range []int{0, 400} {
						res := Play(r, Conditions{Link: link, Options: o, Seed: *seed + uint64(runs), Gap: ms(gap), Think: ms(think)})
						if runs++; res.Leaked {
							t.Errorf("%s: %+v, RTT %d ms, a key each %d ms, %d ms after Enter: a character typed blind was shown", r.Name, o, rtt, gap, think)
						}
					}
				}
			}
		}
	}
	if runs < 50 {
		t.Fatalf("only %d runs", runs)
	}
}
