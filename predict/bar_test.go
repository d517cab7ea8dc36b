package predict

import (
	"strings"
	"testing"
	"time"

	"gomosh/term"
)

var epoch = time.Unix(1_700_000_000, 0)

func at(d time.Duration) time.Time { return epoch.Add(d) }

// rowText returns the text of a row without blanks at its end.
func rowText(s *term.Screen, row int) string {
	cols, _ := s.Size()
	var b strings.Builder
	for col := range cols {
		g := s.Glyph(row, col)
		if g.Width == 0 {
			continue
		}
		if g.Text == "" {
			g.Text = " "
		}
		b.WriteString(g.Text)
	}
	return strings.TrimRight(b.String(), " ")
}

func TestBarText(t *testing.T) {
	const s = time.Second
	const ms = time.Millisecond
	never := time.Duration(-1)
	tests := []struct {
		name           string
		do             func(b *Bar)
		now            time.Duration
		heard, replied time.Duration
		want           string
		next           time.Duration // never: no deadline
	}{
		{"fresh", nil, 100 * ms, never, never, "", 250*ms + 1},
		{"nothing received", nil, 251 * ms, never, never,
			"mosh: Nothing received from server on UDP port 60001. [To quit: Ctrl-^ .]", 6500*ms + 1},
		{"nothing received for long", nil, 7200 * ms, never, never,
			"mosh: Nothing received from server on UDP port 60001. (7 s without contact.) [To quit: Ctrl-^ .]", 8 * s},
		{"gives up", nil, 15001 * ms, never, never,
			"mosh: Timed out waiting for server... (15 s without contact.) [To quit: Ctrl-^ .]", 16 * s},
		{"all well", nil, 20 * s, 19 * s, 18 * s, "", 25500*ms + 1},
		{"contact at the limit", nil, 25500 * ms, 19 * s, 18 * s, "", 25500*ms + 1},
		{"contact lost", nil, 26 * s, 19 * s, 26 * s, "mosh: Last contact 7 seconds ago. [To quit: Ctrl-^ .]", 27 * s},
		{"contact lost, a minute", nil, 80 * s, 19 * s, 80 * s, "mosh: Last contact 1:01 ago. [To quit: Ctrl-^ .]", 82 * s},
		{"contact lost, hours", nil, 7384 * s, 19 * s, 18 * s, "mosh: Last contact 2:02:45 ago. [To quit: Ctrl-^ .]", 7387 * s},
		{"no reply", nil, 31 * s, 30 * s, 20*s + 500*ms, "mosh: Last reply 10 seconds ago. [To quit: Ctrl-^ .]", 31*s + 500*ms},
		{"message", func(b *Bar) { b.Message(at(20*s), "hello") }, 20500 * ms, 20 * s, 20 * s, "mosh: hello [To quit: Ctrl-^ .]", 21 * s},
		{"message gone", func(b *Bar) { b.Message(at(20*s), "hello") }, 21 * s, 20 * s, 20 * s, "", 26500*ms + 1},
		{"message and silence", func(b *Bar) { b.Permanent("Exiting...") }, 32 * s, 31 * s, 20 * s,
			"mosh: Exiting... (12 s without reply.) [To quit: Ctrl-^ .]", 33 * s},
		{"permanent", func(b *Bar) { b.Permanent("Exiting..."); b.NetworkError(at(20*s), "no route") }, 24 * s, 24 * s, 24 * s,
			"mosh: Exiting... [To quit: Ctrl-^ .]", 30500*ms + 1},
		{"help", func(b *Bar) { b.Help("^", "^", Counts{}) }, 24 * s, 24 * s, 24 * s,
			`mosh: Commands: Ctrl-Z suspends, "." quits, "^" gives literal ^`, 30500*ms + 1},
		{"help over", func(b *Bar) { b.Help("^", "^", Counts{}); b.Clear() }, 24 * s, 24 * s, 24 * s, "", 30500*ms + 1},
		{"error", func(b *Bar) { b.NetworkError(at(20*s), "sendto: no route") }, 23 * s, 22 * s, 22 * s,
			"mosh: sendto: no route [To quit: Ctrl-^ .]", 23100 * ms},
		{"error over", func(b *Bar) { b.NetworkError(at(20*s), "sendto: no route"); b.NetworkOK(at(20500 * ms)) }, 21500 * ms, 20 * s, 20 * s,
			"", 26500*ms + 1},
		{"error over, late", func(b *Bar) { b.NetworkError(at(20*s), "sendto: no route"); b.NetworkOK(at(23 * s)) }, 23050 * ms, 20 * s, 20 * s,
			"mosh: sendto: no route [To quit: Ctrl-^ .]", 23100 * ms},
		{"escapes in an error", func(b *Bar) { b.NetworkError(at(20*s), "a\x1b[2Jb") }, 21 * s, 21 * s, 21 * s,
			"mosh: a[2Jb [To quit: Ctrl-^ .]", 23100 * ms},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := NewBar("Ctrl-^ .")
			b.Start(epoch, 60001)
			if tt.do != nil {
				tt.do(b)
			}
			when := func(d time.Duration) (x time.Time) {
				if d != never {
					x = at(d)
				}
				return x
			}
			screen := term.NewScreen(120, 3)
			screen.Cursor.Col = 5
			before := screen.Clone()
			got := b.Overlay(at(tt.now), screen, when(tt.heard), when(tt.replied))
			if text := rowText(got, 0); text != tt.want {
				t.Errorf("bar %q, want %q", text, tt.want)
			}
			if (tt.want == "") != (got == screen) {
				t.Errorf("same screen %v with bar %q", got == screen, tt.want)
			}
			if !screen.Equal(before) {
				t.Error("the screen beneath was changed")
			}
			next, ok := b.Deadline(at(tt.now), when(tt.heard), when(tt.replied))
			if !ok || !next.Equal(at(tt.next)) {
				t.Errorf("deadline %v %v, want %v", next.Sub(epoch), ok, tt.next)
			}
		})
	}
}

