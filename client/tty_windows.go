package client

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"unicode/utf16"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/sys/windows"
)

// ErrNotTerminal is returned by Run when standard input or output is not a
// console. The terminals of MSYS and Cygwin are pipes to programs like this one.
var ErrNotTerminal = errors.New("standard input is not a terminal")

// A tty is the console of this process: its modes and its size. Output and input
// are escape sequences, as on other systems; see "Console Virtual Terminal
// Sequences" in the documentation of the Windows console.
type tty struct {
	in, out           windows.Handle
	savedIn, savedOut uint32 // modes at start, to be restored
}

// openTTY remembers the modes of the console at standard input and output.
func openTTY(int) (*tty, error) {
	t := &tty{in: windows.Handle(os.Stdin.Fd()), out: windows.Handle(os.Stdout.Fd())}
	if err := windows.GetConsoleMode(t.in, &t.savedIn); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotTerminal, err)
	}
	if err := windows.GetConsoleMode(t.out, &t.savedOut); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrNotTerminal, err)
	}
	return t, nil
}

// raw turns off all processing of input, and has the console speak escape
// sequences both ways and tell of changes of its size.
func (t *tty) raw() error {
	if err := windows.SetConsoleMode(t.in, windows.ENABLE_VIRTUAL_TERMINAL_INPUT|windows.ENABLE_WINDOW_INPUT|windows.ENABLE_EXTENDED_FLAGS); err != nil {
		return fmt.Errorf("console input: %w", err)
	}
	mode := t.savedOut | windows.ENABLE_PROCESSED_OUTPUT | windows.ENABLE_WRAP_AT_EOL_OUTPUT |
		windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING | windows.DISABLE_NEWLINE_AUTO_RETURN
	if err := windows.SetConsoleMode(t.out, mode); err != nil {
		return fmt.Errorf("console output: %w", err)
	}
	return nil
}

// restore brings back the modes of openTTY.
func (t *tty) restore() error {
	return errors.Join(windows.SetConsoleMode(t.in, t.savedIn), windows.SetConsoleMode(t.out, t.savedOut))
}

// size is the size of the console's window in cells, 80x24 if it does not say.
func (t *tty) size() (cols, rows int) {
	var info windows.ConsoleScreenBufferInfo
	if err := windows.GetConsoleScreenBufferInfo(t.out, &info); err != nil {
		return 80, 24
	}
	w := info.Window
	return max(int(w.Right-w.Left)+1, 1), max(int(w.Bottom-w.Top)+1, 1)
}

// cell is not known: the console does not say how large a cell is in pixels.
func (t *tty) cell() (width, height int) { return 0, 0 }

// A terminal is the console; there is no other descriptor to write to.
type terminal struct {
	*tty
	out int
}

func (t *terminal) write(frame []byte) error {
	_, err := os.Stdout.Write(frame) // which turns UTF-8 into the console's UTF-16
	return err
}

// stop is not possible: Windows has no job control.
func (t *terminal) stop() error { return errors.ErrUnsupported }

// Kinds of input records, and keys, of the console's ReadConsoleInput.
const (
	keyEvent        = 1
	windowSizeEvent = 4
	keySpace        = 0x20
	keyAlt          = 0x12
	ctrlPressed     = 0x4 | 0x8
)

// An inputRecord is INPUT_RECORD with the member for keys of its union.
type inputRecord struct {
	kind    uint16
	_       uint16
	down    int32
	repeat  uint16
	key     uint16
	scan    uint16
	char    uint16 // a unit of UTF-16
	control uint32
}

var readConsoleInput = windows.NewLazySystemDLL("kernel32.dll").NewProc("ReadConsoleInputW")

// keys turns input records into bytes. half is the first half of a surrogate pair
// whose second half has not come.
type keys struct{ half rune }

// append adds what a record means, and reports whether it is a change of size.
func (k *keys) append(dst []byte, r *inputRecord) (_ []byte, resized bool) {
	switch {
	case r.kind == windowSizeEvent:
		return dst, true
	case r.kind != keyEvent:
		return dst, false
	case r.down == 0 && !(r.key == keyAlt && r.char != 0): // a character made with Alt and digits comes with Alt's release
		return dst, false
	case r.char == 0 && !(r.key == keySpace && r.control&ctrlPressed != 0): // Ctrl-Space is NUL
		return dst, false
	}
	char := rune(r.char)
	if utf16.IsSurrogate(char) {
		if k.half == 0 {
			k.half = char
			return dst, false
		}
		char = utf16.DecodeRune(k.half, char)
	}
	k.half = 0
	for range max(r.repeat, 1) {
		dst = utf8.AppendRune(dst, char)
	}
	return dst, false
}

var typedKeys keys // of the one goroutine that reads the console

// readSome reads what is typed, waiting for the first byte. It notices changes
// of the window's size on the way. p has room for 16 KiB.
func readSome(_ int, p []byte) (int, error) {
	var records [128]inputRecord
	for {
		var n uint32
		ok, _, err := readConsoleInput.Call(os.Stdin.Fd(), uintptr(unsafe.Pointer(&records[0])), uintptr(len(records)), uintptr(unsafe.Pointer(&n)))
		if ok == 0 {
			return 0, fmt.Errorf("read console: %w", err)
		}
		typed := p[:0]
		for i := range records[:n] {
			var resized bool
			if records[i].repeat = min(records[i].repeat, 16); len(typed)+16*utf8.UTFMax > len(p) {
				break
			}
			if typed, resized = typedKeys.append(typed, &records[i]); resized {
				select {
				case windowResized <- syscall.Signal(0):
				default: // one is pending
				}
			}
		}
		if len(typed) > 0 {
			return len(typed), nil
		}
	}
}
