package bootstrap

import (
	"bufio"
	"compress/gzip"
	"context"
	"errors"
	"io"
	"os"
	"path"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"
)

// What our scripts on the other side report about a copy.
const (
	storedMarker  = "GOMOSH STORED " // path
	failedMarker  = "GOMOSH FAILED " // reason
	damagedMarker = "GOMOSH COPY DAMAGED"
)

// sum is a shell function that prints the SHA-256 of a file, or nothing where no
// program can compute it.
const sum = `sum() { (sha256sum "$1" || shasum -a 256 "$1" || sha256 -q "$1" || openssl dgst -sha256 -r "$1") 2>/dev/null | cut -c1-64; }; `

// store is the script that writes its stdin as a copy: hash, place, encoding.
// The copy appears under its final name only when it is complete and has proved
// that it runs; the three newest are kept. What its programs complain of comes
// before what it makes of that, since both take the same way.
const store = `exec 2>&1; ` + caches + sum + `umask 077; h=$1; case $2 in cache) b=$c;; temporary) b=$t;; *) b=$v;; esac; ` +
	`fail() { echo "` + failedMarker + `$1"; exit 1; }; ` +
	`mkdir -p "$b/$h" || fail "$b cannot be made"; if test -L "$b"; then fail "$b is a link"; fi; test -O "$b" || fail "$b belongs to somebody else"; ` +
	`chmod 700 "$b"; n="$b/$h/gomosh.$$"; case $3 in gzip) gzip -dc;; *) cat;; esac > "$n" || { rm -f "$n"; fail "$b cannot be written"; }; ` +
	`s=$(sum "$n"); case $s in "$h"|"") ;; *) rm -f "$n"; fail "the copy in $b was damaged on its way";; esac; ` +
	`chmod 700 "$n"; "$n" version >/dev/null || { rm -f "$n"; fail "$b ` + deployNoExec + `"; }; ` +
	`mv -f "$n" "$b/$h/gomosh" || fail "$b cannot be written"; ` +
	`(cd "$b" && ls -t | tail -n +4 | while read -r o; do rm -rf "$b/$o"; done); echo "` + storedMarker + `$b/$h/gomosh"`

// runCopy is the script that runs a copy: path, hash, words of its command line.
const runCopy = sum + `f=$1; h=$2; shift 2; if test -O "$f"; then s=$(sum "$f"); case $s in "$h"|"") exec "$f" "$@";; esac; fi; ` +
	`echo "` + damagedMarker + `"; exit 127`

// stallBound is how long an upload may make no progress.
const stallBound = 30 * time.Second

// deploy sees to it that there is a gomosh on the other side, where the search
// found none, and returns the shell text that starts its server half. With fresh,
// copies that are there already are not trusted.
func (n *native) deploy(ctx context.Context, client *ssh.Client, t *transcript, fresh bool) (string, error) {
	copy, hash, err := n.copyThere(ctx, client, t, fresh)
	if err != nil {
		return "", err
	}
	return runCopyOf(copy, hash) + " server", nil
}

// runCopyOf is the shell text that starts a copy; words of its command line are to
// follow.
func runCopyOf(copy, hash string) string {
	return "sh -c " + quote(runCopy) + " gomosh " + quote(copy) + " " + quote(hash)
}

// copyThere sees to it that there is a copy of gomosh on the other side and
// returns its path there and its hash. With fresh, copies that are there already
// are not trusted.
func (n *native) copyThere(ctx context.Context, client *ssh.Client, t *transcript, fresh bool) (copy, hash string, err error) {
	kernel, rest, _ := strings.Cut(t.system, " ")
	machine, encoding, _ := strings.Cut(rest, " ")
	s, ok := parseSystem(kernel, machine)
	if !ok {
		return "", "", unknownSystem(t.system)
	}
	build, err := n.o.build(s)
	if err != nil {
		return "", "", err
	}
	hash, size, err := hashFile(build)
	if err != nil {
		return "", "", err
	}
	for _, copy := range t.cached {
		if path.Base(path.Dir(copy)) == hash && !fresh {
			n.o.detail("%s", usingCopy(copy))
			return copy, hash, nil
		}
	}
	if n.noUpload {
		return "", "", noRelay()
	}
	n.o.notice("%s", copying(n.o.Destination, s.String(), size, n.why))
	var reasons []string
	for _, place := range []string{"cache", "temporary", "variable"} {
		copy, err := n.upload(ctx, client, build, size, []string{hash, place, encoding})
		if err == nil {
			return copy, hash, nil
		}
		if ctx.Err() != nil {
			return "", "", ctx.Err()
		}
		reasons = append(reasons, Clean(err.Error()))
	}
	return "", "", deployFailed(n.o.Destination, reasons)
}

// upload runs the store script with a file as its stdin and returns the path of
// the copy.
func (n *native) upload(ctx context.Context, client *ssh.Client, file string, size int64, args []string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	channel, requests, err := openSession(client)
	if err != nil {
		return "", noSession(err)
	}
	defer channel.Close()
	go ssh.DiscardRequests(requests)
	stalled := time.AfterFunc(stallBound, func() { channel.Close() })
	defer stalled.Stop()
	stop := context.AfterFunc(ctx, func() { channel.Close() })
	defer stop()
	command := "sh -c " + quote(store) + " gomosh " + quoteAll(args)
	if ok, err := channel.SendRequest("exec", true, ssh.Marshal(struct{ Command string }{command})); err != nil || !ok {
		return "", noSession(err)
	}
	bar := newProgress(n.o, size)
	go func() {
		packets := bufio.NewWriterSize(channel, 32<<10) // the compressor writes in crumbs
		var to io.WriteCloser = nopCloser{packets}
		if args[2] == "gzip" {
			to = gzip.NewWriter(packets)
		}
		from := io.TeeReader(f, writerFunc(func(p []byte) {
			stalled.Reset(stallBound)
			bar.add(len(p))
		}))
		// An error shows in what the script says, or in its silence.
		_, _ = io.Copy(to, from)
		_ = to.Close()
		_ = packets.Flush()
		_ = channel.CloseWrite()
	}()
	copy, err := readReport(channel)
	bar.end()
	return copy, err
}

// readReport reads what the store script says.
func readReport(channel ssh.Channel) (copy string, err error) {
	r, w := io.Pipe()
	defer r.Close()
	go func() {
		done := make(chan struct{})
		go func() {
			copyLines(w, channel.Stderr())
			close(done)
		}()
		copyLines(w, channel)
		<-done
		w.Close()
	}()
	other := ""
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		line := strings.TrimRight(lines.Text(), "\r")
		if stored, ok := strings.CutPrefix(line, storedMarker); ok {
			return stored, nil
		}
		if reason, ok := strings.CutPrefix(line, failedMarker); ok {
			if other != "" {
				reason += " (" + lastPart(other) + ")"
			}
			return "", errors.New(reason)
		}
		other = line
	}
	if other == "" {
		other = "the connection ended"
	}
	return "", errors.New(other)
}

// nopCloser is a writer whose Close does nothing.
type nopCloser struct{ io.Writer }

func (nopCloser) Close() error { return nil }

// writerFunc is a function as a writer that never fails.
type writerFunc func([]byte)

func (f writerFunc) Write(p []byte) (int, error) {
	f(p)
	return len(p), nil
}
