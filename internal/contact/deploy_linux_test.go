package contact

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gomosh/internal/lab"
)

// copies lists the copies of gomosh below a folder of the server.
func (p *Pair) copies(dir string) []string {
	found, _ := filepath.Glob(filepath.Join(dir, "*", "gomosh*"))
	return found
}

func (p *Pair) cache() string { return filepath.Join(p.There.Home(Pat), ".cache", "gomosh") }

// TestDeployShells: a host with neither gomosh nor mosh, whatever the login
// shell is and says. The second time nothing is copied.
func TestDeployShells(t *testing.T) {
	t.Parallel()
	for _, shell := range shells {
		t.Run(shell.name, func(t *testing.T) {
			t.Parallel()
			lab.Need(t, shell.path)
			p := NewPair(t, shell.path, "")
			p.Empty()
			if shell.noise != "" {
				p.There.Write(Pat+"/"+shell.file, shell.noise)
			}
			term := p.Terminal(append([]string{"connect", "there"}, greeting...)...)
			Greets(t, term)
			said, _, _ := strings.Cut(term.Output(), "you are")
			if !strings.Contains(said, "copying gomosh to there (linux/") || !strings.Contains(said, "############] 100 % of ") {
				t.Errorf("said %q", said)
			}
			copies := p.copies(p.cache())
			if len(copies) != 1 {
				t.Fatalf("copies: %q", copies)
			}
			if info, err := os.Stat(copies[0]); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("mode of the copy: %v, %v", info.Mode(), err)
			}
			if out := p.Succeeds("doctor", "there"); strings.Contains(out, "copying") {
				t.Errorf("copied again:\n%s", out)
			}
		})
	}
}

// TestDeployBusyBox: nothing over there but BusyBox.
func TestDeployBusyBox(t *testing.T) {
	t.Parallel()
	lab.Need(t, "busybox")
	p := &Pair{Here: NewMachine(t, ""), There: NewMachine(t, ""), t: t}
	bin := filepath.Join(p.There.Dir, "bin")
	p.There.Must("mkdir", bin)
	p.There.Must("busybox", "--install", "-s", bin)
	p.There.users(bin + "/sh")
	p.Here.Wire(p.There, 9)
	p.There.Serve("SetEnv PATH=" + bin + " GOMOSH_LAB=" + p.There.Dir + " MOSH_SERVER_NETWORK_TMOUT=120\n")
	p.Here.Names("10.9.0.2 there")
	p.There.Admit(p.Here.Keygen("root/.ssh/id_ed25519"))
	p.Here.Write("root/.ssh/known_hosts", p.There.HostLine("there"))
	p.Configure("")
	p.Empty()
	p.Works()
	if copies := p.copies(p.cache()); len(copies) != 1 {
		t.Errorf("copies: %q", copies)
	}
}

// TestDeployPlaces: file systems on which the usual place does not do.
func TestDeployPlaces(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		setup string // with HOME and TMP for Pat's home and folder for temporary files
		works bool
		want  []string
	}{
		{"read-only home", "mount --bind HOME HOME && mount -o remount,ro,bind HOME", true, []string{"copying gomosh"}},
		{"home of somebody else", "chown root HOME && chmod 755 HOME", true, []string{"copying gomosh"}},
		{"noexec cache", "mount -t tmpfs -o noexec,mode=700,uid=1971 none HOME/.cache", true, []string{"copying gomosh"}},
		{"full cache", "mount -t tmpfs -o size=1m,mode=700,uid=1971 none HOME/.cache", true, []string{"copying gomosh"}},
		{"noexec everywhere", "mount -t tmpfs -o noexec,mode=700,uid=1971 none HOME/.cache && mount -t tmpfs -o noexec,mode=1777 none TMP", false,
			[]string{"could not copy gomosh to there", "is no place to run programs from (Permission denied);", "hint: these folders are mounted noexec"}},
		{"full everywhere", "mount -t tmpfs -o size=1m,mode=700,uid=1971 none HOME/.cache && mount -t tmpfs -o size=1m,mode=1777 none TMP", false,
			[]string{"could not copy gomosh to there", "No space left on device", "hint: make room there"}},
		{"nothing can be written", "mount --bind HOME HOME && mount -o remount,ro,bind HOME && mount -t tmpfs -o ro none TMP", false,
			[]string{"could not copy gomosh to there", "cannot be made", "Read-only file system", "hint: make one of these folders writable"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			p := NewPair(t, "", "")
			p.Empty()
			tmp := p.There.Temporary()
			p.There.Shell("install -d -o " + Pat + " " + p.There.Home(Pat) + "/.cache")
			p.There.Shell(strings.NewReplacer("HOME", p.There.Home(Pat), "TMP", tmp).Replace(test.setup))
			p.There.Shell("umount /var/tmp && mount --bind " + tmp + " /var/tmp")
			if test.works {
				out := p.Succeeds("doctor", "there")
				for _, text := range test.want {
					if !strings.Contains(out, text) {
						t.Errorf("does not say %q:\n%s", text, out)
					}
				}
				if out := p.Succeeds("doctor", "there"); strings.Contains(out, "copying") {
					t.Errorf("copied again:\n%s", out)
				}
				return
			}
			p.Fails([]string{"connect", "there"}, test.want...)
		})
	}
}

