package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// total sums something up over the servers.
func total(sessions []*session, of func(pid int) time.Duration) time.Duration {
	var sum time.Duration
	for _, s := range sessions {
		sum += of(s.pid)
	}
	return sum
}

// cpu is the processor time of a process so far, of all its threads.
func cpu(pid int) time.Duration {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	var sum time.Duration
	for _, file := range files {
		text, _ := os.ReadFile(file)
		spent, _, _ := strings.Cut(string(text), " ")
		ns, _ := strconv.ParseInt(spent, 10, 64)
		sum += time.Duration(ns)
	}
	return sum
}

// memory is what the servers have in memory together, in KiB: each for itself,
// and with what they share counted once.
func memory(sessions []*session) (rss, pss int) {
	for _, s := range sessions {
		text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", s.pid))
		for line := range strings.Lines(string(text)) {
			words := strings.Fields(line)
			if len(words) < 2 {
				continue
			}
			n, _ := strconv.Atoi(words[1])
			switch words[0] {
			case "Rss:":
				rss += n
			case "Pss:":
				pss += n
			}
		}
	}
	return rss, pss
}
