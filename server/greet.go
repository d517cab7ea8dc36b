//go:build unix

package server

import (
	"io"
	"os"
	"path/filepath"
)

// greet writes what a login shows before the shell: the message of the day,
// and a word about sessions of this user that nobody is attached to. ownTTY is
// the path of this session's terminal, which does not count as one of those.
func greet(w io.Writer, home, user, ownTTY string) {
	if home != "" {
		if _, err := os.Lstat(filepath.Join(home, ".hushlogin")); err == nil {
			return
		}
	}
	if !show(w, "/run/motd.dynamic") {
		show(w, "/var/run/motd.dynamic")
	}
	show(w, "/etc/motd")
	// Writing fails only when the session has ended.
	_, _ = io.WriteString(w, sayOthers(detachedSessions(user, ownTTY)))
}

// show copies a regular file to w and reports whether it could be opened.
func show(w io.Writer, path string) bool {
	// Nothing else than a file: opening a pipe would wait for its other end.
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return false
	}
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	// A file that breaks off is shown as far as it goes.
	_, _ = io.Copy(w, file)
	return true
}
