package predict

import (
	"math/rand/v2"
	"strings"
	"testing"

	"gomosh/term"
)

// TestMoveRun: moving a run of glyphs is the same as setting one by one.
func TestMoveRun(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		em := term.NewEmulator(10, 6)
		var b strings.Builder
		for range 12 + rnd.IntN(25) {
			b.WriteString([]string{"a", "b", " ", "\x1b[31mc\x1b[m", "d", "e\u0301"}[rnd.IntN(6)])
		}
		em.Write([]byte(b.String()))
		s := em.Snapshot()
		end := s.Cursor.Row*10 + s.Cursor.Col
		i, n := rnd.IntN(end), 1+rnd.IntN(2)
		fast := model{s: s.Clone(), ln: line{pane: pane{right: 10, bottom: 6, whole: true}, end: end}}
		slow := model{s: s.Clone(), ln: fast.ln}
		run := slow.glyphs(i, end)
		for j := len(run) - 1; j >= 0; j-- {
			slow.set(i+j+n, run[j], false)
		}
		fast.moveRun(i, fast.glyphs(i, end), n)
		if !fast.s.Equal(slow.s) {
			t.Fatalf("%q moved from %d by %d: %q, want %q", b.String(), i, n, rowText(fast.s, 1), rowText(slow.s, 1))
		}
		if len(fast.touched) != len(slow.touched) {
			t.Fatalf("%q moved from %d by %d: %d cells touched, want %d", b.String(), i, n, len(fast.touched), len(slow.touched))
		}
		for j, f := range fast.touched {
			if w := slow.touched[j]; f != w && !(blankText(f.was) && blankText(w.was) && f.is == w.is) {
				t.Fatalf("%q moved from %d by %d: touch %+v, want %+v", b.String(), i, n, f, w)
			}
		}
	}
}
