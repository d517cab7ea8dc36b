package procname

import (
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestSet(t *testing.T) {
	before, err := os.ReadFile("/proc/self/comm")
	if err != nil {
		t.Skip("no /proc here")
	}
	defer Set(strings.TrimSpace(string(before)))
	Set("mosh-server")
	after, err := os.ReadFile("/proc/self/comm")
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(string(after)); got != "mosh-server" {
		t.Errorf("comm is %q after Set", got)
	}
}

func TestProtect(t *testing.T) {
	defer func() {
		if err := unix.Prctl(unix.PR_SET_DUMPABLE, 1, 0, 0, 0); err != nil {
			t.Error(err)
		}
	}()
	Protect()
	got, err := unix.PrctlRetInt(unix.PR_GET_DUMPABLE, 0, 0, 0, 0)
	if err != nil || got != 0 {
		t.Errorf("PR_GET_DUMPABLE = %d, %v after Protect", got, err)
	}
}
