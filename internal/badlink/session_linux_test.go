package badlink

import (
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"gomosh/internal/contact"
	"gomosh/internal/lab"
)

// session is a client on one machine and a server on another, with a relay on the
// one between them.
type session struct {
	t           testing.TB
	relay       *relay
	here, there *contact.Machine
	tty         *os.File

	mu     sync.Mutex
	output strings.Builder // of the client, without escape sequences
	rest   string          // a sequence that is not complete
	news   chan struct{}
}

// startSession starts a session of one side, without predictions, over a link
// with this delay and loss each way.
func startSession(t testing.TB, side lab.Side, delay time.Duration, loss float64, command string) *session {
	t.Helper()
	client, server := side.Program(t, "mosh-client"), side.Program(t, "mosh-server")
	s := &session{t: t, news: make(chan struct{}, 1)}
	s.here, s.there = contact.NewMachine(t, ""), contact.NewMachine(t, "")
	middle := contact.NewMachine(t, "")
	s.here.Wire(middle, 20)
	middle.Wire(s.there, 21)
	cmd := s.there.Command(server, "new", "-i", "10.21.0.2", "-p", "60001", "--", "sh", "-c", command)
	cmd.Env = append(cmd.Env, "LANG=C.UTF-8", "MOSH_SERVER_NETWORK_TMOUT=600")
	out, err := cmd.Output()
	m := regexp.MustCompile(`MOSH CONNECT 60001 (\S{22})`).FindSubmatch(out)
	if err != nil || m == nil {
		t.Fatalf("server: %v: %q", err, out)
	}
	s.relay = startRelay(t, middle, "10.20.0.2:60001", "10.21.0.2:60001", delay, loss)
	argv := s.here.Argv(client, "10.20.0.2", "60001")
	run := exec.Command(argv[0], argv[1:]...)
	run.Env = s.here.Env("MOSH_KEY="+string(m[1]), "TERM=xterm-256color", "LANG=C.UTF-8",
		"MOSH_PREDICTION_DISPLAY=never", "MOSH_TITLE_NOPREFIX=1")
	if s.tty, err = pty.StartWithSize(run, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	go s.read()
	t.Cleanup(func() {
		_ = run.Process.Kill()
		_ = run.Wait()
		s.tty.Close()
	})
	return s
}

// escapes are what a client writes beside text.
var escapes = regexp.MustCompile("\x1b(\\[[0-?]*[ -/]*[@-~]|\\][^\a\x1b]*(\a|\x1b\\\\)|[()][0-9A-Za-z]|[=>78cDMEH]|P[^\x1b]*\x1b\\\\)")

// read keeps the text that the client writes.
func (s *session) read() {
	buf := make([]byte, 1<<16)
	for {
		n, err := s.tty.Read(buf)
		s.mu.Lock()
		text := escapes.ReplaceAllString(s.rest+string(buf[:n]), "")
		s.rest = ""
		if i := strings.LastIndexByte(text, 0x1b); i >= 0 {
			text, s.rest = text[:i], text[i:]
		}
		s.output.WriteString(text)
		s.mu.Unlock()
		select {
		case s.news <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// text is what the client wrote after the first n bytes.
func (s *session) text(n int) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.output.String()[n:]
}

// send types something and returns the length of the output before it.
func (s *session) send(text string) int {
	s.t.Helper()
	n := len(s.text(0))
	if _, err := s.tty.WriteString(text); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// wait waits for a text in the output after the first n bytes and returns how long
// that took; false if it does not come in time.
func (s *session) wait(n int, want string, limit time.Duration) (time.Duration, bool) {
	start := time.Now()
	for !strings.Contains(s.text(n), want) {
		select {
		case <-s.news:
		case <-time.After(limit - time.Since(start)):
			return limit, false
		}
	}
	return time.Since(start), true
}

// begin waits until the session works.
func (s *session) begin() {
	s.t.Helper()
	if _, ok := s.wait(0, "ready", 30*time.Second); !ok {
		s.t.Fatalf("no session:\n%q", s.text(0))
	}
	time.Sleep(time.Second)
}

func ms(d time.Duration) string { return fmt.Sprintf("%d ms", d.Milliseconds()) }
