package bootstrap

// Everything that a person reads while a session is being set up, in one place,
// by these rules: what went wrong in one line, lower case, no full stop; then
// the next thing to do. The caller puts the program's name in front. Nothing
// that comes from outside is shown without Clean, and no secret is ever part
// of a message. (Being all of them is why the file is long.)

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strings"
	"syscall"

	"golang.org/x/crypto/ssh"

	"gomosh/bootstrap/knownhosts"
)

// --- names of steps ---

const (
	stepConfig  = "ssh configuration"
	stepLookup  = "name look-up"
	stepConnect = "TCP connection"
	stepLogin   = "SSH login"
	stepAbout   = "other side"
	stepServer  = "server half"
)

// --- destinations and addresses ---

func badDestination(s string) error {
	return &Failure{What: fmt.Sprintf("%q is not a host to connect to", Clean(s)),
		Hint: "write it as [user@]host or ssh://[user@]host[:port]"}
}

func badAddress(s string) error {
	return &Failure{What: fmt.Sprintf("%q is not a numeric address", Clean(s)),
		Hint: "try --experimental-remote-ip=local, which looks the name up on this side"}
}

func unresolved(host string, err error) error {
	f := &Failure{What: fmt.Sprintf("could not resolve host name %s", Clean(host)), Err: err,
		Hint: "check the spelling, and the HostName line in ~/.ssh/config"}
	var dns *net.DNSError
	if errors.As(err, &dns) {
		f.Err = errors.New(lastPart(dns.Err))
		if !dns.IsNotFound {
			f.Err = fmt.Errorf("the name server %s: %w", dns.Server, f.Err)
			f.Hint = "check the network: the name server could not be asked"
		}
	}
	return f
}

// lastPart is what stands behind the last colon of an error's text: the cause,
// without the steps that led there.
func lastPart(text string) string {
	if at := strings.LastIndex(text, ": "); at >= 0 {
		return text[at+2:]
	}
	return text
}

func wrongFamily(host string, family Family) error {
	want, other := "IPv4", "--family=inet6"
	if family == FamilyInet6 {
		want, other = "IPv6", "--family=inet"
	}
	return &Failure{What: fmt.Sprintf("%s has no %s address", Clean(host), want),
		Hint: fmt.Sprintf("try %s, or leave the family out", other)}
}

func twoFamilies(host string) error {
	return &Failure{What: fmt.Sprintf("%s has both IPv4 and IPv6 addresses", Clean(host)),
		Hint: "choose with --family: inet, inet6, prefer-inet, prefer-inet6 or all"}
}

func notLocalAddress(s string) error {
	return &Failure{What: fmt.Sprintf("--local needs a numeric address of this machine, not %q", Clean(s)),
		Hint: "write 127.0.0.1 or ::1"}
}

// --- TCP ---

func unreachable(host string, port int, err error) error {
	f := &Failure{What: fmt.Sprintf("could not connect to %s port %d", Clean(host), port), Err: err,
		Hint: "check the network, and that the machine is up"}
	var op *net.OpError
	if errors.As(err, &op) {
		f.Err = op.Err
		if op.Addr != nil {
			f.What += " at " + op.Addr.String()
		}
	}
	var timeout net.Error
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		f.Err = errors.New("connection refused")
		f.Hint = "no SSH server listens on this port: check Port in ~/.ssh/config, or start sshd there"
	case errors.As(err, &timeout) && timeout.Timeout():
		f.Err = errors.New("no answer")
		f.Hint = "the machine is off, or a firewall drops the packets; ConnectTimeout in ~/.ssh/config sets the patience"
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		f.Hint = "this machine does not have the address that BindAddress in ~/.ssh/config names"
	case errors.Is(err, syscall.ENETUNREACH), errors.Is(err, syscall.EHOSTUNREACH):
		var errno syscall.Errno
		errors.As(err, &errno)
		f.Err = errno
		f.Hint = "there is no route: check the network, or force a family with -4 or -6"
	}
	return f
}

// --- external ssh and local server ---

func noSSHCommand() error {
	return &Failure{What: "the ssh command is empty", Hint: "write it as --ssh=\"ssh -p 2222\""}
}

func startFailed(path string, err error) error {
	var pathErr *os.PathError
	if errors.As(err, &pathErr) {
		err = pathErr.Err
	}
	return &Failure{What: "could not run " + Clean(path), Err: err, Hint: "check the name and your PATH"}
}

