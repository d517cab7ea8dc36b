//go:build unix

package server

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// outputTurn is how much of the programs' output the loop takes before it looks
// at anything else. Linux gives 4 KiB of a terminal's output a read.
const outputTurn = 64 << 10

// pump waits for output of the programs. Whoever has taken a piece from full
// may read on by itself (more) until it gives the buffer back through empty:
// what there is to read in a flood changes hands once, not once a read, and the
// emulator sees it as a whole.
type pump struct {
	from  *os.File
	fd    int
	full  chan []byte // the first piece of some output; closed at its end
	empty chan []byte // the buffer of it, given back
}

func newPump(from *os.File) *pump {
	return &pump{from: from, full: make(chan []byte), empty: make(chan []byte, 1)}
}

// run waits and reads until the output ends.
func (p *pump) run() {
	defer close(p.full)
	raw, err := p.from.SyscallConn()
	if err != nil {
		return
	}
	buf := make([]byte, outputTurn)
	for {
		var n int
		var readErr error
		err := raw.Read(func(fd uintptr) bool {
			n, readErr = read(int(fd), buf)
			p.fd = int(fd)
			return readErr != unix.EAGAIN
		})
		if err != nil || readErr != nil {
			return
		}
		p.full <- buf[:n]
		buf = <-p.empty
		buf = buf[:cap(buf)]
	}
}

// more reads what there is now, behind the piece and into its buffer, as far as
// that goes. The end of the output is for run to find.
func (p *pump) more(piece []byte) []byte {
	for len(piece) < cap(piece) {
		n, err := read(p.fd, piece[len(piece):cap(piece)])
		if err != nil {
			break
		}
		piece = piece[:len(piece)+n]
	}
	return piece
}

// read is readNow without interruptions; it says io.EOF at the end.
func read(fd int, p []byte) (int, error) {
	for {
		n, err := readNow(fd, p)
		switch {
		case err == unix.EINTR:
		case err == nil && n == 0:
			return 0, io.EOF
		default:
			return n, err
		}
	}
}
