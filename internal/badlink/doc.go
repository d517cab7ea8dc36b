// Package badlink compares gomosh with stock mosh 1.4.0 on bad links, with real
// programs, sockets and networks: three pretended machines, of which the middle
// one is the link. Both are measured in the same run, side by side. Its tests
// print the table of docs/network.md:
//
//	GOMOSH_BADLINK=full go test -count 1 -v -run Table ./internal/badlink
//
// Without that variable they run for half a minute and check the promises. They
// need root.
package badlink
