package procname

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// TestForget runs this test once more with a secret in its environment.
func TestForget(t *testing.T) {
	const secret = "a-secret-of-the-test"
	if os.Getenv("FORGET_TEST") == "child" {
		before, _ := os.ReadFile("/proc/self/environ")
		Forget("FORGET_ME")
		after, err := os.ReadFile("/proc/self/environ")
		_, set := os.LookupEnv("FORGET_ME")
		if err != nil || set || !strings.Contains(string(before), secret) || strings.Contains(string(after), secret) ||
			!strings.Contains(string(after), "FORGET_ME=\x00") || !strings.Contains(string(after), "FORGET_NEXT=kept") {
			t.Errorf("%v, set %v\nbefore %q\nafter  %q", err, set, before, after)
		}
		return
	}
	cmd := exec.Command(os.Args[0], "-test.run=^TestForget$", "-test.v")
	cmd.Env = []string{"FORGET_TEST=child", "FORGET_ME=" + secret, "FORGET_NEXT=kept"}
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), "--- PASS: TestForget") {
		t.Errorf("%v\n%s", err, out)
	}
}
