package term

import "slices"

// A Notice is a message that a program wants shown outside of the screen.
type Notice struct {
	Kind int    // the OSC command: 9, 99 (kitty) or 777 (rxvt)
	Text string // what follows the command and its semicolon; no controls
}

// Progress is what a program said of how far it is (OSC 9;4). The zero value
// is no progress.
type Progress struct {
	State   uint8 // 0 none, 1 normal, 2 error, 3 indeterminate, 4 paused
	Percent uint8 // 0 to 100
}

// PromptMark is the last mark of OSC 133 that was set in a row.
type PromptMark byte

// The marks of OSC 133 (FinalTerm): where a prompt begins, the user's input,
// the command's output, and where that ended.
const (
	NoMark     PromptMark = 0
	MarkPrompt PromptMark = 'A'
	MarkInput  PromptMark = 'B'
	MarkOutput PromptMark = 'C'
	MarkEnd    PromptMark = 'D'
)

const (
	maxNotices = 4   // notices a screen holds; more drop the oldest
	maxNotice  = 512 // code points of each
)

// notice keeps a notice and counts it. The slice is shared with snapshots and
// is never changed in place.
func (e *Emulator) notice(kind int, text string) {
	s := &e.s
	kept := s.Notices[max(0, len(s.Notices)-maxNotices+1):]
	s.Notices = append(slices.Clip(slices.Clone(kept)), Notice{kind, cutText(text, maxNotice)})
	s.Noticed++
}

// Mark returns the mark of OSC 133 that was last set in a row.
func (s *Screen) Mark(row int) PromptMark { return s.lines[row].mark }

// setMark marks the cursor's row.
func (e *Emulator) setMark(m PromptMark) {
	if e.s.lines[e.s.Cursor.Row].mark != m {
		e.s.mutable(e.s.Cursor.Row).mark = m
	}
}

// cutText returns the first n code points of s, without controls.
func cutText(s string, n int) string {
	kept := make([]rune, 0, min(len(s), n))
	for _, r := range s {
		if len(kept) == n {
			break
		}
		if r >= 0x20 && r != 0x7f && (r < firstC1 || r > lastC1) {
			kept = append(kept, r)
		}
	}
	return string(kept)
}
