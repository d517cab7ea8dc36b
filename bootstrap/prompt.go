package bootstrap

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// Prompter puts questions to the person in front of the machine.
type Prompter interface {
	// Available is nil if there is somebody to ask, else it says why not.
	Available() error
	// Ask shows a prompt and returns the line that was typed, without its end.
	// Without echo the answer does not appear on the screen.
	Ask(prompt string, echo bool) (string, error)
}

// maxAnswer bounds an answer, in bytes.
const maxAnswer = 8 << 10

var errCancelled = errors.New("nothing was answered")

// Terminal prompts go to /dev/tty, not to stdin, or through the program named
// by SSH_ASKPASS as ssh(1) describes it.
type userPrompter struct {
	askpass string
	require string // SSH_ASKPASS_REQUIRE
	display bool   // there is a graphical display
}

// NewPrompter returns the Prompter for this process.
func NewPrompter() Prompter {
	return userPrompter{askpass: os.Getenv("SSH_ASKPASS"), require: os.Getenv("SSH_ASKPASS_REQUIRE"),
		display: os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""}
}

// useAskpass decides between the program and the terminal.
func (p userPrompter) useAskpass(terminal bool) bool {
	switch {
	case p.askpass == "" || p.require == "never":
		return false
	case p.require == "force":
		return true
	case p.require == "prefer":
		return p.display || !terminal
	}
	return !terminal
}

func (p userPrompter) Available() error {
	tty, err := openTTY()
	if err == nil {
		tty.Close()
	}
	if err != nil && !p.useAskpass(false) {
		return errNoTerminal
	}
	return nil
}

func (p userPrompter) Ask(prompt string, echo bool) (string, error) {
	tty, err := openTTY()
	if err == nil {
		defer tty.Close()
	}
	if p.useAskpass(err == nil) {
		return p.runAskpass(prompt)
	}
	if err != nil {
		return "", errNoTerminal
	}
	return askTTY(tty, prompt, echo)
}

func (p userPrompter) runAskpass(prompt string) (string, error) {
	var out bytes.Buffer
	cmd := exec.Command(p.askpass, prompt)
	cmd.Stdout = &limitedWriter{buf: &out, left: maxAnswer}
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return "", errCancelled
		}
		return "", fmt.Errorf("run SSH_ASKPASS: %w", err)
	}
	line, _, _ := strings.Cut(out.String(), "\n")
	return strings.TrimSuffix(line, "\r"), nil
}

// limitedWriter keeps the first bytes written to it and drops the rest.
type limitedWriter struct {
	buf  *bytes.Buffer
	left int
}

func (w *limitedWriter) Write(p []byte) (int, error) {
	n := min(len(p), w.left)
	w.left -= n
	w.buf.Write(p[:n])
	return len(p), nil
}
