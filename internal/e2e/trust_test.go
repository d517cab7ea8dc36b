package e2e

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"gomosh/internal/lab"
)

// TestNothingWritten: a session in which much happens leaves no file behind on
// either side, and neither half has one open for writing.
func TestNothingWritten(t *testing.T) {
	t.Parallel()
	folders := []string{"TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR"}
	root := t.TempDir()
	var env []string
	for _, name := range folders {
		dir := filepath.Join(root, name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		env = append(env, name+"="+dir)
	}
	s := lab.StartSession(t, lab.Pair{Client: lab.Gomosh, Server: lab.Gomosh}, lab.SessionOptions{ServerEnv: env, ClientEnv: env})
	s.WaitText("$")
	s.Line("printf '\\033]0;title\\a\\033]52;c;aGVsbG8=\\a\\033]7;file:///tmp\\a'; seq 20000; echo do''ne")
	s.WaitText("done")
	s.Resize(100, 30)
	s.Line("echo re''sized")
	s.WaitText("resized")
	client := s.PID()
	for name, pid := range map[string]int{"client": client, "server": s.Server.PID} {
		for _, file := range openForWriting(t, pid) {
			t.Errorf("the %s has %s open for writing", name, file)
		}
	}
	homes := []string{environment(t, client, "HOME"), environment(t, s.Server.PID, "HOME")}
	s.Bytes(0x1e, '.')
	endsWell(t, s.Terminal)
	gone(t, s.Server, lab.Soon)
	for _, dir := range append(homes, root) {
		err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
			// The lab itself writes these.
			mine := strings.Contains(".profile stdout stderr", entry.Name())
			if err == nil && !entry.IsDir() && !mine {
				t.Errorf("%s was left behind", path)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// openForWriting lists the regular files that a process could write to.
func openForWriting(t *testing.T, pid int) []string {
	t.Helper()
	dir := fmt.Sprintf("/proc/%d/fd", pid)
	entries, err := os.ReadDir(dir)
	if err != nil {
		lab.Absent(t, "needs /proc: "+err.Error())
	}
	if len(entries) < 5 {
		t.Fatalf("process %d has only %d files", pid, len(entries))
	}
	var found []string
	for _, entry := range entries {
		info, err := os.Stat(filepath.Join(dir, entry.Name()))
		target, _ := os.Readlink(filepath.Join(dir, entry.Name()))
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(target, "anon_inode:") {
			continue
		}
		details := readFile(t, fmt.Sprintf("/proc/%d/fdinfo/%s", pid, entry.Name()))
		flags := regexp.MustCompile(`flags:\s*(\d+)`).FindStringSubmatch(details)
		mode, err := strconv.ParseInt(flags[1], 8, 64)
		if err != nil {
			t.Fatal(err)
		}
		if mode&syscall.O_ACCMODE != syscall.O_RDONLY {
			found = append(found, target)
		}
	}
	return found
}

// environment is a variable of a process as it was started.
func environment(t *testing.T, pid int, name string) string {
	t.Helper()
	for _, assignment := range strings.Split(readFile(t, fmt.Sprintf("/proc/%d/environ", pid)), "\x00") {
		if value, ok := strings.CutPrefix(assignment, name+"="); ok {
			return value
		}
	}
	t.Fatalf("process %d has no %s", pid, name)
	return ""
}

// TestHalfOpenSessions: of many servers that nobody joins none is left after a
// minute.
func TestHalfOpenSessions(t *testing.T) {
	t.Parallel()
	const many = 20
	program := lab.Gomosh.Program(t, "mosh-server")
	servers := make([]*lab.Server, many)
	for i := range servers {
		servers[i] = lab.StartServer(t, program, lab.ServerOptions{Args: []string{"-p", "0"}})
	}
	var all sync.WaitGroup
	for _, s := range servers {
		all.Go(func() {
			if !lab.Eventually(90*time.Second, func() bool { return !lab.Alive(s.PID) }) {
				t.Errorf("server %d is still there", s.PID)
			}
		})
	}
	all.Wait()
}

// TestPortsExhausted: when every port of a range is taken, a server says which
// range that was and what to do, and exits.
func TestPortsExhausted(t *testing.T) {
	t.Parallel()
	program := lab.Gomosh.Program(t, "mosh-server")
	first := lab.StartServer(t, program, lab.ServerOptions{Args: []string{"-p", "0"}})
	ports := fmt.Sprintf("%d:%d", first.Port, first.Port+1)
	if first.Port == 65535 {
		t.Skip("the highest port was chosen")
	}
	// The next port may be somebody else's already; then the range is exhausted too.
	second := exec.CommandContext(t.Context(), program, "new", "-i", "127.0.0.1", "-p", ports)
	second.Env = lab.Env(lab.Home(t))
	_ = second.Run()
	third := exec.CommandContext(t.Context(), program, "new", "-i", "127.0.0.1", "-p", ports)
	third.Env = lab.Env(lab.Home(t))
	out, err := third.CombinedOutput()
	if third.ProcessState.ExitCode() != 1 {
		t.Errorf("%v: %s", err, out)
	}
	for _, want := range []string{fmt.Sprintf("any address, ports %d to %d", first.Port, first.Port+1), "hint: choose another UDP port, or a range of them, with -p"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
	}
}
