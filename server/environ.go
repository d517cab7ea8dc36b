//go:build unix

package server

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// childEnv makes the environment of the session's first program out of the
// server's own: the terminal is an xterm as the emulator understands it, without
// line-drawing characters of old, and not inside any screen(1). home is the
// directory that the program starts in, "" if that is not known.
func childEnv(env []string, colors int, home string) []string {
	set := map[string]string{
		"TERM":                "xterm",
		"NCURSES_NO_UTF8_ACS": "1",
	}
	if colors == 256 {
		set["TERM"] = "xterm-256color"
	}
	if home != "" {
		set["PWD"] = home
	}
	var out []string
	for _, assignment := range env {
		name, _, _ := strings.Cut(assignment, "=")
		if _, ours := set[name]; !ours && name != "STY" {
			out = append(out, assignment)
		}
	}
	for _, name := range []string{"TERM", "NCURSES_NO_UTF8_ACS", "PWD"} {
		if value, ok := set[name]; ok {
			out = append(out, name+"="+value)
		}
	}
	return out
}

// findProgram finds the file that execvp(3) would run for name, with dir as the
// working directory and path as the list of directories to search. The result is
// an absolute path if dir is one.
func findProgram(name, path, dir string) (string, error) {
	if name == "" {
		return "", syscall.ENOENT
	}
	if strings.Contains(name, "/") {
		file := name
		if !filepath.IsAbs(file) {
			file = filepath.Join(dir, file)
		}
		return file, executable(file)
	}
	err := error(syscall.ENOENT)
	for _, folder := range strings.Split(path, ":") {
		if !filepath.IsAbs(folder) { // an empty one is the working directory
			folder = filepath.Join(dir, folder)
		}
		file := filepath.Join(folder, name)
		switch fileErr := executable(file); {
		case fileErr == nil:
			return file, nil
		case errors.Is(fileErr, fs.ErrPermission):
			err = syscall.EACCES
		}
	}
	return "", err
}

// executable returns nil for a file that this user may run, else the reason.
func executable(file string) error {
	info, err := os.Stat(file)
	if err != nil {
		var pathErr *fs.PathError
		if errors.As(err, &pathErr) {
			return pathErr.Err
		}
		return err
	}
	if !info.Mode().IsRegular() {
		return syscall.EACCES
	}
	return unix.Access(file, unix.X_OK)
}
