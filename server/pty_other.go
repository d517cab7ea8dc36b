//go:build unix && !linux && !darwin

package server

// setUTF8 does nothing: this system's line editing goes by the locale.
func setUTF8(int) error {
	return nil
}
