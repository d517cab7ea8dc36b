package lab

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) { os.Exit(Main(m, nil)) }

func TestRendition(t *testing.T) {
	for _, c := range []struct {
		params []string // of successive sequences
		want   string
	}{
		{[]string{""}, ""},
		{[]string{"1;31"}, "bold fg=#1"},
		{[]string{"38;5;1"}, "fg=#1"},
		{[]string{"91"}, "fg=#9"},
		{[]string{"107"}, "bg=#15"},
		{[]string{"38;2;1;2;3;48;5;200"}, "fg=rgb:1:2:3 bg=#200"},
		{[]string{"38:2::1:2:3"}, "fg=rgb:1:2:3"},
		{[]string{"38:5:7;4"}, "underline fg=#7"},
		{[]string{"4:3", "58:5:9"}, "underline:3 ul=#9"},
		{[]string{"7;1;3", "22"}, "inverse italic"},
		{[]string{"44;31", "39"}, "bg=#4"},
		{[]string{"1;2;3;4;5;7;8;9;53;31;41", "0"}, ""},
	} {
		var r rendition
		for _, p := range c.params {
			r.apply(p)
		}
		if got := r.String(); got != c.want {
			t.Errorf("%q: got %q, want %q", c.params, got, c.want)
		}
	}
}

func TestTerminalShowsProgram(t *testing.T) {
	t.Parallel()
	term := NewTerminal(t, Command{Cols: 30, Rows: 4, Args: []string{"sh", "-c",
		`printf '\033[1;31mred\033[0m e\314\201 \344\270\255|\r\n\033(0lqk\033(B\033]0;name\007'; read x; printf "got $x"; read x; exit 3`}})
	s := term.WaitText("┌─┐")
	if got := s.Line(0); got != "red e\u0301 中|" {
		t.Errorf("row 0 is %q", got)
	}
	if got := s.Style("red"); got != "bold fg=#1" {
		t.Errorf("style is %q", got)
	}
	if s.Row != 1 || s.Col != 3 || s.Title != "name" {
		t.Errorf("cursor or title:\n%s", s)
	}
	term.Line("yes")
	term.WaitText("got yes")
	term.WaitOutput("\x1b[1;31mred")
	term.Resize(20, 3)
	term.Wait(Soon, "three rows", func(s *Screen) bool { return len(s.Rows) == 3 })
	term.Keys("Enter")
	if status := term.WaitExit(Soon); status != 3 {
		t.Errorf("status %d, want 3", status)
	}
}

func TestScreenDifferences(t *testing.T) {
	parse := func(rows ...string) *Screen {
		s, err := parseScreen(strings.Join(rows, "\n") + "\n0 0 1 0 80|x\n")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	base := parse("\x1b[31mab\x1b[0mc", "d")
	for _, c := range []struct {
		other *Screen
		want  string
	}{
		{parse("\x1b[38;5;1mab\x1b[39mc", "d   "), ""},
		{parse("\x1b[31ma\x1b[0mbc", "d"), "row 0 cell 1"},
		{parse("\x1b[31mab\x1b[0mc", "e"), "row 1: want"},
		{parse("\x1b[31mab\x1b[0mc"), "row 1: want"},
	} {
		if got := base.Differences(c.other); (c.want == "") != (got == "") || !strings.HasPrefix(got, c.want) {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestRelay sends a numbered datagram through each kind of weather.
func TestRelay(t *testing.T) {
	t.Parallel()
	server, err := loopbackSocket()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	r := NewRelay(t, server.LocalAddr().(*net.UDPAddr).Port)
	client, err := net.DialUDP("udp4", nil, &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1), Port: r.Port()})
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	buf := make([]byte, 10)
	receive := func() (string, string) {
		t.Helper()
		server.SetReadDeadline(time.Now().Add(Soon))
		n, from, err := server.ReadFromUDPAddrPort(buf)
		if err != nil {
			t.Fatal(err)
		}
		return string(buf[:n]), from.String()
	}
	send := func(text string) {
		t.Helper()
		up, _ := r.Traffic()
		if _, err := client.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
		Until(t, Soon, "relay has the datagram", func() bool { now, _ := r.Traffic(); return now.Datagrams > up.Datagrams })
	}
	send("one")
	text, first := receive()
	if text != "one" {
		t.Fatalf("got %q", text)
	}
	r.Set(Weather{Dead: true})
	send("lost")
	r.Set(Weather{Delay: 20 * time.Millisecond})
	began := time.Now()
	send("two")
	if text, _ = receive(); text != "two" || time.Since(began) < 20*time.Millisecond {
		t.Fatalf("got %q after %v", text, time.Since(began))
	}
	r.Set(Weather{})
	r.Roam(t)
	send("three")
	text, second := receive()
	if text != "three" || first == second {
		t.Fatalf("got %q from %s, before from %s", text, second, first)
	}
	if up, _ := r.Traffic(); up.Datagrams != 4 || up.Bytes != 3+4+3+5 {
		t.Errorf("counted %+v", up)
	}
}

// TestNothingSurvivesKill proves the caretaker: a test process with a running
// terminal is killed, and its terminal and its directory go away.
func TestNothingSurvivesKill(t *testing.T) {
	if os.Getenv("GOMOSH_LAB_VICTIM") == "1" {
		term := NewTerminal(t, Command{Args: []string{"sleep", "600"}})
		Until(t, Soon, "sleep runs", func() bool { return ProcessName(term.PID()) == "sleep" })
		os.Stdout.WriteString("victim " + scratch + "\n")
		select {}
	}
	t.Parallel()
	Need(t, "tmux")
	victim := exec.Command(os.Args[0], "-test.run=^TestNothingSurvivesKill$")
	victim.Env = append(os.Environ(), "GOMOSH_LAB_VICTIM=1")
	out, err := victim.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := victim.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { victim.Process.Kill(); victim.Wait() }()
	dir := ""
	for lines := bufio.NewScanner(out); dir == "" && lines.Scan(); {
		dir, _ = strings.CutPrefix(lines.Text(), "victim ")
	}
	sockets, _ := filepath.Glob(filepath.Join(dir, "*", "tmux"))
	if len(sockets) != 1 {
		t.Fatalf("terminals of the victim in %q: %q", dir, sockets)
	}
	victim.Process.Kill()
	Until(t, Soon, "directory of the killed test process is gone", func() bool {
		_, err := os.Stat(dir)
		return os.IsNotExist(err)
	})
	if left := KillMarked(dir); left != 0 {
		t.Errorf("%d processes survived", left)
	}
}
