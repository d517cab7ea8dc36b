package lean

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// releaseProgram takes those pages of the program itself out of this process's
// memory that nobody writes to: its code and its constants. Start-up and a busy
// time touch nearly all of them, an idle session a few. What is needed again
// comes back from the system's cache by itself, page by page.
func releaseProgram() {
	self, err := os.Executable()
	if err != nil {
		return
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return
	}
	for line := range strings.Lines(string(maps)) {
		// from-to permissions offset device inode path
		words := strings.Fields(line)
		if len(words) < 6 || words[5] != self || words[1][1] == 'w' {
			continue
		}
		from, to, _ := strings.Cut(words[0], "-")
		first, err := strconv.ParseUint(from, 16, 64)
		if err != nil {
			continue
		}
		last, err := strconv.ParseUint(to, 16, 64)
		if err != nil {
			continue
		}
		// Without success everything stays as it is.
		_, _, _ = unix.RawSyscall(unix.SYS_MADVISE, uintptr(first), uintptr(last-first), unix.MADV_DONTNEED)
	}
}
