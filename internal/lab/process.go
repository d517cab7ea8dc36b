package lab

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// marked finds every process whose environment carries the mark dir or the
// mark of a directory below it. It needs /proc; elsewhere it finds none.
func marked(dir string) []int {
	entries, _ := filepath.Glob("/proc/[0-9]*/environ")
	exact := []byte("\x00" + markVar + "=" + dir + "\x00")
	below := []byte("\x00" + markVar + "=" + dir + "/")
	var found []int
	for _, entry := range entries {
		env, err := os.ReadFile(entry)
		if err != nil {
			continue
		}
		env = append([]byte{0}, env...)
		if !bytes.Contains(env, exact) && !bytes.Contains(env, below) {
			continue
		}
		if pid, err := strconv.Atoi(filepath.Base(filepath.Dir(entry))); err == nil && pid != os.Getpid() {
			found = append(found, pid)
		}
	}
	return found
}

// KillMarked ends, with SIGKILL, every process that carries the mark dir or
// that of a directory below it. It returns how many there were.
func KillMarked(dir string) int {
	n := 0
	for _, pid := range marked(dir) {
		if syscall.Kill(pid, syscall.SIGKILL) == nil {
			n++
		}
	}
	return n
}

// Alive reports whether the process exists and is not a zombie.
func Alive(pid int) bool {
	if syscall.Kill(pid, 0) != nil {
		return false
	}
	state := procField(pid, "State")
	return state == "" || !strings.HasPrefix(state, "Z")
}

// ProcessName is the kernel's name of the process, the one that pgrep -x and
// pkill compare. Empty if there is none.
func ProcessName(pid int) string { return procField(pid, "Name") }

// procField is one field of /proc/PID/status, empty if it cannot be read.
func procField(pid int, name string) string {
	status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(status)) {
		if value, ok := strings.CutPrefix(line, name+":"); ok {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// CPU is the processor time the process has used, user and system, in clock
// ticks (normally 1/100 s); 0 if unknown.
func CPU(t testing.TB, pid int) int {
	t.Helper()
	stat, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "stat"))
	if err != nil {
		return 0
	}
	// The name, field 2, may contain blanks: count from its closing bracket.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	user, _ := strconv.Atoi(fields[11])
	system, _ := strconv.Atoi(fields[12])
	return user + system
}

// Signal sends a signal to a process the test knows to exist.
func Signal(t testing.TB, pid int, sig syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(pid, sig); err != nil {
		t.Fatalf("signal %v to %d: %v", sig, pid, err)
	}
}
