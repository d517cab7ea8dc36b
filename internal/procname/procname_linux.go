package procname

import (
	"os"

	"golang.org/x/sys/unix"
)

// Set makes name (cut to 15 bytes by the kernel) the command name of this
// process, by which pgrep and pkill find it; see proc_pid_comm(5). It has to
// come before Protect: the file written here belongs to root afterwards. It
// does nothing where /proc is missing.
func Set(name string) {
	// The file names the leader thread, whichever thread writes it. Without
	// /proc there is nobody to see the name either.
	_ = os.WriteFile("/proc/self/comm", []byte(name), 0)
}

// Protect keeps the memory of this process, and the session key in it, out of
// core dumps and away from debuggers of the same user: PR_SET_DUMPABLE of
// prctl(2). It ends with the next exec, so child processes and their core limit
// are unaffected.
func Protect() {
	// The call cannot fail with these arguments.
	_ = unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}
