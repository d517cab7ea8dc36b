//go:build unix

// Command picture records somebody typing over a slow link, with prediction and
// without, and draws both as an animated SVG: docs/typing.svg. Everything in it
// was seen on a terminal: a server and two clients of the program given run on
// this machine, with a relay between them that delays each datagram.
//
//	go run ./internal/picture -program ./gomosh -o docs/typing.svg
package main

import (
	"flag"
	"fmt"
	"log"
	"math/rand/v2"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"gomosh/internal/link"
	"gomosh/term"

	"github.com/creack/pty"
)

const (
	cols, rows = 58, 7
	oneWay     = 150 * time.Millisecond
	warmUp     = "echo ready" // typed before the recording begins
)

// typed is what the recording shows, Backspaces in it as \x7f.
const typed = "git log --onelnie\x7f\x7f\x7fine -3\r" + "grep -c root /etc/passwd\r"

// A frame is what a terminal showed from some moment on.
type frame struct {
	at   time.Duration // since the recording began
	rows []string
	thin []string // "_" where a cell is underlined: not confirmed yet
}

// A recording is a run of one client.
type recording struct {
	frames []frame
	keys   []time.Duration // when each of typed was
	waits  []time.Duration // from each printed key to its appearance
}

func main() {
	log.SetFlags(0)
	program := flag.String("program", "./gomosh", "the program to record")
	out := flag.String("o", "docs/typing.svg", "file to write")
	flag.Parse()
	with, err := record(*program, "adaptive")
	if err != nil {
		log.Fatal(err)
	}
	without, err := record(*program, "never")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, []byte(draw(with, without)), 0o644); err != nil {
		log.Fatal(err)
	}
	fmt.Printf("median wait for a key: %v with prediction, %v without\n", median(with.waits), median(without.waits))
}

var connectLine = regexp.MustCompile(`MOSH CONNECT (\d+) (\S+)`)

// repository makes a Git repository for the typist, with three commits.
const repository = `cd "$0" && git init -q && for word in "first light" "a door" "the door opens"; do
git -c user.name=a -c user.email=a@example.org commit -q --allow-empty -m "$word"; done`

// record leads one session.
func record(program, predict string) (*recording, error) {
	home, err := os.MkdirTemp("", "gomosh-picture-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)
	if out, err := exec.Command("sh", "-c", repository, home).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("make a repository: %w\n%s", err, out)
	}
	env := []string{"HOME=" + home, "PATH=/usr/local/bin:/usr/bin:/bin", "LANG=C.UTF-8", "TERM=xterm-256color", "PS1=far:~$ ", "PAGER=cat"}
	server := exec.Command(program, "server", "-i", "127.0.0.1", "-p", "0", "--", "bash", "--norc", "--noprofile")
	server.Env = env
	line, err := server.Output()
	match := connectLine.FindSubmatch(line)
	if err != nil || match == nil {
		return nil, fmt.Errorf("start the server: %w: %s", err, line)
	}
	target := netip.MustParseAddrPort("127.0.0.1:" + string(match[1]))
	path := link.Path{Delay: oneWay}
	relay, err := link.NewUDP(netip.MustParseAddrPort("127.0.0.1:0"), target, path, path, 1)
	if err != nil {
		return nil, err
	}
	defer relay.Close()

	client := exec.Command(program, "client", "127.0.0.1", fmt.Sprint(relay.Addr().Port()))
	client.Env = append(env, "MOSH_KEY="+string(match[2]), "MOSH_PREDICTION_DISPLAY="+predict)
	tty, err := pty.StartWithSize(client, &pty.Winsize{Cols: cols, Rows: rows})
	if err != nil {
		return nil, fmt.Errorf("start the client: %w", err)
	}
	defer tty.Close()
	defer client.Wait()
	watched := watch(tty)

	if !watched.await("far:~$") {
		return nil, fmt.Errorf("there is no prompt")
	}
	random := rand.New(rand.NewPCG(1, 2))
	pace := func() { time.Sleep(time.Duration(90+random.IntN(110)) * time.Millisecond) }
	for _, key := range warmUp + "\r" {
		tty.WriteString(string(key))
		pace()
	}
	if !watched.await("\nready") {
		return nil, fmt.Errorf("nothing came of what was typed first")
	}
	tty.WriteString("clear\r")
	time.Sleep(4 * oneWay)
	var r recording
	begin := time.Now()
	for _, key := range typed {
		r.keys = append(r.keys, time.Since(begin))
		tty.WriteString(string(key))
		if pace(); key == '\r' {
			time.Sleep(6 * oneWay)
		}
	}
	time.Sleep(4 * oneWay)
	tty.WriteString("exit\r")
	client.Wait()
	r.frames = watched.since(begin, r.keys[len(r.keys)-1]+10*oneWay)
	r.waits = waits(&r)
	return &r, nil
}

