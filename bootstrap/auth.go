package bootstrap

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
	"golang.org/x/crypto/ssh/agent"

	"gomosh/bootstrap/sshconfig"
)

// authBound is how long the server may think about one attempt; it may be
// waiting for a telephone.
const authBound = 150 * time.Second

// authenticator logs in as OpenSSH does: with each key by itself, so that one
// that fails does not take the others along, then by asking.
type authenticator struct {
	o      *Options
	config *sshconfig.Config
	keys   *keyring
	conn   *watchedConn
	host   *hostKeys
	// openAgent connects to the agent and lists its keys.
	openAgent func() (agent.Agent, []ssh.Signer, error)
	agent     agent.Agent // nil if there is none

	stage     int // partial successes so far
	queue     []*identity
	loaded    bool
	used      [][]byte // keys that succeeded partially
	last      *identity
	passwords int // attempts left in this stage
	rounds    int // keyboard-interactive attempts left
	tried     []string
	cannotAsk error
}

func (a *authenticator) warn(line string)   { a.o.notice("%s", line) }
func (a *authenticator) detail(line string) { a.o.detail("%s", line) }
func (a *authenticator) prompts() int       { return max(a.config.Int("numberofpasswordprompts", 3), 1) }

// next has the signature of ssh.ClientAuthCallback.
func (a *authenticator) next(ctx *ssh.ClientAuthContext) (ssh.AuthMethod, error) {
	if err := a.conn.broken(); err != nil {
		return nil, err
	}
	if n := len(ctx.PartialSuccessMethods); !a.loaded || n > a.stage {
		if err := a.begin(n); err != nil {
			return nil, err
		}
	}
	a.conn.patience(authBound)
	for _, name := range a.preferred() {
		if !slices.Contains(ctx.AllowedMethods, name) {
			continue
		}
		if method := a.method(name); method != nil {
			if !slices.Contains(a.tried, name) {
				a.tried = append(a.tried, name)
			}
			return method, nil
		}
	}
	if a.cannotAsk == nil && a.config.Bool("batchmode", false) {
		a.cannotAsk = errBatch
	}
	if a.host.distrusted {
		a.cannotAsk = errDistrusted
	}
	return nil, denied(denial{noKeys: !a.config.Bool("pubkeyauthentication", true), user: a.config.User(), host: a.config.Host(), tried: a.tried, left: ctx.AllowedMethods,
		cannotAsk: a.cannotAsk, elsewhere: a.elsewhere(ctx.AllowedMethods)})
}

// elsewhere lists what the configuration offers, the server takes, and only
// OpenSSH can do.
func (a *authenticator) elsewhere(left []string) (names []string) {
	if a.config.Bool("gssapiauthentication", false) && slices.Contains(left, "gssapi-with-mic") {
		names = append(names, "gssapi-with-mic")
	}
	if a.config.Bool("hostbasedauthentication", false) && slices.Contains(left, "hostbased") {
		names = append(names, "hostbased")
	}
	if !slices.Contains(left, "publickey") {
		return names
	}
	if p := a.config.Get("pkcs11provider"); p != "" && p != "none" {
		names = append(names, "PKCS11Provider")
	}
	for _, k := range a.keys.files {
		if k != nil && k.hardware {
			names = append(names, hardwareKey(k.path))
		}
	}
	return names
}

// begin starts a stage: the selection begins anew with all keys but those that
// have done their part.
func (a *authenticator) begin(stage int) error {
	if a.last != nil && stage > a.stage && a.last.pub != nil {
		a.used = append(a.used, a.last.pub.Marshal())
	}
	a.stage, a.loaded, a.last = stage, true, nil
	a.passwords, a.rounds = a.prompts(), a.prompts()
	var agentKeys []ssh.Signer
	var err error
	if a.agent, agentKeys, err = a.openAgent(); err != nil {
		a.detail("agent: " + err.Error())
	}
	a.queue, err = a.identities(agentKeys)
	return err
}

// preferred lists the methods that are allowed by the configuration, in order.
func (a *authenticator) preferred() []string {
	names := strings.Split(a.config.Get("preferredauthentications"), ",")
	if names[0] == "" {
		names = []string{"publickey", "keyboard-interactive", "password"}
	}
	batch := a.config.Bool("batchmode", false)
	return slices.DeleteFunc(names, func(name string) bool {
		switch name {
		case "publickey":
			return !a.config.Bool("pubkeyauthentication", true)
		case "keyboard-interactive":
			return !a.config.Bool("kbdinteractiveauthentication", true) || batch || a.host.distrusted
		case "password":
			return !a.config.Bool("passwordauthentication", true) || batch || a.host.distrusted
		}
		return true
	})
}