func TestBarLook(t *testing.T) {
	b := NewBar("")
	b.Permanent("日本 " + strings.Repeat("x", 200))
	s := term.NewScreen(20, 2)
	o := b.Overlay(epoch, s, epoch, epoch)
	if got, want := rowText(o, 0), "mosh: 日本 xxxxxxxxx"; got != want {
		t.Errorf("bar %q, want %q", got, want)
	}
	if o.Cursor.Visible {
		t.Error("the cursor is visible on the bar")
	}
	if g := o.Glyph(0, 0); g.Style.FG != term.Palette(7) || g.Style.BG != term.Palette(4) || g.Style.Attr != term.Bold {
		t.Errorf("style %+v", g.Style)
	}
	b.Permanent("x")
	s.Cursor.Row = 1
	o = b.Overlay(epoch, s, epoch, epoch)
	if !o.Cursor.Visible {
		t.Error("the cursor below the bar is hidden")
	}
	if g := o.Glyph(0, 19); g.Style.FG != term.Palette(7) || g.Style.BG != term.Palette(4) {
		t.Errorf("last column style %+v", g.Style)
	}
	if g := o.Glyph(1, 0); g.Style != (term.Style{}) {
		t.Errorf("row below has style %+v", g.Style)
	}
}

func TestBarTimedOut(t *testing.T) {
	b := NewBar("")
	if b.TimedOut(at(time.Hour), time.Time{}) {
		t.Error("timed out without a start")
	}
	if next, ok := b.Deadline(at(time.Hour), time.Time{}, time.Time{}); ok {
		t.Errorf("deadline %v for a bar with nothing to say", next)
	}
	b.Start(epoch, 1)
	for _, tt := range []struct {
		now, heard time.Duration
		want       bool
	}{{15 * time.Second, -1, false}, {15001 * time.Millisecond, -1, true}, {time.Hour, 1, false}} {
		heard := time.Time{}
		if tt.heard >= 0 {
			heard = at(tt.heard)
		}
		if got := b.TimedOut(at(tt.now), heard); got != tt.want {
			t.Errorf("at %v: %v", tt.now, got)
		}
	}
}

// TestBarCounts: beside the commands, how predictions have done.
func TestBarCounts(t *testing.T) {
	b := NewBar("")
	s := term.NewScreen(80, 3)
	s.Cursor.Row = 1
	b.Help("^", "Ctrl-^", Counts{Typed: 812, Predicted: 790, Shown: 741, Confirmed: 780, Wrong: 2})
	o := b.Overlay(epoch, s, epoch, epoch)
	if got, want := rowText(o, 1), "Typed 812 keys: 790 predicted, 741 shown at once, 780 confirmed, 2 wrong"; got != want {
		t.Errorf("second row %q, want %q", got, want)
	}
	if g := o.Glyph(1, 79); g.Style.BG != term.Palette(4) || o.Cursor.Visible {
		t.Errorf("style %+v, cursor visible: %v", g.Style, o.Cursor.Visible)
	}
	if o := b.Overlay(epoch, term.NewScreen(80, 1), epoch, epoch); !strings.HasPrefix(rowText(o, 0), "mosh: Commands") {
		t.Errorf("on a screen of one row: %q", rowText(o, 0))
	}
	b.Message(epoch, "x")
	if got := rowText(b.Overlay(epoch, s, epoch, epoch), 1); got != "" {
		t.Errorf("the second row stays: %q", got)
	}
	b.Help("^", "Ctrl-^", Counts{})
	if got := rowText(b.Overlay(epoch, s, epoch, epoch), 1); got != "" {
		t.Errorf("without predictions the second row says %q", got)
	}
}

// TestBarGrace: where keep-alives are rarer, silence is news later.
func TestBarGrace(t *testing.T) {
	b := NewBar("")
	s := term.NewScreen(80, 3)
	b.SetGrace(20 * time.Second)
	for _, tt := range []struct {
		now            time.Duration
		heard, replied time.Duration
		want           string
		next           time.Duration
	}{
		{26500 * ms, 0, 20 * time.Second, "", 26500*ms + 1},
		{26501 * ms, 0, 20 * time.Second, "mosh: Last contact 26 seconds ago.", 27 * time.Second},
		{30 * time.Second, 29 * time.Second, 0, "", 30*time.Second + 1},
		{30001 * ms, 29 * time.Second, 0, "mosh: Last reply 30 seconds ago.", 31 * time.Second},
	} {
		if got := rowText(b.Overlay(at(tt.now), s, at(tt.heard), at(tt.replied)), 0); got != tt.want {
			t.Errorf("after %v: bar %q, want %q", tt.now, got, tt.want)
		}
		if next, _ := b.Deadline(at(tt.now), at(tt.heard), at(tt.replied)); !next.Equal(at(tt.next)) {
			t.Errorf("after %v: deadline %v, want %v", tt.now, next.Sub(epoch), tt.next)
		}
	}
}
