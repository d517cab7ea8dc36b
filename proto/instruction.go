package proto

import (
	"errors"
	"fmt"

	"google.golang.org/protobuf/encoding/protowire"
)

var (
	errProtobuf = errors.New("not a protobuf message")
	errVersion  = errors.New("wrong protocol version")
)

// instruction is the message both halves exchange: the difference between two
// numbered snapshots of the sender's object, and what it knows of the other's.
type instruction struct {
	old, new  uint64 // reference and result of diff
	ack       uint64 // newest snapshot received of the other object
	throwaway uint64 // snapshots below this one will not be referred to again
	diff      []byte
	chaff     []byte // random padding, hides the length of short diffs
	ext       extension
	id        uint64 // of the transmission that was received
}

// Field numbers of the transport instruction.
const (
	fieldVersion   = 1
	fieldOld       = 2
	fieldNew       = 3
	fieldAck       = 4
	fieldThrowaway = 5
	fieldDiff      = 6
	fieldChaff     = 7
)

// appendInstruction appends the protobuf form: all seven fields in ascending
// order, as stock writes them, and the extension if there is one.
func appendInstruction(dst []byte, in *instruction) []byte {
	dst = appendVarintField(dst, fieldVersion, protocolVersion)
	dst = appendVarintField(dst, fieldOld, in.old)
	dst = appendVarintField(dst, fieldNew, in.new)
	dst = appendVarintField(dst, fieldAck, in.ack)
	dst = appendVarintField(dst, fieldThrowaway, in.throwaway)
	dst = appendBytesField(dst, fieldDiff, in.diff)
	dst = appendBytesField(dst, fieldChaff, in.chaff)
	return appendExtension(dst, &in.ext)
}

// parseInstruction reads the protobuf form. Byte slices are parts of p. A
// message of another protocol version is an error.
func parseInstruction(p []byte) (instruction, error) {
	var in instruction
	var version uint64
	err := eachField(p, func(f field) error {
		switch {
		case f.is(fieldVersion, protowire.VarintType):
			version = f.varint
		case f.is(fieldOld, protowire.VarintType):
			in.old = f.varint
		case f.is(fieldNew, protowire.VarintType):
			in.new = f.varint
		case f.is(fieldAck, protowire.VarintType):
			in.ack = f.varint
		case f.is(fieldThrowaway, protowire.VarintType):
			in.throwaway = f.varint
		case f.is(fieldDiff, protowire.BytesType):
			in.diff = f.bytes
		case f.is(fieldChaff, protowire.BytesType):
			in.chaff = f.bytes
		case f.is(fieldExtension, protowire.BytesType):
			in.ext = parseExtension(f.bytes)
		}
		return nil
	})
	if err != nil {
		return instruction{}, fmt.Errorf("instruction: %w", err)
	}
	if uint32(version) != protocolVersion {
		return instruction{}, fmt.Errorf("%w: %d", errVersion, uint32(version))
	}
	return in, nil
}
