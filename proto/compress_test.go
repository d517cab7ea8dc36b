package proto

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
)

// deflate is the reference: the standard library's compressor at any level.
func deflate(t testing.TB, p []byte, level int) []byte {
	var b bytes.Buffer
	w, err := zlib.NewWriterLevel(&b, level)
	if err != nil {
		t.Fatal(err)
	}
	w.Write(p)
	w.Close()
	return b.Bytes()
}

func TestCompressRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range breadth(3000, 250) {
		p := make([]byte, rng.IntN(2*tinyMax))
		if i%10 == 0 {
			p = make([]byte, rng.IntN(100_000))
		}
		alphabet := 1 + rng.IntN(256)
		for j := range p {
			p[j] = byte(rng.IntN(alphabet))
		}
		if rng.IntN(3) == 0 && len(p) > 10 { // long matches
			copy(p[len(p)/2:], p)
		}
		z := compress(p)
		got, err := decompress(z)
		if err != nil || !bytes.Equal(got, p) {
			t.Fatalf("%d bytes %x: %v, %x", len(p), p, err, got)
		}
		// The standard reader agrees, also on where the stream ends.
		src := bytes.NewReader(z)
		zr, err := zlib.NewReader(src)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(zr); err != nil || !bytes.Equal(got, p) || src.Len() != 0 {
			t.Fatalf("%x: %v, %d bytes left", p, err, src.Len())
		}
		if z[0] != 0x78 || z[1] != 0x9c {
			t.Fatalf("header %x", z[:2])
		}
	}
	for n := range maxMatch + 10 { // every match length
		p := bytes.Repeat([]byte("a"), n)
		if n <= tinyMax {
			if got, err := decompress(tinyCompress(p)); err != nil || !bytes.Equal(got, p) {
				t.Fatalf("%d times a: %v", n, err)
			}
		}
	}
}

// What small instructions cost must not be more than with the general way.
func TestTinyIsNotLarger(t *testing.T) {
	for i, s := range []string{
		"", "a", strings.Repeat("ab", 100), "\x08\x02\x10\x01\x18\x02 \x02(\x012\x00:\x00",
		"\x08\x02\x10\x0c\x18\x0e \x0c(\x0c2\x09\x0a\x07\x12\x05\"\x03abc:\x05hello",
	} {
		tiny, general := tinyCompress([]byte(s)), deflate(t, []byte(s), 6)
		if len(tiny) > len(general) {
			t.Errorf("%d: %d bytes, the general way %d", i, len(tiny), len(general))
		}
	}
}

func TestDecompressRejects(t *testing.T) {
	good := deflate(t, []byte("hello, hello, hello"), 6)
	var raw, gz bytes.Buffer
	fw, _ := flate.NewWriter(&raw, 6)
	fw.Write([]byte("hello"))
	fw.Close()
	gw := gzip.NewWriter(&gz)
	gw.Write([]byte("hello"))
	gw.Close()
	for name, p := range map[string][]byte{
		"empty": {}, "one byte": {0x78}, "raw deflate": raw.Bytes(), "gzip": gz.Bytes(),
		"no checksum": good[:len(good)-4], "cut": good[:len(good)-1],
		"wrong checksum": append(append([]byte{}, good[:len(good)-1]...), good[len(good)-1]^1),
		"dictionary":     {0x78, 0xbb, 1, 2, 3, 4, 3, 0, 0, 0, 0, 1},
	} {
		if _, err := decompress(p); !errors.Is(err, errCompression) {
			t.Errorf("%s: %v", name, err)
		}
		// A reader that failed serves the next stream.
		if got, err := decompress(good); err != nil || string(got) != "hello, hello, hello" {
			t.Fatalf("after %s: %q, %v", name, got, err)
		}
	}
	for _, level := range []int{0, 1, 9} {
		if got, err := decompress(append(deflate(t, []byte("hello"), level), "rest"...)); err != nil || string(got) != "hello" {
			t.Errorf("level %d: %q, %v", level, got, err)
		}
	}
}

func TestDecompressLimit(t *testing.T) {
	if got, err := decompress(deflate(t, make([]byte, maxInflated), 6)); err != nil || len(got) != maxInflated {
		t.Errorf("at the limit: %d bytes, %v", len(got), err)
	}
	if _, err := decompress(deflate(t, make([]byte, maxInflated+1), 6)); !errors.Is(err, errTooLarge) {
		t.Errorf("over the limit: %v", err)
	}
}

func BenchmarkCompressKeystroke(b *testing.B) {
	in := &instruction{old: 12, new: 14, ack: 12, throwaway: 12, diff: appendEvent(nil, Event{Keys: []byte("k")}), chaff: make([]byte, 9)}
	p := appendInstruction(nil, in)
	b.ReportAllocs()
	for b.Loop() {
		compress(p)
	}
}
