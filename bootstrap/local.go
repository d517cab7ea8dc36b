package bootstrap

import (
	"context"
	"io"
	"net/netip"
	"os"
	"os/exec"
	"strings"
)

// Local starts the server half on this machine, without SSH. The destination is
// one of this machine's addresses; the server inherits o.Stdin, so that it knows
// the size of the terminal, and starts in the home directory.
func Local(ctx context.Context, o Options) (Session, error) {
	addr, err := netip.ParseAddr(o.Destination)
	if err != nil {
		return Session{}, notLocalAddress(o.Destination)
	}
	t := transcript{addr: o.Destination, believeIP: true, ranged: strings.Contains(o.Ports, ":"),
		show: func(line string) { io.WriteString(o.Stdout, line+"\n") }}
	words := o.serverWords(o.bindWord(o.Destination))
	var cmd *exec.Cmd
	if o.Server != "" {
		cmd = exec.CommandContext(ctx, "/bin/sh", "-c", o.Server+" "+quoteAll(words))
	} else {
		t.show = skipOuterBlanks(t.show)
		cmd = &exec.Cmd{Path: o.ServerArgv[0], Args: append(o.ServerArgv[1:len(o.ServerArgv):len(o.ServerArgv)], words...)}
	}
	if home, _ := o.getenv("HOME"); home != "" {
		if info, err := os.Stat(home); err == nil && info.IsDir() {
			cmd.Dir = home
		}
	}
	cmd.Env = without(o.Environ, "SSH_CONNECTION")
	cmd.Stdin = o.Stdin
	if err := follow(cmd, &t, endBound, false); err != nil {
		return Session{}, err
	}
	switch {
	case !t.connected() && t.badRange:
		return Session{}, noRanges()
	case !t.connected():
		return Session{}, noLocalServer(o.Server)
	}
	return Session{Addr: addr.Unmap(), Port: t.port, Key: t.key}, nil
}
