package proto

import (
	"bytes"
	"testing"
	"time"

	"gomosh/term"
)

// seeds adds what the captured and generated datagrams contain at one layer.
func seeds(f *testing.F, pick func(v *datagramVector) []byte) {
	for _, s := range loadSessions(f) {
		for i := range s.Datagrams {
			if p := pick(&s.Datagrams[i]); p != nil {
				f.Add(p)
			}
		}
	}
	for _, v := range loadGenerated(f) {
		if p := pick(&v); p != nil {
			f.Add(p)
		}
	}
}

func FuzzDatagram(f *testing.F) {
	seeds(f, func(v *datagramVector) []byte { return v.Datagram })
	f.Fuzz(func(t *testing.T, p []byte) {
		// Nothing that was not sealed with the key is taken.
		if _, plain, err := newOpener(Key{1}, 0).open(p); err == nil {
			t.Errorf("opened %x as %x", p, plain)
		}
		s := newSealer(testKey, 0)
		d, err := s.seal(p)
		if err != nil {
			t.Fatal(err)
		}
		seq, plain, err := newOpener(testKey, 0).open(d)
		if err != nil || seq != 0 || !bytes.Equal(plain, p) {
			t.Errorf("%x became %x, %v", p, plain, err)
		}
	})
}

func FuzzFragment(f *testing.F) {
	seeds(f, func(v *datagramVector) []byte { return v.Plaintext[timestamps:] })
	f.Fuzz(func(t *testing.T, p []byte) {
		// The input is cut into fragments, each with a byte for its length.
		var r reassembler
		for len(p) > 0 {
			n := min(int(p[0])+fragmentHead, len(p))
			g, err := parseFragment(p[:n])
			p = p[n:]
			if err != nil {
				continue
			}
			if again := appendFragment(nil, g); len(again) != n {
				t.Fatalf("%d bytes again from %d", len(again), n)
			}
			if payload, err := r.add(g); err == nil && payload != nil {
				decompress(payload)
			}
			if len(r.open) > assemblies || r.size > maxAssembling {
				t.Fatalf("%d assemblies, %d bytes", len(r.open), r.size)
			}
		}
	})
}

func FuzzCompress(f *testing.F) {
	seeds(f, func(v *datagramVector) []byte { return v.InstructionHex })
	seeds(f, func(v *datagramVector) []byte { return v.Fragment.Body })
	f.Fuzz(func(t *testing.T, p []byte) {
		if got, err := decompress(compress(p)); err != nil || !bytes.Equal(got, p) {
			t.Errorf("%x became %x, %v", p, got, err)
		}
		if got, err := decompress(p); err == nil && len(got) > maxInflated {
			t.Errorf("inflated to %d bytes", len(got))
		}
	})
}

func FuzzInstruction(f *testing.F) {
	seeds(f, func(v *datagramVector) []byte { return v.InstructionHex })
	f.Fuzz(func(t *testing.T, p []byte) {
		in, err := parseInstruction(p)
		if err != nil {
			return
		}
		once := appendInstruction(nil, &in)
		again, err := parseInstruction(once)
		if err != nil || !bytes.Equal(appendInstruction(nil, &again), once) {
			t.Errorf("%+v became %+v, %v", in, again, err)
		}
	})
}

func diffOf(v *datagramVector) []byte {
	if v.Instruction == nil {
		return nil
	}
	return v.Instruction.Diff
}

func FuzzUserMessage(f *testing.F) {
	seeds(f, diffOf)
	f.Fuzz(func(t *testing.T, p []byte) {
		events, err := parseUserMessage(p)
		if err != nil {
			return
		}
		var once []byte
		for _, e := range events {
			once = appendEvent(once, e)
		}
		again, err := parseUserMessage(once)
		if err != nil || eventText(again) != eventText(events) {
			t.Errorf("%v became %v, %v", events, again, err)
		}
		for skip := range uint64(10) {
			undelivered(events, skip)
		}
	})
}

func FuzzHostMessage(f *testing.F) {
	seeds(f, diffOf)
	scratch := term.NewEmulator(1, 1)
	ref := display{screen: screenOf(40, 10, "some \x1b[1mtext\r\n中文")}
	f.Fuzz(func(t *testing.T, p []byte) {
		to, err := applyHostMessage(scratch, ref, p)
		if err != nil {
			return
		}
		if cols, rows := to.screen.Size(); !sizeAllowed(cols, rows) || cols*rows > 100_000 {
			return // comparing very large screens takes too long here
		}
		// Whatever the peer made us show, we could have sent too.
		var d displays
		got, err := applyHostMessage(scratch, ref, d.appendDiff(nil, ref, to))
		if err != nil {
			t.Fatal(err)
		}
		// How often the bell rang and something was copied does not travel, only
		// that it did.
		if was := ref.screen; (got.screen.Bells != was.Bells) == (to.screen.Bells != was.Bells) &&
			(got.screen.Copies != was.Copies) == (to.screen.Copies != was.Copies) {
			got.screen = got.screen.Clone()
			got.screen.Bells, got.screen.Copies = to.screen.Bells, to.screen.Copies
		}
		if !d.equal(got, to) && len(d.appendDiff(nil, got, to)) > 0 {
			t.Errorf("%q leads to\n%s\nour diff to\n%s", p, text(to.screen), text(got.screen))
		}
	})
}

