package lab

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// packages names the Debian package of a program where it is not called like
// the program itself.
var packages = map[string]string{
	"mosh-client": "mosh",
	"mosh-server": "mosh",
	"ssh":         "openssh-client",
	"sshd":        "openssh-server",
	"ssh-keygen":  "openssh-client",
	"top":         "procps",
	"pgrep":       "procps",
	"ldd":         "libc-bin",
	"ssh-agent":   "openssh-client",
	"ssh-add":     "openssh-client",
	"ip":          "iproute2",
	"busybox":     "busybox-static",
	"dropbear":    "dropbear-bin",
	"dropbearkey": "dropbear-bin",
	"unshare":     "util-linux",
	"nsenter":     "util-linux",
	"setpriv":     "util-linux",
	"Xvfb":        "xvfb",
}

// Need skips the test if one of the programs is not installed, and names the
// command that would provide it. With CI=true in the environment a missing
// program is a failure: there the set-up is expected to be complete.
func Need(t testing.TB, programs ...string) {
	t.Helper()
	var missing, provide []string
	for _, program := range programs {
		if find(program) != "" {
			continue
		}
		missing = append(missing, program)
		pkg := program
		if name, ok := packages[program]; ok {
			pkg = name
		}
		provide = append(provide, pkg)
	}
	if missing == nil {
		return
	}
	Absent(t, "needs "+strings.Join(missing, ", ")+": apt-get install "+strings.Join(provide, " "))
}

// Absent skips the test for want of what the text names, or fails it in CI.
func Absent(t testing.TB, text string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(text)
	}
	t.Skip(text)
}

// find is the absolute path of a program, empty if it is not installed. The
// system's own directories are searched too, as an ordinary user's PATH often
// lacks them.
func find(program string) string {
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	for _, dir := range []string{"/usr/sbin", "/sbin", "/usr/local/sbin"} {
		if path, err := exec.LookPath(filepath.Join(dir, program)); err == nil {
			return path
		}
	}
	return ""
}
