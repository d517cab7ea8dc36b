package proto

import (
	"google.golang.org/protobuf/encoding/protowire"
)

// field is one field of a protobuf message: varint is set for the varint type,
// bytes (a part of the message) for the length-delimited type.
type field struct {
	num    protowire.Number
	typ    protowire.Type
	varint uint64
	bytes  []byte
}

func (f field) is(num protowire.Number, typ protowire.Type) bool {
	return f.num == num && f.typ == typ
}

// eachField calls fn for every field of a message in order and stops at the
// first error. Fields of unknown number or type reach fn too, which skips them.
func eachField(p []byte, fn func(field) error) error {
	for len(p) > 0 {
		num, typ, n := protowire.ConsumeTag(p)
		if n < 0 {
			return errProtobuf
		}
		p = p[n:]
		f := field{num: num, typ: typ}
		switch typ {
		case protowire.VarintType:
			f.varint, n = protowire.ConsumeVarint(p)
		case protowire.BytesType:
			f.bytes, n = protowire.ConsumeBytes(p)
		default:
			n = protowire.ConsumeFieldValue(num, typ, p)
		}
		if n < 0 {
			return errProtobuf
		}
		p = p[n:]
		if err := fn(f); err != nil {
			return err
		}
	}
	return nil
}

func appendVarintField(dst []byte, num protowire.Number, v uint64) []byte {
	dst = protowire.AppendTag(dst, num, protowire.VarintType)
	return protowire.AppendVarint(dst, v)
}

func appendBytesField(dst []byte, num protowire.Number, b []byte) []byte {
	dst = protowire.AppendTag(dst, num, protowire.BytesType)
	return protowire.AppendBytes(dst, b)
}

// sizeOfBytesField returns the encoded size of a bytes field of n bytes.
func sizeOfBytesField(num protowire.Number, n int) int {
	return protowire.SizeTag(num) + protowire.SizeBytes(n)
}
