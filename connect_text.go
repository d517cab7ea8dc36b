package main

// All words of gomosh connect that a person reads, but for those it shares with
// mosh (launcher_text.go).

const (
	connectSeeHelp = "hint: gomosh connect --help lists the options"
	connectNoHost  = "gomosh: no host to connect to\nhint: gomosh connect [user@]host, or gomosh connect --local for this machine\n"

	connectUsage = "open a terminal on another machine"

	connectArgs = "gomosh connect [options] [--] [user@]host [command...]\ngomosh connect --local [options] [--] [command...]"

	connectDescription = `Logs in with SSH, starts the server half there, and becomes the client of a
terminal that survives roaming, sleep and bad links. ~/.ssh/config, the agent
and known_hosts are used as ssh uses them. Where the other side has neither
gomosh nor mosh-server, a copy of this program is put into its cache folder;
builds for other systems are taken from GOMOSH_BUNDLE/gomosh-OS-ARCH, else from
~/.local/share/gomosh/bundle.

Options may stand behind the host; -- ends them.`
)

// What the options of gomosh connect do. Words between grave accents name an
// option's value.
const (
	connectPort      = "UDP `PORT` or PORT:PORT2 on the server (not the port of SSH)"
	connectPredict   = "show keystrokes before the server does: `WHEN` is adaptive (on slow links, default), always, never or experimental"
	connectAlways    = "--predict=always"
	connectNever     = "--predict=never"
	connectOverwrite = "predictions replace what is under the cursor"
	connectFamily    = "addresses to use: `FAMILY` is inet, inet6, auto (refuse hosts with both), all, prefer-inet (default) or prefer-inet6"
	connectInet      = "--family=inet"
	connectInet6     = "--family=inet6"
	connectBind      = "address the server answers from: `WHERE` is ssh (default), any or an IP address"
	connectNoInit    = "do not use the terminal's alternate screen"
	connectLocal     = "open the session on this machine, without SSH"
	connectConfig    = "read this `FILE` instead of ~/.ssh/config and /etc/ssh/ssh_config"
	connectSSH       = "make the connection with another `COMMAND`, such as \"ssh -p 2222\", instead of the built-in SSH"
	connectNoPty     = "do not ask for a terminal on the SSH connection"
	connectServer    = "`COMMAND` that starts the server half (default: gomosh server, else mosh-server, else a copy of this program)"
	connectNoDeploy  = "never copy gomosh to a host without server half (GOMOSH_DEPLOY=no says the same)"
	connectClient    = "`PATH` of the client program (default: this one)"
	connectRemoteIP  = "where the server's address comes from: `METHOD` is proxy (the address SSH reached, default), remote or local"
	connectTransport = "how datagrams travel: `WAY` is auto (UDP, and through SSH while that does not get through; default), udp or ssh"
	connectVerbose   = "report each step of setting the session up"
)
