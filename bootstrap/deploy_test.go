package bootstrap

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// otherSide is a machine without any server half: a PATH with a few tools only,
// a home and a folder for temporary files.
type otherSide struct {
	*sshServer
	root  string
	build string // stands for our own program
}

const fakeGomosh = `case $1 in version) exit 0;; server) shift; printf "copy runs %s\n" "$*"; echo ` + reportLine + `;; esac`

// absent skips a test for want of what the text says, or fails it in CI.
func absent(t *testing.T, format string, args ...any) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf(format, args...)
	}
	t.Skipf(format, args...)
}

func newOtherSide(t *testing.T, without ...string) *otherSide {
	t.Helper()
	s := &otherSide{sshServer: newSSHServer(t), root: t.TempDir()}
	for _, place := range []string{"/usr/local/bin", "/opt/homebrew/bin", "/opt/local/bin"} {
		for _, name := range []string{"gomosh", "mosh-server"} {
			if _, err := os.Stat(filepath.Join(place, name)); err == nil {
				absent(t, "%s/%s is installed here and would be run", place, name)
			}
		}
	}
	if err := os.MkdirAll(filepath.Join(s.root, "bin"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, dir := range []string{"home", "tmp", "run"} {
		if err := os.MkdirAll(filepath.Join(s.root, dir), 0o700); err != nil {
			t.Fatal(err)
		}
	}
next:
	for _, tool := range []string{"sh", "uname", "id", "mkdir", "chmod", "rm", "cat", "gzip", "sha256sum", "cut", "mv", "ls", "tail"} {
		for _, w := range without {
			if w == tool {
				continue next
			}
		}
		path, err := exec.LookPath(tool)
		if err != nil {
			absent(t, "%s is not here", tool)
		}
		link(t, path, filepath.Join(s.root, "bin", tool))
	}
	s.acceptKey(1)
	keyOnDisk(t, filepath.Join(s.dir, "key"), 1, "")
	s.build = filepath.Join(s.dir, "gomosh")
	script(t, s.build, fakeGomosh)
	s.runWith = func(command string, stdin io.Reader, stdout, stderr io.Writer) int {
		cmd := exec.Command("/bin/sh", "-c", command)
		cmd.Env = []string{"PATH=" + s.root + "/bin", "HOME=" + s.root + "/home", "TMPDIR=" + s.root + "/tmp", "XDG_RUNTIME_DIR=" + s.root + "/run"}
		cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, stdout, stderr
		if err := cmd.Run(); err != nil {
			return max(cmd.ProcessState.ExitCode(), 1)
		}
		return 0
	}
	return s
}

func (s *otherSide) here() (*Options, *talk) {
	o, tk := s.client("IdentityFile DIR/key\n")
	o.Server, o.ServerArgv = "", []string{s.build, "mosh-server"}
	return o, tk
}

func (s *otherSide) copies(dir string) []string {
	found, _ := filepath.Glob(filepath.Join(s.root, dir, "*", "gomosh*"))
	return found
}

func TestDeploy(t *testing.T) {
	s := newOtherSide(t)
	s.start()
	o, tk := s.here()
	o.Command = []string{"it's", `a\b`}
	mustStart(t, o, tk)
	said := tk.err.String()
	if !strings.Contains(said, "copying gomosh to h (") || !strings.Contains(said, "): it has neither gomosh nor mosh-server\n") || !strings.Contains(said, `copy runs new -c 256 -s -l LANG=C.UTF-8 -l LC_TIME=C -- it's a\b`) {
		t.Errorf("said %q", said)
	}
	copies := s.copies("home/.cache/gomosh")
	if len(copies) != 1 {
		t.Fatalf("copies: %q", copies)
	}
	if info, _ := os.Stat(copies[0]); info.Mode().Perm() != 0o700 {
		t.Errorf("mode is %o", info.Mode().Perm())
	}

	// The next time it is there already.
	o, tk = s.here()
	o.Verbose = true
	mustStart(t, o, tk)
	if strings.Contains(tk.err.String(), "copying") || !strings.Contains(tk.err.String(), "using the copy at "+s.root) {
		t.Errorf("copied again: %q", tk.err.String())
	}
	// A copy that is not what it should be is not run.
	if err := os.WriteFile(copies[0], []byte("#!/bin/sh\necho evil\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	o, tk = s.here()
	mustStart(t, o, tk)
	if said := tk.err.String(); !strings.Contains(said, "copying") || strings.Contains(said, "evil") {
		t.Errorf("with a damaged copy: %q", said)
	}
	// Versions come and go.
	for i := range 5 {
		script(t, s.build, fakeGomosh+fmt.Sprint("\n# version ", i))
		o, tk = s.here()
		mustStart(t, o, tk)
	}
	if got := s.copies("home/.cache/gomosh"); len(got) != 3 {
		t.Errorf("%d copies are kept", len(got))
	}
}

// TestDeployBesideOldServer: a mosh-server that does not do is left alone.
func TestDeployBesideOldServer(t *testing.T) {
	for answer, why := range map[string]string{
		"Bad UDP port (60001:60010)":                      "its mosh-server is too old for UDP port ranges",
		"mosh-server needs a UTF-8 native locale to run.": "its mosh-server insists on a locale with UTF-8 that is not installed",
	} {
		s := newOtherSide(t)
		s.start()
		script(t, filepath.Join(s.root, "bin", "mosh-server"), "echo '"+answer+"' >&2; echo more; exit 1")
		o, tk := s.here()
		o.Ports = "60001:60010"
		mustStart(t, o, tk)
		if said := tk.err.String(); !strings.Contains(said, "): "+why+"\n") || strings.Contains(said, answer) {
			t.Errorf("said %q", said)
		}
	}
}

func TestDeployWithoutTools(t *testing.T) {
	s := newOtherSide(t, "gzip", "sha256sum")
	s.start()
	o, tk := s.here()
	mustStart(t, o, tk)
	if len(s.copies("home/.cache/gomosh")) != 1 {
		t.Error("there is no copy")
	}
}

func TestDeployElsewhere(t *testing.T) {
	s := newOtherSide(t)
	s.start()
	write(t, filepath.Join(s.root, "home", ".cache"), "not a folder")
	o, tk := s.here()
	mustStart(t, o, tk)
	if len(s.copies(fmt.Sprintf("tmp/gomosh-%d", os.Getuid()))) != 1 {
		t.Error("there is no copy among the temporary files")
	}
	o, tk = s.here()
	mustStart(t, o, tk)
	if strings.Contains(tk.err.String(), "copying") {
		t.Errorf("copied again: %q", tk.err.String())
	}
}

func TestDeployFails(t *testing.T) {
	s := newOtherSide(t)
	s.start()
	for _, test := range []struct {
		name, build string
		change      func(*Options)
		uname       string
		fails       string
	}{
		{name: "switched off", change: func(o *Options) { o.NoDeploy = true }, fails: "neither gomosh nor mosh-server was found on h"},
		{name: "does not run there", build: "echo cannot do that >&2; exit 1", fails: "is no place to run programs from (cannot do that)"},
		{name: "unknown system", uname: "Plan9 mips", fails: `there is no gomosh for its system "Plan9 mips gzip"`},
		{name: "no build", uname: "Linux riscv64", fails: "no gomosh for linux/riscv64 here"},
		{name: "no file", change: func(o *Options) { o.ServerArgv = []string{"/nonexistent/gomosh"} }, fails: "open build"},
	} {
		t.Run(test.name, func(t *testing.T) {
			uname := filepath.Join(s.root, "bin", "uname")
			old, err := os.Readlink(uname)
			if err != nil {
				t.Fatal(err)
			}
			if test.uname != "" {
				os.Remove(uname)
				words := strings.Fields(test.uname)
				script(t, uname, fmt.Sprintf("case $1 in -s) echo %s;; *) echo %s;; esac", words[0], words[1]))
				defer func() {
					os.Remove(uname)
					link(t, old, uname)
				}()
			}
			o, _ := s.here()
			if test.build != "" {
				o.ServerArgv = []string{filepath.Join(s.dir, "bad")}
				script(t, o.ServerArgv[0], test.build)
			}
			if test.change != nil {
				test.change(o)
			}
			_, err = Native(context.Background(), *o)
			if err == nil || !strings.Contains(err.Error(), test.fails) {
				t.Errorf("error is %v", err)
			}
		})
	}
}

func TestBuildFromBundle(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "gomosh-linux-riscv64"), "x")
	o := &Options{ServerArgv: []string{"/self"}, Environ: []string{"GOMOSH_BUNDLE=" + dir}}
	if got, err := o.build(system{"linux", "riscv64"}); err != nil || got != filepath.Join(dir, "gomosh-linux-riscv64") {
		t.Errorf("%s, %v", got, err)
	}
	if got, err := o.build(system{runtime.GOOS, runtime.GOARCH}); err != nil || got != "/self" {
		t.Errorf("%s, %v", got, err)
	}
	for words, want := range map[string]string{
		"Linux x86_64": "linux/amd64", "Linux i686": "linux/386", "Linux aarch64": "linux/arm64", "Linux armv6l": "linux/arm",
		"Linux armv7l": "linux/arm", "Linux armv8l": "linux/arm", "Linux riscv64": "linux/riscv64", "Linux ppc64le": "linux/ppc64le",
		"Linux s390x": "linux/s390x", "Linux loongarch64": "linux/loong64", "Darwin arm64": "darwin/arm64", "Darwin x86_64": "darwin/amd64",
		"FreeBSD amd64": "freebsd/amd64", "FreeBSD arm64": "freebsd/arm64", "OpenBSD amd64": "openbsd/amd64", "OpenBSD arm64": "openbsd/arm64",
		"NetBSD amd64": "netbsd/amd64", "NetBSD i386": "netbsd/386", "DragonFly x86_64": "dragonfly/amd64", "SunOS i86pc": "solaris/amd64",
	} {
		kernel, machine, _ := strings.Cut(words, " ")
		if got, ok := parseSystem(kernel, machine); !ok || got.String() != want {
			t.Errorf("%s: %s, %v", words, got, ok)
		}
	}
	for _, words := range []string{"Plan9 mips", "Linux mips", "CYGWIN_NT-10.0 x86_64", "", "Linux "} {
		kernel, machine, _ := strings.Cut(words, " ")
		if got, ok := parseSystem(kernel, machine); ok {
			t.Errorf("%q is %s", words, got)
		}
	}
}
