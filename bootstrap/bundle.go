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

// kernels and machines are the words of uname -s and uname -m, in lower case, with
// their names in Go. A build for "arm" runs on all of ARM from version 6 on.
var (
	kernels = map[string]string{
		"linux": "linux", "darwin": "darwin", "freebsd": "freebsd", "netbsd": "netbsd", "openbsd": "openbsd",
		"dragonfly": "dragonfly", "sunos": "solaris",
	}
	machines = map[string]string{
		"x86_64": "amd64", "amd64": "amd64", "i86pc": "amd64",
		"aarch64": "arm64", "arm64": "arm64",
		"armv6": "arm", "armv6l": "arm", "armv7": "arm", "armv7l": "arm", "armv8l": "arm",
		"i386": "386", "i486": "386", "i586": "386", "i686": "386", "x86": "386",
		"riscv64": "riscv64", "ppc64": "ppc64", "ppc64le": "ppc64le", "s390x": "s390x", "loongarch64": "loong64",
	}
)

// parseSystem understands the words of uname -s and uname -m.
func parseSystem(kernel, machine string) (system, bool) {
	s := system{kernels[strings.ToLower(kernel)], machines[strings.ToLower(machine)]}
	return s, s.os != "" && s.arch != ""
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
