package bootstrap

import (
	"errors"
	"io"
	"os"
	"time"

	"golang.org/x/sys/windows"
)

// standardAgent is the pipe of the agent that comes with Windows.
const standardAgent = `\\.\pipe\openssh-ssh-agent`

// dialAgent opens an agent's named pipe. All its instances may be in use for a
// moment.
func dialAgent(path string) (io.ReadWriteCloser, error) {
	for end := time.Now().Add(agentDialBound); ; time.Sleep(10 * time.Millisecond) {
		pipe, err := os.OpenFile(path, os.O_RDWR, 0)
		if err == nil {
			return pipe, nil
		}
		if !errors.Is(err, windows.ERROR_PIPE_BUSY) || time.Now().After(end) {
			return nil, err
		}
	}
}
