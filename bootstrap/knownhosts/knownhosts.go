// Package knownhosts looks up host keys in OpenSSH's known_hosts files
// (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT): plain and hashed names, ports,
// patterns, @cert-authority and @revoked lines.
//
// Unlike golang.org/x/crypto/ssh/knownhosts it reads every line by itself: one
// that is malformed, or of a kind it does not know, never hides the others, and
// a file that does not exist is empty.
package knownhosts

import (
	"bufio"
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"io"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/crypto/ssh"

	"gomosh/bootstrap/sshconfig"
)

const (
	// maxFile bounds what is read of one file, in bytes.
	maxFile = 64 << 20
	// maxLine bounds one line, in bytes; a longer one ends the reading.
	maxLine = 1 << 20
)

// Entry is one line of a known_hosts file.
type Entry struct {
	File string
	Line int
	Key  ssh.PublicKey
	// Authority marks a key that signs host certificates.
	Authority bool
	// Revoked marks a key that must never be accepted.
	Revoked bool

	names []string
}

// DB is the content of several files. It is read-only and may be used from
// several goroutines.
type DB struct{ entries []Entry }

// Load reads files in order. What cannot be read is left out.
func Load(paths []string) *DB {
	db := &DB{}
	for _, path := range paths {
		f, err := os.Open(path)
		if err != nil {
			continue
		}
		db.read(path, io.LimitReader(f, maxFile))
		f.Close()
	}
	return db
}

func (db *DB) read(path string, r io.Reader) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLine)
	for n := 1; lines.Scan(); n++ {
		if e, ok := parseLine(lines.Text()); ok {
			e.File, e.Line = path, n
			db.entries = append(db.entries, e)
		}
	}
}

// parseLine reads "[@marker] names type base64-key [comment]".
func parseLine(line string) (Entry, bool) {
	var e Entry
	words := strings.Fields(line)
	if len(words) == 0 || words[0][0] == '#' {
		return e, false
	}
	if words[0][0] == '@' {
		switch words[0] {
		case "@cert-authority":
			e.Authority = true
		case "@revoked":
			e.Revoked = true
		default:
			return e, false
		}
		words = words[1:]
	}
	if len(words) < 3 {
		return e, false
	}
	blob, err := base64.StdEncoding.DecodeString(words[2])
	if err != nil {
		return e, false
	}
	key, err := ssh.ParsePublicKey(blob)
	if err != nil || key.Type() != words[1] {
		return e, false
	}
	e.Key = key
	e.names = strings.Split(words[0], ",")
	return e, true
}

// Name is how a host is written in the files: with its port unless that is 22.
func Name(host string, port int) string {
	if port == 22 {
		return host
	}
	return "[" + host + "]:" + strconv.Itoa(port)
}

// matches reports whether the line is about the host called name.
func (e *Entry) matches(name string) bool {
	name = strings.ToLower(name)
	if len(e.names) == 1 && strings.HasPrefix(e.names[0], "|") {
		return hashMatches(e.names[0], name)
	}
	patterns := make([]string, len(e.names))
	for i, n := range e.names {
		patterns[i] = strings.ToLower(n)
	}
	return sshconfig.MatchList(name, patterns)
}

// Names reports whether the line names the host itself, plainly or hashed, and not
// by a pattern.
func (e *Entry) Names(name string) bool {
	if len(e.names) == 1 && strings.HasPrefix(e.names[0], "|") {
		return e.matches(name)
	}
	return slices.ContainsFunc(e.names, func(n string) bool { return strings.EqualFold(n, name) })
}

// hashMatches compares a name with "|1|salt|HMAC-SHA1(salt, name)".
func hashMatches(hashed, name string) bool {
	parts := strings.Split(hashed, "|")
	if len(parts) != 4 || parts[1] != "1" {
		return false
	}
	salt, err1 := base64.StdEncoding.DecodeString(parts[2])
	want, err2 := base64.StdEncoding.DecodeString(parts[3])
	if err1 != nil || err2 != nil {
		return false
	}
	mac := hmac.New(sha1.New, salt)
	mac.Write([]byte(name))
	return hmac.Equal(mac.Sum(nil), want)
}

// Verdict is what the files say about a key.
type Verdict int

