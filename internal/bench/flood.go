package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"gomosh/internal/link"
	"gomosh/term"
)

// flood is what the output of one large file costs.
type flood struct {
	wall           time.Duration
	server, client time.Duration // processor time
	wire           int           // bytes towards the client
	peak           usage         // of the server, right afterwards
	after          [2]usage      // of server and client, when it has been quiet for a moment
}

// floodFile makes a text file of so many megabytes.
func (b *bench) floodFile(megabytes int) (string, error) {
	var text strings.Builder
	for i := 0; text.Len() < megabytes<<20; i++ {
		fmt.Fprintf(&text, "%08d the quick brown fox jumps over the lazy dog, 0123456789\n", i)
	}
	file := filepath.Join(b.dir, fmt.Sprintf("flood%d", megabytes))
	return file, os.WriteFile(file, []byte(text.String()), 0o600)
}

// floodOnce has a file written to a session's screen.
func (b *bench) floodOnce(m maker, path link.Path, file string) (flood, error) {
	s, err := b.begin(m, "adaptive", path, path, 1)
	if err != nil {
		return flood{}, err
	}
	defer s.close()
	server, client := sum(s.server, cpu), sum(s.client, cpu)
	_, before := s.traffic()
	began := time.Now()
	if err := s.write("cat " + file + "; echo the' 'end\r"); err != nil {
		return flood{}, err
	}
	at, err := s.wait(4*time.Minute, "the end", func(s *term.Screen) bool { return contains("the end")(s) })
	if err != nil {
		return flood{}, err
	}
	_, after := s.traffic()
	f := flood{
		wall:   at.Sub(began),
		server: sum(s.server, cpu) - server,
		client: sum(s.client, cpu) - client,
		wire:   after.Bytes - before.Bytes,
	}
	f.peak = memory(s.server[0])
	time.Sleep(settle)
	f.after = [2]usage{memory(s.server[0]), memory(s.client[0])}
	return f, nil
}

// settle is how long programs are left alone before their memory is looked at.
var settle = 3 * time.Second

func sum(pids []int, of func(int) time.Duration) time.Duration {
	var all time.Duration
	for _, pid := range pids {
		all += of(pid)
	}
	return all
}
