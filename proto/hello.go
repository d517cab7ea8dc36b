package proto

import (
	"bytes"
	"encoding/binary"
	"net/netip"
	"time"

	"google.golang.org/protobuf/encoding/protowire"
)

// Capability is a set of things that two gomosh peers can do for each other and
// a stock peer cannot. One is on when both sides offer it.
type Capability uint64

// The capabilities.
const (
	// CapReports: the client may send reports, extension 1001 of a user message.
	CapReports Capability = 1 << iota
	// CapClusters: host bytes may measure text by grapheme clusters.
	CapClusters
	// CapIdle: keepalives are stretched, and asked for by the client alone.
	CapIdle
	// CapAddresses: the server names the addresses at which it can be reached.
	CapAddresses
)

// offered is what this version can do.
const offered = CapReports | CapClusters | CapIdle | CapAddresses

// The hello is a field of the instruction that stock peers skip, as they skip
// every unknown field. Numbers of its own fields.
const (
	fieldExtension = 1000 // of the instruction

	fieldMagic    = 1 // bytes: magic
	fieldRevision = 2 // varint: extensionVersion or later
	fieldCaps     = 3 // varint: what is offered
	fieldAddress  = 4 // bytes, repeated: an address of the server and its port
	fieldMaxIdle  = 5 // varint: seconds the server allows between signs of life
	fieldPing     = 6 // varint, from 1: answer at once
	fieldSeen     = 7 // bytes: where the ping came from, as the server sees it
	fieldArrived  = 8 // varint: bytes of the UDP payload that the ping was in, if many
	fieldPong     = 9 // varint: the newest ping that this answers
)

const (
	magic            = "gomosh"
	extensionVersion = 1
	maxAddresses     = 16 // of a server
)

// extension is the content of that field.
type extension struct {
	hello     bool // the next three are there
	caps      Capability
	addresses []netip.AddrPort
	maxIdle   time.Duration // whole seconds; zero: not said

	ping    uint64         // zero: it is none
	pong    uint64         // zero: it is none
	seen    netip.AddrPort // invalid: not said
	arrived int            // zero: not said
}

func (x *extension) empty() bool {
	return !x.hello && x.ping == 0 && x.pong == 0 && !x.seen.IsValid() && x.arrived == 0
}

// appendExtension appends the field, nothing for an empty extension.
func appendExtension(dst []byte, x *extension) []byte {
	if x.empty() {
		return dst
	}
	var body []byte
	if x.hello {
		body = appendBytesField(body, fieldMagic, []byte(magic))
		body = appendVarintField(body, fieldRevision, extensionVersion)
		body = appendVarintField(body, fieldCaps, uint64(x.caps))
		for _, a := range x.addresses {
			body = appendBytesField(body, fieldAddress, appendAddress(nil, a))
		}
		if x.maxIdle > 0 {
			body = appendVarintField(body, fieldMaxIdle, uint64(x.maxIdle/time.Second))
		}
	}
	if x.ping > 0 {
		body = appendVarintField(body, fieldPing, x.ping)
	}
	if x.seen.IsValid() {
		body = appendBytesField(body, fieldSeen, appendAddress(nil, x.seen))
	}
	if x.arrived > 0 {
		body = appendVarintField(body, fieldArrived, uint64(x.arrived))
	}
	if x.pong > 0 {
		body = appendVarintField(body, fieldPong, x.pong)
	}
	return appendBytesField(dst, fieldExtension, body)
}

