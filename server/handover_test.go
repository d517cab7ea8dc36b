//go:build unix

package server

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"
)

func TestHandover(t *testing.T) {
	var pipe bytes.Buffer
	for _, line := range [][2]string{{tellWarning, "one"}, {tellWarning, "two\nlines"}, {tellReady, "60001 abcdefghijklmnopqrstuv"}} {
		if err := tell(&pipe, line[0], line[1]); err != nil {
			t.Fatal(err)
		}
	}
	var warnings []string
	ready, err := listen(&pipe, func(text string) { warnings = append(warnings, text) })
	if err != nil || ready != (Ready{Port: 60001, Key: "abcdefghijklmnopqrstuv"}) {
		t.Errorf("listen = %+v, %v", ready, err)
	}
	if want := []string{"one", "two lines"}; !slices.Equal(warnings, want) {
		t.Errorf("warnings %q, want %q", warnings, want)
	}
}

func TestHandoverFails(t *testing.T) {
	tests := []struct{ report, err string }{
		{"", errNoReport.Error()},
		{"warning x\n", errNoReport.Error()},
		{"error no ports left\nready 1 x\n", "no ports left"},
		{"ready x y\n", "expected integer"},
		{"ready 60001\n", "EOF"},
	}
	for _, test := range tests {
		_, err := listen(strings.NewReader(test.report), func(string) {})
		if err == nil || !strings.Contains(err.Error(), test.err) {
			t.Errorf("%q: %v, want %q", test.report, err, test.err)
		}
	}
	if _, err := listen(strings.NewReader(""), nil); !errors.Is(err, errNoReport) {
		t.Errorf("no report: %v", err)
	}
}
