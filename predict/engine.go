package predict

import (
	"time"

	"gomosh/term"
)

// Options are the user's wishes.
type Options struct {
	Preference Preference
	Overwrite  bool // a typed character replaces the one under the cursor instead of pushing it
}

// Frame is what the client knows about the server at one moment.
type Frame struct {
	Screen  *term.Screen // newest screen received; not changed by the engine
	EchoAck uint64       // newest input state that the application has had 50 ms to answer
	Acked   uint64       // newest input state that the server is known to have received

	SRTT         time.Duration // smoothed round-trip time
	SendInterval time.Duration // mosh's pace of frames: SRTT/2 within 20 to 250 ms
}

// Counts say how an engine has done. All count keys.
type Counts struct {
	Typed     uint64 // keys
	Predicted uint64 // keys whose effect was predicted when they were typed, shown or not
	Shown     uint64 // keys whose effect was shown when they were typed
	Confirmed uint64 // predictions that the server's screen has confirmed
	Wrong     uint64 // shown predictions that the server's screen has disproved
}

const (
	maxInputs = 1024 // keys kept; beyond, nothing is foreseen until they are answered
)

// Engine predicts the screen of one session.
//
// It keeps the keys that the server's echo acknowledgement does not cover yet,
// each with the state of the line it was typed into as it foresees it. For a
// new frame it looks for the largest number of keys after which the foreseen
// state agrees with the frame: those are on the frame, and are thereby
// confirmed. The others are played onto a copy of the frame. What is wrong
// shows as a frame that agrees with no such state although the echo
// acknowledgement has passed the keys.
//
// How many of the played keys come into view is a matter of trust: in the
// line (something typed there was seen to be echoed, or the place is known,
// see context), and in the kind of key. The first key that is not trusted ends
// what is shown. Keys that may have been typed to a program that the user had
// not seen yet are never trusted before their echo has been seen.
type Engine struct {
	opt    Options
	trig   trigger
	dec    decoder
	places contexts
	frame  Frame
	mode   string // an editor's word that it inserts, on the frame
	counts Counts

	commands     []command // typed so far, oldest first
	now          time.Time // of the last call of Type or Frame
	prompted     time.Time // when Enter was last typed anywhere but on a bare line, or the session began
	adrift       bool      // keys typed before it was seen who reads them had no effect so far
	commandTrust [128]int8 // in commands of vi and the like: negative after a wrong guess
	app          program   // that the frame shows
	appProven    bool      // it is what it looks like
	appTop       string    // first row of a pager
	modeChanged  bool      // the frame has another mode than the one before
	motions      int       // motions seen to go as expected
	changed      time.Time // when the screen did last

	inputs []input // not yet covered by the echo acknowledgement, oldest first
	base   state   // before inputs[0]
	at     int     // inputs[:at] are on the frame
	loose  int     // keys since the last Enter before inputs[0]
	since  string  // characters typed since the last key of another kind before inputs[0]

	from    *term.Screen // the frame that the model begins with
	m       model        // that frame after inputs[at:], up to the first that cannot be played
	blocked bool         // there is such a one
	trusted bool         // all of inputs[at:] are shown
	nshown  int          // inputs[at:nshown] are shown
	screen  *term.Screen // the frame after these, if not trusted; otherwise it is that of the model
	seen    cellSet
	drawn   *term.Screen // what Overlay returned, nil if it must be made
	flagged bool         // drawn is underlined
}

// An input is one key on its way.
type input struct {
	key
	num   uint64    // of the input state it travels in
	typed time.Time //
	early bool      // typed while it was not yet seen what an earlier key led to
	limbo bool      // may have gone to a program that is gone already
	done  bool      // judged
	echo  bool      // its character was seen to be echoed
	shown bool      // was drawn at some time
	st    state     // after it
	row   string    // Enter and the like: text of the cursor's row before it
	above string    // and of the row above
}

// A state is what the engine expects after a key.
type state struct {
	effect   effect
	row, col int // of the cursor
	scrolled int // rows the model had moved up by then
	touched  []touch
	ln       line
	targets  [rules]int
	unsure   bool // the key may have been read differently
	moved    bool // the key is a motion, or a command
	command  byte // which
	fresh    bool // it moved rows
	full
}

