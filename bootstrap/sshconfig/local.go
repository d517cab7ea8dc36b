package sshconfig

import (
	"cmp"
	"net"
	"net/netip"
	"os"
	"os/user"
	"strconv"
)

// ThisMachine describes the running user and machine.
func ThisMachine() Local {
	l := Local{UID: os.Getuid(), Getenv: os.LookupEnv, SystemFile: systemFile()}
	if u, err := user.LookupId(strconv.Itoa(l.UID)); err == nil {
		l.User, l.Home = u.Username, u.HomeDir
	}
	l.User = cmp.Or(l.User, os.Getenv("USER"), os.Getenv("LOGNAME"), os.Getenv("USERNAME"))
	if home, err := os.UserHomeDir(); err == nil {
		l.Home = cmp.Or(l.Home, home)
	}
	l.Hostname, _ = os.Hostname()
	addrs, _ := net.InterfaceAddrs()
	for _, a := range addrs {
		if prefix, err := netip.ParsePrefix(a.String()); err == nil {
			l.Networks = append(l.Networks, prefix.Addr().Unmap())
		}
	}
	return l
}
