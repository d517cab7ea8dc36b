package term

import "unicode/utf8"

// The parser is the DEC/ANSI state machine on code points: bytes are decoded
// as UTF-8 first, so a raw byte 0x80–0x9F is not a C1 control but the code
// point U+009B is. All of its memory is bounded; what a sequence has beyond
// the bounds is dropped.
type parser struct {
	state   parserState
	decoder utf8Decoder

	prefix   byte // one of <=>?, or 0
	inter    [2]byte
	ninter   int
	params   [maxParams]int32 // absent is 0
	nparams  int              // parameters begun; at least 1 once dispatched
	sub      uint64           // bit i: parameter i was set off by a colon
	overflow bool             // more parameters than fit
	pending  bool             // a string waits for the backslash of its ST
	str      []byte           // content of an OSC or DCS string
	strLeft  int              // code points str still takes
	strState parserState      // where an ESC inside a string came from
	dcs      uint32           // function of the DCS being collected
	dcsArg   int              // its first parameter
}

type parserState uint8

const (
	ground parserState = iota
	escape
	escapeInter
	csi
	csiIgnore
	osc
	dcsEntry
	dcsString
	ignoredString // SOS, PM, APC, ESC k, and every DCS that is not known
	vt52Row       // after ESC Y in VT52 mode
	vt52Col
)

const (
	maxParams   = 64
	maxParam    = 65535 // larger ones are taken as this
	maxString   = 16384 // code points of an OSC or DCS string, as in stock mosh
	firstC1     = 0x80
	lastC1      = 0x9f
	stringEndC1 = 0x9c // ST
)

// Write feeds program output, or the bytes of a diff, to the emulator. It
// takes all of p, never fails, and does not keep p. Sequences and characters
// may be split over calls.
func (e *Emulator) Write(p []byte) (int, error) {
	n := len(p)
	unseen := 0 // by flood
	for i := 0; i < n; {
		c := p[i]
		if e.parser.state == ground && e.parser.decoder.need == 0 {
			if n-i >= floodSize && i >= unseen {
				skip, seen := e.flood(p[i:])
				unseen = i + max(seen, 1)
				if skip > 0 {
					i += skip
					continue
				}
			}
			if c-0x20 < 0x5f {
				j := i + 1
				for j < n && p[j]-0x20 < 0x5f {
					j++
				}
				e.printASCII(p[i:j])
				i = j
				continue
			}
			if c >= utf8.RuneSelf {
				if r, size := utf8.DecodeRune(p[i:]); size > 1 {
					e.step(r)
					i += size
					continue
				}
			}
		}
		i++
		if c < utf8.RuneSelf && e.parser.decoder.need == 0 {
			e.step(rune(c))
			continue
		}
		r, more := e.parser.decoder.feed(c)
		if r >= 0 {
			e.step(r)
		}
		if more {
			i--
		}
	}
	return n, nil
}

// step takes one code point in any state.
func (e *Emulator) step(r rune) {
	p := &e.parser
	switch {
	case r == 0x1b:
		p.pending = p.state == osc || p.state == dcsString
		p.strState = p.state
		p.state = escape
		p.ninter = 0
		return
	case r == 0x18 || r == 0x1a: // CAN, SUB
		p.state = ground
		return
	case r >= firstC1 && r <= lastC1:
		e.c1(r)
		return
	}
	switch p.state {
	case ground:
		if r < 0x20 {
			e.control(byte(r))
		} else if r != 0x7f || e.charsets.current() == setLatin1 { // a set of 96
			e.put(r)
		}
	case escape, escapeInter:
		e.stepEscape(r)
	case csi, csiIgnore, dcsEntry:
		e.stepSequence(r)
	case osc:
		switch {
		case r == 0x07:
			p.state = ground
			e.runOSC(p.str, true)
		case r >= 0x20:
			p.collect(r)
		}
	case dcsString:
		p.collect(r)
	case vt52Row, vt52Col:
		e.addressVT52(r)
	}
}

// c1 takes a C1 control, which ends whatever sequence it comes in.
func (e *Emulator) c1(r rune) {
	p := &e.parser
	if e.modes.vt52 {
		return
	}
	if r == stringEndC1 {
		e.endString(p.state)
		return
	}
	p.pending = false
	p.ninter = 0
	p.state = ground
	e.escapeFinal(byte(r - 0x40))
}

// endString ends the string that was being collected in the given state.
func (e *Emulator) endString(state parserState) {
	e.parser.state = ground
	switch state {
	case osc:
		e.runOSC(e.parser.str, false)
	case dcsString:
		e.runDCS(e.parser.dcs, e.parser.str)
	}
}

