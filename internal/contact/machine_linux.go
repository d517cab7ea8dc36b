package contact

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"gomosh/internal/lab"
)

// Pat is the user that every machine has besides root, with this password.
const (
	Pat      = "pat"
	patID    = 1971
	Password = "correct horse"
	// passwordHash is crypt(3) of Password.
	passwordHash = "$6$labsalt$G7iWEvzejTe/xBSwtH9gD9FfIsFWk4Xfy5GItCgWbAHbleGj502.Wo68eTVbRDczBzl0th4.4gbBOIeLoOcse1"
)

// Machine is a pretended machine: a network of its own and a view of the file
// system of its own, in which root and Pat have new home directories.
type Machine struct {
	Dir  string // its scratch directory; Dir/root and Dir/pat are the homes
	t    testing.TB
	pid  int // a process that keeps the namespaces
	nets int
}

// NewMachine starts a machine without any network but loopback. shell is Pat's
// login shell; empty for /bin/sh. The machine ends with the test.
func NewMachine(t testing.TB, shell string) *Machine {
	t.Helper()
	if testing.Short() {
		t.Skip("what is tested are other processes: run it without -short")
	}
	if os.Geteuid() != 0 {
		lab.Absent(t, "needs root for namespaces: sudo make test")
	}
	lab.Need(t, "unshare", "nsenter", "mount", "ip")
	if shell == "" {
		shell = "/bin/sh"
	}
	m := &Machine{t: t, Dir: lab.Home(t)}
	for dir := m.Dir; dir != "/tmp" && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil { // users other than root pass through
			t.Fatal(err)
		}
		if strings.HasPrefix(filepath.Base(dir), "gomosh-lab-") {
			break
		}
	}
	for _, dir := range []string{m.Home("root"), m.Home(Pat), m.Home("root") + "/.ssh", m.Home(Pat) + "/.ssh"} {
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	m.own(m.Home(Pat), m.Home(Pat)+"/.ssh")
	if err := os.Mkdir(m.Temporary(), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(m.Temporary(), 0o777|os.ModeSticky); err != nil {
		t.Fatal(err)
	}
	m.users(shell)
	mounts := ""
	for _, name := range []string{"passwd", "shadow"} {
		mounts += fmt.Sprintf("mount --bind '%s/%s' /etc/%s && ", m.Dir, name, name)
	}
	mounts += fmt.Sprintf("mount --bind '%s' /var/tmp && ", m.Temporary())
	cmd := exec.Command("unshare", "--net", "--mount", "--propagation", "private",
		"sh", "-c", mounts+"ip link set lo up && echo ready && exec sleep infinity")
	cmd.Env = lab.Env(m.Dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		lab.KillMarked(m.Dir)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	answer := make([]byte, 5)
	if n, _ := stdout.Read(answer); string(answer[:n]) != "ready" {
		lab.Absent(t, "no namespaces here: "+complaint.String())
	}
	m.pid = cmd.Process.Pid
	return m
}

// users writes the machine's user data base.
func (m *Machine) users(shell string) {
	m.t.Helper()
	for name, lines := range map[string][2]string{
		"passwd": {fmt.Sprintf("root:x:0:0:root:%s:/bin/sh", m.Home("root")),
			fmt.Sprintf("%s:x:%d:%d::%s:%s", Pat, patID, patID, m.Home(Pat), shell)},
		"shadow": {"root:*:19000:0:99999:7:::", fmt.Sprintf("%s:%s:19000:0:99999:7:::", Pat, passwordHash)},
	} {
		real, err := os.ReadFile("/etc/" + name)
		if err != nil {
			m.t.Fatal(err)
		}
		var b strings.Builder
		fmt.Fprintln(&b, lines[0])
		for line := range strings.Lines(string(real)) {
			if !strings.HasPrefix(line, "root:") {
				b.WriteString(line)
			}
		}
		fmt.Fprintln(&b, lines[1])
		m.Write(name, b.String())
	}
	for name, mode := range map[string]os.FileMode{"passwd": 0o644, "shadow": 0o640} {
		if err := os.Chmod(filepath.Join(m.Dir, name), mode); err != nil {
			m.t.Fatal(err)
		}
	}
}

// Home is the home directory of root or Pat.
func (m *Machine) Home(user string) string { return filepath.Join(m.Dir, user) }

// Temporary is the machine's folder for temporary files: /var/tmp and, in sessions
// of its sshd, TMPDIR.
func (m *Machine) Temporary() string { return filepath.Join(m.Dir, "tmp") }

// own gives files to Pat.
func (m *Machine) own(paths ...string) {
	m.t.Helper()
	for _, path := range paths {
		if err := os.Chown(path, patID, patID); err != nil {
			m.t.Fatal(err)
		}
	}
}

// Write makes a file of the machine, named below Dir, and returns its path. A
// file in Pat's home belongs to Pat.
func (m *Machine) Write(name, text string) string {
	m.t.Helper()
	path := filepath.Join(m.Dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		m.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		m.t.Fatal(err)
	}
	if strings.HasPrefix(name, Pat+"/") {
		for p := path; p != m.Home(Pat); p = filepath.Dir(p) {
			m.own(p)
		}
	}
	return path
}

// Script makes an executable shell script of the machine.
func (m *Machine) Script(name, body string) string {
	m.t.Helper()
	path := m.Write(name, "#!/bin/sh\n"+body+"\n")
	if err := os.Chmod(path, 0o755); err != nil {
		m.t.Fatal(err)
	}
	return path
}

// Argv is a command line that runs a command on the machine, as root.
func (m *Machine) Argv(args ...string) []string {
	return append([]string{"nsenter", "-t", fmt.Sprint(m.pid), "--net", "--mount", "--"}, args...)
}

// Command prepares a command on the machine, as root, with a plain environment
// and without terminal; its time is limited.
func (m *Machine) Command(args ...string) *exec.Cmd {
	ctx, cancel := context.WithTimeout(m.t.Context(), 2*lab.Soon)
	m.t.Cleanup(cancel)
	return m.command(ctx, args)
}

// Daemon is Command for what runs until the end of the test.
func (m *Machine) Daemon(args ...string) *exec.Cmd { return m.command(m.t.Context(), args) }

func (m *Machine) command(ctx context.Context, args []string) *exec.Cmd {
	argv := m.Argv(args...)
	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	cmd.Env = m.Env()
	cmd.Dir = m.Dir
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true} // no terminal to ask on
	return cmd
}

// Env is the environment of a program of root's on the machine.
func (m *Machine) Env(extra ...string) []string {
	return append(lab.Env(m.Dir, extra...), "HOME="+m.Home("root"))
}

// Must runs a command on the machine that has to succeed, and returns its output.
func (m *Machine) Must(args ...string) string {
	m.t.Helper()
	out, err := m.Command(args...).CombinedOutput()
	if err != nil {
		m.t.Fatalf("%q: %v\n%s", args, err, out)
	}
	return string(out)
}

// Shell is Must for a line of shell.
func (m *Machine) Shell(line string) string {
	m.t.Helper()
	return m.Must("sh", "-c", line)
}

// Cover hides a file of the real machine behind one that is empty and cannot be
// run, or behind the file that is named.
func (m *Machine) Cover(path, with string) {
	m.t.Helper()
	if _, err := os.Stat(path); err != nil {
		return
	}
	if with == "" {
		with = m.Write("empty", "")
	}
	m.Must("mount", "--bind", with, path)
}

// Wire joins two machines by a cable: the network 10.NUMBER.0.0/24, in which m
// is .1 and the other one .2.
func (m *Machine) Wire(o *Machine, number int) {
	m.t.Helper()
	m.nets++
	o.nets++
	mine, theirs := fmt.Sprintf("eth%d", m.nets), fmt.Sprintf("eth%d", o.nets)
	cmd := exec.Command("ip", "link", "add", mine, "netns", fmt.Sprint(m.pid), "type", "veth", "peer", "name", theirs, "netns", fmt.Sprint(o.pid))
	if out, err := cmd.CombinedOutput(); err != nil {
		lab.Absent(m.t, fmt.Sprintf("no virtual cables here: %v: %s", err, out))
	}
	m.Shell(fmt.Sprintf("ip address add 10.%d.0.1/24 dev %s && ip link set %s up", number, mine, mine))
	o.Shell(fmt.Sprintf("ip address add 10.%d.0.2/24 dev %s && ip link set %s up", number, theirs, theirs))
}

// Names gives the machine a table of host names.
func (m *Machine) Names(lines ...string) {
	m.t.Helper()
	hosts := m.Write("hosts", "127.0.0.1 localhost\n"+strings.Join(lines, "\n")+"\n")
	if err := os.Chmod(hosts, 0o644); err != nil {
		m.t.Fatal(err)
	}
	m.Cover("/etc/hosts", hosts)
}

// Install puts gomosh into the machine's PATH.
func (m *Machine) Install(t testing.TB) {
	t.Helper()
	bin := filepath.Join(m.Home(Pat), "bin")
	m.Must("install", "-d", "-o", Pat, bin)
	m.Must("ln", "-s", filepath.Join(lab.Bin(t), "gomosh"), filepath.Join(bin, "gomosh"))
}

// Firewall runs a line of iptables commands.
func (m *Machine) Firewall(line string) {
	m.t.Helper()
	lab.Need(m.t, "iptables")
	m.Shell("PATH=$PATH:/usr/sbin:/sbin; " + line)
}

// Processes lists the command lines of what runs on the machine.
func (m *Machine) Processes() (lines []string) {
	network, err := os.Readlink(fmt.Sprintf("/proc/%d/ns/net", m.pid))
	if err != nil {
		m.t.Fatal(err)
	}
	all, _ := filepath.Glob("/proc/[0-9]*")
	for _, process := range all {
		if here, err := os.Readlink(process + "/ns/net"); err != nil || here != network {
			continue
		}
		if words, err := os.ReadFile(process + "/cmdline"); err == nil && len(words) > 0 {
			lines = append(lines, strings.TrimSpace(strings.ReplaceAll(string(words), "\x00", " ")))
		}
	}
	return lines
}
