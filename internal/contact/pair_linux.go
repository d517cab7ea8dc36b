package contact

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gomosh/internal/lab"
)

// Pair is a user's machine and a server, joined by a cable. The user is root
// there, knows the server as "there" by its host key, and logs in as Pat with
// the key ~/.ssh/id_ed25519.
type Pair struct {
	Here, There *Machine
	t           testing.TB
}

// NewPair makes the two machines. shell is Pat's login shell on the server,
// config are lines for its sshd.
func NewPair(t testing.TB, shell, config string) *Pair {
	t.Helper()
	p := &Pair{Here: NewMachine(t, ""), There: NewMachine(t, shell), t: t}
	p.Here.Wire(p.There, 9)
	p.There.Serve(config)
	p.Here.Names("10.9.0.2 there")
	p.There.Admit(p.Here.Keygen("root/.ssh/id_ed25519"))
	p.Here.Write("root/.ssh/known_hosts", p.There.HostLine("there"))
	p.Configure("")
	return p
}

// Configure writes ~/.ssh/config: the lines, and whom to log in as.
func (p *Pair) Configure(lines string) {
	p.t.Helper()
	p.Here.Write("root/.ssh/config", strings.ReplaceAll(lines, "HOME", p.Here.Home("root"))+"\nHost *\nUser "+Pat+"\nStrictHostKeyChecking yes\nConnectTimeout 10\n")
}

// Empty takes mosh and gomosh away from the server.
func (p *Pair) Empty() {
	p.t.Helper()
	for _, dir := range []string{"/usr/local/bin", "/usr/bin", "/bin"} {
		for _, name := range []string{"gomosh", "mosh-server"} {
			p.There.Cover(filepath.Join(dir, name), "")
		}
	}
}

// gomosh is a command line of the program on the user's machine.
func (p *Pair) gomosh(words ...string) []string {
	return append([]string{filepath.Join(lab.Bin(p.t), "gomosh")}, words...)
}

// Gomosh prepares gomosh on the user's machine, without a terminal.
func (p *Pair) Gomosh(words ...string) *exec.Cmd {
	p.t.Helper()
	return p.Here.Command(p.gomosh(words...)...)
}

// Terminal runs gomosh on the user's machine in a terminal.
func (p *Pair) Terminal(words ...string) *lab.Terminal {
	p.t.Helper()
	return p.TerminalEnv(nil, words...)
}

// TerminalEnv is Terminal with changes to the environment.
func (p *Pair) TerminalEnv(extra []string, words ...string) *lab.Terminal {
	p.t.Helper()
	return lab.NewTerminal(p.t, lab.Command{Cols: 100, Rows: 30, Args: p.Here.Argv(p.gomosh(words...)...), Env: p.Here.Env(extra...)})
}

// greeting is a remote command that shows whose terminal it has, and ends when
// Enter is typed.
var greeting = []string{"--", "sh", "-c", `echo "you are $(id -un), $(stty size)"; read x`}

// Greets waits until the greeting is on the screen, and ends the session.
func Greets(t testing.TB, term *lab.Terminal) {
	t.Helper()
	term.WaitText("you are " + Pat + ", 30 100")
	term.Keys("Enter")
	if status := term.WaitExit(lab.Soon); status != 0 {
		t.Errorf("exit status %d", status)
	}
}

// Works has gomosh connect open a session without a question.
func (p *Pair) Works(words ...string) {
	p.t.Helper()
	Greets(p.t, p.Terminal(append(append([]string{"connect"}, words...), append([]string{"there"}, greeting...)...)...))
}

// Fails runs gomosh, which has to fail with these texts on its output.
func (p *Pair) Fails(words []string, want ...string) string {
	p.t.Helper()
	out, err := p.Gomosh(words...).CombinedOutput()
	if err == nil {
		p.t.Errorf("%q succeeded:\n%s", words, out)
	}
	for _, text := range want {
		if !strings.Contains(string(out), text) {
			p.t.Errorf("%q does not say %q:\n%s", words, text, out)
		}
	}
	return string(out)
}

// Succeeds runs gomosh, which has to succeed, and returns its output.
func (p *Pair) Succeeds(words ...string) string {
	p.t.Helper()
	out, err := p.Gomosh(words...).CombinedOutput()
	if err != nil {
		p.t.Errorf("%q: %v:\n%s", words, err, out)
	}
	return string(out)
}

// AsPat is a command line that runs gomosh on the user's machine as Pat, an ordinary
// user with the files of root's ~/.ssh.
func (p *Pair) AsPat(words ...string) []string {
	p.t.Helper()
	home := p.Here.Home(Pat)
	p.Here.Shell("cp -a " + p.Here.Home("root") + "/.ssh/. " + home + "/.ssh/ && chown -R " + Pat + " " + home + "/.ssh")
	become := []string{"setpriv", "--reuid", Pat, "--regid", fmt.Sprint(patID), "--clear-groups", "env", "HOME=" + home, "USER=" + Pat, "LOGNAME=" + Pat}
	return p.Here.Argv(append(become, p.gomosh(words...)...)...)
}
