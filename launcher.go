package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"gomosh/bootstrap"
	"gomosh/internal/getoptlong"
	"gomosh/internal/terminfo"

	"golang.org/x/term"
)

// exitLaunch is the exit status of everything that goes wrong before there is a
// session, as with ssh.
const exitLaunch = 255

// launcher is what the commands mosh and gomosh connect have in common: their
// options, and the way from there to a running client.
type launcher struct {
	name string // in front of messages
	args []string

	client    string // helper to start; empty for this program
	ssh       string
	external  bool // --ssh was given
	transport string
	predict   string
	overwrite bool
	noInit    bool
	local     bool
	fakeProxy bool
	config    string // file to read instead of the usual ones
	help      bool
	version   bool

	boot      bootstrap.Options
	clientEnv []string // what the configuration sets for the client
}

// newLauncher returns a launcher with the defaults of all options.
func newLauncher(name string, args []string) *launcher {
	return &launcher{name: name, args: args, boot: bootstrap.Options{
		Name: name, RemoteIP: bootstrap.RemoteIPProxy, Bind: "ssh",
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
	}}
}

// options declares mosh's command line.
func (l *launcher) options() []getoptlong.Option {
	text := func(to *string) func(string) { return func(v string) { *to = v } }
	flag := func(to *bool) func(bool) { return func(on bool) { *to = on } }
	not := func(to *bool) func(bool) { return func(on bool) { *to = !on } }
	family := func(v string) { l.boot.Family = bootstrap.Family(v) }
	return []getoptlong.Option{
		{Names: []string{"client"}, Set: text(&l.client)},
		{Names: []string{"server"}, Set: text(&l.boot.Server)},
		{Names: []string{"ssh"}, Set: func(v string) { l.ssh, l.external = v, true }},
		{Names: []string{"ssh-pty"}, Flag: not(&l.boot.NoPty), Negatable: true},
		{Names: []string{"predict"}, Set: text(&l.predict)},
		{Names: []string{"a"}, Flag: func(bool) { l.predict = "always" }},
		{Names: []string{"n"}, Flag: func(bool) { l.predict = "never" }},
		{Names: []string{"predict-overwrite", "o"}, Flag: flag(&l.overwrite), Negatable: true},
		{Names: []string{"family"}, Set: family},
		{Names: []string{"4"}, Flag: func(bool) { family("inet") }},
		{Names: []string{"6"}, Flag: func(bool) { family("inet6") }},
		{Names: []string{"port", "p"}, Set: text(&l.boot.Ports)},
		{Names: []string{"bind-server"}, Set: text(&l.boot.Bind)},
		{Names: []string{"init"}, Flag: not(&l.noInit), Negatable: true},
		{Names: []string{"local"}, Flag: flag(&l.local)},
		{Names: []string{"experimental-remote-ip"}, Set: text(&l.boot.RemoteIP)},
		{Names: []string{"transport"}, Set: text(&l.transport)},
		{Names: []string{"help"}, Flag: flag(&l.help)},
		{Names: []string{"version"}, Flag: flag(&l.version)},
		{Names: []string{"fake-proxy"}, Flag: flag(&l.fakeProxy), Negatable: true},
	}
}

// ownOptions declares what gomosh's commands have beyond mosh's command line.
func (l *launcher) ownOptions() []getoptlong.Option {
	return []getoptlong.Option{
		{Names: []string{"config"}, Set: func(v string) { l.config = v }},
		{Names: []string{"ssh-config", "F"}, Set: func(v string) { l.boot.ConfigFile = v }},
		{Names: []string{"deploy"}, Flag: func(on bool) { l.boot.NoDeploy = !on }, Negatable: true},
		{Names: []string{"verbose", "v"}, Flag: func(bool) { l.boot.Verbose = true }},
		{Names: []string{"h"}, Flag: func(bool) { l.help = true }},
	}
}

