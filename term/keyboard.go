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

// runKeyboard executes the functions of the kitty keyboard protocol and of
// xterm's modifyOtherKeys. It reports whether f was one. Kitty's query is only
// answered if the user's terminal is known to have the protocol.
func (e *Emulator) runKeyboard(f uint32) bool {
	p := &e.parser
	k := &e.keys[e.buffer()]
	switch f {
	case private | 'u':
		e.whenKnown(func() {
			if e.facts.Keyboard {
				e.replyCSI("?", []int{int(k.flags)}, "u")
			}
		})
	case secondary | 'm':
		e.setOtherKeys(p)
	case secondary | 'n': // disabled altogether
		if p.arg(0, 0) == otherKeys {
			e.s.Modes.OtherKeys = 0
		}
	case private | 'm':
		e.keyModifierReport(p.arg(0, 0))
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

// otherKeys is the number of modifyOtherKeys among xterm's key modifier
// resources (xterm ctlseqs, XTMODKEYS).
const otherKeys = 4

// setOtherKeys is XTMODKEYS for modifyOtherKeys: 0 off, 1 for keys that have no
// control code, 2 and 3 for all. Without parameters everything is reset.
func (e *Emulator) setOtherKeys(p *parser) {
	switch {
	case p.params[0] == 0 && p.nparams == 1:
		e.s.Modes.OtherKeys = 0
	case p.params[0] == otherKeys:
		if n := p.arg(1, 0); n <= 3 {
			e.s.Modes.OtherKeys = uint8(n)
		}
	}
}

// keyModifierReport is XTQMODKEYS. The other resources are the user's
// terminal's; they have xterm's defaults.
func (e *Emulator) keyModifierReport(n int) {
	if n > otherKeys {
		return
	}
	values := [...]int{0, 2, 2, 0, otherKeys: int(e.s.Modes.OtherKeys)}
	e.replyCSI(">", []int{n, values[n]}, "m")
}