func badMarker(line string) error {
	return &Failure{What: fmt.Sprintf("unexpected line from the other side: %q", Clean(line)),
		Hint: "something in the remote start-up files imitates the server; look at ~/.bashrc and its like"}
}

func noAddress(connected bool) error {
	f := &Failure{What: "the server's address is not known",
		Hint: "ssh did not run our ProxyCommand; try --experimental-remote-ip=remote or =local"}
	if !connected {
		f.What = "ssh ended before it reached the server"
		f.Hint = "see what ssh says above; try the same ssh command by itself"
	}
	return f
}

func noRanges() error {
	return &Failure{What: "the server does not understand UDP port ranges", Hint: "ask for a single port with -p"}
}

func noLocale() error {
	return &Failure{What: "the mosh-server there needs a locale with UTF-8 and found none",
		Hint: "set LANG here to one that is installed there (locale -a lists them), such as LANG=C.UTF-8; gomosh there needs none"}
}

func passwordExpired() error {
	return &Failure{What: "your password there has expired", Hint: "log in with ssh once and change it"}
}

func noConnectLine(server string) error {
	if server == "" {
		server = "mosh-server"
	}
	return &Failure{What: "the server half did not start",
		Hint: fmt.Sprintf("see what is said above; is %s installed there, and in PATH for commands run over ssh? --server=COMMAND names another one", strings.Fields(server + " ")[0])}
}

func noLocalServer(server string) error {
	if server == "" {
		return &Failure{What: "the server half did not start", Hint: "see its message above"}
	}
	return &Failure{What: "the server half did not start", Hint: fmt.Sprintf("does %q run on this machine?", Clean(server))}
}

func noServer(host string) error {
	return &Failure{What: fmt.Sprintf("neither gomosh nor mosh-server was found on %s", Clean(host)),
		Hint: "install one of them there, or say where it is with --server=/path/to/mosh-server"} // said where copying is off or impossible
}

func unknownSystem(name string) error {
	return &Failure{What: fmt.Sprintf("no server half was found there, and there is no gomosh for its system %q", Clean(name)),
		Hint: "install mosh there, or say where it is with --server=/path/to/mosh-server"}
}

func noBuild(system, dir string) error {
	return &Failure{What: fmt.Sprintf("no server half was found there, and there is no gomosh for %s here to copy", system),
		Hint: fmt.Sprintf("install mosh there, or put a build at %s/gomosh-%s (GOMOSH_BUNDLE names another folder)", Clean(dir), strings.ReplaceAll(system, "/", "-"))}
}

// Why this program is copied to the other side.
const (
	neitherThere = "it has neither gomosh nor mosh-server"
	unfitRanges  = "its mosh-server is too old for UDP port ranges"
	unfitLocale  = "its mosh-server insists on a locale with UTF-8 that is not installed"
)

func copying(host, system string, size int64, why string) string {
	text := fmt.Sprintf("copying gomosh to %s (%s, %s)", Clean(host), system, megabytes(size))
	if why != "" {
		text += ": " + why
	}
	return text
}

func usingCopy(path string) string { return "using the copy at " + Clean(path) }

// deployFailed gives the reason for each place that was tried; a place may occur
// twice, a reason not.
func deployFailed(host string, reasons []string) error {
	said := slices.Compact(slices.Clone(reasons))
	f := &Failure{What: fmt.Sprintf("could not copy gomosh to %s: %s", Clean(host), strings.Join(said, "; "))}
	text := strings.Join(reasons, " ")
	switch {
	case strings.Contains(text, "No space") || strings.Contains(text, "quota"):
		f.Hint = "make room there (df -h ~ /tmp shows how much there is)"
	case strings.Contains(text, "ormat error") || strings.Contains(text, "cannot execute binary"):
		f.Hint = "that machine is of another kind than it says: have gomosh or mosh installed there"
	case strings.Contains(text, deployNoExec):
		f.Hint = "these folders are mounted noexec: have gomosh or mosh installed there, or name a folder that is not with XDG_CACHE_HOME there"
	case strings.Contains(text, "ead-only") || strings.Contains(text, "ermission"):
		f.Hint = "make one of these folders writable, or have gomosh or mosh installed there"
	default:
		f.Hint = "have gomosh or mosh installed there"
	}
	f.Hint += "; --no-deploy never copies"
	return f
}

