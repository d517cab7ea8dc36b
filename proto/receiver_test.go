package proto

import (
	"errors"
	"fmt"
	"testing"
	"time"
)

// A snapshot here is a string, and a diff is appended to it.
type receiverTest struct {
	*testing.T
	receiver[string]
	now time.Time
}

func newReceiverTest(t *testing.T) *receiverTest {
	return &receiverTest{T: t, receiver: newReceiver(""), now: time.Unix(1000, 0)}
}

var errApply = errors.New("bad diff")

func (r *receiverTest) get(old, new, throwaway uint64, diff string) (bool, error) {
	in := &instruction{old: old, new: new, throwaway: throwaway, diff: []byte(diff)}
	return r.receive(r.now, in, heldLimit, func(in *instruction, ref, _ string, _ *string) (string, error) {
		if string(in.diff) == "bad" {
			return "", errApply
		}
		return ref + string(in.diff), nil
	})
}

func (r *receiverTest) want(fresh bool, held string) func(bool, error) {
	return func(got bool, err error) {
		r.Helper()
		if got != fresh || err != nil {
			r.Errorf("fresh %v, %v", got, err)
		}
		r.holds(held)
	}
}

func (r *receiverTest) wantErr(target error, held string) func(bool, error) {
	return func(got bool, err error) {
		r.Helper()
		if got || !errors.Is(err, target) {
			r.Errorf("fresh %v, %v, want %v", got, err, target)
		}
		r.holds(held)
	}
}

func (r *receiverTest) holds(want string) {
	r.Helper()
	got := ""
	for _, h := range r.held {
		got += fmt.Sprintf("%d:%s ", h.num, h.state)
	}
	if got != want {
		r.Errorf("holds %q, want %q", got, want)
	}
}

func TestReceiver(t *testing.T) {
	r := newReceiverTest(t)
	r.want(true, "0: 1:a ")(r.get(0, 1, 0, "a"))
	r.want(false, "0: 1:a ")(r.get(0, 1, 0, "other")) // duplicate
	r.want(false, "0: 1:a ")(r.get(1, 1, 0, "other")) // pure ack
	r.want(false, "0: 1:a ")(r.get(7, 8, 0, "x"))     // reference unknown
	r.want(true, "0: 1:a 5:ab ")(r.get(1, 5, 0, "b")) // a gap is legal
	r.want(false, "0: 1:a 3:c 5:ab ")(r.get(0, 3, 0, "c"))
	r.want(true, "3:c 5:ab 6:cd ")(r.get(3, 6, 2, "d"))
	r.want(true, "6:cd 18446744073709551615:cd ")(r.get(6, shutdownNum, 6, ""))
}

func TestReceiverRejects(t *testing.T) {
	r := newReceiverTest(t)
	r.get(0, 1, 0, "a")
	r.get(1, 5, 0, "b")
	const held = "0: 1:a 5:ab "
	r.wantErr(errThrowaway, held)(r.get(1, 6, 2, "x"))
	r.wantErr(errThrowaway, held)(r.get(1, 6, shutdownNum, "x"))
	r.wantErr(errNumber, held)(r.get(5, 3, 0, "x"))
	r.wantErr(errApply, held)(r.get(1, 6, 0, "bad"))
}

// Beyond the limit one snapshot per pause is taken.
func TestReceiverLimit(t *testing.T) {
	r := newReceiverTest(t)
	for i := range uint64(heldLimit + 1) {
		r.get(i, i+1, 0, "")
	}
	if len(r.held) != heldLimit+2 {
		t.Fatalf("%d held", len(r.held))
	}
	for i := range 5 {
		n := r.newest().num
		if _, err := r.get(n, n+1, 0, ""); !errors.Is(err, errFull) {
			t.Fatalf("%d: %v", i, err)
		}
		r.now = r.now.Add(heldPause)
		if fresh, err := r.get(n, n+1, 0, ""); !fresh || err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	n := r.newest().num
	if fresh, err := r.get(n, n+1, n, ""); !fresh || err != nil || len(r.held) != 2 {
		t.Errorf("after throwing away: %v, %v, %d held", fresh, err, len(r.held))
	}
}
