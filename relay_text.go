package main

import (
	"fmt"

	"gomosh/bootstrap"
)

// All words of gomosh relay that a person reads.

const relayCommandUsage = "carry datagrams between standard input and a server's UDP port (started by connect)"

const relayHelp = `Usage: gomosh relay PORT
       gomosh relay LOW:HIGH

Carries datagrams between its standard input and output and the UDP port PORT of
this machine. gomosh connect starts it through SSH when UDP does not get through;
nobody needs to start it by hand. It sees sealed datagrams only, keeps no more of
them than a frame, and ends with its input.

With a range of ports, LOW:HIGH, it answers the datagrams by which gomosh doctor
finds out which of them are open.

On the stream each datagram follows its length, two bytes in network order; a
length of 0 confirms one datagram.
`

func relayUsage(words int) string {
	problem := "the UDP port of the server is missing"
	if words > 1 {
		problem = "one port is enough"
	}
	return "gomosh relay: " + problem + "\nhint: gomosh relay PORT; gomosh connect does it by itself\n"
}

func relayBadPort(port string) string {
	return fmt.Sprintf("gomosh relay: bad UDP port %q\nhint: give the number, 1 to 65535, that the server printed after MOSH CONNECT\n", bootstrap.Clean(port))
}

func relayFailed(err error) string { return fmt.Sprintf("gomosh relay: %v\n", err) }
