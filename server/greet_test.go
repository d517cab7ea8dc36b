//go:build unix

package server

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestGreet(t *testing.T) {
	// The machine's own message of the day, as far as it has one.
	want := ""
	for _, path := range []string{"/run/motd.dynamic", "/var/run/motd.dynamic"} {
		if data, err := os.ReadFile(path); err == nil {
			want = string(data)
			break
		}
	}
	motd, _ := os.ReadFile("/etc/motd")
	want += string(motd)

	home := t.TempDir()
	for _, dir := range []string{home, ""} {
		var out strings.Builder
		greet(&out, dir, "no-such-user", "/dev/pts/0")
		if out.String() != want {
			t.Errorf("home %q: %q, want %q", dir, out.String(), want)
		}
	}

	// A link that leads nowhere is as good as a file.
	if err := os.Symlink("/no/such/file", filepath.Join(home, ".hushlogin")); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	greet(&out, home, "no-such-user", "/dev/pts/0")
	if out.Len() > 0 {
		t.Errorf("hushed: %q", out.String())
	}
}

func TestShow(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "motd")
	if err := os.WriteFile(file, []byte("welcome\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{file: "welcome\n", dir: "", filepath.Join(dir, "none"): ""} {
		var out strings.Builder
		if ok := show(&out, path); out.String() != want || ok != (want != "") {
			t.Errorf("show(%q) = %v, %q", path, ok, out.String())
		}
	}
}
