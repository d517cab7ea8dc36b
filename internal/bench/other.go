package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"gomosh/internal/link"
	"gomosh/term"
)

// interrupt measures how long the prompt takes to come back after Ctrl-C in
// endless output, on a link of 100 ms that carries a megabyte a second.
func (b *bench) interrupt(m maker) (time.Duration, error) {
	up := link.Path{Delay: 50 * time.Millisecond}
	down := link.Path{Delay: 50 * time.Millisecond, Rate: 1_000_000, Queue: 250_000}
	s, err := b.begin(m, "adaptive", up, down, 1)
	if err != nil {
		return 0, err
	}
	defer s.close()
	if err := s.write("yes flood\r"); err != nil {
		return 0, err
	}
	flooded := func(s *term.Screen) bool { return line(s, 0) == "flood" && line(s, rows-2) == "flood" }
	if _, err := s.wait(soon, "flood", flooded); err != nil {
		return 0, err
	}
	time.Sleep(2 * time.Second)
	began := time.Now()
	if err := s.write("\x03"); err != nil {
		return 0, err
	}
	at, err := s.wait(time.Minute, "prompt after Ctrl-C", func(s *term.Screen) bool {
		return line(s, s.Cursor.Row) == "$"
	})
	return at.Sub(began), err
}

// rest is what a session costs in which nothing happens, in a minute.
type rest struct {
	up, down       float64 // packets
	server, client float64 // wake-ups
	memory         [2]usage
}

// idle leaves a session alone for some time.
func (b *bench) idle(m maker, period time.Duration) (rest, error) {
	s, err := b.begin(m, "adaptive", link.Path{}, link.Path{}, 1)
	if err != nil {
		return rest{}, err
	}
	defer s.close()
	time.Sleep(2 * settle)
	upBefore, downBefore := s.traffic()
	server, client := wakeups(s.server[0]), wakeups(s.client[0])
	began := time.Now()
	time.Sleep(period)
	minutes := time.Since(began).Minutes()
	up, down := s.traffic()
	return rest{
		up:     float64(up.Packets-upBefore.Packets) / minutes,
		down:   float64(down.Packets-downBefore.Packets) / minutes,
		server: float64(wakeups(s.server[0])-server) / minutes,
		client: float64(wakeups(s.client[0])-client) / minutes,
		memory: [2]usage{memory(s.server[0]), memory(s.client[0])},
	}, nil
}

// crowd returns the memory of the servers and of the clients of so many idle
// sessions together, what they share counted once.
func (b *bench) crowd(m maker, sessions int) (server, client int, err error) {
	var mu sync.Mutex
	var all sync.WaitGroup
	var opened []*session
	var failures []error
	for range sessions {
		all.Go(func() {
			s, err := b.begin(m, "adaptive", link.Path{}, link.Path{}, 1)
			mu.Lock()
			defer mu.Unlock()
			if err != nil {
				failures = append(failures, err)
				return
			}
			opened = append(opened, s)
		})
	}
	all.Wait()
	time.Sleep(2 * settle)
	for _, s := range opened {
		server += memory(s.server[0]).PSS
		client += memory(s.client[0]).PSS
	}
	for _, s := range opened {
		s.close()
	}
	return server, client, errors.Join(failures...)
}

// size is what the programs take on disk, in bytes.
func (b *bench) size(m maker) (int, error) {
	files := map[maker][]string{
		ours:  {filepath.Join(b.bin, "gomosh")},
		stock: {find("mosh"), find("mosh-server"), find("mosh-client")},
		plain: {find("ssh"), find("sshd")},
	}
	sum := 0
	for _, file := range files[m] {
		info, err := os.Stat(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return 0, err
		}
		sum += int(info.Size())
	}
	return sum, nil
}