// NewEngine returns an engine that has seen nothing yet.
func NewEngine(o Options) *Engine { return &Engine{opt: o} }

// Counts returns how the engine has done so far.
func (e *Engine) Counts() Counts { return e.counts }

// Type takes bytes that the user just typed and that will travel in input
// state num. p is not kept.
func (e *Engine) Type(now time.Time, p []byte, num uint64) {
	if e.opt.Preference == Never || e.frame.Screen == nil {
		return
	}
	e.drawn = nil
	e.dec.decode(now, p, func(k key) { e.push(now, k, num) })
}

// Paste says that a piece of a paste will travel in input state num. It is not
// predicted, nor is what comes after it until the application has answered.
func (e *Engine) Paste(now time.Time, num uint64) {
	if e.opt.Preference == Never || e.frame.Screen == nil {
		return
	}
	e.drawn = nil
	e.dec = decoder{}
	e.push(now, key{kind: other}, num)
}

// push appends a key and plays it.
func (e *Engine) push(now time.Time, k key, num uint64) {
	if k.kind == noKey {
		return
	}
	if len(e.inputs) >= maxInputs {
		e.Reset()
	}
	e.settleDown(now)
	e.now = now
	if k.kind == enter {
		e.remember()
		if l := &e.m.ln; e.blocked || l.active && !(l.ev.bare && l.key.name == "") {
			e.prompted = now
		}
	}
	in := input{key: k, num: num, typed: now, early: e.waiting()}
	e.inputs = append(e.inputs, in)
	e.playNext(len(e.inputs) - 1)
	e.counts.Typed++
	if e.inputs[len(e.inputs)-1].st.effect != unknown {
		e.counts.Predicted++
	}
	if e.nshown == len(e.inputs) && e.visible() {
		e.counts.Shown++
	}
}

// waiting reports whether it is not yet seen what a key led to.
func (e *Engine) waiting() bool {
	for i := e.at; i < len(e.inputs); i++ {
		if in := &e.inputs[i]; in.kind == enter || in.st.effect == unknown {
			return true
		}
	}
	return false
}

// Frame takes the newest frame. It is to be called for every new frame, and
// again before Overlay, which is cheap if nothing is new.
func (e *Engine) Frame(now time.Time, f Frame) {
	last := e.frame
	e.frame, e.now = f, now
	if last.Screen == nil {
		e.prompted = now
	}
	if e.opt.Preference == Never || f.Screen == nil {
		return
	}
	if last.Screen == nil || f.Screen != last.Screen || f.EchoAck != last.EchoAck || f.Acked != last.Acked {
		e.drawn = nil
		if f.Screen != last.Screen {
			e.changed = now
		}
		if last.Screen != nil && !sameSize(last.Screen, f.Screen) {
			e.Reset()
		}
		e.judge(now, last)
	}
	oldest := e.oldest()
	e.trig.pace(f.SendInterval, oldest != nil)
	if oldest != nil {
		e.trig.waiting(now.Sub(oldest.typed))
	}
}

func sameSize(a, b *term.Screen) bool {
	ac, ar := a.Size()
	bc, br := b.Size()
	return ac == bc && ar == br
}

// oldest returns the oldest key whose prediction waits for its judgement.
func (e *Engine) oldest() *input {
	for i := range e.inputs {
		if in := &e.inputs[i]; !in.done && in.st.effect == exact {
			return in
		}
	}
	return nil
}

// Deadline returns when the picture may change without any input, and whether
// it may.
func (e *Engine) Deadline() (time.Time, bool) {
	if e.opt.Preference != Adaptive {
		return time.Time{}, false
	}
	if in := e.oldest(); in != nil {
		return e.trig.next(in.typed)
	}
	return time.Time{}, false
}

// Reset forgets all predictions, as after a change of the window's size. What
// was learned stays.
func (e *Engine) Reset() {
	e.drawn = nil
	e.since = ""
	e.loose++
	e.base = state{ln: e.stateAt(e.at).ln}
	if n := len(e.inputs); n > 0 { // what these keys do will not be known until they are answered
		last := &e.inputs[n-1]
		e.inputs = append(e.inputs[:0:0], input{key: key{kind: other}, num: last.num, typed: last.typed, done: true})
	}
	e.at = 0
	e.blank()
}
