package proto

import (
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

// Event is something that happened at the client's side: keys typed, the window
// resized, or something that its terminal reported. Exactly one of the three.
type Event struct {
	Keys       []byte // as the terminal sent them; nil for other events
	Cols, Rows int    // the new size; 0 for other events
	Report     []byte // of a gomosh client; nil for other events
}

// length returns how many events of the stream e stands for: one a byte.
func (e Event) length() uint64 {
	if e.Keys != nil {
		return uint64(len(e.Keys))
	}
	return 1
}

// Field numbers of the messages inside a diff. Both directions use the same
// shape: a list of instructions with one extension each.
const (
	fieldStep = 1 // the repeated instruction

	fieldKeystroke = 2    // extension, towards the server
	fieldHostBytes = 2    // extension, towards the client
	fieldResize    = 3    // extension, both ways
	fieldEchoAck   = 7    // extension, towards the client
	fieldReport    = 1001 // extension, towards a gomosh server

	fieldContent = 4 // bytes of a keystroke, of host bytes, or of a report
	fieldCols    = 5
	fieldRows    = 6
	fieldEchoNum = 8
)

// appendStep appends one instruction with one extension to a message.
func appendStep(dst []byte, extension protowire.Number, body []byte) []byte {
	dst = protowire.AppendTag(dst, fieldStep, protowire.BytesType)
	dst = protowire.AppendVarint(dst, uint64(sizeOfBytesField(extension, len(body))))
	return appendBytesField(dst, extension, body)
}

// appendContent appends a keystroke or host bytes step.
func appendContent(dst []byte, extension protowire.Number, content []byte) []byte {
	inner := sizeOfBytesField(fieldContent, len(content))
	dst = protowire.AppendTag(dst, fieldStep, protowire.BytesType)
	dst = protowire.AppendVarint(dst, uint64(sizeOfBytesField(extension, inner)))
	dst = protowire.AppendTag(dst, extension, protowire.BytesType)
	dst = protowire.AppendVarint(dst, uint64(inner))
	return appendBytesField(dst, fieldContent, content)
}

// appendResize appends a resize step.
func appendResize(dst []byte, cols, rows int) []byte {
	var body [16]byte
	b := appendVarintField(body[:0], fieldCols, uint64(cols))
	return appendStep(dst, fieldResize, appendVarintField(b, fieldRows, uint64(rows)))
}

// appendEvent appends one event to a UserMessage.
func appendEvent(dst []byte, e Event) []byte {
	if e.Keys != nil {
		return appendContent(dst, fieldKeystroke, e.Keys)
	}
	if e.Report != nil {
		return appendContent(dst, fieldReport, e.Report)
	}
	return appendResize(dst, e.Cols, e.Rows)
}

// parseUserMessage reads a diff of the input stream. Keys and reports are parts of p.
// Sizes are returned as they came, whatever they are.
func parseUserMessage(p []byte) ([]Event, error) {
	var events []Event
	err := eachStep(p, func(s step) error {
		switch {
		case s.content != nil:
			if len(*s.content) > 0 {
				events = append(events, Event{Keys: *s.content})
			}
		case s.resize != nil:
			events = append(events, Event{Cols: int(s.resize[0]), Rows: int(s.resize[1])})
		case s.report != nil:
			events = append(events, Event{Report: *s.report})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("user message: %w", err)
	}
	return events, nil
}

// step is one instruction of a user or host message: the extensions present.
type step struct {
	content *[]byte // keystroke or host bytes
	resize  *[2]int32
	echoAck *uint64
	report  *[]byte
}

// eachStep calls fn for every instruction of a user or host message, in order.
func eachStep(p []byte, fn func(step) error) error {
	return eachField(p, func(f field) error {
		if !f.is(fieldStep, protowire.BytesType) {
			return nil
		}
		s, err := parseStep(f.bytes)
		if err != nil {
			return err
		}
		return fn(s)
	})
}

func parseStep(p []byte) (step, error) {
	var s step
	err := eachField(p, func(f field) error {
		if f.typ != protowire.BytesType {
			return nil
		}
		switch f.num {
		case fieldKeystroke: // and fieldHostBytes
			if s.content == nil {
				s.content = new([]byte)
			}
		case fieldResize:
			if s.resize == nil {
				s.resize = new([2]int32)
			}
		case fieldEchoAck:
			if s.echoAck == nil {
				s.echoAck = new(uint64)
			}
		case fieldReport:
			if s.report == nil {
				s.report = &[]byte{}
			}
		default:
			return nil
		}
		return eachField(f.bytes, func(inner field) error {
			switch {
			case f.num == fieldKeystroke && inner.is(fieldContent, protowire.BytesType):
				*s.content = inner.bytes
			case f.num == fieldReport && inner.is(fieldContent, protowire.BytesType):
				*s.report = inner.bytes
			case f.num == fieldResize && inner.is(fieldCols, protowire.VarintType):
				s.resize[0] = int32(inner.varint)
			case f.num == fieldResize && inner.is(fieldRows, protowire.VarintType):
				s.resize[1] = int32(inner.varint)
			case f.num == fieldEchoAck && inner.is(fieldEchoNum, protowire.VarintType):
				*s.echoAck = inner.varint
			}
			return nil
		})
	})
	return s, err
}
