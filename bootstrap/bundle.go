package bootstrap

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// system is what a machine calls itself, in Go's words.
type system struct{ os, arch string }

func (s system) String() string { return s.os + "/" + s.arch }

// parseSystem understands the words of uname -s and uname -m.
func parseSystem(kernel, machine string) (system, bool) {
	s := system{os: strings.ToLower(kernel)}
	switch s.os {
	case "linux", "darwin", "freebsd", "netbsd", "openbsd", "dragonfly":
	default:
		return s, false
	}
	switch machine {
	case "x86_64", "amd64":
		s.arch = "amd64"
	case "aarch64", "arm64", "armv8l":
		s.arch = "arm64"
	case "armv6l", "armv7l", "armv7":
		s.arch = "arm"
	case "i386", "i486", "i586", "i686", "x86":
		s.arch = "386"
	case "riscv64", "ppc64le", "s390x", "mips64", "loongarch64":
		s.arch = machine
	default:
		return s, false
	}
	return s, true
}

// bundleDirs are the folders with builds for other machines, the best first.
func (o *Options) bundleDirs() []string {
	if dir, set := o.getenv("GOMOSH_BUNDLE"); set {
		return []string{dir}
	}
	var dirs []string
	if data, _ := o.getenv("XDG_DATA_HOME"); data != "" {
		dirs = append(dirs, filepath.Join(data, "gomosh", "bundle"))
	} else if home, _ := o.getenv("HOME"); home != "" {
		dirs = append(dirs, filepath.Join(home, ".local", "share", "gomosh", "bundle"))
	}
	return append(dirs, "/usr/local/share/gomosh/bundle", "/usr/share/gomosh/bundle")
}

// build finds a gomosh for a machine: this program itself, else the file
// gomosh-OS-ARCH of a bundle folder.
func (o *Options) build(s system) (path string, err error) {
	if s.os == runtime.GOOS && s.arch == runtime.GOARCH && len(o.ServerArgv) > 0 {
		return o.ServerArgv[0], nil
	}
	dirs := o.bundleDirs()
	for _, dir := range dirs {
		path := filepath.Join(dir, "gomosh-"+s.os+"-"+s.arch)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
	}
	return "", noBuild(s.String(), dirs[0])
}

// hashFile is the SHA-256 of a file in hexadecimal digits, and its size.
func hashFile(path string) (sum string, size int64, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", 0, fmt.Errorf("open build: %w", err)
	}
	defer f.Close()
	h := sha256.New()
	if size, err = io.Copy(h, f); err != nil {
		return "", 0, fmt.Errorf("read build: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), size, nil
}
