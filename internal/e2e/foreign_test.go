package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"gomosh/internal/lab"
)

// foreign are the builds for other processors that can be run here.
var foreign = []struct{ target, qemu string }{
	{"linux/arm64", "qemu-aarch64-static"},
	{"linux/arm", "qemu-arm-static"},
}

// TestForeign leads sessions with builds of make dist under an emulator of
// their processor: both halves of them, one half, the other half. The server
// half starts itself again to detach, which proot, a tracer, turns into another
// start of the emulator.
func TestForeign(t *testing.T) {
	if testing.Short() {
		t.Skip("the race detector has nothing to find in an emulator")
	}
	for _, f := range foreign {
		t.Run(f.target, func(t *testing.T) {
			t.Parallel()
			lab.Need(t, f.qemu, "proot")
			binary := dist(t, f.target)
			server := []string{"proot", "-q", f.qemu, binary, "server"}
			client := wrapper(t, f.qemu, binary, "client")
			native := filepath.Join(lab.Bin(t), "mosh-client")
			foreignSession(t, startTraced(t, server), client)
			foreignSession(t, startTraced(t, server), native)
			own := lab.StartServer(t, filepath.Join(lab.Bin(t), "mosh-server"), lab.ServerOptions{Command: []string{"sh"}})
			foreignSession(t, own, client)
		})
	}
}

// foreignSession types, resizes and ends a session.
func foreignSession(t *testing.T, server *lab.Server, client string) {
	t.Helper()
	term := lab.StartClient(t, client, server.Port, server.Key, lab.Command{})
	term.WaitText("$")
	term.Line("echo $((6*7)) grün 中文")
	term.WaitText("42 grün 中文")
	term.Resize(90, 30)
	term.Line("clear; stty size")
	term.WaitText("30 90")
	term.Line("exit")
	term.WaitText("[mosh is exiting.]")
}

// dist builds the program as make dist does and returns its path.
func dist(t *testing.T, target string) string {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command("../../scripts/dist", target)
	cmd.Env = append(os.Environ(), "DIST="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("dist %s: %v\n%s", target, err, out)
	}
	files, err := filepath.Glob(filepath.Join(dir, "gomosh-*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("dist %s left %q, %v", target, files, err)
	}
	return files[0]
}

// wrapper is a program that runs a command with its own arguments behind it.
func wrapper(t *testing.T, command ...string) string {
	t.Helper()
	line := "exec"
	for _, word := range command {
		line += " '" + word + "'"
	}
	file := filepath.Join(t.TempDir(), "wrapper")
	writeFile(t, file, "#!/bin/sh\n"+line+" \"$@\"\n", 0o755)
	return file
}

var connectLine = regexp.MustCompile(`(?m)^MOSH CONNECT (\d+) (\S{22})\r?$`)

// startTraced starts a server half by a command that stays until the detached
// process has ended.
func startTraced(t *testing.T, command []string) *lab.Server {
	t.Helper()
	home := lab.Home(t)
	stdout := filepath.Join(home, "stdout")
	file, err := os.Create(stdout)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	cmd := exec.Command(command[0], append(command[1:], "-i", "127.0.0.1", "-c", "256", "--", "sh")...)
	cmd.Env, cmd.Dir, cmd.Stdout = lab.Env(home), home, file
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- cmd.Wait() }()
	t.Cleanup(func() {
		lab.KillMarked(home)
		<-done
	})
	var match []string
	lab.Eventually(lab.Soon, func() bool {
		match = connectLine.FindStringSubmatch(readFile(t, stdout))
		return match != nil
	})
	if match == nil {
		t.Fatalf("%q did not say where it listens: %q", command, readFile(t, stdout))
	}
	port, err := strconv.Atoi(match[1])
	if err != nil {
		t.Fatal(err)
	}
	return &lab.Server{Port: port, Key: match[2]}
}
