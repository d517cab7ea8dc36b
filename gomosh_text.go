package main

import (
	"fmt"

	"gomosh/bootstrap"
	"gomosh/internal/version"
)

// All words of the command gomosh itself that a person reads.

const (
	gomoshUsage       = "a remote terminal that survives roaming, sleep and bad links"
	gomoshArgs        = "gomosh COMMAND [options] [arguments]"
	gomoshDescription = `gomosh connect [user@]host opens a terminal there; gomosh connect --local tries
it out on this machine. Called by the name of mosh, mosh-server or mosh-client,
this program is a drop-in for it.`

	gomoshVersionUsage = "print the version"
	serverCommandUsage = "wait for a client on a UDP port (mosh-server)"
	clientCommandUsage = "join a waiting server whose key is in MOSH_KEY (mosh-client)"
)

func gomoshVersion() string {
	return fmt.Sprintf("gomosh %s (compatible with mosh %s)\n", version.Number, version.Mosh)
}

func gomoshNoCommand(word string) string {
	return fmt.Sprintf("gomosh: there is no command %q\nhint: gomosh connect %s opens a session there; gomosh --help lists the commands\n",
		bootstrap.Clean(word), bootstrap.Clean(word))
}

func gomoshBadOption(err error) string {
	return fmt.Sprintf("gomosh: %s\nhint: gomosh --help lists the commands; options stand behind them\n", bootstrap.Clean(err.Error()))
}
