//go:build unix

package server

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
)

// What the daemon tells its launcher, before the session begins: lines of a word
// and its value, over a pipe that only the two hold. A session that is ready
// ends the report; so does an error.
const (
	tellWarning = "warning" // something to show to the user
	tellError   = "error"   // why there will be no session
	tellNoPort  = "no-port" // the same, if no UDP port could be had
	tellReady   = "ready"   // the port and the session key
)

// Ready is what a client needs to join, and which process serves it.
type Ready struct {
	Port int
	Key  string
	PID  int
}

// ErrNoPort is the kind of Launch's error when none of the wanted UDP ports
// could be bound.
var ErrNoPort = errors.New("no UDP port")

// errNoReport means that the daemon ended without a word.
var errNoReport = errors.New("the detached server ended before it was ready")

// tell writes one line of the report. Line breaks in text become blanks.
func tell(w io.Writer, word, text string) error {
	_, err := fmt.Fprintf(w, "%s %s\n", word, strings.ReplaceAll(text, "\n", " "))
	return err
}

// listen reads the report until it ends, and passes warnings on as they come.
func listen(r io.Reader, warn func(string)) (Ready, error) {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		word, text, _ := strings.Cut(lines.Text(), " ")
		switch word {
		case tellWarning:
			warn(text)
		case tellError:
			return Ready{}, errors.New(text)
		case tellNoPort:
			return Ready{}, noPortError{errors.New(text)}
		case tellReady:
			var ready Ready
			if _, err := fmt.Sscanf(text, "%d %s", &ready.Port, &ready.Key); err != nil {
				return Ready{}, fmt.Errorf("read the detached server's report: %w", err)
			}
			return ready, nil
		}
	}
	if err := lines.Err(); err != nil {
		return Ready{}, fmt.Errorf("read the detached server's report: %w", err)
	}
	return Ready{}, errNoReport
}
