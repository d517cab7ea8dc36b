package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes the test binary the commands themselves, so that the scripts
// in testdata/script run the real argument parsing, messages and exit codes.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"gomosh":      main,
		"mosh":        main,
		"mosh-server": main,
		"mosh-client": main,
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata/script"})
}
