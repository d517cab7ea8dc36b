package predict

import (
	"testing"
	"time"

	"gomosh/term"
)

// The bar names a path that is not UDP when the session takes it, when contact is
// lost there, and in the help; it says so too when UDP is back.
func TestBarPath(t *testing.T) {
	b := NewBar("Ctrl-^ .")
	b.Start(epoch, 60001)
	heard := at(0)
	shows := func(now time.Duration, row int, want string) {
		t.Helper()
		s := term.NewScreen(120, 3)
		if got := rowText(b.Overlay(at(now), s, heard, heard), row); got != want {
			t.Errorf("after %v row %d is %q, want %q", now, row, got, want)
		}
	}
	const s = time.Second
	b.Path(at(1*s), "")
	shows(1*s, 0, "")
	b.Path(at(1*s), "ssh")
	shows(1*s, 0, "mosh: UDP does not get through: connected over ssh. [To quit: Ctrl-^ .]")
	b.Path(at(3*s), "ssh")
	shows(4*s, 0, "")
	shows(7*s, 0, "mosh: Last contact 7 seconds ago, over ssh. [To quit: Ctrl-^ .]")
	b.Help("^", "^", Counts{})
	shows(5*s, 0, `mosh: Commands: Ctrl-Z suspends, "." quits, "^" gives literal ^`)
	shows(5*s, 1, "Connected over ssh.")
	b.Path(at(5*s), "") // the help stays
	shows(5*s, 0, `mosh: Commands: Ctrl-Z suspends, "." quits, "^" gives literal ^`)
	b.Clear()
	shows(7*s, 0, "mosh: Last contact 7 seconds ago. [To quit: Ctrl-^ .]")
	b.Path(at(10*s), "ssh")
	b.Path(at(11*s), "")
	heard = at(11 * s)
	shows(11*s, 0, "mosh: UDP gets through again. [To quit: Ctrl-^ .]")
	shows(14*s, 0, "")
	b.Permanent("Exiting...")
	b.Path(at(11*s), "ssh")
	shows(11*s, 0, "mosh: Exiting... [To quit: Ctrl-^ .]")
}
