package client

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"gomosh/term"
)

// What terminals answer, each in full.
var someAnswers = []string{
	"\x1b[?2026;2$y", "\x1b[?2027;0$y", "\x1b[?2031;1$y", "\x1b[?1016;4$y",
	"\x1b[?0u", "\x1b[?997;2n", "\x1bP>|XTerm(379)\x1b\\", "\x1b[6;16;8t",
	"\x1b]10;rgb:ffff/0000/8080\a", "\x1b]11;rgb:1212/3434/5656\x1b\\", "\x1b]12;rgba:ffff/ffff/ffff/8080\a",
	"\x1b]4;0;rgb:00/11/22\a", "\x1b]4;255;#102030\x1b\\", "\x1b[?64;1;2;22c",
}

// asked returns an inquiry whose questions were written at the given time.
func asked(now time.Time) *inquiry {
	q := &inquiry{}
	q.ask(now, nil)
	return q
}

// Answers that come in one piece, in any two pieces or byte by byte are taken
// out; all that stands between them was typed.
func TestAnswersAreTakenOut(t *testing.T) {
	now := time.Now()
	feed := func(q *inquiry, pieces ...string) string {
		var typed []byte
		for _, p := range pieces {
			typed = append(typed, q.filter(now, []byte(p))...)
		}
		return string(append(typed, q.held...))
	}
	for _, a := range someAnswers {
		if got := feed(asked(now), "ab"+a+"\x1b[Ac"); got != "ab\x1b[Ac" {
			t.Errorf("%q leaves %q", a, got)
		}
		for i := range a {
			if got := feed(asked(now), "x"+a[:i], a[i:]+"y"); got != "xy" {
				t.Errorf("%q and %q leave %q", a[:i], a[i:], got)
			}
		}
		if got := feed(asked(now), strings.Split("x"+a+"y", "")...); got != "xy" {
			t.Errorf("%q byte by byte leaves %q", a, got)
		}
	}
	q := asked(now)
	if got := feed(q, strings.Join(someAnswers, "")); got != "" {
		t.Errorf("all together leave %q", got)
	}
	want := term.Facts{
		Light: true, Keyboard: true, CellWidth: 8, CellHeight: 16,
	}
	want.Colors.Dynamic[0], want.Colors.Dynamic[1], want.Colors.Dynamic[2] =
		term.RGB(255, 0, 128), term.RGB(0x12, 0x34, 0x56), term.RGB(255, 255, 255)
	want.Colors.Palette[0], want.Colors.Palette[255] = term.RGB(0, 0x11, 0x22), term.RGB(0x10, 0x20, 0x30)
	if q.facts != want || !q.sync || !q.scheme || q.version != "XTerm(379)" || q.expects(now) {
		t.Errorf("learned %+v", q)
	}
}

// What is typed is never eaten, whatever it looks like, and a key is not held
// for longer than a moment.
func TestTypedIsNeverEaten(t *testing.T) {
	for _, typed := range []string{
		"\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1bOA", "\x1b[A", "\x1b[6~", "\x1b[6;5~", "\x1b[200~text\x1b[201~", "\x1bx",
		"\x1b[?", "\x1b]11;", "\x1b]11;rgb:zz", "\x1bP>|", "\x1bPq#\x1b\\", "\x1b[1;5C", "\x1b[<0;1;1M", "\x1b[24;80R", "\x1b[?64;1x",
		"\x1b[13;5u", "\x1b[I", "\x1b\x1b", "\x1b\x1b[A", "\x1b[8;24;80t", "\x1b[?2026$y", "\x1b]0;title\a", "\x1b]4;256;rgb:0/0/0\a",
		"\x1b]11;rgb:1/2\a", "\x1b[?" + strings.Repeat("1;", 100) + "c", "\x1bP>|" + strings.Repeat("v", 300) + "\x1b\\", "é\x1bé",
	} {
		for _, piece := range []int{len(typed), 1} {
			now := time.Now()
			q := asked(now)
			var got []byte
			for p := typed; p != ""; p = p[piece:] {
				got = append(got, q.filter(now, []byte(p[:piece]))...)
				now = now.Add(100 * time.Microsecond)
			}
			limit := escapeHold
			if len(typed) > 1 {
				limit = prefixHold
			}
			if len(typed) > 2 {
				limit = answerHold
			}
			got = append(got, q.release(now.Add(limit))...)
			if string(got) != typed {
				t.Errorf("%q in pieces of %d became %q", typed, piece, got)
			}
			if len(q.held) > 0 {
				t.Errorf("%q holds back %q", typed, q.held)
			}
		}
	}
}

