package predict

import (
	"testing"
	"time"

	"gomosh/term"
)

// fuzzKeys are what the fuzzer types, besides what it makes up.
var fuzzKeys = []string{"a", "b", " ", "$", "日", "\u0301", "\r", "\x7f", "\x1b[D", "\x1b[C", "\x1b[A", "\x1b[B", "\x1b[H", "\x1b[F", "\x1b[3~",
	"\x01", "\x05", "\x0b", "\x15", "\x17", "\x19", "\x1bb", "\x1bf", "\x1bd", "\x1b\x7f", "\t", "\x1b", "\x03", "\x04", "i", "o", "j", "O", "x", "w", ":", "\x1b[1;5C", "\x1b[200~x", "\xff", "\xe6\x97"}

// fuzzOutput is what the application writes, besides what it makes up.
var fuzzOutput = []string{"a", "b", "\r\n$ ", "\x1b[?2004h$ ", "\x1b[?2004l\r\n", "\b \b", "\x1b[H", "\x1b[2J", "\x1b[24;1H-- INSERT --\x1b[5;1H", "\x1b[38;5;240mdim\x1b[m\b\b\b",
	"日本", "\x1b[K", "\x1b[A", "\x1b[5C", "│\n│\n│\n", "\x1b[10;80H", "xyz", "$ ab", "\x1b[L", "\x1b[M", "  GNU nano", "\r",
	"\x1b[8;15H2,3    All\x1b[2;3H", "\x1b[8;1H\x1b[K:", "\x1b[7;1H\x1b[7m-UU-:--F1\x1b[m\x1b[2;1H"}

// FuzzEngine types and answers at random. The engine must not panic nor change
// a frame, and when all is answered the display must be the server's screen.
func FuzzEngine(f *testing.F) {
	f.Add([]byte("\x02\x80\x81\x82\x03\x04\x05\xc0\xc1\xff\x00\x01\x02\x03"), uint8(1))
	f.Add([]byte("$ \x80\x06\x81\x06\x82\xc3\x83\x84\x85\xc4\xe0\xff\x01"), uint8(3))
	f.Fuzz(func(t *testing.T, script []byte, options uint8) {
		o := Options{Preference: Preference(options % 4), Overwrite: options&4 != 0}
		e := NewEngine(o)
		em := term.NewEmulator(30, 8)
		now := epoch
		var num, acked, echo uint64
		var frame Frame
		show := func() {
			before := frame.Screen.Clone()
			e.Overlay(now, frame.Screen)
			if !frame.Screen.Equal(before) {
				t.Fatal("the frame was changed")
			}
			e.Deadline()
		}
		send := func() {
			frame = Frame{Screen: em.Snapshot(), EchoAck: echo, Acked: acked, SendInterval: 50 * time.Millisecond}
			e.Frame(now, frame)
			show()
		}
		send()
		for i := 0; i < len(script); i++ {
			b := script[i]
			now = now.Add(7 * time.Millisecond)
			switch n := int(b & 0x3f); b >> 6 {
			case 0:
				num++
				k := string(rune(b))
				if b < byte(len(fuzzKeys)) {
					k = fuzzKeys[b]
				}
				e.Type(now, []byte(k), num)
				show()
			case 1:
				num += uint64(b & 1)
				e.Type(now, []byte(fuzzKeys[n%len(fuzzKeys)]), num)
				show()
			case 2:
				em.Write([]byte(fuzzOutput[n%len(fuzzOutput)]))
				send()
			case 3:
				switch {
				case n < 40:
					acked = min(num, acked+uint64(n%4))
					echo = max(echo, min(acked, echo+uint64(n%3)))
					send()
				case n < 50 && i+1 < len(script):
					i++
					em.Write(script[i : i+1])
					send()
				case n < 60:
					now = now.Add(time.Second)
					show()
				case n < 62:
					e.Reset()
				default:
					em.Resize(20+n%3, 5+n%4)
					send()
				}
			}
		}
		acked, echo = num, num
		send()
		if d := e.Overlay(now, frame.Screen); d != frame.Screen {
			t.Fatal("something is shown over the last answer")
		}
		if len(e.inputs) > 0 {
			t.Fatalf("%d keys are kept after the last answer", len(e.inputs))
		}
	})
}

// FuzzOrder gives the engine frames, acknowledgements, keys, resizes and times
// in any order, also such as no server would send: older numbers after newer
// ones, states acknowledged that were never sent, screens of any size. The
// engine must not panic, nor change a frame.
func FuzzOrder(f *testing.F) {
	f.Add([]byte("\x02\x80\x81\x82\x03\x04\x05\xc0\xc1\xff\x00\x01\x02\x03\xe0\x10\x20\x30\x01\x02"), uint8(1))
	f.Add([]byte("$ \x80\x06\x81\x06\x82\xc3\x83\xd0\x01\x01\x84\x00\xf0\x01\x02\x85\xc4\xe0\xff\x01"), uint8(3))
	f.Fuzz(func(t *testing.T, script []byte, options uint8) {
		if len(script) > 400 {
			t.Skip("nothing new in so many")
		}
		e := NewEngine(Options{Preference: Preference(options % 4), Overwrite: options&4 != 0})
		em := term.NewEmulator(12, 4)
		now := epoch
		old := em.Snapshot()
		sent := uint64(4)
		fr := Frame{Acked: 4, EchoAck: 4, SendInterval: 50 * time.Millisecond}
		next := func() (b byte) {
			if len(script) > 0 {
				b, script = script[0], script[1:]
			}
			return b
		}
		show := func(s *term.Screen) {
			before := s.Clone()
			d := e.Overlay(now, s)
			dc, dr := d.Size()
			if c := d.Cursor; c.Row < 0 || c.Row >= dr || c.Col < 0 || c.Col >= dc {
				t.Fatalf("the cursor is outside of the screen: %+v", c)
			}
			if !s.Equal(before) {
				t.Fatal("the frame was changed")
			}
			e.Deadline()
		}
		for len(script) > 0 {
			b := next()
			n := int(b & 0x3f)
			now = now.Add(time.Duration(int8(b)) * time.Millisecond)
			switch b >> 6 {
			case 0:
				e.Type(now, []byte(fuzzKeys[n%len(fuzzKeys)]), sent+uint64(n%3))
			case 1:
				sent++
				e.Type(now, append([]byte(fuzzKeys[n%len(fuzzKeys)]), next(), next()), sent)
			case 2:
				em.Write([]byte(fuzzOutput[n%len(fuzzOutput)]))
				fr.Screen = em.Snapshot()
				e.Frame(now, fr)
			case 3:
				switch n >> 4 {
				case 0: // any numbers
					fr.EchoAck, fr.Acked, sent = uint64(next()%32), uint64(next()%32), uint64(next()%32)
				case 1: // any size
					em.Resize(1+int(next()%40), 1+int(next()%12))
					fr.Screen = em.Snapshot()
				case 2: // an old screen
					fr.Screen, old = old, em.Snapshot()
				case 3: // the numbers as they should be
					fr.Acked = sent
					fr.EchoAck += (fr.Acked - fr.EchoAck) / 2
				}
				e.Frame(now, fr)
				show(old)
			}
			if fr.Screen != nil {
				show(fr.Screen)
			}
		}
	})
}
