//go:build unix && !linux

package server

// detachedSessions knows only Linux's records of logged-in users.
func detachedSessions(user, ownTTY string) []string {
	return nil
}
