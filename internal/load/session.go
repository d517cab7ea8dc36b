package main

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"gomosh/internal/udp"
	"gomosh/proto"
	"gomosh/term"
)

// session is a server process and a client of it that has no terminal.
type session struct {
	pid      int
	conn     *udp.Conn
	server   netip.AddrPort
	client   *proto.Client
	incoming chan []byte
}

var (
	connectLine  = regexp.MustCompile(`(?m)^MOSH CONNECT (\d+) (\S{22})\r?$`)
	detachedLine = regexp.MustCompile(`pid = (\d+)\]`)
)

// begin starts a server with a shell and waits for its prompt.
func begin(program, home string) (*session, error) {
	cmd := exec.Command(program, "server", "-i", "127.0.0.1", "-p", "0", "--", "sh")
	cmd.Dir = home
	cmd.Env = []string{"HOME=" + home, "PATH=/usr/bin:/bin", "LANG=C.UTF-8", "PS1=$ ", "MOSH_SERVER_NETWORK_TMOUT=120"}
	out, err := cmd.CombinedOutput()
	connect, detached := connectLine.FindStringSubmatch(string(out)), detachedLine.FindStringSubmatch(string(out))
	if err != nil || connect == nil || detached == nil {
		return nil, fmt.Errorf("start server: %w\n%s", err, out)
	}
	port, _ := strconv.Atoi(connect[1])
	key, err := proto.ParseKey(connect[2])
	if err != nil {
		return nil, err
	}
	loopback := netip.AddrFrom4([4]byte{127, 0, 0, 1})
	conn, err := udp.Listen("udp4", netip.AddrPortFrom(loopback, 0))
	if err != nil {
		return nil, err
	}
	s := &session{conn: conn, server: netip.AddrPortFrom(loopback, uint16(port)),
		client: proto.NewClient(key, proto.IPv4, 80, 24, time.Now()), incoming: make(chan []byte, 16)}
	s.pid, _ = strconv.Atoi(detached[1])
	go s.receive()
	if _, err := s.wait(soon, func(screen *term.Screen) bool { return strings.HasPrefix(row(screen), "$") }); err != nil {
		s.close()
		return nil, fmt.Errorf("no prompt: %w", err)
	}
	return s, nil
}

func (s *session) receive() {
	for {
		buf := make([]byte, 2048)
		n, _, _, err := s.conn.Read(buf)
		if err != nil {
			return
		}
		s.incoming <- buf[:n]
	}
}

// errSlow means that nothing came in time.
var errSlow = errors.New("no answer in time")

// wait leads the session until the screen fulfils the condition, and returns how
// long that took. Nil waits for the time to pass.
func (s *session) wait(limit time.Duration, cond func(*term.Screen) bool) (time.Duration, error) {
	began := time.Now()
	end := began.Add(limit)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		now := time.Now()
		for _, datagram := range s.client.Poll(now) {
			if err := s.conn.Write(datagram, s.server); err != nil {
				s.client.SendFailed(err)
			}
		}
		if s.client.State().Closed() {
			return 0, errors.New("the session is over")
		}
		if num, screen, _ := s.client.Frame(); cond != nil && num > 0 && cond(screen) {
			return time.Since(began), nil
		}
		if !now.Before(end) {
			if cond == nil {
				return limit, nil
			}
			return 0, errSlow
		}
		next := end
		if at, ok := s.client.Deadline(); ok && at.Before(next) {
			next = at
		}
		timer.Reset(time.Until(next))
		select {
		case p := <-s.incoming:
			// What is not from the server means nothing.
			_ = s.client.Receive(time.Now(), p, false)
		case <-timer.C:
		}
	}
}

// row is the row of the cursor.
func row(s *term.Screen) string {
	cols, _ := s.Size()
	var out strings.Builder
	for col := range cols {
		if g := s.Glyph(s.Cursor.Row, col); g.Text != "" {
			out.WriteString(g.Text)
		} else {
			out.WriteByte(' ')
		}
	}
	return strings.TrimRight(out.String(), " ")
}

// think is how long somebody looks at what came before typing again.
const think = 700 * time.Millisecond

// work types commands until the time is up and returns how long the answers
// took. Every tenth session prints a long listing each time.
func (s *session) work(until time.Time, number int) ([]time.Duration, error) {
	command := "echo work"
	if number%10 == 0 {
		command = "ls -lR /usr/include /etc 2>/dev/null | head -n 3000"
	}
	var answers []time.Duration
	// Not all at the same time.
	if _, err := s.wait(think*time.Duration(number%50)/50, nil); err != nil {
		return answers, err
	}
	for turn := 0; time.Now().Before(until); turn++ {
		// The prompt tells the turns apart.
		prompt := fmt.Sprintf("%d$", turn)
		s.client.Type([]byte(command + "; PS1='" + prompt + " '\r"))
		took, err := s.wait(soon, func(screen *term.Screen) bool { return row(screen) == prompt })
		if err != nil {
			return answers, err
		}
		answers = append(answers, took)
		if _, err := s.wait(think, nil); err != nil {
			return answers, err
		}
	}
	return answers, nil
}

// close ends the server at once.
func (s *session) close() {
	s.conn.Close()
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/comm", s.pid))
	if strings.TrimSpace(string(text)) == "mosh-server" {
		_ = syscall.Kill(s.pid, syscall.SIGKILL)
	}
}
