package contact

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"

	"gomosh/internal/lab"
)

// sshdConfig lets Pat in with a key and no other way. What a test adds stands in
// front of it and so wins, but for its Match sections, which end the file.
const sshdConfig = `%s
HostKey %s/host_key
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
AcceptEnv LANG LC_*
SetEnv PATH=/usr/local/bin:/usr/bin:/bin TMPDIR=%s GOMOSH_LAB=%s MOSH_SERVER_NETWORK_TMOUT=120
PrintMotd no
%s`

// Serve starts sshd on port 22 of the machine. It has an Ed25519 host key and
// lets Pat in by ~/.ssh/authorized_keys; config are more lines for it.
func (m *Machine) Serve(config string) {
	m.t.Helper()
	lab.Need(m.t, "sshd", "ssh-keygen")
	if err := os.MkdirAll("/run/sshd", 0o755); err != nil { // sshd insists on it
		m.t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(m.Dir, "host_key")); err != nil {
		m.Keygen("host_key")
	}
	m.Cover("/etc/pam.d/sshd", m.Write("pam", "auth required pam_unix.so\naccount required pam_permit.so\nsession required pam_permit.so\n"))
	config, sections := strings.ReplaceAll(config, "DIR", m.Dir), ""
	if at := strings.Index(config, "Match "); at >= 0 {
		config, sections = config[:at], config[at:]
	}
	file := m.Write("sshd_config", fmt.Sprintf(sshdConfig, config, m.Dir, m.Temporary(), m.Dir, sections))
	log := filepath.Join(m.Dir, "sshd.log")
	sshd := m.Daemon("/usr/sbin/sshd", "-D", "-E", log, "-f", file)
	m.start(sshd, log)
}

// start runs a server until the end of the test and waits until port 22 is open.
func (m *Machine) start(server *exec.Cmd, log string) {
	m.t.Helper()
	server.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := server.Start(); err != nil {
		m.t.Fatal(err)
	}
	m.t.Cleanup(func() {
		_ = server.Process.Kill()
		_ = server.Wait()
		if m.t.Failed() {
			text, _ := os.ReadFile(log)
			m.t.Logf("%s:\n%s", filepath.Base(log), text[max(0, len(text)-3000):])
		}
	})
	lab.Until(m.t, lab.Soon, "port 22 open", func() bool {
		out, _ := m.Command("cat", "/proc/net/tcp", "/proc/net/tcp6").Output() // of our own network
		return strings.Contains(string(out), ":0016 00000000:0000 0A") || strings.Contains(string(out), ":0016 00000000000000000000000000000000:0000 0A")
	})
}

// Keygen makes a key pair of the machine, named below Dir, and returns the path
// of its private half. More words go to ssh-keygen.
func (m *Machine) Keygen(name string, more ...string) string {
	m.t.Helper()
	path := filepath.Join(m.Dir, name)
	words := append([]string{"-q", "-t", "ed25519", "-N", "", "-C", name, "-f", path}, more...)
	if out, err := exec.Command("ssh-keygen", words...).CombinedOutput(); err != nil {
		m.t.Fatalf("ssh-keygen: %v: %s", err, out)
	}
	return path
}

// Admit lets the keys, private halves of which are named, in as Pat.
func (m *Machine) Admit(keys ...string) {
	m.t.Helper()
	var b strings.Builder
	for _, key := range keys {
		b.WriteString(m.read(key + ".pub"))
	}
	m.Write(Pat+"/.ssh/authorized_keys", b.String())
}

// HostLine is a line for a known_hosts file: the host key under some names.
func (m *Machine) HostLine(names string) string {
	return names + " " + m.read(filepath.Join(m.Dir, "host_key.pub"))
}

func (m *Machine) read(path string) string {
	m.t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		m.t.Fatal(err)
	}
	return string(text)
}
