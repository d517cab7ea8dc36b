//go:build !linux

package procname

import "os"

// Forget takes a variable out of the environment. What other processes of the same
// user can see of it is up to the system.
func Forget(name string) { os.Unsetenv(name) }
