package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// cpu is the processor time of a process so far, of all its threads that still
// exist, to the nanosecond.
func cpu(pid int) time.Duration {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	var sum time.Duration
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue
		}
		spent, _, _ := strings.Cut(string(text), " ")
		ns, _ := strconv.ParseInt(spent, 10, 64)
		sum += time.Duration(ns)
	}
	return sum
}

// wakeups is how often threads of a process have gone to sleep so far, and so
// how often it was woken up.
func wakeups(pid int) int {
	files, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	sum := 0
	for _, file := range files {
		sum += field(file, "voluntary_ctxt_switches")
	}
	return sum
}

// usage is the memory of a process in KiB.
type usage struct {
	RSS     int `json:"rss"`     // resident, what it shares with others included
	PSS     int `json:"pss"`     // what is shared is divided among those who share it
	Private int `json:"private"` // only its own
}

// memory is what a process has in memory now.
func memory(pid int) usage {
	file := fmt.Sprintf("/proc/%d/smaps_rollup", pid)
	return usage{
		RSS:     field(file, "Rss"),
		PSS:     field(file, "Pss"),
		Private: field(file, "Private_Clean") + field(file, "Private_Dirty"),
	}
}

// field is the number behind a name in a file of /proc; 0 if there is none.
func field(file, name string) int {
	text, err := os.ReadFile(file)
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			n, _ := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(value), " kB"))
			return n
		}
	}
	return 0
}
