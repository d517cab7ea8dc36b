//go:build !linux

package lean

// releaseProgram does nothing: other systems look after that themselves.
func releaseProgram() {}
