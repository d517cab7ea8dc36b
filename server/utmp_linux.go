package server

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strings"
)

// utmpFile is where the records of logged-in users are; see utmp(5). Newer
// systems no longer have it.
const utmpFile = "/var/run/utmp"

// Offsets in a utmp record, the same on all machines, and a type of record. The
// size of a whole record is utmpRecord.
const (
	utmpLine = 8   // 32 bytes: the terminal without /dev/
	utmpUser = 44  // 32 bytes
	utmpHost = 76  // 256 bytes
	utmpEnd  = 332 // of what is looked at

	utmpUserProcess = 7
)

// detachedSessions returns the host fields of this user's sessions that nobody
// is attached to, except the one on the terminal ownTTY.
func detachedSessions(user, ownTTY string) []string {
	data, err := os.ReadFile(utmpFile)
	if err != nil || user == "" {
		return nil
	}
	return findDetached(data, user, strings.TrimPrefix(ownTTY, "/dev/"), func(line string) bool {
		_, err := os.Stat(filepath.Join("/dev", line))
		return err == nil
	})
}

// findDetached looks through utmp records; exists tells whether a terminal is
// still there. Entries in which a server put something else than its own plain
// text are left out: what is returned goes to a terminal.
func findDetached(data []byte, user, ownLine string, exists func(line string) bool) []string {
	var hosts []string
	for ; len(data) >= utmpRecord; data = data[utmpRecord:] {
		host := utmpString(data[utmpHost:utmpEnd])
		line := utmpString(data[utmpLine : utmpLine+32])
		switch {
		case int16(binary.NativeEndian.Uint16(data)) != utmpUserProcess:
		case utmpString(data[utmpUser:utmpUser+32]) != user:
		case !strings.HasPrefix(host, "mosh ") || !strings.HasSuffix(host, "]") || !printable(host):
		case line == ownLine || !exists(line):
		default:
			hosts = append(hosts, host)
		}
	}
	return hosts
}

// utmpString cuts a field at its first zero byte.
func utmpString(field []byte) string {
	if end := bytes.IndexByte(field, 0); end >= 0 {
		field = field[:end]
	}
	return string(field)
}

// printable reports whether s is printable ASCII only.
func printable(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) < 0
}