// deployNoExec is what the other side says of a folder from which no program can
// be run.
const deployNoExec = "is no place to run programs from"

func usingRemoteAddress(addr, host string) string {
	return fmt.Sprintf("using remote IP address %s from SSH_CONNECTION for %s", Clean(addr), Clean(host))
}

// --- SSH: configuration ---

func badConfig(err error) error {
	return &Failure{What: "could not read the ssh configuration", Err: err, Hint: "ssh -G HOST shows what ssh makes of it"}
}

func unsupported(keyword string) error {
	return &Failure{What: fmt.Sprintf("the ssh configuration asks for %s, which only OpenSSH can do", keyword),
		Hint: "run it with --ssh=ssh"}
}

func refused(why string) error {
	return &Failure{What: "the ssh configuration refuses this connection: " + Clean(why), Hint: "see RefuseConnection in ~/.ssh/config"}
}

func passedOver(keyword string) string {
	return fmt.Sprintf("passing over %s of the ssh configuration; --ssh=ssh heeds it", keyword)
}

func jumpLoop(host string) error {
	return &Failure{What: "the ProxyJump hosts lead in a circle at " + Clean(host), Hint: "check ProxyJump in ~/.ssh/config"}
}

func proxyFailed(command string, err error) error {
	return &Failure{What: "could not run the ProxyCommand " + Clean(command), Err: err, Hint: "try the command by itself"}
}

func masterUnusable(path string, err error) string {
	return fmt.Sprintf("passing over the shared connection at %s: %s", Clean(path), Clean(err.Error()))
}

func usingMaster(path string) string { return "shared connection at " + path }

func proxyEnded(command string) error {
	return &Failure{What: fmt.Sprintf("the ProxyCommand %s ended before the server said anything", Clean(command)),
		Hint: "see what it says above, or try the command by itself"}
}

func jumpFailed(hop, target string, err error) error {
	f := &Failure{What: fmt.Sprintf("the jump host %s could not reach %s", Clean(hop), Clean(target)), Err: err,
		Hint: "the jump host looks the name up and connects: try the same from a shell there"}
	var refused *ssh.OpenChannelError
	if errors.As(err, &refused) {
		f.Err = fmt.Errorf("%v: %s", refused.Reason, refused.Message)
		if refused.Reason == ssh.Prohibited {
			f.Hint = "the jump host forbids forwarding: see AllowTcpForwarding and PermitOpen in its sshd_config"
		}
	}
	return f
}

// --- SSH: handshake ---

func notSSH(host, says string) error {
	return &Failure{What: fmt.Sprintf("SSH with %s failed: it says %q", Clean(host), Clean(says)),
		Hint: "what listens there is no SSH server: check Port and HostName in ~/.ssh/config"}
}

func handshakeFailed(host string, err error) error {
	var failure *Failure
	if errors.As(err, &failure) {
		return failure
	}
	f := &Failure{What: fmt.Sprintf("SSH with %s failed", Clean(host)), Err: errors.New(strings.TrimPrefix(err.Error(), "ssh: handshake failed: "))}
	text := err.Error()
	var negotiation *ssh.AlgorithmNegotiationError
	switch {
	case errors.Is(err, context.Canceled):
		f.Err, f.Hint = nil, "interrupted"
	case errors.Is(err, os.ErrDeadlineExceeded):
		f.Err = errors.New("the server went silent")
		f.Hint = "try again; ConnectTimeout in ~/.ssh/config sets the patience"
	case errors.As(err, &negotiation):
		offers := slices.DeleteFunc(slices.Clone(negotiation.RequestedAlgorithms), func(name string) bool {
			return strings.HasPrefix(name, "kex-strict-") || strings.HasPrefix(name, "ext-info-") // no algorithms
		})
		f.Err = fmt.Errorf("the server has no %s that is built in here, only %s", negotiation.What, strings.Join(offers, ", "))
		f.Hint = "--ssh=ssh uses OpenSSH's algorithms"
	case strings.Contains(text, "Too many authentication failures"):
		f.Err = errors.New("too many authentication failures")
		f.Hint = "too many keys were tried: name the right one with IdentityFile and set IdentitiesOnly yes"
	case strings.Contains(text, "reason 2"), strings.Contains(text, "disconnect"):
		f.Hint = "the server closed the connection on purpose; its log says why"
	case strings.HasSuffix(text, "EOF"), strings.Contains(text, "reset by peer"):
		f.Err = errors.New("the server closed the connection")
		f.Hint = "is this an SSH server? it may also be full (MaxStartups) or have banned this address"
	case strings.Contains(text, "version string"):
		f.Hint = "what listens there is no SSH server"
	default:
		f.Hint = "ssh -v " + Clean(host) + " shows more; --ssh=ssh uses OpenSSH"
	}
	return f
}

