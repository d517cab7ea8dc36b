// Package packaging holds what makes gomosh installable, and the tests of it.
package packaging

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// root is the top of the checkout.
const root = ".."

// dist builds for the targets, in the checkout at dir, into a new folder.
func dist(t *testing.T, dir string, targets ...string) string {
	t.Helper()
	out := t.TempDir()
	script, err := filepath.Abs(filepath.Join(dir, "scripts", "dist"))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(script, targets...)
	cmd.Env = append(os.Environ(), "DIST="+out)
	if text, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("dist %q: %v\n%s", targets, err, text)
	}
	return out
}

// TestReproducible builds in this checkout and in a copy of it in another place,
// which is a repository in another state: the bytes are the same, and what is in
// SHA256SUMS.
func TestReproducible(t *testing.T) {
	if testing.Short() {
		t.Skip("says nothing about races")
	}
	if runtime.GOOS == "windows" {
		t.Skip("the script needs a POSIX shell")
	}
	copied := copyCheckout(t)
	const name = "gomosh-linux-arm64"
	var builds [2][]byte
	for i, dir := range []string{root, copied} {
		out := dist(t, dir, "linux/arm64")
		var err error
		if builds[i], err = os.ReadFile(filepath.Join(out, name)); err != nil {
			t.Fatal(err)
		}
		check := exec.Command("sha256sum", "-c", "SHA256SUMS")
		check.Dir = out
		if text, err := check.CombinedOutput(); err != nil || !strings.Contains(string(text), name+": OK") {
			t.Errorf("SHA256SUMS: %v\n%s", err, text)
		}
	}
	if !bytes.Equal(builds[0], builds[1]) {
		t.Error("two builds of the same source differ")
	}
	if here, err := filepath.Abs(root); err != nil || bytes.Contains(builds[0], []byte(here)) {
		t.Errorf("the program names the folder it was built in: %v", err)
	}
}

// copyCheckout copies the checkout and makes a fresh repository of the copy.
func copyCheckout(t *testing.T) string {
	t.Helper()
	to := t.TempDir()
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		switch {
		case name == ".git" || name == "dist":
			if entry.IsDir() {
				return fs.SkipDir
			}
			return nil
		case entry.IsDir():
			return os.MkdirAll(filepath.Join(to, name), 0o755)
		case !entry.Type().IsRegular() || name == "gomosh":
			return nil
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, name), data, info.Mode())
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, words := range [][]string{
		{"init", "-q"},
		{"-c", "user.name=x", "-c", "user.email=x@example.org", "commit", "-q", "--allow-empty", "-m", "another state"},
	} {
		cmd := exec.Command("git", words...)
		cmd.Dir = to
		if text, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %q: %v\n%s", words, err, text)
		}
	}
	return to
}

// Each name in packaging/targets is a system that this Go builds for.
func TestTargets(t *testing.T) {
	text, err := os.ReadFile("targets")
	if err != nil {
		t.Fatal(err)
	}
	known, err := exec.Command("go", "tool", "dist", "list").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, target := range strings.Fields(string(text)) {
		if !strings.Contains("\n"+string(known), "\n"+target+"\n") {
			t.Errorf("go does not build for %s", target)
		}
	}
}
