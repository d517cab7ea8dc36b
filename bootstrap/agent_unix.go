//go:build unix

package bootstrap

import (
	"io"
	"net"
)

// standardAgent is where the agent is when nobody says it; there is no such
// place.
const standardAgent = ""

// dialAgent connects to an agent's socket.
func dialAgent(path string) (io.ReadWriteCloser, error) {
	return net.DialTimeout("unix", path, agentDialBound)
}
