package replay

import (
	"math"
	"math/rand/v2"
	"net/netip"
	"time"

	"gomosh/internal/simnet"
	"gomosh/predict"
	"gomosh/proto"
	"gomosh/term"
)

// Conditions are a link and a way of typing.
type Conditions struct {
	Link    simnet.Link   // each way
	Queue   time.Duration // waited by packets to the user in addition, as others have filled the queue
	Options predict.Options
	Seed    uint64
	Gap     time.Duration // between keys, on average
	Think   time.Duration // after Enter, on average
}

// Result says what a user saw.
type Result struct {
	Name    string
	Keys    int             // with a visible effect
	Flicker int             // cells that showed what they should, then something else, then that again
	Wrong   int             // keys after which something was shown that the application never showed
	Latency []time.Duration // by key with a visible effect, until it was shown
	Counts  predict.Counts
	Trace   []Trace
	Leaked  bool // a character that the application did not echo was shown
}

// Trace is what became of one key.
type Trace struct {
	Key     string
	Visible bool
	Wrong   int // cells
	Late    time.Duration
}

// AtOnce is how soon a key must be shown to be shown at once.
const AtOnce = 5 * time.Millisecond

var (
	clientAddr = netip.MustParseAddrPort("192.0.2.1:50000")
	serverAddr = netip.MustParseAddrPort("192.0.2.2:60001")
)

// A player is one run.
type player struct {
	r      *Recording
	t      *truth
	net    *simnet.Network
	client *client
	res    *Result

	typed   int         // keys typed
	at      []time.Time // when
	pending []int       // keys whose effect was not seen yet
	late    map[int]time.Duration
	wrong   map[int]int
	cells   []cellPast
}

// A cellPast is what a cell of the display has shown lately.
type cellPast struct {
	text, before string // before it showed text
	since        time.Time
}

// Play types a recording's keys over a link.
func Play(r *Recording, c Conditions) *Result {
	key, err := proto.NewKey()
	if err != nil {
		panic(err) // no randomness
	}
	p := &player{r: r, t: newTruth(r), net: simnet.New(c.Seed), res: &Result{Name: r.Name},
		late: make(map[int]time.Duration), wrong: make(map[int]int)}
	p.client = &client{Client: proto.NewClient(key, proto.IPv4, r.Cols, r.Rows, p.net.Now()), engine: predict.NewEngine(c.Options), p: p}
	server := &server{Server: proto.NewServer(key, proto.IPv4, r.Cols, r.Rows, p.net.Now()), r: r, em: term.NewEmulator(r.Cols, r.Rows)}
	ch, sh := p.net.Attach(p.client, clientAddr), p.net.Attach(server, serverAddr)
	ch.Up, sh.Up = c.Link, c.Link
	sh.Up.Delay += c.Queue
	server.queue(p.net.Now(), r.Start)
	p.net.Run(5*time.Second + 2*c.Queue)

	rnd := rand.New(rand.NewPCG(c.Seed, 2))
	for i, k := range r.Keys {
		p.typed = i + 1
		p.at = append(p.at, p.net.Now())
		if p.t.visible(i) {
			p.pending = append(p.pending, i)
		}
		p.client.typeKey(p.net.Now(), k.Bytes)
		p.net.Touch(ch)
		pause := vary(rnd, c.Gap)
		if k.Bytes == "\r" {
			pause += vary(rnd, c.Think)
		}
		p.net.Run(pause)
	}
	p.net.Run(20 * time.Second)
	p.finish(p.net.Now())
	p.res.Counts = p.client.engine.Counts()
	return p.res
}

// vary returns a pause of about d: from d/2 up, with a tail as people have it.
func vary(r *rand.Rand, d time.Duration) time.Duration {
	x := math.Min(r.ExpFloat64(), 4)
	return d/2 + time.Duration(x*float64(d)/2)
}

// look is called whenever the display may have changed.
func (p *player) look(now time.Time, display, frame *term.Screen) {
	if p.typed == 0 {
		return
	}
	last := p.typed - 1
	keep := p.pending[:0]
	for _, i := range p.pending {
		late := now.Sub(p.at[i])
		// Right after the key a screen without predictions can only be right by
		// chance: it shows what was before the key.
		if (late > 0 || display != frame) && p.t.shows(display, i, last) {
			p.late[i] = late
		} else {
			keep = append(keep, i)
		}
	}
	p.pending = keep
	p.flicker(now, display, last)
	if display != frame {
		wrong := p.t.wrongCells(display, frame, last-60, last)
		p.wrong[last] = max(p.wrong[last], len(wrong))
		for _, text := range wrong {
			p.res.Leaked = p.res.Leaked || p.t.secret(text, last)
		}
	}
}

