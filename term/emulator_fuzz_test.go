package term

import (
	"math/rand/v2"
	"testing"
)

// seeds are inputs that reach every part of the parser and the emulator.
var seeds = []string{
	"plain\r\ntext\ttab\bback\x07",
	"\x1b[1;31mred\x1b[0m \x1b[38;2;1;2;3;48;5;200mx\x1b[4:3;58:2::9:8:7my\x1b[58;5;3mz",
	"日本語\x1b[2D字\x1b[1@漢\x1b[P e\u0301\u0302\u0303 \u0301",
	"\x1b[2;4r\x1b[?6h\x1b[5;5Hx\n\n\n\x1bM\x1bM\x1bM\x1b[?6l\x1b[r",
	"\x1b[?69h\x1b[3;7s\x1b[2;4r\x1b[2;3Habcdefghij\n\n\x1b[L\x1b[M\x1b[2@\x1b[2P\x1b[2'}\x1b['~\x1b6\x1b9",
	"\x1b[?1049h\x1b[2Jalt\x1b7\x1b[?1049l\x1b8\x1b[?47hx\x1b[?47l\x1b[?1047h\x1b[?1047l",
	"\x1b[1\"qprot\x1b[0\"q\x1b[?2J\x1b[1;1;2;3${\x1bV iso\x1bW\x1b[2J",
	"\x1b#8\x1b[1;1;3;3;1;2;2;1$v\x1b[65;2;2;3;3$x\x1b[1;1;2;2$z\x1b[1;1;2;2;1;7$r\x1b[2*x\x1b[1;1;2;2;4$t",
	"\x1b]0;title\x07\x1b]2;win\x1b\\\x1b]52;c;aGk=\x07\x1b]8;id=a;http://x\x1b\\link\x1b]8;;\x07",
	"\x1b]4;1;?\x07\x1b]10;#123\x07\x1b]10;?\x1b\\\x1b]104\x07\x1b]110\x07",
	"\x1bP$qm\x1b\\\x1bP+q544e;zz\x1b\\\x1b_apc\x1b\\\x1b^pm\x9c\x1bXsos\x1b\\\x1bktitle\x1b\\",
	"\x1b[c\x1b[>c\x1b[=c\x1b[5n\x1b[6n\x1b[?6n\x1b[?15n\x1b[?25$p\x1b[4$p\x1b[>q\x1b[18t\x1b[22;0t\x1b[23;0t\x1b[1;1;1;1;2;2*y",
	"\x1b(0lqk\x1b(B\x0eA\x0f\x1bN\x1bOx\x1b)0\x0eq\x0f\x1bnq\x1boq",
	"\x1b[4hinsert 字\x1b[4l\x1b[20h\n\x1b[20l\x1b[?7l0123456789012345\x1b[?7h",
	"\x1b[>1u\x1b[>3u\x1b[=5;2u\x1b[<u\x1b[?u\x1b[2 q\x1b[5 q\x1b[!p\x1bc",
	"\x1b[?45h\x1b\x1b[H\b\b\b\x1b[99999D\x1b[5b\x1b[99999b",
	"\xc3\x28\xe2\x82\xff\xf0\x9f\x98\xed\xa0\x80\xf4\x90\x80\x80\xc2\x9b1m\u009d0;x\u009c",
	"\x1b[g\x1b[3g\x1bH\t\x1b[2I\x1b[2Z\x1b[3S\x1b[3T\x1b[2 @\x1b[2 A\x1b[3J\x1b[1K\x1b[2K\x1b[J\x1b[1J\x1b[3X",
	"\x1b[?1000;7;25;69s\x1b[?1000;7;25;69r",
	"\x1b[?2027h👩\u200d💻👍🏽🇩🇪🇫❤\ufe0f1\ufe0f\u20e3⌚\ufe0e\u0600a\u0600\u0601bक्षि한\u1100\u1161\u11a8\x1b[4he\u0301☺\ufe0f\x1b[?2027l",
	"\x1b[?8840h─±α日\x1b[?8840l\x1b[?2031;2048h\x1b[>4;2m\x1b[?4m\x1b[#{\x1b[1m\x1b[#}\x1b[#P\x1b[#Q\x1b[#R\x1b[1;1;2;2#|",
	"\x1b[1$w\x1b[2$w\x1bP1$t3;4;1;C;A;H;0;2;@;0BBB\x1b\\\x1bP2$t3/7\x1b\\\x1b G\x1b[6n\x1b F\x1b[62;0\"p\x1b[?41h\x1b[?1046l",
	"\x1b]7;file:///tmp\a\x1b]9;hi\a\x1b]9;4;1;5\a\x1b]777;notify;a;b\a\x1b]99;i=1;x\x1b\\\x1b]133;A\a\x1b]22;text\a\x1b]4;1;#123\a\x1b]52;p;eA==\a",
	"\x1b[?1000;1002;1006;2004;1004;1007;5h\x1b[?1000l\x1b[?1005l\x1b[?25l\x1b[?2026h",
}