// method makes the next attempt of a kind, or nil if there is none left.
func (a *authenticator) method(name string) ssh.AuthMethod {
	switch name {
	case "publickey":
		return a.publicKey()
	case "keyboard-interactive":
		if a.rounds > 0 && a.mayAsk() {
			a.rounds--
			return a.interactive()
		}
	case "password":
		if a.passwords > 0 && a.mayAsk() {
			a.passwords--
			return ssh.PasswordCallback(a.password)
		}
	}
	return nil
}

func (a *authenticator) mayAsk() bool {
	a.cannotAsk = a.o.Ask.Available()
	return a.cannotAsk == nil
}

// publicKey offers the next key of the queue.
func (a *authenticator) publicKey() ssh.AuthMethod {
	possible := append(slices.Clone(userKeyOrder), ssh.KeyAlgoRSA, ssh.CertAlgoRSAv01)
	allowed := chooseAlgorithms(a.config.Get("pubkeyacceptedalgorithms"), userKeyOrder, possible)
	for len(a.queue) > 0 {
		id := a.queue[0]
		a.queue = a.queue[1:]
		open := func() (ssh.Signer, error) {
			s, err := id.signer()
			if err != nil && !errors.Is(err, errCancelled) && !errors.Is(err, errBatch) {
				a.warn(unusableKey(id.origin, err))
			}
			return s, err
		}
		if id.pub == nil { // nobody but the passphrase knows which key this is
			s, err := open()
			if err != nil {
				continue
			}
			id.pub = s.PublicKey()
		}
		if slices.ContainsFunc(a.used, func(blob []byte) bool { return string(blob) == string(id.pub.Marshal()) }) {
			continue
		}
		if tooSmall(id.pub, a.config.Int("requiredrsasize", leastRSA)) {
			a.detail(smallKey(id.origin))
			continue
		}
		signer := restrict(&lazySigner{pub: id.pub, open: open}, allowed)
		if signer == nil {
			continue
		}
		a.last = id
		a.detail(fmt.Sprintf("offering key %s %s from %s", keyKind(id.pub), ssh.FingerprintSHA256(id.pub), id.origin))
		return ssh.PublicKeys(signer)
	}
	return nil
}

// ask puts a question, with the connection's patience suspended.
func (a *authenticator) ask(prompt string, echo bool) (string, error) {
	a.conn.patience(0)
	defer a.conn.patience(authBound)
	return a.o.Ask.Ask(prompt, echo)
}

func (a *authenticator) askPassphrase(prompt string) (string, error) {
	if a.config.Bool("batchmode", false) {
		return "", errBatch
	}
	if err := a.o.Ask.Available(); err != nil {
		a.cannotAsk = err
		return "", err
	}
	return a.ask(prompt, false)
}

func (a *authenticator) password() (string, error) {
	if a.passwords < a.prompts()-1 {
		a.warn(tryAgain)
	}
	answer, err := a.ask(passwordPrompt(a.config.User(), a.config.Host()), false)
	if err != nil {
		a.passwords = 0
	}
	return answer, err
}

// interactive is one attempt of keyboard-interactive (RFC 4256), which may have
// several rounds of questions.
func (a *authenticator) interactive() ssh.AuthMethod {
	again := a.rounds < a.prompts()-1
	left := a.rounds
	a.rounds = 0 // a server that asks nothing is not tried again
	return ssh.KeyboardInteractive(func(name, instruction string, questions []string, echos []bool) ([]string, error) {
		a.rounds = left
		if again {
			a.warn(tryAgain)
			again = false
		}
		for _, text := range []string{name, instruction} {
			for _, line := range cleanLines(text) {
				if line != "" {
					fmt.Fprintln(a.o.Stderr, line)
				}
			}
		}
		answers := make([]string, len(questions))
		for i, question := range questions {
			lines := cleanLines(question)
			prompt := fmt.Sprintf("(%s@%s) %s", Clean(a.config.User()), Clean(a.config.Host()), strings.Join(lines, "\n"))
			answer, err := a.ask(prompt, echos[i])
			if err != nil {
				a.rounds = 0
				return nil, err
			}
			answers[i] = answer
		}
		return answers, nil
	})
}