// --- SSH: host keys ---

// hostKeyQuestion begins like OpenSSH's question, by which sshpass knows it.
func hostKeyQuestion(host, kind, fingerprint string, others []knownhosts.Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "The authenticity of host %s is not known yet.\n", host)
	fmt.Fprintf(&b, "Its %s key has the fingerprint %s\n", kind, fingerprint)
	for _, e := range others {
		fmt.Fprintf(&b, "Another key of this host is known: %s in %s, line %d\n", keyKind(e.Key), e.File, e.Line)
	}
	b.WriteString("Go on connecting (yes/no/fingerprint)? ")
	return b.String()
}

const hostKeyAgain = "Please type yes, no or the fingerprint: "

func hostKeyDeclined() error {
	return &Failure{What: "the host key was not accepted", Hint: "ask the machine's owner for the fingerprint"}
}

func hostKeyUnknown(host, kind, fingerprint, why string) error {
	f := &Failure{What: fmt.Sprintf("the %s key of %s is not known (%s) and %s", kind, host, fingerprint, why),
		Hint: "connect once from a terminal, or add the key to ~/.ssh/known_hosts"}
	switch why {
	case whyStrict:
		f.Hint = "add the key to ~/.ssh/known_hosts, or set StrictHostKeyChecking accept-new"
	case whyBatch:
		f.Hint = "connect once without BatchMode, or add the key to ~/.ssh/known_hosts"
	}
	return f
}

const (
	whyStrict = "StrictHostKeyChecking forbids new ones"
	whyBatch  = "BatchMode forbids asking"
	whyNoTTY  = "there is no terminal to ask on"
)

func hostKeyChanged(host, kind, fingerprint string, r knownhosts.Result) error {
	if r.Invalid != nil {
		return &Failure{What: fmt.Sprintf("the host certificate of %s is not valid", host), Err: r.Invalid,
			Hint: fmt.Sprintf("it is signed by the authority in %s, line %d; ask who runs it", r.Evidence.File, r.Evidence.Line)}
	}
	return &Failure{What: fmt.Sprintf("THE HOST KEY OF %s HAS CHANGED: the %s key is now %s; somebody may be listening in", host, kind, fingerprint),
		Hint: fmt.Sprintf("if you know that the key was replaced, remove %s, line %d: ssh-keygen -R '%s' -f %s",
			r.Evidence.File, r.Evidence.Line, host, r.Evidence.File)}
}

func hostKeyChangedWarning(host, kind, fingerprint string, r knownhosts.Result) []string {
	return []string{
		fmt.Sprintf("WARNING: THE HOST KEY OF %s HAS CHANGED: the %s key is now %s", host, kind, fingerprint),
		fmt.Sprintf("the known one is in %s, line %d; going on without passwords because StrictHostKeyChecking is off", r.Evidence.File, r.Evidence.Line),
	}
}

func hostKeyRevoked(host, kind string, e knownhosts.Entry) error {
	return &Failure{What: fmt.Sprintf("the %s key of %s is revoked", kind, host),
		Hint: fmt.Sprintf("see %s, line %d; ask who runs the machine", e.File, e.Line)}
}

func hostKeySmall(host string, least int) error {
	return &Failure{What: fmt.Sprintf("the RSA key of %s has fewer than %d bits", host, least),
		Hint: "RequiredRSASize in ~/.ssh/config lowers the limit"}
}

func hostKeyAuthority(host, algorithm string) error {
	return &Failure{What: fmt.Sprintf("the host certificate of %s is signed with %s, which is not allowed", host, Clean(algorithm)),
		Hint: "CASignatureAlgorithms in ~/.ssh/config allows more"}
}

func hostKeyStored(host, kind, path string) string {
	return fmt.Sprintf("added the %s key of %s to %s", kind, host, path)
}

func hostKeyNotStored(err error) string {
	return "could not remember the host key: " + Clean(err.Error())
}

// --- SSH: who you are ---

func passwordPrompt(user, host string) string {
	return fmt.Sprintf("%s@%s's password: ", Clean(user), Clean(host))
}

