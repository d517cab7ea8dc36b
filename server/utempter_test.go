//go:build unix

package server

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// openRecord makes a record whose helper writes down how it was called.
func openRecord(t *testing.T) (*loginRecord, func() []string) {
	t.Helper()
	dir := t.TempDir()
	log, helper := filepath.Join(dir, "log"), filepath.Join(dir, "helper")
	script := "#!/bin/sh\ntty <&1 >/dev/null && echo \"$*\" >>" + log + "\n"
	if err := os.WriteFile(helper, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	term, err := openTerminal(80, 24)
	if err != nil {
		t.Fatalf("no pty here: %v", err)
	}
	// The terminal side stands in for the master, which tty(1) does not know.
	t.Cleanup(func() { term.master.Close() })
	r := &loginRecord{helper: helper, master: term.side, texts: make(chan string, 1), done: make(chan struct{})}
	go r.run()
	return r, func() []string {
		data, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(string(data)), "\n")
	}
}

func TestLoginRecordCalls(t *testing.T) {
	r, calls := openRecord(t)
	r.set("one")
	r.set("two") // may come before one was begun
	r.set("mosh [3]")
	r.remove()
	got := calls()
	// Every add but the first comes after a del, the last text is always there.
	state := ""
	for _, call := range got {
		verb, text, _ := strings.Cut(call, " ")
		switch {
		case verb == "add" && state == "":
			state = text
		case verb == "del" && state != "":
			state = ""
		default:
			t.Fatalf("%q while the entry is %q, in %q", call, state, got)
		}
	}
	if n := len(got); state != "" || got[n-2] != "add mosh [3]" {
		t.Errorf("calls %q", got)
	}
}

func TestLoginRecordWithoutHelper(t *testing.T) {
	r, _ := openRecord(t)
	r.remove() // nothing to remove
	term, err := openTerminal(80, 24)
	if err != nil {
		t.Fatal(err)
	}
	defer term.master.Close()
	defer term.side.Close()
	r, err = newLoginRecord(term.master)
	if err != nil {
		t.Fatal(err)
	}
	r.helper = ""
	r.set("one")
	r.remove()
	// Its copy is closed, the terminal is not.
	if _, err := term.side.WriteString("x"); err != nil {
		t.Error(err)
	}
	if _, err := term.master.Read(make([]byte, 1)); err != nil {
		t.Error(err)
	}
}
