package proto

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"sync"
)

var errCompression = errors.New("bad compressed data")

// A compressor takes about a megabyte while it works. The pools share one
// among all sessions of a process and let the garbage collector have it back
// when the line is idle.
var (
	writers = sync.Pool{New: func() any { return zlib.NewWriter(io.Discard) }}
	readers sync.Pool // of zlib readers; the first stream makes one
)

// compress returns p as one zlib stream (RFC 1950).
func compress(p []byte) []byte {
	if len(p) <= tinyMax {
		return tinyCompress(p)
	}
	var out bytes.Buffer
	w := writers.Get().(*zlib.Writer)
	w.Reset(&out)
	if _, err := w.Write(p); err != nil {
		panic("proto: zlib: " + err.Error()) // a bytes.Buffer takes everything
	}
	if err := w.Close(); err != nil {
		panic("proto: zlib: " + err.Error())
	}
	w.Reset(io.Discard)
	writers.Put(w)
	return out.Bytes()
}

// decompress returns the content of a zlib stream. What follows the stream is
// ignored. A stream that is not complete, or longer than maxInflated, is an
// error.
func decompress(p []byte) ([]byte, error) {
	src := bytes.NewReader(p)
	zr, ok := readers.Get().(io.ReadCloser)
	var err error
	if ok {
		err = zr.(zlib.Resetter).Reset(src, nil)
	} else {
		zr, err = zlib.NewReader(src)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errCompression, err)
	}
	out := bytes.NewBuffer(make([]byte, 0, max(bytes.MinRead, 2*len(p))))
	n, err := out.ReadFrom(io.LimitReader(zr, maxInflated+1))
	readers.Put(zr)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", errCompression, err)
	case n > maxInflated:
		return nil, fmt.Errorf("%w: inflates to more than %d bytes", errTooLarge, maxInflated)
	}
	return out.Bytes(), nil
}
