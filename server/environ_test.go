//go:build unix

package server

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestChildEnv(t *testing.T) {
	tests := []struct {
		env    string
		colors int
		home   string
		want   string
	}{
		{"", 0, "", "TERM=xterm NCURSES_NO_UTF8_ACS=1"},
		{"A=1 TERM=screen STY=1.x STYLE=y", 256, "/home/a", "A=1 STYLE=y TERM=xterm-256color NCURSES_NO_UTF8_ACS=1 PWD=/home/a"},
		{"PWD=/old SSH_CONNECTION=x SSH_TTY=y", 255, "/h", "SSH_CONNECTION=x SSH_TTY=y TERM=xterm NCURSES_NO_UTF8_ACS=1 PWD=/h"},
		{"PWD=/old", 16777216, "", "PWD=/old TERM=xterm NCURSES_NO_UTF8_ACS=1"},
	}
	for _, test := range tests {
		got := strings.Join(childEnv(strings.Fields(test.env), test.colors, test.home), " ")
		if got != test.want {
			t.Errorf("childEnv(%q, %d, %q) = %q, want %q", test.env, test.colors, test.home, got, test.want)
		}
	}
}

func TestFindProgram(t *testing.T) {
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"bin/tool": 0o755, "bin/data": 0o644, "here": 0o755, "other/tool": 0o755, "other/only": 0o755} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, mode); err != nil {
			t.Fatal(err)
		}
	}
	bin, other := filepath.Join(dir, "bin"), filepath.Join(dir, "other")
	tests := []struct {
		name, path string
		want       string // inside dir
		err        error
	}{
		{"tool", bin + ":" + other, "bin/tool", nil},
		{"only", bin + ":" + other, "other/only", nil},
		{"tool", "other:bin", "other/tool", nil},
		{"here", bin + "::" + other, "here", nil},
		{"./here", "", "here", nil},
		{"bin/tool", other, "bin/tool", nil},
		{filepath.Join(bin, "tool"), other, "bin/tool", nil},
		{"here", bin, "", syscall.ENOENT},
		{"data", bin, "", syscall.EACCES},
		{"bin/data", bin, "", syscall.EACCES},
		{"./bin", bin, "", syscall.EACCES},
		{"./missing", bin, "", syscall.ENOENT},
		{"", bin, "", syscall.ENOENT},
	}
	for _, test := range tests {
		got, err := findProgram(test.name, test.path, dir)
		if !errors.Is(err, test.err) || test.err == nil && got != filepath.Join(dir, test.want) {
			t.Errorf("findProgram(%q, %q) = %q, %v; want %q, %v", test.name, test.path, got, err, test.want, test.err)
		}
	}
}

func TestEnterable(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]error{
		dir: nil, file: syscall.ENOTDIR, "": syscall.ENOENT, filepath.Join(dir, "no"): syscall.ENOENT,
	} {
		if err := enterable(path); !errors.Is(err, want) {
			t.Errorf("enterable(%q) = %v, want %v", path, err, want)
		}
	}
}
