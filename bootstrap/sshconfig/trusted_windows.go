package sshconfig

import "os"

// trusted is always true: a user's folder on Windows is written by that user and
// administrators alone, unless an access list was changed on purpose.
func trusted(*os.File) bool { return true }
