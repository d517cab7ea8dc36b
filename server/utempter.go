//go:build unix

package server

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// helperTime bounds a run of the helper, and with it the end of a session.
const helperTime = 2 * time.Second

// loginRecord keeps the session's entry among the logged-in users (who(1)). The
// entries belong to root, so a helper with the right to change them does it, by
// the calling conventions of libutempter: the pty as its standard input and
// output, "add" and a text or "del" as arguments.
type loginRecord struct {
	helper string   // "" if this system has none
	master *os.File // a copy of the pty's master
	texts  chan string
	done   chan struct{}
}

// newLoginRecord opens the record for the terminal that belongs to a pty's
// master. There is no entry before the first set.
func newLoginRecord(master *os.File) (*loginRecord, error) {
	// The session may end, and close its own, while the helper is at work.
	fd, err := duplicate(master)
	if err != nil {
		return nil, err
	}
	r := &loginRecord{
		helper: findHelper(),
		master: os.NewFile(uintptr(fd), master.Name()),
		texts:  make(chan string, 1),
		done:   make(chan struct{}),
	}
	go r.run()
	return r, nil
}

// findHelper looks where distributions put the helper.
func findHelper() string {
	matches, _ := filepath.Glob("/usr/lib/*/utempter/utempter") // Debian's, by architecture
	for _, path := range append(matches,
		"/usr/libexec/utempter/utempter", // Fedora, RHEL
		"/usr/lib/utempter/utempter",
	) {
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	return ""
}

// set replaces the text of the entry, in the background; of several texts in a
// row the last one wins. Only one goroutine may call set and remove.
func (r *loginRecord) set(text string) {
	select {
	case <-r.texts: // not yet begun
	default:
	}
	r.texts <- text
}

// remove deletes the entry, waits for that, and ends the record.
func (r *loginRecord) remove() {
	close(r.texts)
	<-r.done
}

func (r *loginRecord) run() {
	defer close(r.done)
	defer r.master.Close()
	present := false
	for text := range r.texts {
		if present {
			r.call("del")
		}
		r.call("add", text)
		present = true
	}
	if present {
		r.call("del")
	}
}

// call runs the helper. Whether it succeeds is of no consequence to the session.
func (r *loginRecord) call(args ...string) {
	if r.helper == "" {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), helperTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.helper, args...)
	cmd.Stdin, cmd.Stdout = r.master, r.master
	_ = cmd.Run()
}
