package contact

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"gomosh/internal/lab"
)

// TestSecrets: password, passphrase and session key are in no argument list, no
// environment, and nothing that is said, while they are asked for and while the
// session runs.
func TestSecrets(t *testing.T) {
	t.Parallel()
	lab.Need(t, "setpriv")
	const passphrase = "battery staple"
	p := NewPair(t, "", "PasswordAuthentication yes\nAuthenticationMethods publickey,password\n")
	key := p.Here.Home("root") + "/.ssh/id_ed25519"
	p.Here.Must("ssh-keygen", "-q", "-p", "-N", passphrase, "-f", key)
	// The server half's report is noted on its way, so that the test knows the key.
	report := p.There.Write(Pat+"/report", "")
	p.There.Install(t)
	wrapper := p.There.Script("wrapper", `gomosh server "$@" | tee -a `+report)
	p.There.Shell("chmod 755 " + wrapper)

	term := lab.NewTerminal(t, lab.Command{Cols: 100, Rows: 30, Env: p.Here.Env(), Args: p.AsPat("connect", "-v", "--server=PATH=$HOME/bin:$PATH "+wrapper, "there", "--", "sh", "-c", "echo you are $LOGNAME; env > $HOME/env; read x")})
	term.WaitText("Enter passphrase for key")
	term.Line(passphrase)
	term.WaitText("pat@there's password:")
	term.Line(Password)
	term.WaitText("you are pat")
	connect := regexp.MustCompile(`MOSH CONNECT [0-9]+ (\S+)`).FindStringSubmatch(p.There.read(report))
	if connect == nil {
		t.Fatalf("no connect line in %q", p.There.read(report))
	}
	secrets := map[string]string{"the session key": connect[1], "the password": Password, "the passphrase": passphrase}
	files, _ := filepath.Glob("/proc/[0-9]*/[ce][mn][dv][li][ir][no][en]*")
	if len(files) < 20 {
		t.Fatalf("only %d files of processes", len(files))
	}
	looked := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil || !bytes.Contains(text, []byte("gomosh")) {
			continue
		}
		looked++
		for what, secret := range secrets {
			if bytes.Contains(text, []byte(secret)) {
				t.Errorf("%s is in %s: %q", what, file, bytes.ReplaceAll(bytes.TrimRight(text, "\x00"), []byte{0}, []byte(" ")))
			}
		}
	}
	if looked < 4 {
		t.Errorf("only %d files belong to the session", looked)
	}
	term.Keys("Enter")
	term.WaitExit(lab.Soon)
	for what, secret := range secrets {
		if strings.Contains(term.Output(), secret) {
			t.Errorf("%s was printed", what)
		}
		if strings.Contains(p.There.read(p.There.Home(Pat)+"/env"), secret) {
			t.Errorf("%s is in the environment of the shell", what)
		}
		if strings.Contains(p.There.read(p.There.Dir+"/sshd.log"), secret) {
			t.Errorf("%s is in the log of sshd", what)
		}
	}
	if !strings.Contains(term.Output(), "running PATH=") {
		t.Error("-v said nothing")
	}
}
