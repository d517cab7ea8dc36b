package e2e

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"gomosh/internal/lab"
	"gomosh/internal/ptyterm"
)

// leftover runs a client for a moment ($1, in seconds) and then reads what the
// next program on the terminal would read.
const leftover = `timeout --foreground -s TERM "$1" "$CLIENT" 127.0.0.1 "$PORT" 2>"$HOME/errors"
stty -echo -icanon min 0 time 5
dd bs=1000 count=1 2>/dev/null >"$HOME/left"
stty sane
echo done >"$HOME/finished"
`

// TestNothingLeftToRead: of what real terminals answer nothing gets into the
// session as if it were typed, and a client that is ended at any time leaves
// none of it behind for whoever reads the terminal next.
func TestNothingLeftToRead(t *testing.T) {
	t.Parallel()
	terminals := map[string]func(t *testing.T, home string, env, words []string){
		"tmux": func(t *testing.T, home string, env, words []string) {
			lab.Need(t, "tmux")
			words = append([]string{"tmux", "-S", filepath.Join(home, "tmux"), "-f", "/dev/null", "new-session"}, words...)
			cmd := exec.Command(words[0], words[1:]...)
			cmd.Env = env
			ptyterm.Start(t, ptyterm.Kitty(), 80, 24, 0, cmd)
		},
		"xterm": func(t *testing.T, home string, env, words []string) {
			lab.Need(t, "xterm", "Xvfb")
			words = append([]string{"xterm", "-display", startX(t, env), "-e"}, words...)
			launch(t, env, nil, words...)
		},
	}
	for name, run := range terminals {
		for _, stay := range []string{"0.05", "1"} {
			t.Run(fmt.Sprintf("%s, %s s", name, stay), func(t *testing.T) {
				t.Parallel()
				home := lab.Home(t)
				typed := filepath.Join(home, "typed")
				server := lab.StartServer(t, lab.Gomosh.Program(t, "mosh-server"), lab.ServerOptions{
					Command: []string{"sh", "-c", "stty raw -echo; exec cat >" + typed},
				})
				env := lab.Env(home, "MOSH_KEY="+server.Key, "CLIENT="+lab.Gomosh.Program(t, "mosh-client"), fmt.Sprint("PORT=", server.Port))
				run(t, home, env, []string{"sh", "-c", leftover, "sh", stay})
				finished := filepath.Join(home, "finished")
				if !lab.Eventually(lab.Soon, func() bool { return exists(finished) }) {
					t.Fatal("the client does not end")
				}
				if left := readFile(t, filepath.Join(home, "left")); left != "" {
					t.Errorf("%q is left to read", left)
				}
				if got, err := os.ReadFile(typed); len(got) > 0 || err != nil && stay == "1" {
					t.Errorf("in the session %q was typed, %v", got, err)
				}
				if errors := readFile(t, filepath.Join(home, "errors")); strings.Contains(errors, "panic") {
					t.Errorf("the client wrote %s", errors)
				}
			})
		}
	}
}

// startX starts an X server and returns its display.
func startX(t *testing.T, env []string) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	launch(t, env, w, "Xvfb", "-displayfd", "3", "-screen", "0", "800x600x24")
	w.Close()
	r.SetReadDeadline(time.Now().Add(lab.Soon))
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		t.Fatalf("no X server: %v", err)
	}
	return ":" + strings.TrimSpace(number)
}

// launch starts a program that ends with the test. extra is its descriptor 3.
func launch(t *testing.T, env []string, extra *os.File, words ...string) {
	t.Helper()
	cmd := exec.Command(words[0], words[1:]...)
	cmd.Env = env
	if extra != nil {
		cmd.ExtraFiles = []*os.File{extra}
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
}
