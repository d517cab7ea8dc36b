package bootstrap

import (
	"errors"
	"fmt"
	"io"
	"net"
)

// startProxyCommand fails: the commands in ssh_config are for a POSIX shell.
// ProxyJump needs none.
func startProxyCommand(string, string, []string, io.Writer) (net.Conn, func(), error) {
	return nil, nil, fmt.Errorf("a ProxyCommand on Windows: %w", errors.ErrUnsupported)
}
