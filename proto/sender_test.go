package proto

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// letters is an object whose snapshots are strings and whose diffs are texts.
type letters struct{ released []string }

func (l *letters) equal(a, b string) bool { return a == b }

func (l *letters) appendDiff(dst []byte, from, to string) []byte {
	switch {
	case from == to, strings.TrimRight(from, "~") == strings.TrimRight(to, "~"): // ~ cannot be expressed
		return dst
	case strings.HasPrefix(to, from):
		return append(dst, "+"+to[len(from):]...)
	}
	return append(dst, "="+to...)
}

func (l *letters) next(_, _, to string) string { return to }

func (l *letters) shorten(from, to string) (string, bool) {
	return to[:(len(from)+len(to))/2], len(from)+1 < len(to)
}

func (l *letters) minor(_, _ string) bool { return false }

func (l *letters) release(s string) { l.released = append(l.released, s) }

// senderTest drives a sender by hand; times are milliseconds.
type senderTest struct {
	*testing.T
	sender[string]
	pace pace
	now  time.Time
	zero time.Time
}

func newSenderTest(t *testing.T, p policy) *senderTest {
	zero := time.Unix(1000, 0)
	return &senderTest{
		T: t, now: zero, zero: zero,
		sender: newSender[string](&letters{}, p, "", zero),
		pace:   pace{interval: 50 * time.Millisecond, timeout: 200 * time.Millisecond},
	}
}

func (s *senderTest) ms(n int) time.Time { return s.zero.Add(time.Duration(n) * time.Millisecond) }

// at runs the sender's timers up to and including time n and checks what it
// sent: entries "time old>new diff", separated by blanks.
func (s *senderTest) at(n int, want string) {
	s.Helper()
	var got []string
	for i := 0; ; i++ {
		if i > 1000 {
			s.Fatal("busy loop")
		}
		s.pace.lossy = s.lateness > lateLine
		at := s.due(s.pace)
		if s.changed || at.Before(s.now) {
			at = s.now
		}
		if at.After(s.ms(n)) {
			break
		}
		s.now = at
		in, ok := s.produce(s.now, s.pace)
		if !ok {
			continue
		}
		if len(in.diff) > 0 {
			s.took(s.now, s.pace, 10+len(in.diff), 0)
		}
		got = append(got, fmt.Sprintf("%d %s>%s %s", s.now.Sub(s.zero).Milliseconds(), num(in.old), num(in.new), in.diff))
		if in.throwaway != s.known().num || in.throwaway > in.old || in.ack != s.ackNum {
			s.Errorf("instruction %+v", in)
		}
	}
	s.now = s.ms(n)
	if g := strings.Join(got, " | "); g != want {
		s.Errorf("until %d sent\n%s\nwant\n%s", n, g, want)
	}
}

func num(n uint64) string {
	if n == shutdownNum {
		return "MAX"
	}
	return fmt.Sprint(n)
}

func (s *senderTest) ack(num uint64) { s.acknowledged(s.now, s.pace, num) }

func TestSenderIdle(t *testing.T) {
	s := newSenderTest(t, policy{})
	s.at(10_000, "0 0>1  | 3000 0>2  | 6000 0>3  | 9000 0>4 ")
	s.ack(4)
	s.at(13_000, "12000 4>5 ")
}

func TestSenderFirstChangeGoesAtOnce(t *testing.T) {
	s := newSenderTest(t, policy{})
	s.set("a")
	s.at(0, "0 0>1 +a")
	s.at(10, "")
	s.ack(1)
	s.at(100, "")
	s.set("ab")
	s.at(100, "100 1>2 +b")
}

func TestSenderCollects(t *testing.T) {
	s := newSenderTest(t, policy{quiet: time.Millisecond, collect: 8 * time.Millisecond})
	s.at(0, "0 0>1 ")
	s.now = s.ms(100)
	s.set("a")
	s.at(200, "101 0>2 +a") // quiet for 1 ms
	s.ack(2)
	for i := range 20 { // a change every half millisecond
		s.now = s.zero.Add(500*time.Millisecond + time.Duration(i)*500*time.Microsecond)
		s.set(strings.Repeat("b", i+1))
		s.look(s.now)
		if in, ok := s.produce(s.now, s.pace); ok != (i == 16) {
			t.Fatalf("change %d: sent %v %+v", i, ok, in)
		}
	}
}

