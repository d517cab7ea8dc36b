package bootstrap

import (
	"bufio"
	"errors"
	"io"
	"net/netip"
	"regexp"
	"strings"
)

// transcript reads what the other side prints until the server's connect line.
type transcript struct {
	// addr is the session's address, if it is known from the start.
	addr string
	// believeIP accepts one "MOSH IP" line, unless addr is known: then, as where
	// there is a second one, somebody forges it. Without it, as in Native where
	// nobody but the other side could write it, such a line is like any other.
	believeIP bool
	// ranged: a port range was asked for, so a server may not understand it.
	ranged bool
	// keepCR leaves a carriage return at the end of a line that is shown: it was
	// meant for a terminal that does not return by itself.
	keepCR bool
	// show prints a line that is none of ours. It is cleaned already.
	show func(string)
	// replace: a mosh-server that does not do is going to be replaced, so that its
	// complaints are of no use.
	replace bool

	sshAddr  string // the other side's idea of its address
	port     string
	key      string
	badRange bool // the server did not understand the port range
	noServer bool // our search found no server
	noUTF8   bool // a mosh-server found no locale with UTF-8

	// searching: our own search is running and reports more when it fails.
	searching bool
	system    string   // what the system is called
	cached    []string // copies of this program that are there
	damaged   bool     // the copy that was to run is not what it should be
}

var (
	ipLine      = regexp.MustCompile(`^MOSH IP (\S+)\s*$`)
	connectLine = regexp.MustCompile(`^MOSH CONNECT ([0-9]+) ([A-Za-z0-9/+]{22})\s*$`)
)

// maxRemoteLine bounds one line, in bytes; longer ones are shown in pieces.
const maxRemoteLine = 16 << 10

// maxCached bounds how many copies are taken notice of.
const maxCached = 64

// read takes lines from r until the connect line, the end, or an error. The end
// of r is not an error; connected tells the difference.
func (t *transcript) read(r io.Reader) error {
	lines := bufio.NewReaderSize(r, maxRemoteLine)
	for {
		line, err := lines.ReadSlice('\n')
		if len(line) > 0 {
			done, lineErr := t.line(strings.TrimSuffix(string(line), "\n"))
			if done || lineErr != nil {
				return lineErr
			}
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
	}
}

func (t *transcript) connected() bool { return t.key != "" }

// unfit says why the server that our search found and ran is none for us, though
// a copy of this program would be; empty if there is no such reason.
func (t *transcript) unfit() string {
	switch {
	case t.noServer || t.connected():
		return ""
	case t.badRange:
		return unfitRanges
	case t.noUTF8:
		return unfitLocale
	}
	return ""
}

// line judges one line and reports whether it was the connect line.
func (t *transcript) line(line string) (done bool, err error) {
	switch {
	case t.believeIP && strings.HasPrefix(line, "MOSH IP "):
		m := ipLine.FindStringSubmatch(line)
		if m == nil || t.addr != "" {
			return false, badMarker(line)
		}
		t.addr = m[1]
	case strings.HasPrefix(line, "MOSH SSH_CONNECTION "):
		words := strings.Fields(line)
		if len(words) != 6 {
			return false, badMarker(line)
		}
		t.sshAddr = words[4]
	case strings.HasPrefix(line, "MOSH CONNECT "):
		m := connectLine.FindStringSubmatch(line)
		if m == nil {
			return false, badMarker("MOSH CONNECT") // the rest may hold a key
		}
		t.port, t.key = m[1], m[2]
		return true, nil
	case strings.TrimRight(line, "\r") == noServerLine:
		t.noServer = true
	case t.searching && strings.TrimRight(line, "\r") == damagedMarker:
		t.noServer, t.damaged = true, true
	case t.noServer && strings.HasPrefix(line, systemMarker):
		t.system = strings.TrimSpace(line[len(systemMarker):])
	case t.noServer && strings.HasPrefix(line, cachedMarker):
		if len(t.cached) < maxCached {
			t.cached = append(t.cached, strings.TrimSpace(line[len(cachedMarker):]))
		}
	default:
		if t.ranged && strings.Contains(line, "Bad UDP port") {
			t.badRange = true
		}
		if strings.Contains(line, "needs a UTF-8 native locale") {
			t.noUTF8 = true
		}
		if strings.HasPrefix(line, "WARNING: Your password has expired") {
			return false, passwordExpired() // sshd now runs passwd, which waits for answers
		}
		if t.replace && t.unfit() != "" {
			return false, nil
		}
		shown := Clean(line)
		if t.keepCR && strings.HasSuffix(line, "\r") {
			shown += "\r"
		}
		t.show(shown)
	}
	return false, nil
}

// parseAddr reads the address of a session. An IPv4 address in IPv6 clothes is
// undressed.
func parseAddr(s string) (netip.Addr, error) {
	a, err := netip.ParseAddr(s)
	if err != nil {
		return a, badAddress(s)
	}
	return a.Unmap(), nil
}

// skipOuterBlanks wraps show so that empty lines appear only between others;
// servers on a terminal begin with one.
func skipOuterBlanks(show func(string)) func(string) {
	started, held := false, 0
	return func(line string) {
		if strings.TrimSpace(line) == "" {
			held++
			return
		}
		for ; started && held > 0; held-- {
			show("")
		}
		started, held = true, 0
		show(line)
	}
}
