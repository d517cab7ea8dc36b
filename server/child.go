//go:build unix

package server

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"gomosh/internal/userdb"
)

// child is the program of a session, before and after its start. It has a
// goroutine of its own, because writing to the terminal may have to wait until
// the event loop has read what is already there.
type child struct {
	cfg     Config
	env     []string // the environment it is based on
	side    *os.File // the terminal side of the pty
	release chan struct{}
	failed  chan struct{} // closed when the program could not be started
}

// newChild prepares the program; nothing happens before run.
func newChild(cfg Config, env []string, side *os.File) *child {
	return &child{cfg: cfg, env: env, side: side, release: make(chan struct{}), failed: make(chan struct{})}
}

// start lets run go on. It may be called once.
func (c *child) start() {
	close(c.release)
}

// run greets the user, waits for start, starts the program and reaps it when it
// ends. The end of the session is not its business: that comes when the last
// program has closed the terminal.
func (c *child) run() {
	user, _ := userdb.Current() // without an entry the environment has to do
	home := c.lookup("HOME", user.Home)
	if len(c.cfg.Command) == 0 {
		greet(c.side, home, user.Name, c.side.Name())
	}
	<-c.release
	cmd, err := c.launch(user, home)
	if err != nil {
		// The terminal stays open, so that the message can be read.
		c.say(err.Error())
		close(c.failed)
		return
	}
	c.side.Close()
	// Its exit status tells nobody anything.
	_ = cmd.Wait()
}

// launch starts the program on the terminal.
func (c *child) launch(user userdb.User, home string) (*exec.Cmd, error) {
	dir := home
	if err := enterable(home); err != nil {
		c.say(sayNoHome(home, err))
		dir = ""
	}
	words, argv0 := c.cfg.Command, ""
	if len(words) == 0 {
		shell := c.lookup("SHELL", user.Shell)
		if shell == "" {
			shell = "/bin/sh"
		}
		words, argv0 = []string{shell}, "-"+filepath.Base(shell)
	} else {
		argv0 = words[0]
	}
	from := dir
	if from == "" {
		from, _ = os.Getwd() // "" then makes relative names fail as they should
	}
	file, err := findProgram(words[0], c.lookup("PATH", "/usr/local/bin:/usr/bin:/bin"), from)
	if err != nil {
		return nil, errors.New(sayNoStart(words[0], err))
	}
	cmd := c.command(file, append([]string{argv0}, words[1:]...), dir)
	err = cmd.Start()
	if errors.Is(err, syscall.ENOEXEC) {
		// A script without an interpreter line, as execvp(3) treats it.
		cmd = c.command("/bin/sh", append([]string{argv0, file}, words[1:]...), dir)
		err = cmd.Start()
	}
	if err != nil {
		var pathErr *os.PathError
		if errors.As(err, &pathErr) {
			err = pathErr.Err
		}
		return nil, errors.New(sayNoStart(words[0], err))
	}
	return cmd, nil
}

// command describes the program: in a session of its own, the pty as its
// controlling terminal and its only open files.
func (c *child) command(file string, argv []string, dir string) *exec.Cmd {
	return &exec.Cmd{
		Path:        file,
		Args:        argv,
		Env:         childEnv(c.env, c.cfg.Colors, dir),
		Dir:         dir,
		Stdin:       c.side,
		Stdout:      c.side,
		Stderr:      c.side,
		SysProcAttr: &syscall.SysProcAttr{Setsid: true, Setctty: true, Ctty: 0},
	}
}

// say writes to the terminal side, so that the output gets its carriage returns.
func (c *child) say(text string) {
	// It fails when the session has ended, and then there is nobody to read it.
	_, _ = io.WriteString(c.side, text)
}

// lookup returns a variable, even an empty one, or what stands in for an unset
// one.
func (c *child) lookup(name, unset string) string {
	if value, ok := getenv(c.env, name); ok {
		return value
	}
	return unset
}

// getenv finds a variable in an environment list.
func getenv(env []string, name string) (string, bool) {
	for _, assignment := range env {
		if len(assignment) > len(name) && assignment[len(name)] == '=' && assignment[:len(name)] == name {
			return assignment[len(name)+1:], true
		}
	}
	return "", false
}

// enterable returns nil if dir can be the working directory of a program.
func enterable(dir string) error {
	if dir == "" {
		return syscall.ENOENT
	}
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		return errors.Unwrap(err)
	case !info.IsDir():
		return syscall.ENOTDIR
	}
	return syscall.Access(dir, 1) // X_OK
}
