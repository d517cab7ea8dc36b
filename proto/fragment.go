package proto

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

var (
	errFragment         = errors.New("fragment malformed")
	errFragmentConflict = errors.New("fragment contradicts an earlier one")
	errTooLarge         = errors.New("instruction too large")
)

// fragment is one piece of a compressed instruction, as a datagram carries it.
type fragment struct {
	id    uint64 // of the instruction
	num   uint16 // from 0, below maxFragments
	final bool
	body  []byte
}

// appendFragment appends the wire form of f to dst.
func appendFragment(dst []byte, f fragment) []byte {
	dst = binary.BigEndian.AppendUint64(dst, f.id)
	num := f.num
	if f.final {
		num |= finalBit
	}
	dst = binary.BigEndian.AppendUint16(dst, num)
	return append(dst, f.body...)
}

// parseFragment reads the wire form. The body is part of p.
func parseFragment(p []byte) (fragment, error) {
	if len(p) < fragmentHead {
		return fragment{}, fmt.Errorf("%w: %d bytes", errFragment, len(p))
	}
	num := binary.BigEndian.Uint16(p[8:])
	return fragment{
		id:    binary.BigEndian.Uint64(p),
		num:   num &^ finalBit,
		final: num&finalBit != 0,
		body:  p[fragmentHead:],
	}, nil
}

// split cuts payload into fragments whose bodies have at most size bytes. The
// bodies are parts of payload. A payload for which the 15-bit fragment number
// does not suffice is an error.
func split(id uint64, payload []byte, size int) ([]fragment, error) {
	count := max(1, (len(payload)+size-1)/size)
	if count > maxFragments {
		return nil, fmt.Errorf("%w: %d fragments", errTooLarge, count)
	}
	out := make([]fragment, count)
	for i := range out {
		body := payload[i*size : min((i+1)*size, len(payload))]
		out[i] = fragment{id: id, num: uint16(i), final: i == count-1, body: body}
	}
	return out, nil
}

// assembly is an instruction of which some fragments have arrived.
type assembly struct {
	id     uint64
	bodies map[uint16][]byte
	last   int // number of the final fragment, -1 while unknown
	high   int // highest number seen
	size   int // bytes in bodies
}

// reassembler joins fragments to payloads. It works on several instructions at
// a time, so that reordered datagrams cost nothing, and holds a bounded number
// of bytes: when a limit is reached the instruction heard of longest ago goes.
// The zero value is ready to use.
type reassembler struct {
	open []*assembly // least recently fed first
	size int         // bytes in all of them
}

// add takes one fragment, whose body it copies if it must keep it. It returns
// the whole payload when f was the last piece missing, else nil.
func (r *reassembler) add(f fragment) ([]byte, error) {
	if f.num == 0 && f.final {
		r.drop(f.id)
		return f.body, nil
	}
	a := r.take(f.id)
	if body, dup := a.bodies[f.num]; dup {
		if !bytes.Equal(body, f.body) || f.final != (int(f.num) == a.last) {
			return nil, errFragmentConflict
		}
		return nil, nil
	}
	if f.final && (a.last >= 0 || a.high > int(f.num)) || a.last >= 0 && int(f.num) > a.last {
		return nil, errFragmentConflict
	}
	if a.size+len(f.body) > maxInflated {
		r.drop(f.id)
		return nil, errTooLarge
	}
	if f.final {
		a.last = int(f.num)
	}
	a.high = max(a.high, int(f.num))
	a.bodies[f.num] = bytes.Clone(f.body)
	a.size += len(f.body)
	r.size += len(f.body)
	if a.last < 0 || len(a.bodies) != a.last+1 {
		for r.size > maxAssembling {
			r.drop(r.open[0].id)
		}
		return nil, nil
	}
	payload := make([]byte, 0, a.size)
	for i := range a.last + 1 {
		payload = append(payload, a.bodies[uint16(i)]...)
	}
	r.drop(f.id)
	return payload, nil
}

// take returns the assembly of id, made if there is none, as the most recent.
func (r *reassembler) take(id uint64) *assembly {
	for i, a := range r.open {
		if a.id == id {
			copy(r.open[i:], r.open[i+1:])
			r.open[len(r.open)-1] = a
			return a
		}
	}
	if len(r.open) == assemblies {
		r.drop(r.open[0].id)
	}
	a := &assembly{id: id, bodies: make(map[uint16][]byte), last: -1, high: -1}
	r.open = append(r.open, a)
	return a
}

// drop forgets the assembly of id, if there is one.
func (r *reassembler) drop(id uint64) {
	for i, a := range r.open {
		if a.id == id {
			r.size -= a.size
			copy(r.open[i:], r.open[i+1:])
			r.open[len(r.open)-1] = nil
			r.open = r.open[:len(r.open)-1]
			return
		}
	}
}
