package bootstrap

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"gomosh/bootstrap/sshconfig"
)

// agentDialBound is how long an agent may take to accept a connection.
const agentDialBound = 5 * time.Second

// agentSocket is the path of the agent's socket; empty for none.
func agentSocket(c *sshconfig.Config, getenv func(string) (string, bool)) (string, error) {
	value := cmp.Or(c.Get("identityagent"), "SSH_AUTH_SOCK")
	if name, ok := strings.CutPrefix(value, "$"); ok && !strings.HasPrefix(name, "{") {
		path, _ := getenv(name)
		return path, nil
	}
	switch value {
	case "none":
		return "", nil
	case "SSH_AUTH_SOCK":
		path, _ := getenv("SSH_AUTH_SOCK")
		return cmp.Or(path, standardAgent), nil
	}
	return c.Path(value)
}

// connectAgent connects to the agent of a destination and lists its keys. client
// is nil where there is no agent. The connection stays open for signatures;
// close it with done.
func connectAgent(c *sshconfig.Config, getenv func(string) (string, bool)) (client agent.Agent, keys []ssh.Signer, done func(), err error) {
	done = func() {}
	path, err := agentSocket(c, getenv)
	if err != nil || path == "" {
		return nil, nil, done, err
	}
	conn, err := dialAgent(path)
	if errors.Is(err, fs.ErrNotExist) && path == standardAgent {
		return nil, nil, done, nil
	}
	if err != nil {
		return nil, nil, done, fmt.Errorf("connect to the agent: %w", err)
	}
	client = agent.NewClient(conn)
	if keys, err = client.Signers(); err != nil {
		conn.Close()
		return nil, nil, done, fmt.Errorf("list the agent's keys: %w", err)
	}
	return client, keys, func() { conn.Close() }, nil
}

// addition is what AddKeysToAgent says about a key that was opened.
type addition struct {
	add, ask bool
	key      agent.AddedKey
}

// parseAddition reads the words of AddKeysToAgent (ssh_config(5)).
func parseAddition(words []string) (a addition) {
	for _, w := range words {
		switch strings.ToLower(w) {
		case "yes", "true":
			a.add = true
		case "ask":
			a.add, a.ask = true, true
		case "confirm":
			a.add, a.key.ConfirmBeforeUse = true, true
		case "no", "false":
			return addition{}
		default:
			if d, err := sshconfig.ParseTime(w); err == nil && d > 0 {
				a.add, a.key.LifetimeSecs = true, uint32(min(d/time.Second, math.MaxUint32))
			}
		}
	}
	return a
}

// addToAgent hands a key that a passphrase has just opened to the agent, if the
// configuration wants that. Failure is no reason to stop.
func (a *authenticator) addToAgent(k *keyFile) {
	what := parseAddition(a.config.All("addkeystoagent"))
	if !what.add || a.agent == nil || k.raw == nil || k.added {
		return
	}
	k.added = true
	if what.ask {
		answer, err := a.ask(addKeyQuestion(k.path), true)
		if err != nil || !strings.EqualFold(strings.TrimSpace(answer), "yes") {
			return
		}
	}
	what.key.PrivateKey, what.key.Comment = k.raw, k.path
	if err := a.agent.Add(what.key); err != nil {
		a.warn(keyNotAdded(k.path, err))
	}
}