// check validates the options in mosh's order. It returns what is wrong, or "".
func (l *launcher) check() string {
	predictions := []string{"adaptive", "always", "never", "experimental"}
	source := "--predict"
	if l.predict == "" {
		l.predict, source = os.Getenv("MOSH_PREDICTION_DISPLAY"), "MOSH_PREDICTION_DISPLAY"
	}
	if l.predict == "" {
		l.predict = "adaptive"
	}
	l.boot.Family = bootstrap.Family(strings.ToLower(string(l.boot.Family)))
	methods := []string{bootstrap.RemoteIPLocal, bootstrap.RemoteIPRemote, bootstrap.RemoteIPProxy}
	switch {
	case !slices.Contains(predictions, l.predict):
		return launchBadChoice(source, l.predict, predictions)
	case !slices.Contains(methods, l.boot.RemoteIP):
		return launchBadChoice("--experimental-remote-ip", l.boot.RemoteIP, methods)
	case l.boot.Family != "" && !slices.Contains(bootstrap.Families, l.boot.Family):
		return launchBadChoice("--family", string(l.boot.Family), bootstrap.Families)
	}
	if wrong := l.checkTransport(); wrong != "" {
		return wrong
	}
	return checkUDPPorts(l.boot.Ports)
}

// checkUDPPorts checks "PORT" or "LOW:HIGH". It returns what is wrong, or "".
func checkUDPPorts(spec string) string {
	if spec == "" {
		return ""
	}
	lowText, highText, ranged := strings.Cut(spec, ":")
	if !isDigits(lowText) || ranged && !isDigits(highText) {
		return launchBadPort(spec, "it is not written as PORT or LOW:HIGH")
	}
	low, errLow := strconv.ParseUint(lowText, 10, 16)
	high, errHigh := low, error(nil)
	if ranged {
		high, errHigh = strconv.ParseUint(highText, 10, 16)
	}
	switch {
	case errLow != nil:
		return launchBadPort(spec, "the port is not between 0 and 65535")
	case ranged && (errHigh != nil || high == 0):
		return launchBadPort(spec, "the upper end is not between 1 and 65535")
	case ranged && low == 0:
		return launchBadPort(spec, "a range cannot begin at 0")
	case low > high:
		return launchBadPort(spec, "its lower end is above its upper end")
	}
	return ""
}

// proxy is the hidden --fake-proxy.
func (l *launcher) proxy(args []string) int {
	if len(args) != 2 {
		fmt.Fprintln(os.Stderr, launchProxyUsage(l.name))
		return exitLaunch
	}
	ignoreHangup()
	family := l.boot.Family
	if family == "" {
		family = bootstrap.FamilyPreferInet
	}
	if err := bootstrap.FakeProxy(context.Background(), family, args[0], args[1], os.Stdin, os.Stdout, os.Stderr); err != nil {
		l.complain(err)
		return exitLaunch
	}
	return 0
}

// launch sets the session up and becomes its client. It returns only if that
// fails.
func (l *launcher) launch(destination string, command []string) int {
	holder := asHolder()
	if l.transport != transportUDP && holder == nil {
		self, err := os.Executable()
		if err != nil {
			return l.fail(launchNoSelf(err), exitLaunch)
		}
		l.prepare(self)
		return l.launchBeside(self)
	}
	if l.client != "" {
		path, err := exec.LookPath(l.client)
		if err != nil {
			return l.fail(launchNoClient(l.client), 2)
		}
		l.client = path
	}
	colors, status := l.colors()
	if status != 0 {
		return status
	}
	self, err := os.Executable()
	if err != nil {
		return l.fail(launchNoSelf(err), exitLaunch)
	}
	l.prepare(self)
	o := &l.boot
	o.Destination, o.Command, o.Colors = destination, command, colors
	if holder != nil {
		o.Keep = true
		o.Environ = setenv(o.Environ, "MOSH_CLIENT_PID", strconv.Itoa(os.Getppid()))
	}
	start := bootstrap.Start(bootstrap.Native)
	switch {
	case l.local:
		start = bootstrap.Local
	case l.external:
		if o.SSH, err = splitWords(l.ssh); err != nil {
			return l.fail(launchBadSSH(l.ssh, err), exitLaunch)
		}
		start = bootstrap.External
	}
	session, err := start(context.Background(), *o)
	if err != nil {
		l.complain(err)
		return exitLaunch
	}
	if holder != nil {
		return l.hold(holder, session)
	}
	path, argv0 := l.client, l.client
	if path == "" {
		path, argv0 = self, "mosh-client"
	}
	return l.become(path, argv0, l.clientEnvironment(o.Environ, session.Key), handover{Addr: session.Addr, Port: session.Port, Others: session.Others})
}

