package stockmodel

import "unicode/utf8"

// state is a state of the DEC/ANSI parser, named as in Paul Williams' diagram.
// The DCS states are one here: stock swallows every DCS.
type state int

const (
	ground state = iota
	escape
	escapeIntermediate
	csiEntry
	csiParam
	csiIntermediate
	csiIgnore
	oscString
	ignoredString // DCS, SOS, PM, APC
)

const (
	maxParamChars = 100
	maxCollect    = 8
	maxOSC        = 16384
)

// parser turns bytes into calls of the Model's actions.
type parser struct {
	state   state
	collect string // private and intermediate characters
	params  string
	osc     []rune

	utf     []byte // an unfinished UTF-8 sequence
	utfNeed int
}

// Write feeds bytes to the model. It never fails.
func (m *Model) Write(b []byte) (int, error) {
	for _, c := range b {
		m.decode(c)
	}
	return len(b), nil
}

// decode collects UTF-8, with U+FFFD for each maximal ill-formed part.
func (m *Model) decode(c byte) {
	p := &m.parser
	if p.utfNeed > 0 {
		p.utf = append(p.utf, c)
		if c&0xC0 == 0x80 && !impossible(p.utf) {
			if len(p.utf) == p.utfNeed {
				r, _ := utf8.DecodeRune(p.utf)
				p.utfNeed, p.utf = 0, nil
				m.input(r)
			}
			return
		}
		p.utfNeed, p.utf = 0, nil
		m.input(utf8.RuneError)
	}
	switch {
	case c < 0x80:
		m.input(rune(c))
	case c >= 0xC2 && c < 0xE0:
		p.utf, p.utfNeed = []byte{c}, 2
	case c >= 0xE0 && c < 0xF0:
		p.utf, p.utfNeed = []byte{c}, 3
	case c >= 0xF0 && c < 0xF5:
		p.utf, p.utfNeed = []byte{c}, 4
	default:
		m.input(utf8.RuneError)
	}
}

// impossible reports that the first two bytes cannot begin a character:
// overlong forms, surrogates, values above U+10FFFF.
func impossible(b []byte) bool {
	switch b[0] {
	case 0xE0:
		return b[1] < 0xA0
	case 0xED:
		return b[1] > 0x9F
	case 0xF0:
		return b[1] < 0x90
	case 0xF4:
		return b[1] > 0x8F
	}
	return false
}

// input gives one code point to the state machine.
func (m *Model) input(r rune) {
	p := &m.parser
	switch {
	case r == 0x18 || r == 0x1A: // CAN, SUB: abort, from anywhere
		m.leave()
		m.execute(r)
		return
	case r == 0x1B:
		m.leave()
		p.state, p.collect = escape, ""
		return
	case r >= 0x80 && r < 0xA0: // C1
		m.leave()
		m.c1(r)
		return
	}
	if r >= 0xA0 && p.state != ground && p.state != oscString && p.state != ignoredString {
		r = 0x7E + 1<<21 // any letter that no table knows
	}
	letter := r >= 0x40 && r != 0x7F
	switch p.state {
	case ground:
		switch {
		case r < 0x20:
			m.execute(r)
		case r != 0x7F:
			m.print(r)
		}
	case escape, escapeIntermediate:
		switch {
		case r < 0x20:
			m.execute(r)
		case r == 0x7F:
		case r < 0x30:
			m.addCollect(r)
			p.state = escapeIntermediate
		case p.state == escape && r == '[':
			p.state, p.collect, p.params = csiEntry, "", ""
		case p.state == escape && r == ']':
			p.state, p.osc = oscString, nil
		case p.state == escape && (r == 'P' || r == 'X' || r == '^' || r == '_'):
			p.state = ignoredString
		default:
			p.state = ground
			m.escDispatch(p.collect, r)
		}
	case csiEntry, csiParam, csiIntermediate, csiIgnore:
		switch {
		case r < 0x20:
			m.execute(r)
		case r == 0x7F:
		case letter:
			ignored := p.state == csiIgnore
			p.state = ground
			if !ignored {
				m.csiDispatch(p.collect, r)
			}
		case p.state == csiIgnore:
		case r < 0x30:
			m.addCollect(r)
			p.state = csiIntermediate
		case p.state == csiIntermediate || r == ':':
			p.state = csiIgnore
		case r >= '<':
			if p.state == csiParam {
				p.state = csiIgnore
			} else {
				m.addCollect(r)
				p.state = csiParam
			}
		default:
			if len(p.params) < maxParamChars {
				p.params += string(r)
			}
			p.state = csiParam
		}
	case oscString:
		switch {
		case r == 0x07:
			m.leave()
		case r < 0x20:
		default:
			if len(p.osc) < maxOSC {
				p.osc = append(p.osc, r)
			}
		}
	}
}

func (m *Model) addCollect(r rune) {
	if len(m.parser.collect) < maxCollect {
		m.parser.collect += string(r)
	}
}

// leave ends the current sequence; an OSC takes effect however it is left.
func (m *Model) leave() {
	p := &m.parser
	wasOSC := p.state == oscString
	p.state = ground
	if wasOSC {
		m.oscDispatch(p.osc)
	}
}

// c1 acts on the code points U+0080 to U+009F.
func (m *Model) c1(r rune) {
	p := &m.parser
	switch r {
	case 0x9B:
		p.state, p.collect, p.params = csiEntry, "", ""
	case 0x9D:
		p.state, p.osc = oscString, nil
	case 0x90, 0x98, 0x9E, 0x9F:
		p.state = ignoredString
	default:
		m.execute(r)
	}
}

// args splits the parameter text. An absent, zero or absurd parameter is -1.
func (m *Model) args() []int {
	var list []int
	n := 0
	for _, c := range m.parser.params + ";" {
		if c == ';' {
			if n == 0 || n > 65535 {
				n = -1
			}
			list = append(list, n)
			n = 0
		} else if n <= 65535 {
			n = n*10 + int(c-'0')
		}
	}
	return list
}

// arg returns parameter i, or def if it is absent.
func (m *Model) arg(i, def int) int {
	list := m.args()
	if i >= len(list) || list[i] < 0 {
		return def
	}
	return list[i]
}
