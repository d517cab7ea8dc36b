package proto

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

var (
	errThrowaway = errors.New("snapshots thrown away that are still needed")
	errNumber    = errors.New("snapshot number goes back")
	errFull      = errors.New("too many snapshots held")
)

// heldState is a snapshot that was received.
type heldState[S any] struct {
	num   uint64
	state S
}

// receiver keeps the snapshots of the peer's object that it may refer to.
type receiver[S any] struct {
	held  []heldState[S] // ascending numbers, never empty
	pause time.Time      // no growth beyond the limit before this
}

func newReceiver[S any](initial S) receiver[S] {
	return receiver[S]{held: []heldState[S]{{state: initial}}}
}

func (r *receiver[S]) newest() *heldState[S] { return &r.held[len(r.held)-1] }

func (r *receiver[S]) find(num uint64) (int, bool) {
	return slices.BinarySearchFunc(r.held, num, func(h heldState[S], num uint64) int {
		switch {
		case h.num < num:
			return -1
		case h.num > num:
			return 1
		}
		return 0
	})
}

// receive takes an instruction. apply turns its diff, the reference, and the
// snapshots next to the new one (after is nil for a new newest) into the new
// snapshot; its error drops the instruction. fresh reports whether there is a new
// newest snapshot. Instructions that are duplicates or whose reference is not
// held are no error: the peer's next repeat serves as well.
func (r *receiver[S]) receive(now time.Time, in *instruction, limit int,
	apply func(in *instruction, ref, before S, after *S) (S, error)) (fresh bool, err error) {
	at, dup := r.find(in.new)
	if dup {
		return false, nil
	}
	ref, ok := r.find(in.old)
	if !ok {
		return false, nil
	}
	if in.new < in.old {
		return false, fmt.Errorf("%w: %d after %d", errNumber, in.new, in.old)
	}
	if in.throwaway > in.old {
		return false, fmt.Errorf("%w: %d above %d", errThrowaway, in.throwaway, in.old)
	}
	if keep, _ := r.find(in.throwaway); keep > 0 {
		r.held = slices.Delete(r.held, 0, keep)
		at, ref = at-keep, ref-keep
	}
	if len(r.held) > limit {
		if now.Before(r.pause) {
			return false, errFull
		}
		r.pause = now.Add(heldPause)
	}
	var after *S
	if at < len(r.held) {
		after = &r.held[at].state
	}
	state, err := apply(in, r.held[ref].state, r.held[at-1].state, after)
	if err != nil {
		return false, err
	}
	r.held = slices.Insert(r.held, at, heldState[S]{in.new, state})
	return at == len(r.held)-1, nil
}
