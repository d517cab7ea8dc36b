package main

import (
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// sshd is a private SSH server on the loopback address for the user who runs the
// bench.
type sshd struct {
	dir    string
	port   int
	cmd    *exec.Cmd
	ended  chan struct{}
	config string // ssh_config that reaches it as host "bench"
}

const sshdConfig = `ListenAddress 127.0.0.1
Port %d
HostKey %s
PidFile none
AuthorizedKeysFile %s
StrictModes no
UsePAM no
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
AcceptEnv LANG LC_*
SetEnv PATH=%s
MaxStartups 100
PrintMotd no
PrintLastLog no
`

const sshConfig = `Host bench
HostName 127.0.0.2
Port %d
IdentityFile %s
IdentitiesOnly yes
UserKnownHostsFile %s
GlobalKnownHostsFile none
SendEnv LANG LC_*
`

// startSSHD starts the server. Path is the PATH of its sessions.
func startSSHD(dir, path string) (*sshd, error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return nil, err
	}
	d := &sshd{dir: dir, ended: make(chan struct{}), config: filepath.Join(dir, "ssh_config")}
	hostKey, identity := filepath.Join(dir, "host_key"), filepath.Join(dir, "id")
	for _, file := range []string{hostKey, identity} {
		if out, err := exec.Command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", file).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("ssh-keygen: %w: %s", err, out)
		}
	}
	if os.Geteuid() == 0 { // sshd wants this directory for its unprivileged half
		if err := os.MkdirAll("/run/sshd", 0o755); err != nil {
			return nil, err
		}
	}
	var err error
	if d.port, err = freePort(); err != nil {
		return nil, err
	}
	public, err := os.ReadFile(hostKey + ".pub")
	if err != nil {
		return nil, err
	}
	files := map[string]string{
		"sshd_config": fmt.Sprintf(sshdConfig, d.port, hostKey, identity+".pub", path),
		"ssh_config":  d.sshConfig(d.port),
		"known_hosts": "* " + string(public),
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			return nil, err
		}
	}
	d.cmd = exec.Command(find("sshd"), "-D", "-E", filepath.Join(dir, "log"), "-f", filepath.Join(dir, "sshd_config"))
	d.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := d.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start sshd: %w", err)
	}
	go func() {
		_ = d.cmd.Wait()
		close(d.ended)
	}()
	for began := time.Now(); time.Since(began) < soon; time.Sleep(20 * time.Millisecond) {
		select {
		case <-d.ended:
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			return nil, fmt.Errorf("sshd does not start: %s", log)
		default:
		}
		if conn, err := net.Dial("tcp", loopback(d.port).String()); err == nil {
			conn.Close()
			return d, nil
		}
	}
	d.close()
	return nil, errors.New("sshd does not listen")
}

// sshConfig is a configuration that reaches the server by a relay's port.
func (d *sshd) sshConfig(port int) string {
	return fmt.Sprintf(sshConfig, port, filepath.Join(d.dir, "id"), filepath.Join(d.dir, "known_hosts"))
}

// configFor writes such a configuration to a file of its own.
func (d *sshd) configFor(port int) (string, error) {
	file := filepath.Join(d.dir, fmt.Sprintf("ssh_config.%d", port))
	return file, os.WriteFile(file, []byte(d.sshConfig(port)), 0o600)
}

func (d *sshd) close() {
	_ = d.cmd.Process.Kill()
	<-d.ended
}

// command is a command line of ssh that reaches the server by a port.
func (d *sshd) command(port int, words ...string) []string {
	return append([]string{find("ssh"), "-F", d.config, "-p", strconv.Itoa(port), "bench"}, words...)
}

// sessions are the processes of sshd that serve somebody now.
func (d *sshd) sessions() []int {
	parents := map[int]bool{d.cmd.Process.Pid: true}
	var found []int
	for range 3 { // the listener's child, and that one's where it gives up its privileges
		files, _ := filepath.Glob("/proc/[0-9]*/status")
		for _, file := range files {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(file)))
			name, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "comm"))
			if parents[field(file, "PPid")] && !parents[pid] && strings.HasPrefix(string(name), "sshd") {
				parents[pid] = true
				found = append(found, pid)
			}
		}
	}
	return found
}

// freePort is a TCP port on the loopback address that nobody uses now.
func freePort() (int, error) {
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
