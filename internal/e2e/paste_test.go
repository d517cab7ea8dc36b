package e2e

import (
	"crypto/md5"
	"fmt"
	"strings"
	"testing"
	"time"

	"gomosh/internal/lab"
)

// TestBigPaste: a quarter of a megabyte, pasted at once over a bad line,
// arrives whole and in order.
func TestBigPaste(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := 0; b.Len() < 256<<10; i++ {
		fmt.Fprintf(&b, "line %d of what is pasted, größer 日本語\n", i)
	}
	text := b.String()
	want := fmt.Sprintf("%x", md5.Sum([]byte(text)))
	lab.EachPair(t, nil, func(t *testing.T, p lab.Pair) {
		s := lab.StartSession(t, p, lab.SessionOptions{Relay: true})
		s.WaitText("$")
		s.Line(fmt.Sprintf("stty raw -echo; echo re''ady; head -c %d | md5sum; stty sane", len(text)))
		s.WaitText("ready")
		s.Relay.Set(lab.Weather{Delay: 20 * time.Millisecond, Loss: 0.1, Reorder: 0.1})
		s.Paste(text)
		s.Wait(time.Minute, "checksum "+want, func(s *lab.Screen) bool { return s.Contains(want) })
	})
}