// New content carries everything that is not acknowledged as long as that is
// short, and builds on what was sent recently when it is long.
func TestSenderReference(t *testing.T) {
	s := newSenderTest(t, policy{})
	s.set("a")
	s.at(0, "0 0>1 +a")
	s.set("ab")
	s.at(30, "16 0>2 +ab")
	long := strings.Repeat("x", 150)
	s.set("ab" + long)
	s.at(40, "32 0>3 +ab"+long)
	s.set("ab" + long + "c")
	s.at(60, "48 3>4 +c")
	s.ack(3)
	s.set("ab" + long + "cd")
	s.at(80, "64 3>5 +cd")
	s.at(179, "")
}

func TestSenderAssumedIsJudgedPerEntry(t *testing.T) {
	s := newSenderTest(t, policy{})
	long := strings.Repeat("x", 150)
	s.set(long)
	s.at(0, "0 0>1 +"+long)
	s.set(long + "a")
	s.at(150, "16 1>2 +a")
	// 1 is late at 200, so 2, which builds on it, is not assumed either.
	s.now = s.ms(210)
	s.set(long + "ab")
	s.at(210, "210 0>3 +"+long+"ab")
	s.set(long + "abc")
	s.at(240, "226 3>4 +c")
}

// Unacknowledged content is repeated with growing pauses, under its number, and
// keepalives do not add to that.
func TestSenderRepeats(t *testing.T) {
	s := newSenderTest(t, policy{})
	s.set("a")
	s.at(1200, "0 0>1 +a | 200 0>1 +a | 450 0>1 +a | 762 0>1 +a | 1153 0>1 +a")
	s.ack(1)
	s.at(4000, "")
	s.at(5000, "4153 1>2 ")
	s.set("ab")
	s.at(5001, "5000 1>3 +b")
	s.at(5200, "5200 1>3 +b")
	s.ack(2) // progress, but not of the content
	s.at(5400, "5400 2>3 +b")
}

func TestSenderRepeatsSlowDownTo3s(t *testing.T) {
	s := newSenderTest(t, policy{})
	s.set("a")
	count := 0
	for n := 0; n < 3_600_000; n += 100 {
		s.now = s.ms(n)
		if _, ok := s.produce(s.now, s.pace); ok {
			count++
		}
	}
	if count > 1220 || count < 1180 {
		t.Errorf("%d sends in an hour", count)
	}
	if len(s.sent) != 2 {
		t.Errorf("%d snapshots kept", len(s.sent))
	}
}

// On a line where acknowledgements come late, small content goes three times.
func TestSenderDuplicatesOnLossyLine(t *testing.T) {
	s := newSenderTest(t, policy{copies: 2})
	s.set("a")
	s.at(300, "0 0>1 +a | 200 0>1 +a")
	s.ack(1)
	s.set("b")
	s.at(600, "300 1>2 =b | 500 1>2 =b")
	s.ack(2) // the second that was late
	s.set("bc")
	s.at(700, "600 2>3 +c | 615 2>3 +c | 645 2>3 +c")
	s.ack(3)
	long := strings.Repeat("x", duplicateSize)
	s.set("bc" + long)
	s.at(800, "700 3>4 +"+long)
	s.ack(4)
	for i := range 100 {
		s.set(strings.Repeat("y", i))
		s.now = s.now.Add(time.Second)
		s.produce(s.now, s.pace)
		s.ack(s.newest().num)
	}
	s.set("z")
	s.now = s.now.Add(time.Second)
	n := int(s.now.Sub(s.zero).Milliseconds())
	s.at(n+100, fmt.Sprintf("%d 104>105 =z", n))
}

func TestSenderAck(t *testing.T) {
	s := newSenderTest(t, policy{})
	s.at(0, "0 0>1 ")
	s.received(s.now, 7, true)
	s.at(99, "")
	s.received(s.now, 8, true) // does not put it off
	s.at(100, "100 0>2 ")
	s.received(s.now, 9, false)
	s.at(3099, "")
	s.at(3100, "3100 0>3 ")
	// Content takes the acknowledgement with it, an acknowledgement short
	// content.
	s.received(s.now, 10, true)
	s.set("a")
	s.at(3250, "3100 0>4 +a")
	s.received(s.now, 11, true)
	s.repeats = 5
	s.at(3350, "3350 0>4 +a")
}

// After a change that was taken back the peer may have either.
func TestSenderChangeTakenBack(t *testing.T) {
	s := newSenderTest(t, policy{})
	s.set("a")
	s.at(0, "0 0>1 +a")
	s.ack(1)
	s.now = s.ms(100)
	s.set("b")
	s.at(100, "100 1>2 =b")
	s.set("a")
	s.at(120, "116 1>3 ")
	s.at(350, "316 1>3 ")
	s.ack(3)
	s.at(2000, "")
}

