package lab

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// raceBuild reports whether the program is to be built with the race
// detector: GOMOSH_RACE=1 in the environment.
func raceBuild() bool { return os.Getenv("GOMOSH_RACE") == "1" }

// Bin is a directory that holds gomosh and, linked to it, mosh, mosh-server
// and mosh-client. The program is built from this checkout, once in a test
// process; GOMOSH_BIN=PATH in the environment tests a binary that exists (with
// -count 1, since the go command does not see it change).
func Bin(t testing.TB) string {
	t.Helper()
	ready(t)
	dir, err := bin()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// Build makes the program of Bin ready. Tests need not call it, but as part of
// Main it says once, and not in every test, that there is nothing to test.
func Build() error {
	_, err := bin()
	return err
}

var bin = sync.OnceValues(func() (string, error) {
	dir := filepath.Join(scratch, "bin")
	if err := os.Mkdir(dir, 0o755); err != nil {
		return "", err
	}
	program := filepath.Join(dir, "gomosh")
	if made := os.Getenv("GOMOSH_BIN"); made != "" {
		made, err := filepath.Abs(made)
		if err != nil {
			return "", err
		}
		program = made
		if err := os.Symlink(made, filepath.Join(dir, "gomosh")); err != nil {
			return "", err
		}
	} else if err := build(program); err != nil {
		return "", err
	}
	for _, name := range []string{"mosh", "mosh-server", "mosh-client"} {
		if err := os.Symlink(program, filepath.Join(dir, name)); err != nil {
			return "", err
		}
	}
	return dir, nil
})

// build compiles the program into the given file.
func build(file string) error {
	mod, err := exec.Command("go", "env", "GOMOD").Output()
	if err != nil {
		return fmt.Errorf("find the module: %w", err)
	}
	root := filepath.Dir(strings.TrimSpace(string(mod)))
	if err := noteSources(root); err != nil {
		return err
	}
	args, cgo := []string{"build", "-trimpath", "-o", file}, "0"
	if raceBuild() {
		args, cgo = append(args, "-race"), "1"
	}
	cmd := exec.Command("go", append(args, ".")...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "CGO_ENABLED="+cgo)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("build gomosh: %w\n%s", err, out)
	}
	return nil
}

// noteSources looks at every source file of the module. The go command keeps
// the result of a test until something changes that the test has looked at;
// what the compiler reads on the test's behalf it does not see.
func noteSources(root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && path != root && strings.HasPrefix(entry.Name(), "."):
			return filepath.SkipDir
		case strings.HasSuffix(path, ".go") || entry.Name() == "go.mod":
			_, err = os.Stat(path)
		}
		return err
	})
}

// raceReports is what the race detector wrote in all programs of this test
// process, empty if nothing.
func raceReports() string {
	files, _ := filepath.Glob(filepath.Join(scratch, "race.*"))
	var all strings.Builder
	for _, file := range files {
		if text, err := os.ReadFile(file); err == nil {
			fmt.Fprintf(&all, "%s:\n%s\n", filepath.Base(file), text)
		}
	}
	return all.String()
}
