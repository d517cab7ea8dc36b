// Command gomosh is a remote terminal that survives roaming, sleep and bad
// links. One binary is the launcher, the server half and the client half;
// called as mosh, mosh-server or mosh-client it is a drop-in for that program.
package main

import (
	"os"
	"path/filepath"
	"strings"
)

func main() {
	os.Exit(run(os.Args))
}

// run decides which life this process leads: by the name it was called with,
// then (in cmd_gomosh.go) by the first word. It returns the exit status.
func run(argv []string) int {
	if len(argv) == 0 {
		argv = []string{"gomosh"}
	}
	switch name := strings.TrimPrefix(filepath.Base(argv[0]), "-"); name {
	case "mosh":
		return runMosh(argv[1:])
	case "mosh-server":
		return runServer(name, argv[1:])
	case "mosh-client":
		return runClient(name, argv[1:])
	default:
		return runGomosh(argv[1:])
	}
}
