package proto

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"gomosh/internal/simnet"
)

// Everything that aborts or breaks a stock peer is dropped here with an error,
// and the session goes on as if it had never come.
func TestHostileDatagrams(t *testing.T) {
	good := func(old, new uint64, diff []byte) []byte {
		return appendInstruction(nil, &instruction{old: old, new: new, diff: diff})
	}
	whole := func(id uint64, body []byte) []byte { return appendFragment(nil, fragment{id, 0, true, body}) }
	message := func(p []byte) []byte { return whole(500, compress(p)) }
	huge := deflate(t, appendBytesField(nil, fieldChaff, make([]byte, maxInflated)), 9)

	// Plaintexts after the timestamps, given in order; the last has the error.
	for name, v := range map[string]struct {
		want   error
		pieces [][]byte
	}{
		"empty":                   {errFragment, [][]byte{nil}},
		"nine bytes":              {errFragment, [][]byte{make([]byte, 9)}},
		"no body":                 {errCompression, [][]byte{whole(1, nil)}},
		"other content, same id":  {errFragmentConflict, [][]byte{appendFragment(nil, fragment{7, 0, false, []byte("a")}), appendFragment(nil, fragment{7, 0, false, []byte("b")})}},
		"other final bit":         {errFragmentConflict, [][]byte{appendFragment(nil, fragment{8, 1, false, []byte("a")}), appendFragment(nil, fragment{8, 1, true, []byte("a")})}},
		"not zlib":                {errCompression, [][]byte{whole(1, []byte("not zlib"))}},
		"inflates to too much":    {errTooLarge, [][]byte{whole(1, huge)}},
		"instruction no protobuf": {errProtobuf, [][]byte{message([]byte{0xff, 0xff})}},
		"no version":              {errVersion, [][]byte{message(nil)}},
		"version 3":               {errVersion, [][]byte{message(append(good(0, 9, nil), 0x08, 3))}},
		"diff no protobuf":        {errProtobuf, [][]byte{message(good(0, 9, []byte{0xff, 0xff}))}},
		"throws away all":         {errThrowaway, [][]byte{message(appendInstruction(nil, &instruction{old: 0, new: 9, throwaway: 1 << 60}))}},
		"throws away the old":     {errThrowaway, [][]byte{message(appendInstruction(nil, &instruction{old: 0, new: 9, throwaway: 1}))}},
		"number goes back":        {errNumber, [][]byte{message(good(3, 2, nil))}},
	} {
		for _, direction := range []uint64{0, directionBit} {
			now := time.Unix(1000, 0)
			sealer := newSealer(testKey, direction)
			s := NewServer(testKey, IPv4, 80, 24, now)
			c := NewClient(testKey, IPv4, 80, 24, now)
			give := func(plain []byte) error {
				d, err := sealer.seal(append([]byte{0, 1, 0xff, 0xff}, plain...))
				if err != nil {
					t.Fatal(err)
				}
				if direction == 0 {
					_, err = s.Receive(now, d, testClientAddr, false)
				} else {
					err = c.Receive(now, d, false)
				}
				return err
			}
			newest := func() uint64 {
				if direction == 0 {
					return s.in.newest().num
				}
				return c.in.newest().num
			}
			if err := give(message(good(0, 3, nil))); err != nil {
				t.Fatal(err)
			}
			var err error
			for _, p := range v.pieces {
				err = give(p)
			}
			if !errors.Is(err, v.want) || newest() != 3 {
				t.Errorf("%s: %v, newest %d", name, err, newest())
			}
			if err := give(message(good(3, 4, nil))); err != nil || newest() != 4 {
				t.Errorf("after %s: %v, newest %d", name, err, newest())
			}
		}
	}

	// Plaintexts without timestamps, and datagrams without a plaintext.
	s, now := newTestServer()
	h := newHandClient()
	for n := range timestamps {
		if _, err := s.Receive(now, h.plain(make([]byte, n)), testClientAddr, false); !errors.Is(err, errShortDatagram) {
			t.Errorf("plaintext of %d bytes: %v", n, err)
		}
	}
	if _, err := s.Receive(now, make([]byte, 65_000), testClientAddr, false); !errors.Is(err, errForged) {
		t.Errorf("a very long datagram: %v", err)
	}
	reflected, _ := newSealer(testKey, directionBit).seal(make([]byte, 30))
	if _, err := s.Receive(now, reflected, testClientAddr, false); !errors.Is(err, errDirection) {
		t.Errorf("a reflected datagram: %v", err)
	}
	if _, ok := s.Peer(); ok {
		t.Error("one of these made a peer")
	}
}

// Somebody on the path who repeats, reflects, delays and alters everything can
// neither stall a session nor move it for longer than until the next datagram.
func TestAttackerOnPath(t *testing.T) {
	s := newSession(t, 1, 80, 24, simnet.Link{Delay: 30 * time.Millisecond})
	inner := s.net.Tap
	r := s.net.Rand()
	s.net.Tap = func(from *simnet.Host, p simnet.Packet) []byte {
		inner(from, p)
		other, back := testServerAddr, testClientAddr
		if from == s.sh {
			other, back = back, other
		}
		altered := bytes.Clone(p.Payload)
		altered[r.IntN(len(altered))] ^= 1 << r.IntN(8)
		for _, copyOf := range [][]byte{p.Payload, altered} {
			for range 3 {
				s.net.Inject(testAttackerAddr, simnet.Packet{To: other, Payload: copyOf}, time.Duration(31+r.IntN(5000))*time.Millisecond)
				s.net.Inject(testAttackerAddr, simnet.Packet{To: back, Payload: copyOf}, time.Duration(r.IntN(100))*time.Millisecond)
			}
		}
		return p.Payload
	}
	for range 100 {
		s.typeKeys("k")
		if d := s.settle(time.Second); d > 62*time.Millisecond {
			t.Errorf("echo after %v", d)
		}
		if p, _ := s.server.Peer(); p != testClientAddr {
			t.Errorf("the session moved to %v", p)
		}
		s.net.Run(300 * time.Millisecond)
	}
	if s.client.errs == 0 || s.server.errs == 0 {
		t.Error("nothing was rejected")
	}
	if s.client.rtt.srtt > 75 {
		t.Errorf("round trip estimated at %v ms", s.client.rtt.srtt)
	}
}
