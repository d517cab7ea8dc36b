package proto

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"testing"
)

func noise(rng *rand.Rand, n int) []byte {
	p := make([]byte, n)
	for i := range p {
		p[i] = byte(rng.Uint32())
	}
	return p
}

// Fragments of several instructions, shuffled and with duplicates, all come
// together.
func TestReassembleShuffled(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 300 {
		payloads := make([][]byte, 1+rng.IntN(assemblies))
		var all []fragment
		for id := range payloads {
			payloads[id] = noise(rng, 1+rng.IntN(5000))
			f, err := split(uint64(id), payloads[id], 1+rng.IntN(1500))
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, f...)
		}
		rng.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		var r reassembler
		done := make(map[uint64]bool)
		for _, f := range all {
			g, err := parseFragment(appendFragment(nil, f))
			if err != nil {
				t.Fatal(err)
			}
			for range 1 + rng.IntN(2) {
				if done[f.id] {
					break // a duplicate of a complete one starts anew
				}
				payload, err := r.add(g)
				if err != nil {
					t.Fatal(err)
				}
				if payload != nil {
					if !bytes.Equal(payload, payloads[f.id]) {
						t.Fatal("wrong payload")
					}
					done[f.id] = true
				}
			}
		}
		if len(done) != len(payloads) || r.size != 0 || len(r.open) != 0 {
			t.Fatalf("%d of %d complete, %d bytes in %d assemblies left", len(done), len(payloads), r.size, len(r.open))
		}
	}
}

func TestSplitSizes(t *testing.T) {
	for _, v := range []struct{ n, size, want int }{
		{1, 10, 1}, {10, 10, 1}, {11, 10, 2}, {20, 10, 2}, {21, 10, 3}, {32768, 1, 32768},
	} {
		f, err := split(1, make([]byte, v.n), v.size)
		if err != nil || len(f) != v.want || !f[len(f)-1].final {
			t.Errorf("%d bytes by %d: %d fragments, %v", v.n, v.size, len(f), err)
		}
		for i := range f {
			if int(f[i].num) != i || f[i].final != (i == len(f)-1) || len(f[i].body) == 0 || len(f[i].body) > v.size {
				t.Errorf("%d bytes by %d: fragment %d is %d, final %v, %d bytes", v.n, v.size, i, f[i].num, f[i].final, len(f[i].body))
			}
		}
	}
	if _, err := split(1, make([]byte, 32769), 1); !errors.Is(err, errTooLarge) {
		t.Errorf("32769 fragments: %v", err)
	}
}

func TestReassemblerConflicts(t *testing.T) {
	body := []byte("body")
	for name, v := range map[string][]fragment{
		"other content":      {{1, 0, false, body}, {1, 0, false, []byte("else")}},
		"other final bit":    {{1, 1, false, body}, {1, 1, true, body}},
		"not final any more": {{1, 1, true, body}, {1, 1, false, body}},
		"two ends":           {{1, 3, true, body}, {1, 2, true, body}},
		"beyond the end":     {{1, 3, true, body}, {1, 4, false, body}},
		"end before others":  {{1, 4, false, body}, {1, 3, true, body}},
	} {
		var r reassembler
		if _, err := r.add(v[0]); err != nil {
			t.Errorf("%s: first: %v", name, err)
		}
		if p, err := r.add(v[1]); p != nil || !errors.Is(err, errFragmentConflict) {
			t.Errorf("%s: %q, %v", name, p, err)
		}
	}
}

func TestReassemblerIsBounded(t *testing.T) {
	var r reassembler
	for id := range uint64(1000) {
		if _, err := r.add(fragment{id, 0, false, make([]byte, 100)}); err != nil {
			t.Fatal(err)
		}
	}
	if len(r.open) != assemblies || r.size != assemblies*100 {
		t.Errorf("%d assemblies with %d bytes", len(r.open), r.size)
	}
	body := make([]byte, 2000)
	for id := range uint64(20) {
		for n := range uint16(1500) {
			if _, err := r.add(fragment{5000 + id, n, false, body}); err != nil {
				t.Fatal(err)
			}
			if r.size > maxAssembling {
				t.Fatalf("%d bytes", r.size)
			}
		}
	}
	var err error
	n := 0
	for ; n < maxFragments && err == nil; n++ {
		_, err = r.add(fragment{9000, uint16(n), false, body})
	}
	if !errors.Is(err, errTooLarge) || n*len(body) > maxInflated+len(body) {
		t.Errorf("after %d fragments: %v", n, err)
	}
	// It still works.
	if p, err := r.add(fragment{1, 0, true, body}); err != nil || !bytes.Equal(p, body) {
		t.Errorf("%d bytes, %v", len(p), err)
	}
}