// A typed Esc is let go within a few milliseconds; the rest of an answer whose
// ESC was let go so is no typed text all the same.
func TestEscapeKeyIsNotDelayed(t *testing.T) {
	now := time.Now()
	q := asked(now)
	if got := q.filter(now, []byte("\x1b")); len(got) != 0 {
		t.Fatalf("%q was not held", got)
	}
	at, ok := q.deadline()
	if delay := at.Sub(now); !ok || delay > 5*time.Millisecond {
		t.Fatalf("Esc is held for %v", delay)
	}
	if got := string(q.release(at)); got != "\x1b" {
		t.Fatalf("released %q", got)
	}
	if got := string(q.filter(at, []byte("[?2026;1$yx"))); got != "x" || !q.sync {
		t.Errorf("the rest of an answer becomes %q", got)
	}
	q.filter(at, []byte("\x1b"))
	q.release(at.Add(escapeHold))
	if got := string(q.filter(at.Add(escapeHold), []byte("[?2"))); got != "[?2" {
		t.Errorf("keys after Esc become %q", got)
	}
	// When all answers are in, nothing is held at all.
	q.filter(now, []byte("\x1b[?6c"))
	for _, typed := range []string{"\x1b", "\x1b[", "\x1b[?2026;1$y", "\x1b[?6c"} {
		if got := string(q.filter(now, []byte(typed))); got != typed {
			t.Errorf("without a question %q became %q", typed, got)
		}
	}
}

// A terminal that never answers holds an Esc for a few milliseconds, for a
// minute; one that answers late is understood.
func TestLateAndMissingAnswers(t *testing.T) {
	now := time.Now()
	q := asked(now)
	late := now.Add(30 * time.Second)
	if got := string(q.filter(late, []byte("a\x1b[?6c"))); got != "a" || !q.answered {
		t.Errorf("a late answer leaves %q", got)
	}
	q = asked(now)
	if q.underWay(late) {
		t.Error("answers are waited for at the end for half a minute")
	}
	if got := string(q.filter(now.Add(2*time.Minute), []byte("\x1b"))); got != "\x1b" {
		t.Errorf("Esc became %q two minutes after the questions", got)
	}
}

// Whatever is typed between answers, in whatever pieces: it comes through in
// order, and every answer is taken.
func TestAnswersAndTypingMixed(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	keys := []string{"a", "\r", "\x1b[A", "\x1bOB", "\x1b[3~", "é", "\x1bx", "\x03", "\x1b[<35;1;1M"}
	for round := range 2000 {
		now := time.Now()
		q := asked(now)
		var stream, typed strings.Builder
		for _, a := range someAnswers {
			for range random.IntN(3) {
				k := keys[random.IntN(len(keys))]
				stream.WriteString(k)
				typed.WriteString(k)
			}
			stream.WriteString(a)
		}
		var got []byte
		for s := stream.String(); s != ""; {
			n := 1 + random.IntN(min(len(s), 40))
			got = append(got, q.filter(now, []byte(s[:n]))...)
			s = s[n:]
		}
		if string(got) != typed.String() || !q.answered {
			t.Fatalf("round %d: %q became %q, want %q", round, stream.String(), got, typed.String())
		}
	}
}

func FuzzInquiry(f *testing.F) {
	for _, a := range someAnswers {
		f.Add([]byte(a), 3)
	}
	f.Fuzz(func(t *testing.T, p []byte, cut int) {
		now := time.Now()
		q := asked(now)
		cut = min(max(cut, 0), len(p))
		n := len(q.filter(now, p[:cut])) + len(q.filter(now, p[cut:])) + len(q.held)
		if n > len(p) {
			t.Errorf("%d bytes became %d", len(p), n)
		}
		if len(q.held) > 300 {
			t.Errorf("%d bytes are held", len(q.held))
		}
	})
}
