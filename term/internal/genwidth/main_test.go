package main

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"testing"

	"gomosh/internal/lab"
)

// TestTablesAreCurrent checks that the tables in package term are what this
// command writes now.
func TestTablesAreCurrent(t *testing.T) {
	db, err := load("/usr/share/unicode")
	if errors.Is(err, fs.ErrNotExist) {
		lab.Absent(t, "no Unicode data: apt-get install unicode-data")
	}
	if err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]func() ([]byte, error){"width_table.go": db.widthSource, "cluster_table.go": db.clusterSource} {
		src, err := source()
		if err != nil {
			t.Fatal(err)
		}
		have, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		version, _, _ := bytes.Cut(have, []byte("\n"))
		if want, _, _ := bytes.Cut(src, []byte("\n")); !bytes.Equal(version, want) {
			t.Skipf("%s was made from other data: %s", name, version)
		}
		if !bytes.Equal(have, src) {
			t.Errorf("%s is out of date: run go generate ./term", name)
		}
	}
}
