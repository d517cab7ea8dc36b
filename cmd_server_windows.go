package main

import (
	"fmt"
	"os"
)

// runServer says that there is no server half here.
func runServer(name string, _ []string) int {
	fmt.Fprint(os.Stderr, serverNotHere(name))
	return 1
}
