package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestTwentySessions: twenty sessions beside each other work, and all answer.
// Their memory has a bound that is far above what they need.
func TestTwentySessions(t *testing.T) {
	if _, err := os.Stat("/proc/self/smaps_rollup"); err != nil {
		t.Skip("measuring needs Linux's /proc")
	}
	program := os.Getenv("GOMOSH_BIN")
	if program == "" {
		program = filepath.Join(t.TempDir(), "gomosh")
		cmd := exec.Command("go", "build", "-o", program, ".")
		cmd.Dir, cmd.Env = "../..", append(os.Environ(), "CGO_ENABLED=0")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("build gomosh: %v\n%s", err, out)
		}
	}
	o, err := run(program, 20, 3*time.Second)
	t.Logf("\n%v", o)
	if err != nil {
		t.Fatal(err)
	}
	if o.unharmed != 20 || len(o.answers) < 20 {
		t.Errorf("%d sessions answered, %d answers", o.unharmed, len(o.answers))
	}
	if each := o.restedPSS / 20; each == 0 || each > 8<<10 {
		t.Errorf("%d kB a session at rest", each)
	}
	if text := o.String(); !strings.HasPrefix(text, "sessions              20, of which 20 answered") {
		t.Errorf("%s", text)
	}
}
