//go:build unix

package sshconfig

import (
	"os"
	"syscall"
)

// trusted reports whether a configuration file belongs to this user or to root
// and cannot be written by others.
func trusted(f *os.File) bool {
	info, err := f.Stat()
	if err != nil {
		return false
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && (stat.Uid == 0 || int(stat.Uid) == os.Getuid()) && info.Mode().Perm()&0o022 == 0
}

// systemFile is the system-wide configuration.
func systemFile() string { return "/etc/ssh/ssh_config" }