// FuzzWrite plays arbitrary bytes on screens of several sizes, in one piece and
// without the fast paths, and looks that nothing is out of bounds, that both
// agree, that snapshots are left alone, and that a screen equals its own copy.
func FuzzWrite(f *testing.F) {
	for i, s := range seeds {
		f.Add([]byte(s), uint8(10+i), uint8(5), uint8(i))
		f.Add([]byte(s+s), uint8(0), uint8(0), uint8(9))
	}
	f.Fuzz(func(t *testing.T, p []byte, cols, rows, split uint8) {
		e := NewEmulator(int(cols%40), int(rows%12))
		slow := NewEmulator(int(cols%40), int(rows%12))
		cut := min(int(split), len(p))
		e.Write(p[:cut])
		checkInvariants(t, e)
		snapshot := e.Snapshot()
		before := screenText(snapshot)
		e.Write(p[cut:])
		writeSlowly(slow, p)
		checkInvariants(t, e)
		if screenText(snapshot) != before {
			t.Fatal("writing changed a snapshot")
		}
		now := e.Snapshot()
		if !now.Equal(slow.Snapshot()) {
			t.Fatalf("the fast path shows\n%q, the slow one\n%q", screenText(now), screenText(slow.Snapshot()))
		}
		sameHidden(t, e, slow)

		e.Resize(int(rows%40), int(split%12))
		checkInvariants(t, e)
		e.Write(p)
		checkInvariants(t, e)
		if !now.Equal(slow.Snapshot()) {
			t.Fatal("writing and resizing changed a snapshot")
		}
		loaded := NewEmulator(3, 3)
		loaded.Load(now)
		checkInvariants(t, loaded)
		if !loaded.Snapshot().Equal(now) {
			t.Fatal("a loaded screen is not the one that was loaded")
		}
	})
}

// soup returns n random pieces of the seeds and of random bytes: valid enough
// to reach deep, wrong enough to be surprising.
func soup(rng *rand.Rand, n int) []byte {
	var p []byte
	for range n {
		s := seeds[rng.IntN(len(seeds))]
		from := rng.IntN(len(s))
		p = append(p, s[from:from+1+rng.IntN(len(s)-from)]...)
		if rng.IntN(8) == 0 {
			p = append(p, byte(rng.Uint32()))
		}
		if rng.IntN(4) == 0 {
			p = append(p, "\x1b["+string(rune('0'+rng.IntN(10)))+";"+string(rune('0'+rng.IntN(10)))+"H"...)
		}
	}
	return p
}

// TestFastPathEquivalence plays random mixtures with and without the fast
// paths, in pieces of random lengths.
func TestFastPathEquivalence(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	sessions := 300
	if testing.Short() {
		sessions = 60
	}
	for range sessions {
		cols, rows := 1+rng.IntN(30), 1+rng.IntN(10)
		fast, slow := NewEmulator(cols, rows), NewEmulator(cols, rows)
		for range 20 {
			p := soup(rng, 5)
			writeSlowly(slow, p)
			for len(p) > 0 {
				n := 1 + rng.IntN(len(p))
				fast.Write(p[:n])
				p = p[n:]
			}
			checkInvariants(t, fast)
			if !fast.Snapshot().Equal(slow.Snapshot()) {
				t.Fatalf("shows\n%q, want\n%q", screenText(&fast.s), screenText(&slow.s))
			}
			sameHidden(t, fast, slow)
		}
	}
	for _, s := range streams {
		fast, slow := NewEmulator(200, 50), NewEmulator(200, 50)
		data := s.data()
		fast.Write(data)
		writeSlowly(slow, data)
		if !fast.Snapshot().Equal(slow.Snapshot()) {
			t.Fatalf("%s: the fast path differs", s.name)
		}
	}
}
