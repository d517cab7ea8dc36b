package packaging

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// need skips the test for want of programs, or fails it in CI.
func need(t *testing.T, programs ...string) {
	t.Helper()
	for _, program := range programs {
		if _, err := exec.LookPath(program); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skipf("needs %s: apt-get install %s", program, program)
		}
	}
}

// TestPackages makes the packages, then installs and removes them beside
// Debian's mosh on a throw-away copy of this machine.
func TestPackages(t *testing.T) {
	if testing.Short() {
		t.Skip("says nothing about races")
	}
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("the packages to be tried are for linux/amd64")
	}
	need(t, "dpkg", "rpm", "mosh", "man", "unshare")
	dir := packages(t)
	sums := exec.Command("sha256sum", "-c", "SHA256SUMS")
	sums.Dir = dir
	if out, err := sums.CombinedOutput(); err != nil || strings.Count(string(out), ": OK") < 3 {
		t.Errorf("SHA256SUMS: %v\n%s", err, out)
	}
	if os.Getuid() != 0 {
		if os.Getenv("CI") == "true" {
			t.Fatal("installing packages needs root")
		}
		t.Skip("installing packages needs root")
	}
	script, err := filepath.Abs("testdata/install.sh")
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command("unshare", "-m", "sh", script, dir).CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "== all is well\n") {
		t.Errorf("%v\n%s", err, out)
	}
}

// packages makes the packages for this processor and returns their folder.
func packages(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	cmd := exec.Command(filepath.Join(root, "scripts", "packages"), "amd64")
	cmd.Env = append(os.Environ(), "DIST="+dir)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("scripts/packages: %v\n%s", err, out)
	}
	return dir
}

// TestPKGBUILD runs the functions of the PKGBUILD as makepkg does, on this
// checkout.
func TestPKGBUILD(t *testing.T) {
	if testing.Short() {
		t.Skip("says nothing about races")
	}
	need(t, "bash", "gzip")
	source, pkg := t.TempDir(), t.TempDir()
	if err := os.Symlink(copyCheckout(t), filepath.Join(source, "gomosh-1.2.3-rc1")); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile("PKGBUILD")
	if err != nil {
		t.Fatal(err)
	}
	filled := strings.NewReplacer("@VERSION@", "1.2.3-rc1", "@PKGVER@", "1.2.3_rc1", "@URL@", "https://example.org", "@SHA256@", strings.Repeat("0", 64)).Replace(string(text))
	file := filepath.Join(t.TempDir(), "PKGBUILD")
	if err := os.WriteFile(file, []byte(filled), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("bash", "-euc", `. "$1"; [ "$pkgver" = 1.2.3_rc1 ]; cd "$srcdir"; (build); (package)`, "bash", file)
	cmd.Env = append(os.Environ(), "srcdir="+source, "pkgdir="+pkg)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range []string{
		"usr/bin/gomosh", "usr/lib/gomosh/mosh-server", "usr/share/man/man1/gomosh-connect.1.gz", "usr/share/man/man5/gomosh-config.5.gz",
		"usr/share/man/man7/gomosh-protocol.7.gz", "usr/share/zsh/site-functions/_gomosh", "usr/share/licenses/gomosh/LICENSE",
	} {
		if info, err := os.Stat(filepath.Join(pkg, name)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if out, err := exec.Command(filepath.Join(pkg, "usr/lib/gomosh/mosh"), "--version").Output(); err != nil || !strings.HasPrefix(string(out), "mosh 1.4.0") {
		t.Errorf("the link mosh: %v, %s", err, out)
	}
}
