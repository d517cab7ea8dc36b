package sshconfig

import (
	"os"
	"path/filepath"
)

// trusted is always true: a user's folder on Windows is written by that user and
// administrators alone, unless an access list was changed on purpose.
func trusted(*os.File) bool { return true }

// systemFile is the system-wide configuration of the OpenSSH that comes with
// Windows.
func systemFile() string { return filepath.Join(os.Getenv("ProgramData"), "ssh", "ssh_config") }
