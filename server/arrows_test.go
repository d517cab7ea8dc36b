//go:build unix

package server

import (
	"testing"
	"time"
)

// A step of typing: bytes, or nothing but the passing of time before them.
type typing struct {
	after time.Duration
	bytes string
	want  string // what the program has got by then
}

func TestArrowKeys(t *testing.T) {
	const quick, slow = keyGap - time.Millisecond, keyGap
	tests := []struct {
		name        string
		application bool
		steps       []typing
	}{
		{"cursor keys", false, []typing{{0, "\x1bOA\x1bOB\x1bOC\x1bOD", "\x1b[A\x1b[B\x1b[C\x1b[D"}}},
		{"cursor keys as asked for", true, []typing{{0, "\x1bOA\x1bOD", "\x1bOA\x1bOD"}}},
		{"home, end and F1 to F4 stay", false, []typing{{0, "\x1bOH\x1bOF\x1bOP\x1bOS", "\x1bOH\x1bOF\x1bOP\x1bOS"}}},
		{"other sequences", false, []typing{{0, "\x1b[A\x1b[1;5Ax\x1bA", "\x1b[A\x1b[1;5Ax\x1bA"}}},
		{"text", false, []typing{{0, "OA O\x1b", "OA O\x1b"}}},
		{"twice escape", false, []typing{{0, "\x1b\x1bOA", "\x1b\x1b[A"}}},
		{"escape inside", false, []typing{{0, "\x1bO\x1bOB", "\x1bO\x1b[B"}}},
		{"O inside", false, []typing{{0, "\x1bOOA", "\x1bOOA"}}},
		{"in parts", false, []typing{{0, "\x1b", "\x1b"}, {quick, "O", "\x1b"}, {quick, "C", "\x1b[C"}}},
		{"in parts, other key", false, []typing{{0, "\x1bO", "\x1b"}, {quick, "x", "\x1bOx"}}},
		{"Esc, then O", false, []typing{{0, "\x1b", "\x1b"}, {slow, "O", "\x1bO"}, {0, "A", "\x1bOA"}}},
		{"Esc and O, then A", false, []typing{{0, "\x1bO", "\x1b"}, {slow, "", "\x1bO"}, {0, "A", "\x1bOA"}}},
		{"nothing more after Esc and O", false, []typing{{0, "a\x1bO", "a\x1b"}, {quick, "", "a\x1b"}, {slow, "", "a\x1bO"}, {slow, "", "a\x1bO"}}},
		{"UTF-8", false, []typing{{0, "\xc3", "\xc3"}, {0, "\xa4\x1bOA", "ä\x1b[A"}}},
	}
	for _, test := range tests {
		var keys arrowKeys
		var got []byte
		now := time.Unix(1e9, 0)
		last := now
		for _, step := range test.steps {
			now = last.Add(step.after)
			if step.bytes != "" {
				got = keys.translate(got, []byte(step.bytes), now, test.application)
				last = now
			}
			if at, held := keys.deadline(); held && !now.Before(at) {
				got = keys.release(got, now)
			}
			if string(got) != step.want {
				t.Errorf("%s: after %q the program has %q, want %q", test.name, step.bytes, got, step.want)
			}
		}
	}
}

func FuzzArrowKeys(f *testing.F) {
	f.Add([]byte("\x1bOA\x1bO"), 2)
	f.Fuzz(func(t *testing.T, p []byte, cut int) {
		// Wherever the input is cut, and whatever it is, the program gets the
		// same bytes but for the letter in the middle of cursor keys.
		cut = min(max(cut, 0), len(p))
		now := time.Unix(1e9, 0)
		var whole, parts arrowKeys
		a := whole.translate(nil, p, now, false)
		a = whole.release(a, now.Add(keyGap))
		b := parts.translate(nil, p[:cut], now, false)
		b = parts.translate(b, p[cut:], now.Add(keyGap/2), false)
		b = parts.release(b, now.Add(2*keyGap))
		if string(a) != string(b) {
			t.Errorf("cut at %d: %q, whole: %q", cut, b, a)
		}
		if len(a) != len(p) {
			t.Errorf("%q became %q", p, a)
		}
		for i := range a {
			if a[i] != p[i] && (a[i] != '[' || p[i] != 'O') {
				t.Errorf("%q became %q", p, a)
			}
		}
	})
}