// A watcher keeps what a terminal shows, and since when.
type watcher struct {
	mu     sync.Mutex
	shown  *term.Screen
	frames []frame
	times  []time.Time
}

func watch(tty *os.File) *watcher {
	w := &watcher{}
	emulator := term.NewEmulator(cols, rows)
	go func() {
		buf := make([]byte, 64<<10)
		for {
			n, err := tty.Read(buf)
			if err != nil {
				return
			}
			emulator.Write(buf[:n])
			if answers := emulator.TakeReplies(); len(answers) > 0 {
				tty.Write(answers)
			}
			w.keep(emulator.Snapshot())
		}
	}()
	return w
}

func (w *watcher) keep(s *term.Screen) {
	var f frame
	for row := range rows {
		var text, thin strings.Builder
		for col := range cols {
			g := s.Glyph(row, col)
			if g.Text == "" {
				g.Text = " "
			}
			mark := " "
			if g.Style.Underline != 0 {
				mark = "_"
			}
			text.WriteString(g.Text)
			thin.WriteString(mark)
		}
		f.rows = append(f.rows, strings.TrimRight(text.String(), " "))
		f.thin = append(f.thin, strings.TrimRight(thin.String(), " "))
	}
	if s.Cursor.Visible { // drawn as a character
		row := []rune(fmt.Sprintf("%-*s", cols, f.rows[s.Cursor.Row]))
		row[s.Cursor.Col] = '█'
		f.rows[s.Cursor.Row] = strings.TrimRight(string(row), " ")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.shown = s
	w.frames, w.times = append(w.frames, f), append(w.times, time.Now())
}

// await waits until a text is shown.
func (w *watcher) await(text string) bool {
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		w.mu.Lock()
		all := ""
		if n := len(w.frames); n > 0 {
			all = "\n" + strings.Join(w.frames[n-1].rows, "\n")
		}
		w.mu.Unlock()
		if strings.Contains(all, text) {
			return true
		}
	}
	return false
}

// since are the frames from a moment on, for a time; the first is what was shown
// then.
func (w *watcher) since(begin time.Time, length time.Duration) []frame {
	w.mu.Lock()
	defer w.mu.Unlock()
	var frames []frame
	for i, f := range w.frames {
		f.at = w.times[i].Sub(begin)
		if f.at <= 0 {
			f.at = 0
			frames = frames[:0]
		}
		if f.at <= length {
			frames = append(frames, f)
		}
	}
	return frames
}

// waits measures how long each printed key took to appear: until the line that
// was typed so far stood behind the prompt.
func waits(r *recording) []time.Duration {
	var all []time.Duration
	line := ""
	for i, key := range typed {
		switch key {
		case '\r':
			line = ""
			continue
		case '\x7f':
			line = line[:len(line)-1]
		default:
			line += string(key)
		}
		for _, f := range r.frames {
			if f.at < r.keys[i] {
				continue
			}
			if slices.ContainsFunc(f.rows, func(row string) bool {
				row = strings.TrimRight(strings.ReplaceAll(row, "█", " "), " ")
				return strings.HasPrefix(row, strings.TrimRight("far:~$ "+line, " ")) && key != '\x7f' ||
					row == strings.TrimRight("far:~$ "+line, " ")
			}) {
				all = append(all, f.at-r.keys[i])
				break
			}
		}
	}
	return all
}

func median(all []time.Duration) time.Duration {
	if len(all) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2].Round(100 * time.Microsecond)
}
