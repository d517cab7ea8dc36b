package predict

import (
	"fmt"
	"time"
)

// All words that the bar says by itself, as users of mosh know them.
const (
	barPrefix       = "mosh: "
	textTimedOut    = "Timed out waiting for server..."
	textStarting    = "Nothing received from server on UDP port %d."
	textHelp        = `Commands: Ctrl-Z suspends, "." quits, "%s" gives literal %s`
	textCounts      = "Typed %d keys: %d predicted, %d shown at once, %d confirmed, %d wrong"
	textQuitHint    = " [To quit: %s]"
	textLast        = "Last %s %s ago."
	textWithout     = " (%s without %s.)"
	textContact     = "contact"
	textReply       = "reply"
	textOtherPath   = "UDP does not get through: connected over %s."
	textUsualPath   = "UDP gets through again."
	textOver        = ", over %s."
	textConnected   = "Connected over %s. "
	barTextMaxRunes = 127
)

// age writes how long something has lasted: seconds with the given unit below
// a minute, then m:ss, then h:mm:ss.
func age(d time.Duration, unit string) string {
	s := int64(d / time.Second)
	switch {
	case s < 60:
		return fmt.Sprintf("%d %s", s, unit)
	case s < 3600:
		return fmt.Sprintf("%d:%02d", s/60, s%60)
	}
	return fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
}