// hostile gives an endpoint authentic datagrams with arbitrary content: the
// input is cut into pieces, each of which is sent at one of several layers.
func hostile(p []byte, direction uint64, give func(now time.Time, datagram []byte)) {
	s := newSealer(testKey, direction)
	now := time.Unix(1000, 0)
	var id uint64
	for len(p) > 2 {
		kind, n := p[0], min(int(p[1]), len(p)-2)
		piece := p[2 : 2+n]
		p = p[2+n:]
		stamps := []byte{kind, 1, kind, 2}
		id++
		switch kind % 5 {
		case 0: // a plaintext
			stamps = piece
		case 1: // a fragment
			stamps = append(stamps, piece...)
		case 2: // a compressed stream
			stamps = appendFragment(stamps, fragment{id, 0, true, piece})
		case 3: // an instruction
			stamps = appendFragment(stamps, fragment{id, 0, true, compress(piece)})
		case 4: // a diff
			var b [4]byte
			copy(b[:], piece)
			in := &instruction{old: uint64(b[0] % 8), new: uint64(b[1] % 8), ack: uint64(b[2] % 8), throwaway: uint64(b[3] % 8), diff: piece[min(4, n):]}
			if b[1] == 255 {
				in.new = shutdownNum
			}
			stamps = appendFragment(stamps, fragment{id, 0, true, compress(appendInstruction(nil, in))})
		}
		d, err := s.seal(stamps)
		if err != nil {
			panic(err)
		}
		now = now.Add(time.Duration(kind) * 10 * time.Millisecond)
		give(now, d)
	}
}

// pieces packs what a vector contains for hostile.
func pieces(v *datagramVector) []byte {
	var out []byte
	for kind, p := range [][]byte{v.Plaintext, v.Plaintext[timestamps:], v.Fragment.Body, v.InstructionHex, append([]byte{0, 1, 0, 0}, diffOf(v)...)} {
		if len(p) > 0 && len(p) < 256 {
			out = append(append(out, byte(kind), byte(len(p))), p...)
		}
	}
	return out
}

func FuzzServerReceive(f *testing.F) {
	seeds(f, pieces)
	f.Fuzz(func(t *testing.T, p []byte) {
		s, now := newTestServer()
		em := term.NewEmulator(80, 24)
		var delivered uint64
		hostile(p, 0, func(at time.Time, d []byte) {
			now = at
			events, _ := s.Receive(at, d, testClientAddr, false)
			for _, e := range events {
				delivered += e.length()
				if e.Keys == nil && e.Report == nil && !sizeAllowed(e.Cols, e.Rows) {
					t.Errorf("delivered a size of %dx%d", e.Cols, e.Rows)
				}
				em.Write(e.Keys)
			}
			s.SetScreen(em.Snapshot())
			_, out := s.Poll(at)
			checkSent(t, out)
			if at, ok := s.Deadline(); ok && !at.After(now) {
				t.Errorf("wants to be woken at %v, it is %v", at, now)
			}
		})
		if delivered > s.delivered {
			t.Errorf("delivered %d events of %d", delivered, s.delivered)
		}
	})
}

func FuzzClientReceive(f *testing.F) {
	seeds(f, pieces)
	f.Fuzz(func(t *testing.T, p []byte) {
		now := time.Unix(1000, 0)
		c := NewClient(testKey, IPv4, 80, 24, now)
		hostile(p, directionBit, func(at time.Time, d []byte) {
			now = at
			c.Receive(at, d, false)
			c.Type([]byte("x"))
			checkSent(t, c.Poll(at))
			if at, ok := c.Deadline(); ok && !at.After(now) {
				t.Errorf("wants to be woken at %v, it is %v", at, now)
			}
			if _, s, _ := c.Frame(); s == nil {
				t.Error("no screen")
			}
		})
	})
}

// checkSent checks that no datagram is one that breaks a stock peer.
func checkSent(t *testing.T, datagrams [][]byte) {
	for _, d := range datagrams {
		if len(d) < nonceOnWire+tagSize+14 || len(d) > maxPayloadIPv4 {
			t.Errorf("a datagram of %d bytes", len(d))
		}
	}
}
