//go:build unix

package server

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"syscall"
)

// daemonMark is the variable that tells a process that it is a daemon. It is
// removed before anything else could see it.
const daemonMark = "GOMOSH_SERVER_DAEMON"

// The daemon's descriptors for its configuration and its report.
const (
	configFD = 3
	reportFD = 4
)

// Launch starts the daemon and returns when it is ready to be joined, or with
// the reason why it is not. env is the environment of the daemon and of the
// session's programs; args are the words of this process's command line without
// its name, for others to see. What else the user has to know goes to warn, a
// line at a time, before Launch returns.
//
// The daemon has no descriptor of this process but, with cfg.Verbose, its
// standard ones.
func Launch(cfg Config, env, args []string, warn func(string)) (Ready, error) {
	closeOnExec()
	exe, err := os.Executable()
	if err != nil {
		return Ready{}, fmt.Errorf("find own executable: %w", err)
	}
	configRead, configWrite, err := os.Pipe()
	if err != nil {
		return Ready{}, fmt.Errorf("open pipe: %w", err)
	}
	defer configWrite.Close()
	reportRead, reportWrite, err := os.Pipe()
	if err != nil {
		configRead.Close()
		return Ready{}, fmt.Errorf("open pipe: %w", err)
	}
	defer reportRead.Close()

	cmd := exec.Command(exe, args...)
	cmd.Args[0] = "mosh-server"
	cmd.Env = append(env[:len(env):len(env)], daemonMark+"=1")
	cmd.ExtraFiles = []*os.File{configRead, reportWrite}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if cfg.Verbose > 0 {
		cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	}
	err = cmd.Start()
	configRead.Close()
	reportWrite.Close()
	if err != nil {
		return Ready{}, fmt.Errorf("start the detached server: %w", err)
	}
	// If this fails the daemon has gone, and its report will say so.
	_ = json.NewEncoder(configWrite).Encode(cfg)
	configWrite.Close()

	ready, err := listen(reportRead, warn)
	if err != nil {
		// It is on its way out; do not leave before it.
		_ = cmd.Wait()
		return Ready{}, err
	}
	ready.PID = cmd.Process.Pid
	return ready, nil
}

// closeOnExec keeps descriptors that this process was started with, and that
// the Go runtime does not know of, from its children.
func closeOnExec() {
	open, err := os.ReadDir("/dev/fd")
	if err != nil {
		return
	}
	for _, entry := range open {
		if fd, err := strconv.Atoi(entry.Name()); err == nil && fd > 2 {
			syscall.CloseOnExec(fd)
		}
	}
}