func TestSenderInexpressibleChange(t *testing.T) {
	s := newSenderTest(t, policy{})
	s.at(0, "0 0>1 ")
	s.set("~")
	s.at(100, "")
	s.set("~a")
	s.at(200, "100 0>2 +a")
	s.ack(2)
	s.set("~a~")
	s.at(2000, "")
}

func TestSenderBoundedAndThinned(t *testing.T) {
	s := newSenderTest(t, policy{stall: 3 * time.Second})
	for i := range 500 {
		s.set(fmt.Sprint(i))
		s.now = s.now.Add(4 * time.Second)
		if _, ok := s.produce(s.now, s.pace); !ok {
			t.Fatal("not sent")
		}
		if len(s.sent) > sentLimit {
			t.Fatalf("%d kept", len(s.sent))
		}
	}
	if s.known().num != 0 || s.newest().num != 500 {
		t.Errorf("keeps %d to %d", s.known().num, s.newest().num)
	}
	s.ack(300) // thinned out: says nothing
	s.ack(501) // never sent
	if s.known().num != 0 {
		t.Errorf("acknowledged %d", s.known().num)
	}
	s.ack(10)
	s.ack(499)
	s.ack(10) // already passed
	if s.known().num != 499 {
		t.Errorf("acknowledged %d", s.known().num)
	}
	if got := s.obj.(*letters).released; len(got) != 2 || got[1] != "498" {
		t.Errorf("released %q", got)
	}
}

// While nothing is acknowledged new frames come less and less often.
func TestSenderStall(t *testing.T) {
	s := newSenderTest(t, policy{stall: 3 * time.Second})
	count := 0
	for n := 0; n < 60_000; n += 10 {
		s.set(fmt.Sprint(n))
		s.now = s.ms(n)
		if _, ok := s.produce(s.now, s.pace); ok {
			s.took(s.now, s.pace, 2000, 50*time.Millisecond)
			count++
		}
	}
	if count > 60 {
		t.Errorf("%d frames in a minute without an answer", count)
	}
}

func TestSenderLargeDiffGoesInSteps(t *testing.T) {
	s := newSenderTest(t, policy{})
	want := strings.Repeat("x", 3*maxDiff)
	s.set(want)
	got := ""
	for range 20 {
		s.now = s.now.Add(time.Second)
		in, ok := s.produce(s.now, s.pace)
		if !ok || len(in.diff) > maxDiff+1 {
			t.Fatalf("%v, diff of %d bytes", ok, len(in.diff))
		}
		got += string(in.diff[1:])
		s.ack(in.new)
		if got == want {
			return
		}
	}
	t.Errorf("got %d of %d bytes", len(got), len(want))
}

func TestSenderRegained(t *testing.T) {
	s := newSenderTest(t, policy{})
	s.set("a")
	s.at(60, "0 0>1 +a")
	s.repeats = 15
	s.regained(s.now)
	s.at(60, "60 0>1 +a")
	s.at(300, "260 0>1 +a")
	s.ack(1)
	s.regained(s.now) // with nothing to say, the peer still learns that we live
	s.at(300, "300 1>2 ")
}

func TestSenderProbesSilentPeer(t *testing.T) {
	s := newSenderTest(t, policy{probes: true})
	s.pace.heard = s.zero
	counts := make(map[int]int) // by second
	for n := 0; n < 60_000; n += 10 {
		s.now = s.ms(n)
		if _, ok := s.produce(s.now, s.pace); ok {
			counts[n/1000]++
		}
	}
	if counts[0] != 1 || counts[1]+counts[2] != 0 || counts[3] > 3 || counts[4] != 5 || counts[59] != 5 {
		t.Errorf("packets in each second %v", counts)
	}
	s.pace.heard = s.now
	if at := s.due(s.pace); !at.Equal(s.sentAt.Add(keepAlive)) {
		t.Errorf("probes a peer that lives")
	}
}

func TestSenderClosing(t *testing.T) {
	s := newSenderTest(t, policy{})
	s.set("a")
	s.at(0, "0 0>1 +a")
	s.set("ab")
	s.closing = true
	s.urgent = true
	s.at(5, "0 0>MAX +ab")
	s.set("abc") // too late
	s.urgent = true
	s.at(10, "5 0>MAX +ab")
	s.ack(1)
	s.urgent = true
	s.at(20, "10 1>MAX +b")
	s.ack(shutdownNum)
	if s.known().num != shutdownNum {
		t.Error("not acknowledged")
	}
}