// TestDeployOff: the option and the setting; mosh-server too old counts as none.
func TestDeployOff(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	p.Empty()
	p.Fails([]string{"connect", "--no-deploy", "there"}, "neither gomosh nor mosh-server was found on there", "hint: install one of them there")
	cmd := p.Gomosh("connect", "there")
	cmd.Env = append(cmd.Env, "GOMOSH_DEPLOY=no")
	if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), "neither gomosh nor mosh-server") {
		t.Errorf("%v:\n%s", err, out)
	}
	if copies := p.copies(p.cache()); len(copies) != 0 {
		t.Errorf("copies: %q", copies)
	}
}

// TestOtherSystem: a machine that says it is another one gets the build made for
// it from the bundle folder.
func TestOtherSystem(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "")
	p.Empty()
	uname := p.There.Script("uname", `case $1 in -s) echo "${S:-Linux}";; -m) echo "${M:-aarch64}";; *) echo "Linux aarch64";; esac`)
	p.There.Cover("/usr/bin/uname", uname)
	p.There.Cover("/bin/uname", uname)
	bundle := filepath.Join(p.Here.Home("root"), ".local", "share", "gomosh", "bundle")
	p.Fails([]string{"connect", "there"}, "there is no gomosh for linux/arm64 here to copy", fmt.Sprintf("%s/gomosh-linux-arm64", bundle))
	// The "build for arm64" of this test is the program itself, a byte longer.
	program := p.Here.read(filepath.Join(lab.Bin(t), "gomosh"))
	p.Here.Write("root/.local/share/gomosh/bundle/gomosh-linux-arm64", program+"\x00")
	p.Works()
	copies := p.copies(p.cache())
	if len(copies) != 1 {
		t.Fatalf("copies: %q", copies)
	}
	if info, err := os.Stat(copies[0]); err != nil || info.Size() != int64(len(program))+1 {
		t.Errorf("the copy is not the build for arm64: %v, %v", info, err)
	}
}

// TestStrictServer: an sshd that gives out no terminal, one session at a time and
// no forwarding is enough for everything, a copy included.
func TestStrictServer(t *testing.T) {
	t.Parallel()
	p := NewPair(t, "", "MaxSessions 1\nPermitTTY no\nAllowTcpForwarding no\nPermitUserEnvironment no\n")
	p.Empty()
	p.Works()
	if out := p.Succeeds("doctor", "there"); !strings.Contains(out, "all answer") {
		t.Errorf("said:\n%s", out)
	}
	p.Configure("Host behind\nProxyJump there\n")
	p.Fails([]string{"connect", "behind"}, "the jump host there could not reach behind:22: administratively prohibited", "hint: the jump host forbids forwarding")
	p.Configure("")
	p.There.Shell("usermod -s /usr/sbin/nologin " + Pat + " 2>/dev/null || { sed 's,:[^:]*$,:/usr/sbin/nologin,' /etc/passwd > " + p.There.Dir + "/p && cat " + p.There.Dir + "/p > /etc/passwd; }")
	p.Fails([]string{"connect", "there"}, "This account is currently not available.", "the server half did not start: exit status 1", "hint: see what it says above")
}