// prepare fills in what the bootstrap needs to know about this process, whose
// executable is self.
func (l *launcher) prepare(self string) {
	o := &l.boot
	o.Environ = setenv(unsetenv(os.Environ(), "MOSH_PREDICTION_DISPLAY"), "MOSH_CLIENT_PID", strconv.Itoa(os.Getpid()))
	o.Terminal = localTerminal()
	o.Ask = bootstrap.NewPrompter()
	o.StderrIsTerminal = term.IsTerminal(int(os.Stderr.Fd()))
	o.NoDeploy = o.NoDeploy || os.Getenv("GOMOSH_DEPLOY") == "no"
	o.ServerArgv = []string{self, "mosh-server"}
	o.ProxyWords = selfWords(self)
}

// clientEnvironment is what the client inherits.
func (l *launcher) clientEnvironment(environ []string, key string) []string {
	for _, entry := range l.clientEnv {
		name, value, _ := strings.Cut(entry, "=")
		environ = setenv(environ, name, value)
	}
	environ = setenv(environ, "MOSH_KEY", key)
	environ = setenv(environ, "MOSH_PREDICTION_DISPLAY", l.predict)
	if l.overwrite {
		environ = setenv(environ, "MOSH_PREDICTION_OVERWRITE", "yes")
	}
	if l.noInit {
		environ = setenv(environ, "MOSH_NO_TERM_INIT", "1")
	}
	return environ
}

// colors counts the colours of the terminal, by asking a client that was named,
// else by ourselves. A status other than 0 ends the program.
func (l *launcher) colors() (n, status int) {
	const most = 256 // a server knows no other number; more would look like fewer
	if l.client == "" {
		abilities, err := terminfo.Lookup(os.Getenv("TERM"))
		if err != nil {
			return 0, l.fail(launchBadTerminal(os.Getenv("TERM")), 1)
		}
		return min(max(abilities.Colors, 0), most), 0
	}
	cmd := exec.Command(l.client, "-c")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit):
		return 0, l.fail(launchClientFailed(l.client), 1)
	case err != nil:
		return 0, l.fail(launchNoClient(l.client), 2)
	}
	text := strings.TrimSuffix(string(out), "\n")
	if n, err = strconv.Atoi(text); err != nil || !isDigits(text) {
		return 0, 0
	}
	return min(n, most), 0
}

// complain prints an error of the bootstrap.
func (l *launcher) complain(err error) {
	var f *bootstrap.Failure
	if errors.As(err, &f) {
		l.fail(launchMessage{f.Error(), f.Hint}, exitLaunch)
		return
	}
	l.fail(launchMessage{bootstrap.Clean(err.Error()), ""}, exitLaunch)
}

// fail prints a message and returns the status.
func (l *launcher) fail(m launchMessage, status int) int {
	fmt.Fprint(os.Stderr, m.text(l.name))
	return status
}

// localTerminal describes the terminal this program runs on, if there is one.
func localTerminal() bootstrap.Terminal {
	t := bootstrap.Terminal{Term: os.Getenv("TERM")}
	for fd := range 3 {
		if cols, rows, err := term.GetSize(fd); err == nil {
			t.Cols, t.Rows = cols, rows
			break
		}
	}
	return t
}

// selfWords start this program so that it takes --fake-proxy: under the name it
// was called by, as the name decides what it is.
func selfWords(self string) []string {
	if path, err := exec.LookPath(os.Args[0]); err == nil {
		if path, err = filepath.Abs(path); err == nil {
			self = path
		}
	}
	if filepath.Base(self) == "mosh" {
		return []string{self}
	}
	return []string{self, "connect"}
}

// unsetenv and setenv change an environment.
func unsetenv(environ []string, name string) []string {
	return slices.DeleteFunc(slices.Clone(environ), func(entry string) bool { return strings.HasPrefix(entry, name+"=") })
}

func setenv(environ []string, name, value string) []string {
	return append(unsetenv(environ, name), name+"="+value)
}
