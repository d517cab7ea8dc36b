package main

import (
	"bufio"
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// Android has no /etc/resolv.conf, and a static program cannot ask the system's
// resolver: names are looked up with the servers that Termux has in its own.
func init() {
	server := nameServer(filepath.Join(os.Getenv("PREFIX"), "etc", "resolv.conf"))
	if server == "" {
		return
	}
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, net.JoinHostPort(server, "53"))
	}}
}

// nameServer is the first server of a file in the format of resolv.conf(5).
func nameServer(path string) string {
	file, err := os.Open(path)
	if err != nil {
		return ""
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		if words := strings.Fields(lines.Text()); len(words) > 1 && words[0] == "nameserver" {
			return words[1]
		}
	}
	return ""
}