// parseExtension reads the content of the field. Unknown fields are skipped. A
// content without the magic bytes is no hello; one that is malformed is nothing
// at all, as the field may be used by others.
func parseExtension(p []byte) extension {
	var x extension
	var version uint64
	found := false
	err := eachField(p, func(f field) error {
		switch {
		case f.is(fieldMagic, protowire.BytesType):
			found = bytes.Equal(f.bytes, []byte(magic))
		case f.is(fieldRevision, protowire.VarintType):
			version = f.varint
		case f.is(fieldCaps, protowire.VarintType):
			x.caps = Capability(f.varint)
		case f.is(fieldAddress, protowire.BytesType):
			if a := parseAddress(f.bytes); a.IsValid() && len(x.addresses) < maxAddresses {
				x.addresses = append(x.addresses, a)
			}
		case f.is(fieldMaxIdle, protowire.VarintType):
			x.maxIdle = time.Duration(min(f.varint, 1<<20)) * time.Second
		case f.is(fieldPing, protowire.VarintType):
			x.ping = f.varint
		case f.is(fieldPong, protowire.VarintType):
			x.pong = f.varint
		case f.is(fieldSeen, protowire.BytesType):
			x.seen = parseAddress(f.bytes)
		case f.is(fieldArrived, protowire.VarintType):
			x.arrived = int(min(f.varint, maxDatagram))
		}
		return nil
	})
	if err != nil {
		return extension{}
	}
	x.hello = found && version >= extensionVersion
	return x
}

// appendAddress appends an address, 4 or 16 bytes, and the port, 2 bytes.
func appendAddress(dst []byte, a netip.AddrPort) []byte {
	dst = append(dst, a.Addr().Unmap().AsSlice()...)
	return binary.BigEndian.AppendUint16(dst, a.Port())
}

// parseAddress reads that form; what is none is the invalid address.
func parseAddress(p []byte) netip.AddrPort {
	if len(p) < 2 {
		return netip.AddrPort{}
	}
	addr, ok := netip.AddrFromSlice(p[:len(p)-2])
	if !ok {
		return netip.AddrPort{}
	}
	return netip.AddrPortFrom(addr.Unmap(), binary.BigEndian.Uint16(p[len(p)-2:]))
}

// verdict is what a side knows of its peer.
type verdict int

const (
	undecided verdict = iota // to be treated like a stock peer
	stock
	extended // a gomosh
)

// greeting tells the peer who we are and finds out who the peer is. It adds the
// hello to instructions: a client to all from the first one on, a server once it
// has seen the client's. It stops when the peer's hello and an acknowledgement
// of a snapshot that never travelled without ours have come, so that the loss of
// any packet, and any order of them, does no harm. It is inside what is encrypted
// and authenticated, so nobody on the way can take it out.
type greeting struct {
	client bool
	mine   extension // what is offered
	peer   verdict
	theirs extension // the newest hello
	id     uint64    // of the instruction that brought it
	bare   uint64    // the newest snapshot that travelled without the hello as it is now
	done   bool      // the peer has it
}

func newGreeting(client bool) greeting {
	return greeting{client: client, mine: extension{hello: true, caps: offered}}
}

// common returns the capabilities that are on.
func (g *greeting) common() Capability {
	if g.peer != extended {
		return 0
	}
	return g.mine.caps & g.theirs.caps
}

// sends reports whether the next instruction carries the hello.
func (g *greeting) sends() bool {
	return !g.done && (g.client && g.peer == undecided || g.peer == extended)
}

// changed notes that what is offered is not what the peer was told.
func (g *greeting) changed(newest uint64) {
	g.bare, g.done = newest, false
}

// sent notes that the snapshot num travels without the hello.
func (g *greeting) sent(num uint64) { g.bare = max(g.bare, num) }

// read takes the extension of an instruction, complete and of the right
// version, whatever else it is good for. newest is the newest snapshot sent.
func (g *greeting) read(in *instruction, newest uint64) {
	switch {
	case in.ext.hello:
		if g.peer == undecided {
			g.peer = extended
		}
		// Ids grow with every instruction a gomosh sends: an old one that
		// comes late takes nothing back.
		if g.peer == extended && in.id >= g.id {
			g.theirs, g.id = in.ext, in.id
		}
	case g.peer != undecided:
	case !g.client:
		g.peer = stock // or its first instruction had a hello
	case in.ack >= 1 && in.ack <= newest:
		g.peer = stock // it saw our hello and did not return it
	}
}

// acknowledged takes the number of the newest snapshot the peer is known to have.
func (g *greeting) acknowledged(known uint64) {
	if g.peer == extended && known > g.bare {
		g.done = true
	}
}
