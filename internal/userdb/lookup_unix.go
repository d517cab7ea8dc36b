//go:build unix && !darwin

package userdb

import "strconv"

// lookupCommand prints the passwd entry of a user id, from all sources that
// nsswitch.conf names.
func lookupCommand(uid int) []string {
	return []string{"getent", "passwd", strconv.Itoa(uid)}
}