// flicker counts cells that go back to what they showed a moment before, where
// neither that nor what they showed in between is news from the application.
func (p *player) flicker(now time.Time, display *term.Screen, last int) {
	cols, rows := display.Size()
	if p.cells == nil {
		p.cells = make([]cellPast, cols*rows)
	}
	for row := range rows {
		for col := range cols {
			c := &p.cells[row*cols+col]
			text := display.Glyph(row, col).Text
			if text == " " || text == "\u00a0" {
				text = ""
			}
			if text == c.text {
				continue
			}
			if text == c.before && now.Sub(c.since) < flickerTime && text != "" && !p.t.changes(row, col, last) {
				p.res.Flicker++
			}
			c.before, c.text, c.since = c.text, text, now
		}
	}
}

// flickerTime is within which a change back is a flicker.
const flickerTime = time.Second

func (p *player) finish(now time.Time) {
	res := p.res
	for i, k := range p.r.Keys {
		tr := Trace{Key: k.Bytes, Visible: p.t.visible(i), Wrong: p.wrong[i]}
		if tr.Wrong > 0 {
			res.Wrong++
		}
		if tr.Visible {
			res.Keys++
			late, ok := p.late[i]
			if !ok {
				late = now.Sub(p.at[i])
			}
			tr.Late = late
			res.Latency = append(res.Latency, late)
		}
		res.Trace = append(res.Trace, tr)
	}
}

// A client is the client's half with a prediction engine.
type client struct {
	*proto.Client
	engine *predict.Engine
	p      *player
}

func (c *client) Receive(now time.Time, b []byte, _ netip.AddrPort, ce bool) {
	c.Client.Receive(now, b, ce) // an error is a lost packet
}

func (c *client) Poll(now time.Time) []simnet.Packet {
	var out []simnet.Packet
	for _, b := range c.Client.Poll(now) {
		out = append(out, simnet.Packet{To: serverAddr, Payload: b})
	}
	c.show(now)
	return out
}

func (c *client) Deadline() (time.Time, bool) {
	t, ok := c.Client.Deadline()
	if e, some := c.engine.Deadline(); some && (!ok || e.Before(t)) && e.After(c.p.net.Now()) {
		return e, true
	}
	return t, ok
}

func (c *client) typeKey(now time.Time, k string) {
	num := c.SentNum() + 1
	c.engine.Type(now, []byte(k), num)
	c.Client.Type([]byte(k))
	c.show(now)
}

func (c *client) show(now time.Time) {
	num, s, ack := c.Client.Frame()
	if num == 0 {
		return
	}
	c.engine.Frame(now, predict.Frame{Screen: s, EchoAck: ack, Acked: c.AckedNum(),
		SRTT: c.SRTT(), SendInterval: c.SendInterval()})
	c.p.look(now, c.engine.Overlay(now, s), s)
}

// A server is the server's half with a recorded application.
type server struct {
	*proto.Server
	r      *Recording
	em     *term.Emulator
	got    int // bytes of keys that have arrived
	next   int // key to be answered
	length int // bytes of the keys answered
	out    []timed
}

type timed struct {
	at    time.Time
	bytes string
}

// queue plans a piece of the application's output.
func (s *server) queue(now time.Time, os []Output) {
	if n := len(s.out); n > 0 && s.out[n-1].at.After(now) {
		now = s.out[n-1].at
	}
	for _, o := range os {
		now = now.Add(o.After)
		s.out = append(s.out, timed{now, o.Bytes})
	}
}

func (s *server) Receive(now time.Time, b []byte, from netip.AddrPort, ce bool) {
	events, _ := s.Server.Receive(now, b, from, ce) // an error is a lost packet
	for _, e := range events {
		s.got += len(e.Keys)
	}
	for s.next < len(s.r.Keys) && s.length+len(s.r.Keys[s.next].Bytes) <= s.got {
		k := s.r.Keys[s.next]
		s.length += len(k.Bytes)
		s.next++
		s.queue(now, k.Answer)
	}
}

func (s *server) Poll(now time.Time) []simnet.Packet {
	n := 0
	for n < len(s.out) && !s.out[n].at.After(now) {
		s.em.Write([]byte(s.out[n].bytes))
		n++
	}
	if n > 0 {
		s.out = s.out[n:]
		s.em.TakeReplies()
		s.SetScreen(s.em.Snapshot())
	}
	to, datagrams := s.Server.Poll(now)
	var out []simnet.Packet
	for _, b := range datagrams {
		out = append(out, simnet.Packet{To: to, Payload: b})
	}
	return out
}

func (s *server) Deadline() (time.Time, bool) {
	t, ok := s.Server.Deadline()
	if len(s.out) > 0 && (!ok || s.out[0].at.Before(t)) {
		return s.out[0].at, true
	}
	return t, ok
}
