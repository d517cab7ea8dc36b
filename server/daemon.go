//go:build unix

package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	"gomosh/internal/lean"
	"gomosh/internal/procname"
	"gomosh/proto"
)

// IsDaemon reports whether Launch started this process.
func IsDaemon() bool {
	return os.Getenv(daemonMark) != ""
}

// Daemon hosts a session, from the binding of its port to its end, and returns
// the exit status of the process. It is to be called as early as possible in a
// process in which IsDaemon reports true.
func Daemon() int {
	os.Unsetenv(daemonMark)
	// pkill -USR1 mosh-server has to find this process.
	procname.Set("mosh-server")
	procname.Protect()
	// One thread at a time is all that an event loop needs. More of them wake
	// each other up, and the runtime would look for new processors for ever.
	runtime.GOMAXPROCS(1)
	lean.Start(os.Getenv)
	signals := takeSignals()

	config := os.NewFile(configFD, "configuration")
	report := os.NewFile(reportFD, "report")
	if config == nil || report == nil {
		return 1
	}
	syscall.CloseOnExec(configFD)
	syscall.CloseOnExec(reportFD)
	var cfg Config
	if err := json.NewDecoder(config).Decode(&cfg); err != nil {
		return 1 // there is no launcher
	}
	config.Close()

	loop, ready, err := prepare(cfg, func(text string) {
		_ = tell(report, tellWarning, text) // see below
	})
	if err != nil {
		word := tellError
		if errors.Is(err, ErrNoPort) {
			word = tellNoPort
		}
		_ = tell(report, word, err.Error())
		return 1
	}
	// Without a launcher there is nobody who could know the key.
	if tell(report, tellReady, fmt.Sprintf("%d %s", ready.Port, ready.Key)) != nil || report.Close() != nil {
		return 1
	}
	loop.run(signals)
	fmt.Println(saidExiting)
	return 0
}

// takeSignals returns the signals that mean something to a session and has all
// others with no meaning to it ignored, in such a way that the session's programs
// find every signal at its default: what this process catches, exec resets, while
// an ignored signal would stay ignored.
func takeSignals() <-chan os.Signal {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGTERM, syscall.SIGINT)
	nobody := make(chan os.Signal, 1)
	signal.Notify(nobody, syscall.SIGHUP, syscall.SIGPIPE)
	for s := syscall.Signal(1); s < 32; s++ {
		if signal.Ignored(s) {
			signal.Notify(nobody, s)
		}
	}
	return signals
}

// prepare acquires all that a session needs.
func prepare(cfg Config, warn func(string)) (*loop, Ready, error) {
	key, err := proto.NewKey()
	if err != nil {
		return nil, Ready{}, fmt.Errorf("make session key: %w", err)
	}
	conn, err := bind(cfg.Bind, cfg.Ports, warn)
	if err != nil {
		return nil, Ready{}, err
	}
	if cols, rows := cfg.Cols, cfg.Rows; min(cols, rows) < 1 || max(cols, rows) > maxSide || cols*rows > maxCells {
		cfg.Cols, cfg.Rows = DefaultCols, DefaultRows
	}
	t, err := openTerminal(cfg.Cols, cfg.Rows)
	if err != nil {
		conn.Close()
		return nil, Ready{}, err
	}
	record, err := newLoginRecord(t.master)
	if err != nil {
		conn.Close()
		return nil, Ready{}, err
	}
	l := newLoop(cfg, key, conn, t, record, time.Now())
	return l, Ready{Port: int(conn.LocalAddr().Port()), Key: key.String()}, nil
}
