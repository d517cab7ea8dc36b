package bootstrap

import (
	"errors"
	"io"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"gomosh/bootstrap/sshconfig"
)

const (
	// aboutBound is how long the other side may take to say what it has.
	aboutBound = 10 * time.Second
	// maxAbout bounds what it says, in bytes.
	maxAbout = 4 << 10
)

// whatIsThere is a script that prints one line for the system, for each server
// half, and for the character set of the locale.
const whatIsThere = `uname -sm; ` + places + `for d in $p; do ` +
	`if command -v "${d}gomosh" >/dev/null 2>&1; then "${d}gomosh" version; fi; ` +
	`if command -v "${d}mosh-server" >/dev/null 2>&1; then "${d}mosh-server" --version 2>/dev/null | head -n 1; fi; done; ` +
	`if command -v locale >/dev/null 2>&1; then echo "locale $(locale charmap 2>/dev/null)"; fi`

// about asks the other side what it has that matters to a session.
func (n *native) about(c *sshconfig.Config, client *ssh.Client) (string, error) {
	channel, requests, err := openSession(client)
	if err != nil {
		return "", noSession(err)
	}
	defer channel.Close()
	go ssh.DiscardRequests(requests)
	timer := time.AfterFunc(aboutBound, func() { channel.Close() })
	defer timer.Stop()
	n.sendEnvironment(c, channel) // what a session would get
	command := "sh -c " + quote(whatIsThere)
	if ok, err := channel.SendRequest("exec", true, ssh.Marshal(struct{ Command string }{command})); err != nil || !ok {
		return "", noSession(errors.New("it refused to run a command"))
	}
	_ = channel.CloseWrite()
	text, err := io.ReadAll(io.LimitReader(channel, maxAbout))
	if err != nil && len(text) == 0 {
		return "", noSession(err)
	}
	lines := cleanLines(strings.TrimSpace(string(text)))
	return strings.Join(lines, "; "), nil
}
