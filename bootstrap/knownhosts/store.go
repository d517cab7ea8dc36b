package knownhosts

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"golang.org/x/crypto/ssh"
	xknownhosts "golang.org/x/crypto/ssh/knownhosts"
)

// Append adds a line for a host's key to a file. The file, mode 0600, and its
// folder, mode 0700, are made if they do not exist. With hash the name is
// written in its hashed form.
func Append(path, name string, key ssh.PublicKey, hash bool) (err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("store host key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("store host key: %w", err)
	}
	defer func() {
		if e := f.Close(); e != nil && err == nil {
			err = fmt.Errorf("store host key: %w", e)
		}
	}()
	if hash {
		name = xknownhosts.HashHostname(name)
	}
	line := name + " " + string(ssh.MarshalAuthorizedKey(key))
	if missingNewline(f) {
		line = "\n" + line
	}
	if _, err := io.WriteString(f, line); err != nil {
		return fmt.Errorf("store host key: %w", err)
	}
	return nil
}

// missingNewline reports whether a file's last line is unfinished.
func missingNewline(f *os.File) bool {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return false
	}
	var last [1]byte
	_, err = f.ReadAt(last[:], info.Size()-1)
	return err == nil && last[0] != '\n' || errors.Is(err, io.EOF)
}
