//go:build unix

package userdb

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const passwd = `root:x:0:0:root:/root:/bin/bash
# a comment
broken:x:1000
+::::::
anna:x:1000:1000:Anna,,,:/home/anna:/usr/bin/fish
twin:x:1000:1000::/home/twin:/bin/sh
bare:x:1001:1001:::
mac:********:501:20::0:0:Mac User:/Users/mac:/bin/zsh
`

func TestFind(t *testing.T) {
	tests := []struct {
		uid  int
		want User
		err  error
	}{
		{0, User{"root", "/root", "/bin/bash"}, nil},
		{1000, User{"anna", "/home/anna", "/usr/bin/fish"}, nil},
		{1001, User{"bare", "", ""}, nil},
		{501, User{"mac", "/Users/mac", "/bin/zsh"}, nil},
		{4711, User{}, errNoEntry},
	}
	for _, test := range tests {
		got, err := find(strings.NewReader(passwd), test.uid)
		if got != test.want || !errors.Is(err, test.err) {
			t.Errorf("find(%d) = %+v, %v; want %+v, %v", test.uid, got, err, test.want, test.err)
		}
	}
}

func TestFromFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "passwd")
	if _, err := fromFile(path, 0); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a missing file gives %v", err)
	}
	if err := os.WriteFile(path, []byte(passwd), 0o600); err != nil {
		t.Fatal(err)
	}
	if user, err := fromFile(path, 0); err != nil || user.Shell != "/bin/bash" {
		t.Errorf("fromFile = %+v, %v", user, err)
	}
}
