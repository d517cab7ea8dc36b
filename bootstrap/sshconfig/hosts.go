package sshconfig

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
)

// Hosts returns the names that Host sections of the configuration files stand
// for, in their order: for completion, so what cannot be read is passed over and
// patterns are left out.
func Hosts(local Local) []string {
	h := hostReader{local: local, seen: map[string]bool{}}
	h.read(filepath.Join(local.Home, ".ssh", "config"), true, 0)
	h.read(local.SystemFile, false, 0)
	return h.names
}

type hostReader struct {
	local Local
	names []string
	seen  map[string]bool
}

func (h *hostReader) read(path string, user bool, depth int) {
	file, err := os.Open(path)
	if err != nil || depth > maxDepth {
		return
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		keyword, words, err := Scan(lines.Text())
		if err != nil {
			continue
		}
		switch keyword {
		case "host":
			for _, name := range words {
				if !strings.ContainsAny(name, "*?!") && !h.seen[name] {
					h.seen[name] = true
					h.names = append(h.names, name)
				}
			}
		case "include":
			for _, pattern := range words {
				for _, included := range includedFiles(pattern, user, h.local.Home) {
					h.read(included, user, depth+1)
				}
			}
		}
	}
}

// includedFiles are the files that a word of an Include line names.
func includedFiles(pattern string, user bool, home string) []string {
	if strings.HasPrefix(pattern, "~") {
		pattern = tilde(pattern, home)
	} else if !filepath.IsAbs(pattern) {
		dir := "/etc/ssh"
		if user {
			dir = filepath.Join(home, ".ssh")
		}
		pattern = filepath.Join(dir, pattern)
	}
	paths, _ := filepath.Glob(pattern) // of a bad pattern: none
	return paths
}
