//go:build unix

package client

import (
	"errors"
	"os"
	"testing"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

func openPTY(t *testing.T) (master, slave *os.File) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Fatalf("no pseudo-terminals here: %v", err)
	}
	t.Cleanup(func() {
		master.Close()
		slave.Close()
	})
	return master, slave
}

func TestTTYRawAndRestore(t *testing.T) {
	_, slave := openPTY(t)
	fd := int(slave.Fd())
	dev, err := openTTY(fd)
	if err != nil {
		t.Fatal(err)
	}
	before := dev.saved
	if err := dev.raw(); err != nil {
		t.Fatal(err)
	}
	raw, err := unix.IoctlGetTermios(fd, ioctlGetTermios)
	if err != nil {
		t.Fatal(err)
	}
	if raw.Lflag&(unix.ICANON|unix.ECHO|unix.ISIG|unix.IEXTEN) != 0 || raw.Oflag&unix.OPOST != 0 ||
		raw.Iflag&(unix.ICRNL|unix.IXON) != 0 || raw.Iflag&inputUTF8 != inputUTF8 ||
		raw.Cflag&unix.CSIZE != unix.CS8 || raw.Cc[unix.VMIN] != 1 || raw.Cc[unix.VTIME] != 0 {
		t.Errorf("not raw: %+v", raw)
	}
	// Twice, as after a stop from outside: the first state is still restored.
	if err := dev.raw(); err != nil {
		t.Fatal(err)
	}
	if err := dev.restore(); err != nil {
		t.Fatal(err)
	}
	after, err := unix.IoctlGetTermios(fd, ioctlGetTermios)
	if err != nil {
		t.Fatal(err)
	}
	if *after != before {
		t.Errorf("restored %+v, want %+v", *after, before)
	}
}

func TestTTYSize(t *testing.T) {
	master, slave := openPTY(t)
	dev, err := openTTY(int(slave.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		size       pty.Winsize
		cols, rows int
	}{
		{pty.Winsize{Cols: 132, Rows: 50}, 132, 50},
		{pty.Winsize{Cols: 1, Rows: 1}, 1, 1},
		{pty.Winsize{}, 80, 24},
		{pty.Winsize{Cols: 80}, 80, 24},
		{pty.Winsize{Rows: 10}, 80, 24},
	}
	for _, tt := range tests {
		if err := pty.Setsize(master, &tt.size); err != nil {
			t.Fatal(err)
		}
		if cols, rows := dev.size(); cols != tt.cols || rows != tt.rows {
			t.Errorf("size of a window of %+v = %dx%d, want %dx%d", tt.size, cols, rows, tt.cols, tt.rows)
		}
	}
}

func TestNotATerminal(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	defer w.Close()
	if _, err := openTTY(int(r.Fd())); !errors.Is(err, ErrNotTerminal) {
		t.Errorf("openTTY of a pipe: %v", err)
	}
}

// Another program may have left the shared terminal non-blocking.
func TestNonBlockingTerminal(t *testing.T) {
	master, slave := openPTY(t)
	fd := int(slave.Fd()) // in blocking mode from here on
	dev, err := openTTY(fd)
	if err != nil {
		t.Fatal(err)
	}
	if err := dev.raw(); err != nil {
		t.Fatal(err)
	}
	if err := unix.SetNonblock(fd, true); err != nil {
		t.Fatal(err)
	}
	got := make(chan string)
	go func() {
		var p [100]byte
		n, _ := readSome(fd, p[:])
		got <- string(p[:n])
	}()
	if _, err := master.Write([]byte("key")); err != nil {
		t.Fatal(err)
	}
	if text := <-got; text != "key" {
		t.Errorf("read %q", text)
	}

	// More than the terminal's queue holds, taken slowly.
	frame := make([]byte, 100<<10)
	wrote := make(chan error)
	go func() { wrote <- writeFull(fd, frame) }()
	buf := make([]byte, 1000)
	for left := len(frame); left > 0; {
		n, err := master.Read(buf)
		if err != nil {
			t.Fatal(err)
		}
		left -= n
	}
	if err := <-wrote; err != nil {
		t.Errorf("write: %v", err)
	}
}
