//go:build unix

package bootstrap

import (
	"os"
	"syscall"
)

// ours reports whether a file belongs to this user; only then does it matter
// who else may read it.
func ours(info os.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(stat.Uid) == os.Getuid()
}
