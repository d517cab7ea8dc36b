package lab

import (
	"strconv"
	"strings"
	"testing"
)

// Session is a client in a terminal, joined to a server. Both were started by
// hand, without a launcher.
type Session struct {
	*Terminal
	Server *Server
	Relay  *Relay // nil without SessionOptions.Relay
}

// SessionOptions says what a session is made of.
type SessionOptions struct {
	Command              []string // remote command; nil: sh, with the prompt "$ "
	Cols, Rows           int      // size of the terminal; zero: 80x24
	ServerArgs           []string // more options of mosh-server
	ServerEnv, ClientEnv []string // changes to Env
	Relay                bool     // put a Relay between client and server
}

// StartSession starts a server of one side and a client of the other.
func StartSession(t testing.TB, p Pair, o SessionOptions) *Session {
	t.Helper()
	client, server := p.Client.Program(t, "mosh-client"), p.Server.Program(t, "mosh-server")
	if o.Command == nil {
		o.Command = []string{"sh"}
	}
	s := &Session{Server: StartServer(t, server, ServerOptions{Args: o.ServerArgs, Command: o.Command, Env: o.ServerEnv})}
	port := s.Server.Port
	if o.Relay {
		s.Relay = NewRelay(t, port)
		port = s.Relay.Port()
	}
	s.Terminal = StartClient(t, client, port, s.Server.Key, Command{Cols: o.Cols, Rows: o.Rows, Env: o.ClientEnv})
	t.Cleanup(func() {
		if log := strings.TrimPrefix(s.Server.Log(t), s.Server.Stderr); log != "" && t.Failed() {
			t.Logf("the server wrote:\n%s", tail(log, 2000))
		}
		for _, bad := range []string{"panic:", "fatal error:", "round-trip Instruction verification failed", "assertion"} {
			if log := s.Server.Log(t); strings.Contains(log, bad) {
				t.Errorf("the server wrote %q:\n%s", bad, tail(log, 4000))
			}
		}
	})
	return s
}

// StartClient starts a mosh-client in a terminal, for a server on this
// machine. In c only the size and, as changes to Env, the environment count.
func StartClient(t testing.TB, program string, port int, key string, c Command) *Terminal {
	t.Helper()
	c.Env = append(Env(Home(t), c.Env...), "MOSH_KEY="+key)
	c.Args = []string{program, "127.0.0.1", strconv.Itoa(port)}
	return NewTerminal(t, c)
}

// tail is the end of a text that may be long.
func tail(text string, n int) string { return text[max(0, len(text)-n):] }