func passphrasePrompt(path string) string {
	return fmt.Sprintf("Enter passphrase for key '%s': ", Clean(path))
}

func badPassphrase(path string) string {
	return "wrong passphrase for " + Clean(path)
}

func addKeyQuestion(path string) string {
	return fmt.Sprintf("Add the key %s to the agent (yes/no)? ", Clean(path))
}

func keyNotAdded(path string, err error) string {
	return fmt.Sprintf("the agent did not take the key %s: %s", Clean(path), Clean(err.Error()))
}

const tryAgain = "permission denied, please try again"

func unprotectedKey(path string, mode os.FileMode) string {
	return fmt.Sprintf("passing over the private key %s: others may read it (mode %04o); chmod 600 it", Clean(path), mode)
}

func smallKey(path string) string {
	return fmt.Sprintf("passing over the key %s: it is shorter than RequiredRSASize", Clean(path))
}

func unusableKey(path string, err error) string {
	return fmt.Sprintf("passing over the key %s: %s", Clean(path), Clean(err.Error()))
}

// denial is what is known when no way to log in is left.
type denial struct {
	user, host  string
	tried, left []string // methods that were tried, and that the server takes
	cannotAsk   error
	noKeys      bool     // the configuration does not want keys to be tried
	elsewhere   []string // what the configuration has and only OpenSSH can do
}

func denied(d denial) error {
	f := &Failure{What: fmt.Sprintf("permission denied for %s@%s", Clean(d.user), Clean(d.host)),
		Hint: "check the user name and which key or password the server expects"}
	switch {
	case len(d.tried) > 0:
		f.What += "; tried " + strings.Join(d.tried, ", ")
	case slices.Contains(d.left, "publickey") && !d.noKeys:
		f.What += "; there is no key to try"
	}
	if len(d.left) > 0 {
		f.What += "; the server takes " + Clean(strings.Join(d.left, ", "))
	}
	switch {
	case len(d.elsewhere) > 0:
		f.Hint = "--ssh=ssh can use " + strings.Join(d.elsewhere, ", ")
	case errors.Is(d.cannotAsk, errBatch):
		f.What += "; " + d.cannotAsk.Error()
		f.Hint = "use a key that needs no passphrase, or leave BatchMode out of the ssh configuration"
	case errors.Is(d.cannotAsk, errDistrusted):
		f.What += "; " + d.cannotAsk.Error()
		f.Hint = "find out why the key has changed, and correct ~/.ssh/known_hosts"
	case d.cannotAsk != nil:
		f.What += "; " + d.cannotAsk.Error()
		f.Hint = "run it from a terminal, set SSH_ASKPASS, or use a key"
	case slices.Equal(d.left, []string{"publickey"}):
		f.Hint = "put a public key of yours into ~/.ssh/authorized_keys there (ssh-copy-id), or name the right one with IdentityFile"
	}
	return f
}

func hardwareKey(path string) string { return "the hardware-backed key " + Clean(path) }

// --- SSH: the session ---

func noSession(err error) error {
	return &Failure{What: "the server refused to open a session", Err: err, Hint: "the account may be restricted to other uses"}
}

func serverSilent(after string) error {
	return &Failure{What: "the server half did not report within " + after,
		Hint: "something in the remote start-up files waits for input; look at ~/.bashrc and its like"}
}

func remoteEnded(server string, status int, signal string) error {
	f := noConnectLine(server).(*Failure)
	switch {
	case signal != "":
		f.What += ": killed by signal " + Clean(signal)
		f.Hint = "see what it says above; the machine may be out of memory"
	case status == 127:
		f.What += ": command not found"
	case status > 0:
		f.What += fmt.Sprintf(": exit status %d", status)
		f.Hint = "see what it says above"
	}
	return f
}

func noRelay() error {
	return &Failure{What: "a session through ssh needs gomosh on the other side, and none could be started there",
		Hint: "install gomosh there, or let it be copied (--no-deploy and GOMOSH_DEPLOY=no forbid that)"}
}

func usingTarget(addr, how string) string {
	return fmt.Sprintf("using UDP address %s directly; ssh went through %s", addr, how)
}

var (
	errNoTerminal = errors.New("there is no terminal to ask on")
	errBatch      = errors.New("BatchMode forbids asking")
	errDistrusted = errors.New("no password is sent to a host whose key has changed")
)