// stepEscape takes a code point after ESC.
func (e *Emulator) stepEscape(r rune) {
	p := &e.parser
	switch {
	case r < 0x20:
		e.control(byte(r))
	case r < 0x30:
		p.pending = false
		p.addInter(byte(r))
		p.state = escapeInter
	case r < 0x7f:
		if r == '\\' && p.state == escape {
			if p.pending {
				e.endString(p.strState)
			}
			p.state = ground
			return
		}
		p.pending = false
		inter := p.state == escapeInter
		p.state = ground
		if e.modes.vt52 {
			e.escapeVT52(byte(r))
		} else if inter {
			e.escapeInterFinal(byte(r))
		} else {
			e.escapeFinal(byte(r))
		}
	case r > lastC1:
		p.state = ground
	}
}

func (p *parser) addInter(b byte) {
	if p.ninter < len(p.inter) {
		p.inter[p.ninter] = b
	}
	p.ninter++ // too many never match a function
}

// begin starts a control sequence or a DCS.
func (p *parser) begin(state parserState) {
	p.state = state
	p.prefix, p.ninter = 0, 0
	p.nparams, p.sub, p.overflow = 0, 0, false
}

// beginString starts to collect a string.
func (p *parser) beginString(state parserState) {
	p.state = state
	p.str = p.str[:0]
	p.strLeft = maxString
}

func (p *parser) collect(r rune) {
	if p.strLeft > 0 {
		p.strLeft--
		p.str = utf8.AppendRune(p.str, r)
	}
}

// stepSequence takes a code point of a control sequence or of the head of a DCS.
func (e *Emulator) stepSequence(r rune) {
	p := &e.parser
	switch {
	case r < 0x20:
		if p.state != dcsEntry {
			e.control(byte(r))
		}
	case r < 0x30:
		p.addInter(byte(r))
	case r <= '9':
		p.digit(int32(r - '0'))
	case r == ';' || r == ':':
		p.separator(r == ':')
	case r < 0x40:
		if p.nparams > 0 || p.prefix != 0 || p.ninter > 0 {
			p.ignore()
		}
		p.prefix = byte(r)
	case r < 0x7f:
		e.finish(byte(r))
	case r > lastC1:
		p.state = ground
	}
}

// ignore makes the rest of the sequence have no effect.
func (p *parser) ignore() {
	if p.state == csi {
		p.state = csiIgnore
	} else if p.state == dcsEntry {
		p.ninter = len(p.inter) + 1
	}
}

func (p *parser) digit(d int32) {
	if p.ninter > 0 {
		p.ignore()
		return
	}
	if p.nparams == 0 {
		p.nparams, p.params[0] = 1, 0
	}
	if p.overflow {
		return
	}
	v := &p.params[p.nparams-1]
	*v = min(*v*10+d, maxParam)
}

func (p *parser) separator(colon bool) {
	if p.ninter > 0 {
		p.ignore()
		return
	}
	if p.nparams == 0 {
		p.nparams, p.params[0] = 1, 0
	}
	if p.nparams == maxParams {
		p.overflow = true
		return
	}
	p.params[p.nparams] = 0
	if colon {
		p.sub |= 1 << p.nparams
	}
	p.nparams++
}

// finish ends a control sequence or the head of a DCS.
func (e *Emulator) finish(final byte) {
	p := &e.parser
	state := p.state
	p.state = ground
	if p.nparams == 0 {
		p.nparams, p.params[0] = 1, 0
	}
	f := p.function(final)
	switch {
	case state == dcsEntry:
		p.beginString(ignoredString)
		if f == fnDECRQSS || f == fnXTGETTCAP || f == fnDECRSPS {
			p.state, p.dcs, p.dcsArg = dcsString, f, p.arg(0, 0)
		}
	case state == csi && f != 0:
		e.runCSI(f)
	}
}

// function packs what tells control sequences apart: prefix, intermediates and
// final character. It is 0 if there were more intermediates than any has.
func (p *parser) function(final byte) uint32 {
	f := uint32(p.prefix)<<24 | uint32(final)
	switch p.ninter {
	case 0:
	case 1:
		f |= uint32(p.inter[0]) << 8
	case 2:
		f |= uint32(p.inter[0])<<16 | uint32(p.inter[1])<<8
	default:
		return 0
	}
	return f
}

// arg returns parameter i, or def if it is absent or zero.
func (p *parser) arg(i, def int) int {
	if i < p.nparams && p.params[i] != 0 {
		return int(p.params[i])
	}
	return def
}
