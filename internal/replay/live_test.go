//go:build unix

package replay

import (
	"flag"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"gomosh/internal/simnet"
	"gomosh/predict"
	"gomosh/proto"
	"gomosh/term"
)

var live = flag.Bool("live", false, "type passwords to more real programs, in real time")

// liveServer is the server's half with a real program.
type liveServer struct {
	*proto.Server
	f    *os.File
	em   *term.Emulator
	data chan []byte
}

func (s *liveServer) Receive(now time.Time, b []byte, from netip.AddrPort, ce bool) {
	events, _ := s.Server.Receive(now, b, from, ce)
	for _, e := range events {
		s.f.Write(e.Keys)
	}
}

func (s *liveServer) Poll(now time.Time) []simnet.Packet {
	for more := true; more; {
		select {
		case b := <-s.data:
			s.em.Write(b)
			s.f.Write(s.em.TakeReplies())
			s.SetScreen(s.em.Snapshot())
		default:
			more = false
		}
	}
	to, datagrams := s.Server.Poll(now)
	var out []simnet.Packet
	for _, b := range datagrams {
		out = append(out, simnet.Packet{To: to, Payload: b})
	}
	return out
}

// liveClient remembers which characters of a secret the user saw, and which
// the server's screen held: what is typed before a program turns the
// terminal's echo off, the terminal itself shows.
type liveClient struct {
	client
	secret       string
	seen, echoed map[shown]bool
}

// A shown is a character in a place.
type shown struct {
	row, col int
	text     string
}

func (c *liveClient) look(s *term.Screen, m map[shown]bool) {
	cols, rows := s.Size()
	for row := range rows {
		for col := range cols {
			if g := s.Glyph(row, col); g.Text != "" && strings.Contains(c.secret, g.Text) {
				m[shown{row, col, g.Text}] = true
			}
		}
	}
}

// leaked returns what the user saw and the server's screen never held there.
func (c *liveClient) leaked() (l []shown) {
	for s := range c.seen {
		if !c.echoed[s] {
			l = append(l, s)
		}
	}
	return l
}

func (c *liveClient) Poll(now time.Time) []simnet.Packet {
	var out []simnet.Packet
	for _, b := range c.Client.Poll(now) {
		out = append(out, simnet.Packet{To: serverAddr, Payload: b})
	}
	c.frame(now)
	return out
}

func (c *liveClient) frame(now time.Time) {
	num, s, ack := c.Client.Frame()
	if num == 0 {
		return
	}
	c.engine.Frame(now, predict.Frame{Screen: s, EchoAck: ack, Acked: c.AckedNum(), SRTT: c.SRTT(), SendInterval: c.SendInterval()})
	c.look(s, c.echoed)
	c.look(c.engine.Overlay(now, s), c.seen)
}

// TestLiveSecrets types passwords to real programs, in real time: also before
// the prompt has come, when the terminal itself still echoes. Without -live it
// does so to the shell alone.
func TestLiveSecrets(t *testing.T) {
	const secret = "QWXYZ%&"
	commands, rtts := []string{"read -s x", "sleep 0.3; read -s -p 'Password: ' x"}, []int{200}
	switch {
	case *live:
		commands = append(commands, "openssl passwd -1", "ssh-keygen -q -f key", "stty -echo", "python3 -c 'import getpass; getpass.getpass()'", "gpg -c --pinentry-mode loopback f",
			"setpriv --reuid=65534 --regid=65534 --clear-groups su", "setpriv --reuid=65534 --regid=65534 --clear-groups sudo -k id")
		rtts = []int{0, 200, 1000}
	case testing.Short():
		commands = commands[:1]
	}
	for _, command := range commands {
		for _, rtt := range rtts {
			for _, gap := range []int{5, 120} {
				for _, wait := range []int{0, 1500} {
					t.Run("", func(t *testing.T) {
						t.Parallel()
						if leaked := typeLive(t, command, secret, ms(rtt), ms(gap), ms(wait)); len(leaked) > 0 {
							t.Errorf("%s, RTT %d ms, a key each %d ms, after %d ms: %+v was shown", command, rtt, gap, wait, leaked)
						}
					})
				}
			}
		}
	}
}

func typeLive(t *testing.T, command, secret string, rtt, gap, wait time.Duration) []shown {
	dir := t.TempDir()
	os.WriteFile(dir+"/f", []byte("x"), 0o600)
	cmd := exec.Command("bash", "--norc", "--noprofile", "-i")
	cmd.Dir = dir
	cmd.Env = []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "TERM=xterm-256color", "LC_ALL=C.UTF-8", "PS1=me@host:\\w\\$ ", "HISTFILE="}
	f, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		t.Skip(err)
	}
	defer func() {
		cmd.Process.Kill()
		f.Close()
		cmd.Wait()
	}()
	key, err := proto.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	n := simnet.New(1)
	c := &liveClient{client: client{Client: proto.NewClient(key, proto.IPv4, 80, 24, n.Now()), engine: predict.NewEngine(predict.Options{Preference: predict.Always})}, secret: secret,
		seen: make(map[shown]bool), echoed: make(map[shown]bool)}
	c.p = &player{net: n}
	s := &liveServer{Server: proto.NewServer(key, proto.IPv4, 80, 24, n.Now()), f: f, em: term.NewEmulator(80, 24), data: make(chan []byte, 1000)}
	go func() {
		for {
			b := make([]byte, 4096)
			k, err := f.Read(b)
			if err != nil {
				return
			}
			s.data <- b[:k]
		}
	}()
	ch, sh := n.Attach(c, clientAddr), n.Attach(s, serverAddr)
	ch.Up, sh.Up = simnet.Link{Delay: rtt / 2}, simnet.Link{Delay: rtt / 2}
	start, virtual := time.Now(), n.Now()
	run := func(d time.Duration) {
		for end := n.Now().Add(d); n.Now().Before(end); {
			n.Run(time.Millisecond)
			n.Touch(sh)
			time.Sleep(time.Until(start.Add(n.Now().Sub(virtual)))) // the program's time is real
		}
	}
	typing := func(gap time.Duration, text string) {
		for _, b := range []byte(text) {
			num := c.SentNum() + 1
			c.engine.Type(n.Now(), []byte{b}, num)
			c.Client.Type([]byte{b})
			c.frame(n.Now())
			n.Touch(ch)
			run(gap)
		}
	}
	run(time.Second + rtt)
	typing(ms(50)+rtt/5, "echo hello\recho there\r")
	run(time.Second + rtt)
	if got := c.engine.Counts(); got.Shown == 0 {
		t.Error("nothing was predicted")
	}
	typing(gap, command+"\r")
	run(wait)
	typing(gap, secret+"\r")
	run(time.Second + rtt)
	return c.leaked()
}
