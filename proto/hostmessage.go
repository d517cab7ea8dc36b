package proto

import (
	"errors"
	"fmt"

	"gomosh/term"
)

var (
	errSize    = errors.New("screen size out of range")
	errEchoAck = errors.New("echo ack goes back")
)

// appendEchoAck appends an echo ack step to a HostMessage.
func appendEchoAck(dst []byte, num uint64) []byte {
	var body [16]byte
	return appendStep(dst, fieldEchoAck, appendVarintField(body[:0], fieldEchoNum, num))
}

// applyHostMessage returns the state that a HostMessage leads to from ref. The
// steps are applied in order; of several kinds in one step host bytes come
// before a resize, a resize before an echo ack, as in stock. The emulator is
// scratch space.
func applyHostMessage(em *term.Emulator, ref display, diff []byte) (display, error) {
	to := display{screen: ref.screen, echoAck: ref.echoAck}
	loaded := false
	load := func() {
		if !loaded {
			em.Load(ref.screen)
			loaded = true
		}
	}
	err := eachStep(diff, func(s step) error {
		switch {
		case s.content != nil:
			load()
			em.Write(*s.content)
		case s.resize != nil:
			cols, rows := int(s.resize[0]), int(s.resize[1])
			if !sizeAllowed(cols, rows) {
				return fmt.Errorf("%w: %dx%d", errSize, cols, rows)
			}
			load()
			em.Resize(cols, rows)
		case s.echoAck != nil:
			if *s.echoAck < to.echoAck {
				return errEchoAck
			}
			to.echoAck = *s.echoAck
		}
		return nil
	})
	if err != nil {
		return display{}, fmt.Errorf("host message: %w", err)
	}
	if loaded {
		em.TakeReplies() // a client never answers
		to.screen = em.Snapshot()
	}
	return to, nil
}

// sizeAllowed reports whether a screen of that size is taken from the peer.
func sizeAllowed(cols, rows int) bool {
	return cols >= 1 && rows >= 1 && cols <= maxSide && rows <= maxSide && cols*rows <= maxCells
}

// clampSize returns the nearest size that may be sent.
func clampSize(cols, rows int) (int, int) {
	cols = min(max(cols, 1), maxSide)
	rows = min(max(rows, 1), maxSide, maxCells/cols)
	return cols, rows
}