// The verdicts, from the least known to the worst.
const (
	Unknown Verdict = iota // no key of this type is known for the host
	Known                  // this very key, or its certificate authority, is known
	Changed                // another key of this type is known
	Revoked                // the key, or the authority that signed it, is revoked
)

// Result is a verdict and the lines it rests on.
type Result struct {
	Verdict Verdict
	// Evidence is the line that decided: the known, the other or the revoked key.
	Evidence Entry
	// Others are lines with keys of other types for the same host; only filled in
	// for Unknown.
	Others []Entry
	// Invalid says why a certificate by a known authority is not acceptable.
	// The verdict is Changed then.
	Invalid error
}

// Check looks up a key, or a certificate, presented by a host. Names are tried
// in order; a later name only counts when it has exactly this key.
func (db *DB) Check(key ssh.PublicKey, host string, names ...string) Result {
	if e, ok := db.revoked(key, names); ok {
		return Result{Verdict: Revoked, Evidence: e}
	}
	if cert, ok := key.(*ssh.Certificate); ok {
		if e, ok := db.authority(cert.SignatureKey, names); ok {
			if err := checkCertificate(cert, host); err != nil {
				return Result{Verdict: Changed, Evidence: e, Invalid: err}
			}
			return Result{Verdict: Known, Evidence: e}
		}
		key = cert.Key // judged as a plain key, as ssh does
	}
	var result Result
	for i, name := range names {
		r := db.plain(key, name)
		if r.Verdict == Known {
			return r
		}
		if i == 0 {
			result = r
		}
	}
	return result
}

// plain looks up a key that is no certificate.
func (db *DB) plain(key ssh.PublicKey, name string) Result {
	var result Result
	blob := key.Marshal()
	for _, e := range db.entries {
		if e.Authority || e.Revoked || !e.matches(name) {
			continue
		}
		switch {
		case e.Key.Type() != key.Type():
			result.Others = append(result.Others, e)
		case bytes.Equal(e.Key.Marshal(), blob):
			return Result{Verdict: Known, Evidence: e}
		case result.Verdict == Unknown:
			result.Verdict, result.Evidence = Changed, e
		}
	}
	return result
}

// revoked finds a line that revokes the key, its plain form or its authority.
func (db *DB) revoked(key ssh.PublicKey, names []string) (Entry, bool) {
	blobs := [][]byte{key.Marshal()}
	if cert, ok := key.(*ssh.Certificate); ok {
		blobs = append(blobs, cert.Key.Marshal(), cert.SignatureKey.Marshal())
	}
	for _, e := range db.entries {
		if !e.Revoked || !slices.ContainsFunc(names, e.matches) {
			continue
		}
		if blob := e.Key.Marshal(); slices.ContainsFunc(blobs, func(b []byte) bool { return bytes.Equal(b, blob) }) {
			return e, true
		}
	}
	return Entry{}, false
}

// authority finds the line that trusts a signing key for one of the names.
func (db *DB) authority(signer ssh.PublicKey, names []string) (Entry, bool) {
	if signer == nil {
		return Entry{}, false
	}
	blob := signer.Marshal()
	for _, e := range db.entries {
		if e.Authority && slices.ContainsFunc(names, e.matches) && bytes.Equal(e.Key.Marshal(), blob) {
			return e, true
		}
	}
	return Entry{}, false
}

// checkCertificate checks signature, kind, dates and principals of a host
// certificate. Principals may be patterns.
func checkCertificate(cert *ssh.Certificate, host string) error {
	principal := host
	for _, p := range cert.ValidPrincipals {
		if sshconfig.MatchPattern(host, p) {
			principal = p
		}
	}
	checker := &ssh.CertChecker{IsHostAuthority: func(ssh.PublicKey, string) bool { return true }}
	return checker.CheckHostKey(net.JoinHostPort(principal, "22"), nil, cert)
}

// Types returns the types of the keys known under any of the names, without
// duplicates, and whether a certificate authority is known for them.
func (db *DB) Types(names ...string) (types []string, authority bool) {
	for _, e := range db.entries {
		if e.Revoked || !slices.ContainsFunc(names, e.matches) {
			continue
		}
		if e.Authority {
			authority = true
		} else if !slices.Contains(types, e.Key.Type()) {
			types = append(types, e.Key.Type())
		}
	}
	return types, authority
}
