package server

import (
	"errors"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gomosh/internal/udp"
	"gomosh/proto"
)

// patience is how long a test waits for something that takes milliseconds.
const patience = 20 * time.Second

// launch starts a real daemon on the loopback address.
func launch(t *testing.T, cfg Config, env []string) Ready {
	t.Helper()
	cfg.Name, cfg.Bind = "test", "127.0.0.1"
	ready, err := Launch(cfg, env, []string{"new"}, func(text string) { t.Log(text) })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		// It has ended unless the test failed.
		if process, err := os.FindProcess(ready.PID); err == nil && t.Failed() {
			_ = process.Kill()
		}
	})
	return ready
}

// visit is a client without a terminal: it joins, types when the screen shows the
// text when, and stays until the server ends the session. It returns the rows of
// the last screen that had anything on it, up to the last that is not empty.
func visit(t *testing.T, ready Ready, when, typed string) string {
	t.Helper()
	key, err := proto.ParseKey(ready.Key)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := udp.Listen("udp4", netip.MustParseAddrPort("127.0.0.1:0"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	incoming := make(chan []byte, 100)
	go func() {
		for {
			buf := make([]byte, 4096)
			n, _, _, err := conn.Read(buf)
			if err != nil {
				return
			}
			incoming <- buf[:n]
		}
	}()
	server := netip.AddrPortFrom(netip.MustParseAddr("127.0.0.1"), uint16(ready.Port))
	client := proto.NewClient(key, proto.IPv4, DefaultCols, DefaultRows, time.Now())
	end := time.Now().Add(patience)
	shown := ""
	for {
		now := time.Now()
		for _, d := range client.Poll(now) {
			if err := conn.Write(d, server); err != nil {
				t.Log(err) // the server may be gone
			}
		}
		if state := client.State(); state.Closed() {
			if state != proto.ClosedClean {
				t.Errorf("the session ended as %v", state)
			}
			return shown
		}
		if now.After(end) {
			t.Fatalf("no end of the session; the screen is %q", shown)
		}
		wait := end.Sub(now)
		if at, ok := client.Deadline(); ok {
			wait = min(wait, at.Sub(now))
		}
		select {
		case d := <-incoming:
			_ = client.Receive(time.Now(), d, false) // the screen tells what came of it
		case <-time.After(wait):
		}
		if num, screen, _ := client.Frame(); num > 0 {
			cols, height := screen.Size()
			var rows []string
			for row := range height {
				var b strings.Builder
				for col := range cols {
					if g := screen.Glyph(row, col); g.Text != "" {
						b.WriteString(g.Text)
					} else if g.Width > 0 {
						b.WriteByte(' ')
					}
				}
				rows = append(rows, strings.TrimRight(b.String(), " "))
			}
			if text := strings.TrimRight(strings.Join(rows, "\n"), "\n"); text != "" {
				shown = text
			}
			if typed != "" && strings.Contains(shown, when) {
				client.Type([]byte(typed))
				typed = ""
			}
		}
	}
}

func TestCommandSession(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "out")
	script := `
		ls /proc/self/fd | grep -v 3; ps -o comm= -p $PPID; echo "TERM=$TERM $1"; pwd
		# Signals 32 and 33 belong to the C library, which may leave them ignored.
		while read key set; do
			case $key in SigBlk:|SigIgn:) echo $key $((0x$set & 0x7fffffff));; esac
		done </proc/self/status
		stty size; echo "$GOMOSH_SERVER_DAEMON"; tty >"$2"; stty -echo; echo ready; cat`
	home := t.TempDir()
	env := append(os.Environ(), "HOME="+home)
	ready := launch(t, Config{Colors: 256, Command: []string{"sh", "-c", script, "sh", "a  b", out}}, env)
	// The erase key takes a whole character.
	got := visit(t, ready, "ready", "aä\x7fb\r\x04")
	want := "0\n1\n2\nmosh-server\nTERM=xterm-256color a  b\n" + home +
		"\nSigBlk: 0\nSigIgn: 0\n24 80\n\nready\nab"
	if got != want {
		t.Errorf("the screen is\n%s\nwant\n%s", got, want)
	}
	if tty, err := os.ReadFile(out); err != nil || !strings.HasPrefix(string(tty), "/dev/") {
		t.Errorf("the terminal is %q, %v", tty, err)
	}
}

func TestLoginShell(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	shell := filepath.Join(dir, "shell")
	if err := os.WriteFile(shell, []byte("#!/bin/sh\necho \"$0 $# $TERM\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, ".hushlogin"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	ready := launch(t, Config{Colors: 8}, []string{"SHELL=" + shell, "HOME=" + dir, "PATH=/bin"})
	// The kernel gives a script its own path as argv[0]; the dash is checked below.
	if got := visit(t, ready, "", ""); got != shell+" 0 xterm" {
		t.Errorf("the screen is %q", got)
	}

	profile := "echo \"<$0>\"; exit\n" // which only a login shell reads
	if err := os.WriteFile(filepath.Join(dir, ".profile"), []byte(profile), 0o644); err != nil {
		t.Fatal(err)
	}
	ready = launch(t, Config{}, []string{"SHELL=/bin/sh", "HOME=" + dir, "PATH=/bin"})
	if got := visit(t, ready, "", ""); got != "<-sh>" {
		t.Errorf("the screen is %q", got)
	}
}

func TestCannotStart(t *testing.T) {
	t.Parallel()
	ready := launch(t, Config{Command: []string{"/no/such/program"}}, []string{"HOME=/no/such/home"})
	got := visit(t, ready, "", "")
	want := "mosh-server: cannot change to /no/such/home: no such file or directory\n" +
		"mosh-server: cannot start /no/such/program: no such file or directory"
	if got != want {
		t.Errorf("the screen is %q, want %q", got, want)
	}
}

func TestScriptWithoutInterpreter(t *testing.T) {
	t.Parallel()
	script := filepath.Join(t.TempDir(), "script")
	if err := os.WriteFile(script, []byte("echo \"$1\" $0\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	ready := launch(t, Config{Command: []string{script, "works"}}, []string{"HOME=/"})
	if got, want := strings.ReplaceAll(visit(t, ready, "", ""), "\n", ""), "works "+script; got != want {
		t.Errorf("the screen is %q, want %q", got, want)
	}
}

// A program that stops reading while much is typed, and writes much meanwhile,
// must neither block the session nor lose anything.
func TestFloodBothWays(t *testing.T) {
	t.Parallel()
	script := `stty raw -echo opost; echo ready; dd bs=1 count=1 of=/dev/null 2>/dev/null; seq 1 30000; head -c 299999 | cksum; printf '\r\n'`
	ready := launch(t, Config{Command: []string{"sh", "-c", script}}, []string{"HOME=/", "PATH=" + os.Getenv("PATH")})
	typed := strings.Repeat("0123456789", 30000)
	// The sum is that of all but the first byte.
	if got := visit(t, ready, "ready", typed); !strings.Contains(got, "4268986001 299999") {
		t.Errorf("the screen is %q", got)
	}
}

func TestNoPort(t *testing.T) {
	taken, err := udp.Listen("udp4", netip.MustParseAddrPort("0.0.0.0:0"))
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := int(taken.LocalAddr().Port())
	var warnings []string
	_, err = Launch(Config{Name: "test", Bind: "127.0.0.1", Ports: Ports{port, port}}, nil, nil,
		func(line string) { warnings = append(warnings, line) })
	if err == nil || !errors.Is(err, ErrNoPort) || !strings.Contains(err.Error(), "Failed binding") || len(warnings) != 2 {
		t.Errorf("error %v, warnings %q", err, warnings)
	}
}
