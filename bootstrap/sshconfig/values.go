package sshconfig

import (
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// ParseTime reads a time as ssh writes it: numbers with the units s, m, h, d, w,
// added up; seconds without a unit. "none" and "" are 0.
func ParseTime(s string) (time.Duration, error) {
	if s == "" || strings.EqualFold(s, "none") {
		return 0, nil
	}
	units := map[byte]time.Duration{'s': time.Second, 'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour}
	const longest = 1 << 31 * time.Second
	var total time.Duration
	for s != "" {
		end := 0
		for end < len(s) && s[end] >= '0' && s[end] <= '9' {
			end++
		}
		n, err := strconv.ParseInt(s[:end], 10, 32)
		if err != nil {
			return 0, errors.New("invalid time value")
		}
		unit := time.Second
		if end < len(s) {
			u, ok := units[s[end]|0x20]
			if !ok {
				return 0, errors.New("invalid time value")
			}
			unit = u
			end++
		}
		if n != 0 && unit > (longest-total)/time.Duration(n) {
			return 0, errors.New("invalid time value")
		}
		total += time.Duration(n) * unit
		s = s[end:]
	}
	return total, nil
}

// Destination is where to log in, as written on a command line or in ProxyJump.
type Destination struct {
	User string // empty: not given
	Host string
	Port int // 0: not given
}

// ParseDestination reads "[user@]host" or "ssh://[user@]host[:port]". With
// withPort, "host:port" and "[address]:port" are understood too, which is the
// form ProxyJump uses.
func ParseDestination(s string, withPort bool) (Destination, error) {
	var d Destination
	bad := fmt.Errorf("bad destination %q", s)
	if len(s) >= 6 && strings.EqualFold(s[:6], "ssh://") {
		u, err := url.Parse("ssh" + s[3:])
		if err != nil || u.Hostname() == "" || (u.Path != "" && u.Path != "/") || u.RawQuery != "" || u.Fragment != "" {
			return d, bad
		}
		d.Host = u.Hostname()
		if u.User != nil {
			d.User = u.User.Username()
		}
		if u.Port() != "" {
			if d.Port, err = ParsePort(u.Port()); err != nil {
				return d, err
			}
		}
	} else {
		d.Host = s
		if at := strings.LastIndexByte(s, '@'); at >= 0 {
			d.User, d.Host = s[:at], s[at+1:]
			if d.User == "" {
				return d, bad
			}
		}
		if withPort {
			if err := d.cutPort(); err != nil {
				return d, err
			}
		}
	}
	if d.Host == "" || d.Host[0] == '-' || strings.HasPrefix(d.User, "-") || strings.ContainsAny(d.Host, "\x00\r\n") {
		return d, bad
	}
	return d, nil
}

// cutPort moves a port behind the host to its own field.
func (d *Destination) cutPort() (err error) {
	if inner, ok := strings.CutPrefix(d.Host, "["); ok {
		host, port, ok := strings.Cut(inner, "]")
		if !ok {
			return fmt.Errorf("bad destination %q", d.Host)
		}
		d.Host = host
		if port, ok = strings.CutPrefix(port, ":"); ok {
			d.Port, err = ParsePort(port)
		}
		return err
	}
	if host, port, ok := strings.Cut(d.Host, ":"); ok && !strings.Contains(port, ":") {
		d.Host = host
		d.Port, err = ParsePort(port)
	}
	return err
}

// ParseJumps reads a ProxyJump list, first hop first.
func ParseJumps(s string) ([]Destination, error) {
	var hops []Destination
	for _, word := range strings.Split(s, ",") {
		d, err := ParseDestination(word, true)
		if err != nil || strings.ContainsAny(word, blanks) {
			return nil, fmt.Errorf("invalid ProxyJump %q", s)
		}
		hops = append(hops, d)
	}
	return hops, nil
}
