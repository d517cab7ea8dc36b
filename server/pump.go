//go:build unix

package server

import (
	"os"

	"golang.org/x/sys/unix"
)

// outputSize is how much of the programs' output is taken at once.
const outputSize = 64 << 10

// pump reads the output of the programs ahead of the loop, in pieces as large as
// the output allows, with two buffers in turn.
type pump struct {
	from  *os.File
	full  chan []byte // pieces to be dealt with; closed at the end of the output
	empty chan []byte // buffers of such pieces, given back
}

func newPump(from *os.File) *pump {
	p := &pump{from: from, full: make(chan []byte), empty: make(chan []byte, 2)}
	p.empty <- nil
	p.empty <- nil
	return p
}

func (p *pump) run() {
	defer close(p.full)
	raw, err := p.from.SyscallConn()
	if err != nil {
		return
	}
	for {
		buf := <-p.empty
		if buf == nil {
			buf = make([]byte, outputSize)
		}
		n, err := readAll(raw.Read, buf[:cap(buf)])
		if n > 0 {
			p.full <- buf[:n]
		}
		if err != nil {
			return
		}
	}
}

// readAll waits for output and reads what there is, up to the size of buf. A
// single read gets no more than the kernel keeps in one piece (4 KiB on Linux).
// An error comes with the output before it.
func readAll(read func(func(fd uintptr) bool) error, buf []byte) (n int, err error) {
	waitErr := read(func(fd uintptr) bool {
		for n < len(buf) {
			var got int
			got, err = unix.Read(int(fd), buf[n:])
			switch {
			case err == unix.EINTR:
			case err == unix.EAGAIN:
				err = nil
				return n > 0
			case err != nil:
				return true
			case got == 0:
				err = os.ErrClosed
				return true
			default:
				n += got
			}
		}
		return true
	})
	if err == nil {
		err = waitErr
	}
	return n, err
}
