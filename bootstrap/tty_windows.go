package bootstrap

import (
	"bufio"
	"fmt"
	"os"
	"strings"

	"golang.org/x/term"
)

// openTTY opens the console's input.
func openTTY() (*os.File, error) { return os.OpenFile("CONIN$", os.O_RDWR, 0) }

// askTTY shows a prompt on the console and reads a line from it.
func askTTY(tty *os.File, prompt string, echo bool) (string, error) {
	out, err := os.OpenFile("CONOUT$", os.O_RDWR, 0)
	if err != nil {
		return "", fmt.Errorf("open console: %w", err)
	}
	defer out.Close()
	if _, err := fmt.Fprint(out, prompt); err != nil {
		return "", fmt.Errorf("write prompt: %w", err)
	}
	if !echo {
		answer, err := term.ReadPassword(int(tty.Fd()))
		fmt.Fprintln(out)
		if err != nil {
			return "", errCancelled
		}
		return string(answer), nil
	}
	answer, err := bufio.NewReaderSize(tty, maxAnswer).ReadString('\n')
	if err != nil {
		return "", errCancelled
	}
	return strings.TrimRight(answer, "\r\n"), nil
}
