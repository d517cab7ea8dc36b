package locale

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"time"
)

// askTime bounds the wait for the program "locale", which only reads files.
const askTime = 2 * time.Second

// askCharmap asks the system for the character set of a locale; "" if it does
// not tell.
func askCharmap(locale string) string {
	out := run("LC_ALL="+locale, "charmap")
	return strings.TrimSpace(out)
}

// askInstalled lists the locales that are installed; nil if the system has no
// way to tell.
func askInstalled() []string {
	return strings.Fields(run("LC_ALL=C", "-a"))
}

// run returns the standard output of the program "locale" with one variable
// set. It is empty if the program fails or there is none.
func run(variable string, args ...string) string {
	ctx, cancel := context.WithTimeout(context.Background(), askTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, "locale", args...)
	cmd.Env = append(os.Environ(), variable)
	out, err := cmd.Output()
	if err != nil {
		return ""
	}
	return string(out)
}
