//go:build unix

package server

import (
	"os"
	"testing"
)

// TestMain makes the test binary the daemon that Launch starts.
func TestMain(m *testing.M) {
	if IsDaemon() {
		os.Exit(Daemon())
	}
	os.Exit(m.Run())
}
