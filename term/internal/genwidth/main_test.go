package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"testing"

	"gomosh/internal/lab"
)

// TestTableIsCurrent checks that the table in package term is what this command
// writes now.
func TestTableIsCurrent(t *testing.T) {
	src, err := generate("/usr/share/unicode")
	if errors.Is(err, fs.ErrNotExist) {
		lab.Absent(t, "no Unicode data: apt-get install unicode-data")
	}
	if err != nil {
		t.Fatal(err)
	}
	have, err := os.ReadFile("../../width_table.go")
	if err != nil {
		t.Fatal(err)
	}
	version, _, _ := bytes.Cut(have, []byte("\n"))
	if want, _, _ := bytes.Cut(src, []byte("\n")); !bytes.Equal(version, want) {
		t.Skipf("the table was made from other data: %s", version)
	}
	if !bytes.Equal(have, src) {
		t.Error("width_table.go is out of date: run go generate ./term")
	}
}
