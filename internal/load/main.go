// Command load puts many sessions on this machine at once and tells what they
// cost: real server processes, each with a shell, and as many clients without
// terminals in this one process. All of them type; one in ten has much to show.
//
//	go build -o gomosh . && go run ./internal/load -n 500 -for 3m
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

func main() {
	n := flag.Int("n", 500, "sessions")
	period := flag.Duration("for", 2*time.Minute, "how long they are at work")
	program := flag.String("gomosh", "./gomosh", "the program to try")
	flag.Parse()
	result, err := run(*program, *n, *period)
	fmt.Print(result)
	if err != nil {
		fmt.Fprintln(os.Stderr, "load:", err)
		os.Exit(1)
	}
}

// outcome is what the sessions did and cost.
type outcome struct {
	sessions  int
	period    time.Duration
	opened    time.Duration   // until all of them had a prompt
	cpu       time.Duration   // of the servers, while they worked
	rss, pss  int             // of the servers together, in KiB, at the end of the work
	answers   []time.Duration // from the keyboard to the screen
	unharmed  int             // sessions that answered to the end
	restedRSS int             // when all have been idle for a moment
	restedPSS int
}

func (o outcome) String() string {
	slices.Sort(o.answers)
	at := func(share float64) time.Duration {
		if len(o.answers) == 0 {
			return 0
		}
		return o.answers[int(share*float64(len(o.answers)-1))].Round(10 * time.Microsecond)
	}
	per := max(o.sessions, 1)
	return fmt.Sprintf(`sessions              %d, of which %d answered to the end
opened in             %v
worked for            %v
servers' processors   %.3f of one (%.2f ms a second and session)
servers' memory       at work: %d MB resident, %d MB what is shared counted once (%d kB a session)
                      at rest: %d MB resident, %d MB what is shared counted once (%d kB a session)
answers               %d: half within %v, 99 of 100 within %v, all within %v
`, o.sessions, o.unharmed, o.opened.Round(time.Millisecond), o.period,
		o.cpu.Seconds()/o.period.Seconds(), float64(o.cpu.Microseconds())/1000/o.period.Seconds()/float64(per),
		o.rss>>10, o.pss>>10, o.pss/per, o.restedRSS>>10, o.restedPSS>>10, o.restedPSS/per,
		len(o.answers), at(0.5), at(0.99), at(1))
}

// How the sessions are opened and left.
const (
	atOnce   = 16               // launchers beside each other
	soon     = 60 * time.Second // for what normally takes much less
	restTime = 4 * time.Second  // until memory is looked at once more
)

// run opens the sessions, has them work and ends them.
func run(program string, n int, period time.Duration) (outcome, error) {
	o := outcome{sessions: n, period: period}
	program, err := filepath.Abs(program)
	if err != nil {
		return o, err
	}
	home, err := os.MkdirTemp("", "gomosh-load-")
	if err != nil {
		return o, err
	}
	defer os.RemoveAll(home)
	began := time.Now()
	sessions, err := open(program, home, n)
	defer func() {
		for _, s := range sessions {
			s.close()
		}
	}()
	if err != nil {
		return o, err
	}
	o.opened = time.Since(began)

	var mu sync.Mutex
	var all sync.WaitGroup
	var failures []error
	before := total(sessions, cpu)
	until := time.Now().Add(period)
	for i, s := range sessions {
		all.Go(func() {
			answers, err := s.work(until, i)
			mu.Lock()
			defer mu.Unlock()
			o.answers = append(o.answers, answers...)
			if err != nil {
				failures = append(failures, fmt.Errorf("session %d: %w", i, err))
				return
			}
			o.unharmed++
		})
	}
	all.Wait()
	o.period = time.Since(until) + period
	o.cpu = total(sessions, cpu) - before
	o.rss, o.pss = memory(sessions)
	time.Sleep(restTime)
	o.restedRSS, o.restedPSS = memory(sessions)
	return o, errors.Join(failures...)
}

// open starts that many sessions and waits for their prompts.
func open(program, home string, n int) ([]*session, error) {
	var mu sync.Mutex
	var all sync.WaitGroup
	var sessions []*session
	var failures []error
	slots := make(chan struct{}, atOnce)
	for range n {
		all.Go(func() {
			slots <- struct{}{}
			defer func() { <-slots }()
			s, err := begin(program, home)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failures = append(failures, err)
				return
			}
			sessions = append(sessions, s)
		})
	}
	all.Wait()
	return sessions, errors.Join(failures...)
}
