package main

import (
	"fmt"

	"gomosh/internal/version"
)

// All words of the command mosh that a person reads, but for those it shares
// with gomosh connect (launcher_text.go).

func moshVersion() string {
	return fmt.Sprintf("mosh %s [build mosh %s]\ngomosh %s, a remote terminal compatible with mosh; MIT licence\n",
		version.Mosh, version.Mosh, version.Number)
}

const moshSynopsis = "Usage: mosh [options] [--] [user@]host [command...]\n"

// moshSeeHelp stands under a mistake on the command line: short, so that the
// mistake stays in sight.
const moshSeeHelp = moshSynopsis + "hint: mosh --help lists the options\n"

const moshUsage = moshSynopsis + `
Opens a terminal on another machine that survives roaming, sleep and bad links.

  -p, --port=PORT[:PORT2]   UDP port or range on the server (not ssh's port)
      --predict=WHEN        show keystrokes before the server does: adaptive
                            (on slow links, default), always, never, experimental
  -a                        --predict=always
  -n                        --predict=never
  -o, --predict-overwrite   predictions replace what is under the cursor
      --family=FAMILY       addresses to use: inet, inet6, auto (refuse hosts with
                            both), all, prefer-inet (default), prefer-inet6
  -4, -6                    --family=inet, --family=inet6
      --bind-server=WHERE   address the server answers from: ssh (default), any,
                            or an IP address
      --no-init             do not use the terminal's alternate screen
      --local               run the server on this machine, without ssh; host is
                            one of its IP addresses
      --ssh=COMMAND         make the connection with another program, such as
                            "ssh -p 2222", instead of the built-in one
      --no-ssh-pty          do not ask for a terminal on the ssh connection
      --server=COMMAND      command that starts the server on the other side
                            (default: gomosh server, else mosh-server)
      --client=PATH         client program (default: this one)
      --experimental-remote-ip=METHOD
                            where the server's address comes from: proxy (the
                            address ssh reached, default), remote, local
      --transport=WAY       how datagrams travel: udp (default), auto (through ssh
                            while UDP does not get through), ssh
      --help                this text
      --version             version

Options may stand behind the host; -- ends them.
`
