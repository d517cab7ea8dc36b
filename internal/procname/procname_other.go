//go:build !linux

package procname

// Set does nothing: this system takes the command name from the executable.
func Set(name string) {}

// Protect does nothing: a Go program writes no core file unless its environment
// asks for one.
func Protect() {}
