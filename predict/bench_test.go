package predict

import (
	"strings"
	"testing"
	"time"

	"gomosh/term"
)

// benchEngine returns an engine at a proven prompt of a full 80 by 24 screen.
func benchEngine(b *testing.B, start string) (*Engine, Frame, *term.Emulator) {
	em := term.NewEmulator(80, 24)
	em.Write([]byte(strings.Repeat("some text that fills the screen from left to right, line after line\r\n", 30) + "\x1b[?2004hme@host:~$ "))
	e := NewEngine(Options{Preference: Always})
	f := Frame{Screen: em.Snapshot(), SendInterval: 100 * time.Millisecond}
	e.Frame(epoch, f)
	for i, c := range start {
		e.Type(epoch, []byte(string(c)), uint64(i+1))
		em.Write([]byte(string(c)))
		f.Screen, f.Acked, f.EchoAck = em.Snapshot(), uint64(i+1), uint64(i+1)
		e.Frame(epoch, f)
	}
	return e, f, em
}

func BenchmarkType(b *testing.B) {
	for _, bb := range []struct{ name, start, move string }{
		{"end", "echo hello", ""},
		{"middle", "a line of forty characters, not too long", "\x01"},
		{"long", strings.Repeat("long line ", 20), "\x01"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			e, f, _ := benchEngine(b, bb.start)
			num := f.Acked
			for b.Loop() {
				if len(e.inputs) > 10 { // start again; cheap
					e.inputs, e.at = e.inputs[:0], 0
					e.replay()
					if bb.move != "" {
						e.Type(epoch, []byte(bb.move), num)
					}
				}
				num++
				e.Type(epoch, []byte("x"), num)
				if e.Overlay(epoch, f.Screen) == f.Screen {
					b.Fatal("nothing is shown")
				}
			}
		})
	}
}

// BenchmarkFrame is a frame that answers one of ten keys under way.
func BenchmarkFrame(b *testing.B) {
	e, f, em := benchEngine(b, "echo hello")
	num := f.Acked
	for range 10 {
		num++
		e.Type(epoch, []byte("x"), num)
	}
	b.ReportAllocs()
	col := 0
	for b.Loop() {
		if col++; col > 50 { // a new line
			col = 0
			em.Write([]byte("\r\x1b[Kme@host:~$ "))
			f.Screen, f.Acked, f.EchoAck = em.Snapshot(), num, num
			e.Frame(epoch, f)
			for range 10 {
				num++
				e.Type(epoch, []byte("x"), num)
			}
		}
		num++
		e.Type(epoch, []byte("x"), num)
		em.Write([]byte("x"))
		f.Acked++
		f.EchoAck = f.Acked - 1
		f.Screen = em.Snapshot()
		e.Frame(epoch, f)
		if e.Overlay(epoch, f.Screen) == f.Screen {
			b.Fatal("nothing is shown")
		}
	}
}

// BenchmarkEnter is Enter on the bottom row, which moves the screen.
func BenchmarkEnter(b *testing.B) {
	e, f, _ := benchEngine(b, "echo hello")
	for b.Loop() {
		e.Type(epoch, []byte("\r"), f.Acked+1)
		if e.Overlay(epoch, f.Screen) == f.Screen {
			b.Fatal("nothing is shown")
		}
		e.inputs, e.at = e.inputs[:0], 0
		e.replay()
	}
}
