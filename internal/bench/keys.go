package main

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"gomosh/internal/link"
	"gomosh/term"
)

// way is a program and its mode, as a person would use it for typing.
type way struct {
	name    string
	maker   maker
	predict string
}

var ways = []way{
	{"ssh", plain, ""},
	{"mosh, no prediction", stock, "never"},
	{"gomosh, no prediction", ours, "never"},
	{"mosh", stock, "adaptive"},
	{"gomosh", ours, "adaptive"},
}

// scene is a link on which people type. They are those of the paper on mosh
// (USENIX ATC 2012, section 4): half a second, EV-DO, loss each way, and a queue
// of seconds that somebody else keeps filled.
type scene struct {
	name     string
	up, down link.Path
}

func scenes() []scene {
	half := func(rtt time.Duration, loss float64) link.Path {
		return link.Path{Delay: rtt / 2, Jitter: rtt / 50, Loss: loss}
	}
	slow, mobile, lossy := half(500*time.Millisecond, 0), half(273*time.Millisecond, 0), half(100*time.Millisecond, 0.29)
	return []scene{
		{"500 ms", slow, slow},
		{"273 ms", mobile, mobile},
		{"100 ms, 29 % loss each way", lossy, lossy},
		{"queue of 1.2 to 2.5 s", link.Path{Delay: 25 * time.Millisecond, Rate: 250_000},
			link.Path{Delay: 25 * time.Millisecond, Rate: 500_000, Queue: 1_250_000, Filled: true}},
	}
}

// The far half is a line editor as people have it, bash, whose prompt clears the
// screen from its row on: what is typed always stands in the same place.
const (
	inputRow = 4
	inputCol = 2
	editor   = `exec env PS1='\[\033[5;1H\033[J\]$ ' HISTFILE= bash --norc --noprofile`
)

// text of the kind that people type into a shell.
const typed = "the quick brown fox jumps over a lazy dog while seven wizards pack my box with five dozen jugs"

// typeKeys types lines of keys with the pauses of a person and returns how long
// each key took from the keyboard to the screen. Enter and what it brings is not
// counted.
func typeKeys(s *session, lines, keys int, seed uint64) ([]time.Duration, error) {
	rng := rand.New(rand.NewPCG(seed, 9))
	if err := s.write(editor + "\r"); err != nil {
		return nil, err
	}
	var took []time.Duration
	for n := range lines {
		if n > 0 {
			if err := s.write("\r"); err != nil {
				return nil, err
			}
		}
		if _, err := s.wait(soon, "a new prompt", cleared); err != nil {
			return nil, err
		}
		time.Sleep(400 * time.Millisecond)
		// The colon makes it a command that does nothing.
		text := ": " + typed[n*7%40:][:keys-2]
		type key struct {
			at   time.Time
			seen <-chan time.Time
		}
		pressed := make([]key, 0, len(text))
		for col, c := range []byte(text) {
			col += inputCol
			seen := s.watch(func(sc *term.Screen) bool {
				if c == ' ' { // a blank is seen by the cursor behind it
					return sc.Cursor.Row == inputRow && sc.Cursor.Col > col
				}
				return sc.Glyph(inputRow, col).Text == string(rune(c))
			})
			pressed = append(pressed, key{time.Now(), seen})
			if err := s.write(string(rune(c))); err != nil {
				return nil, err
			}
			pause := 60 + min(rng.ExpFloat64()*80, 400)
			time.Sleep(time.Duration(pause * float64(time.Millisecond)))
		}
		limit := time.After(soon)
		for i, k := range pressed {
			select {
			case at := <-k.seen:
				took = append(took, at.Sub(k.at))
			case <-limit:
				return took, fmt.Errorf("key %d of line %d was never shown\n%s", i, n, s.text())
			}
		}
	}
	return took, nil
}

func cleared(s *term.Screen) bool {
	return s.Cursor.Row == inputRow && s.Cursor.Col == inputCol && line(s, inputRow) == "$"
}

// keystrokes has all ways type at once, each on a link of its own of that kind.
func (b *bench) keystrokes(sc scene, lines, keys int) (map[string][]time.Duration, error) {
	var mu sync.Mutex
	var all sync.WaitGroup
	took := map[string][]time.Duration{}
	var failed error
	for i, w := range ways {
		if !slices.Contains(b.makers, w.maker) {
			continue
		}
		all.Go(func() {
			durations, err := b.keysOf(w, sc, lines, keys, uint64(i+1))
			mu.Lock()
			defer mu.Unlock()
			took[w.name] = durations
			if err != nil {
				failed = fmt.Errorf("keys of %s on %s: %w", w.name, sc.name, err)
			}
		})
	}
	all.Wait()
	return took, failed
}

func (b *bench) keysOf(w way, sc scene, lines, keys int, seed uint64) ([]time.Duration, error) {
	s, err := b.begin(w.maker, w.predict, sc.up, sc.down, seed)
	if err != nil {
		return nil, err
	}
	defer s.close()
	return typeKeys(s, lines, keys, seed)
}
