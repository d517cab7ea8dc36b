package e2e

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"gomosh/internal/lab"
)

// TestFloodLeavesNothing: thirty megabytes of output later, a server that has
// been left alone for a moment has about as much in memory as before. Ten
// megabytes, which any copy of the output would take, are far from both.
func TestFloodLeavesNothing(t *testing.T) {
	t.Parallel()
	file := bigFile(t, 30)
	s := lab.StartSession(t, lab.Pair{Client: lab.Gomosh, Server: lab.Gomosh}, lab.SessionOptions{})
	s.WaitText("$")
	before := resident(t, s.Server.PID)
	s.Line("cat " + file + "; echo all of' 'it")
	s.WaitText("all of it")
	least := resident(t, s.Server.PID)
	if peak := least; peak > before+10<<10 {
		t.Errorf("%d kB after the flood, %d kB before it", peak, before)
	}
	lab.Until(t, lab.Soon, "memory is given back", func() bool {
		least = min(least, resident(t, s.Server.PID))
		return least <= before+1<<10
	})
}

// resident is what a process has in memory, in kB.
func resident(t *testing.T, pid int) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		lab.Absent(t, "needs /proc: "+err.Error())
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize() >> 10
}
