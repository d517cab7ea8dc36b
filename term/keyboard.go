package term

// A keyboard is the stack of flags that the kitty keyboard protocol keeps for
// each screen. The zero value has no flags set and nothing pushed.
type keyboard struct {
	flags  uint8
	pushed []uint8
}

const (
	keyboardDepth = 8    // pushes kept; more drop the oldest
	keyboardFlags = 0x1f // the flags there are
)

// runKeyboard executes the functions of the kitty keyboard protocol. It
// reports whether f was one. The query is not answered: what the user's
// terminal can do is not known here.
func (e *Emulator) runKeyboard(f uint32) bool {
	p := &e.parser
	k := &e.keys[e.buffer()]
	switch f {
	case secondary | 'u':
		if len(k.pushed) == keyboardDepth {
			k.pushed = append(k.pushed[:0], k.pushed[1:]...)
		}
		k.pushed = append(k.pushed, k.flags)
		k.flags = uint8(p.arg(0, 0) & keyboardFlags)
	case popping | 'u':
		for n := min(p.arg(0, 1), keyboardDepth); n > 0; n-- {
			k.flags = 0
			if last := len(k.pushed) - 1; last >= 0 {
				k.flags, k.pushed = k.pushed[last], k.pushed[:last]
			}
		}
	case tertiary | 'u':
		flags := uint8(p.arg(0, 0) & keyboardFlags)
		switch p.arg(1, 1) {
		case 1:
			k.flags = flags
		case 2:
			k.flags |= flags
		case 3:
			k.flags &^= flags
		}
	default:
		return false
	}
	e.s.Modes.Keyboard = k.flags
	return true
}
