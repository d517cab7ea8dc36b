package procname

import (
	"bytes"
	"os"
	"strconv"
	"strings"
)

// Forget takes a variable out of the environment, and its value out of the memory
// that the kernel shows as /proc/PID/environ, which keeps what the process was
// started with. Call it before Protect, which closes that memory.
func Forget(name string) {
	os.Unsetenv(name)
	start, end := environment()
	if end <= start {
		return
	}
	memory, err := os.OpenFile("/proc/self/mem", os.O_RDWR, 0)
	if err != nil {
		return
	}
	defer memory.Close()
	block := make([]byte, end-start)
	if _, err := memory.ReadAt(block, start); err != nil {
		return
	}
	prefix := []byte(name + "=")
	for at := 0; at < len(block); {
		size := bytes.IndexByte(block[at:], 0)
		if size < 0 {
			size = len(block) - at
		}
		if entry := block[at : at+size]; bytes.HasPrefix(entry, prefix) {
			value := at + len(prefix)
			_, _ = memory.WriteAt(make([]byte, at+size-value), start+int64(value)) // what cannot be written stays protected by Protect alone
		}
		at += size + 1
	}
}

// environment is where the initial environment lies in memory: fields 50 and 51 of
// /proc/PID/stat (proc(5)).
func environment() (start, end int64) {
	stat, err := os.ReadFile("/proc/self/stat")
	if err != nil {
		return 0, 0
	}
	// The name, field 2, may contain blanks: count from its closing bracket.
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	const first = 3 // number of the field behind the name
	if len(fields) <= 51-first {
		return 0, 0
	}
	start, _ = strconv.ParseInt(fields[50-first], 10, 64)
	end, _ = strconv.ParseInt(fields[51-first], 10, 64)
	return start, end
}
