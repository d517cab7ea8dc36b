package client

import (
	"time"

	"gomosh/predict"
	"gomosh/proto"
	"gomosh/term"
)

// Our own choices.
const (
	pasteSize     = 100                   // bytes; a longer read is a paste and not predicted
	inputBacklog  = 1 << 20               // bytes typed and not acknowledged: no more are read
	resizeSpacing = 50 * time.Millisecond // between two sizes told to the server
)

// A session is the client without its terminal and sockets: it ties what the
// user types, the protocol, the predictions and the picture together. Time is
// an argument, bytes and datagrams go in and come out as values, so a whole
// session runs in a test without either. It belongs to one goroutine.
type session struct {
	net     *proto.Client
	echo    *predict.Engine
	bar     *predict.Bar
	painter *term.Painter
	keys    escapeFilter
	asking  inquiry    // what the terminal is asked and said
	notices ration     // of programs, on the desktop
	asks    bool       // whether it is asked at all
	told    term.Facts // what the server was told of that
	toldOf  time.Time  // when it was asked what the server was told
	prefix  string     // put before window titles
	enter   string     // what opens and closes the terminal for a full screen
	leave   string

	cols, rows int       // of the terminal
	sizeDue    time.Time // when the size is to be told to the server; zero: it knows
	sizeTold   time.Time

	ending  bool   // the shutdown has begun: input is ignored
	port    int    // of the server
	patient bool   // a way to the server is being made: no giving up yet
	suspend bool   // the user asked to be suspended; cleared by who does it
	junk    uint64 // datagrams that were not the server's
}

// newSession starts a session at now for a terminal of the given size.
func newSession(cfg *Config, cols, rows int, now time.Time) *session {
	family := proto.IPv6
	if cfg.Server.Addr().Is4() {
		family = proto.IPv4
	}
	s := &session{
		net:      proto.NewClient(cfg.Key, family, cols, rows, now),
		echo:     predict.NewEngine(cfg.Prediction),
		bar:      predict.NewBar(cfg.EscapeKey.quitHint()),
		painter:  term.NewPainter(cfg.profile()),
		keys:     escapeFilter{key: cfg.EscapeKey},
		asks:     cfg.asks(),
		cols:     cols,
		rows:     rows,
		sizeTold: now,
	}
	s.enter, s.leave = cfg.bracket()
	if !cfg.PlainTitle {
		s.prefix = titlePrefix
	}
	s.port = int(cfg.Server.Port())
	s.begin(now)
	return s
}

// begin starts the time in which the server has to be heard first.
func (s *session) begin(now time.Time) { s.bar.Start(now, s.port) }

// typed takes bytes from the terminal: the user's, and its own answers.
func (s *session) typed(now time.Time, p []byte) {
	p = s.asking.filter(now, p)
	s.learn()
	s.typedByUser(now, p)
}

// typedByUser takes what the user typed.
func (s *session) typedByUser(now time.Time, p []byte) {
	paste := len(p) > pasteSize
	for len(p) > 0 && !s.ending {
		var send []byte
		var cmd command
		if s.keys.armed {
			s.bar.Clear()
		}
		send, cmd, p = s.keys.feed(nil, p)
		if len(send) > 0 {
			if paste {
				s.echo.Paste(now, s.net.SentNum()+1)
			} else {
				s.echo.Type(now, send, s.net.SentNum()+1)
			}
			s.net.Type(send)
		}
		switch cmd {
		case cmdHelp:
			s.bar.Help(string(rune(s.keys.key.passKey())), s.keys.key.String(), s.echo.Counts())
		case cmdRepaint:
			s.repaint()
		case cmdSuspend:
			s.suspend = true
		case cmdQuit:
			s.end(now, noticeQuit)
		}
	}
}

// wantsInput reports whether more typed bytes should be read. It is false
// while a megabyte waits for the server's acknowledgement.
func (s *session) wantsInput() bool { return s.net.Backlog() < inputBacklog }

// end begins the orderly shutdown, unless it has begun, and says why if notice
// is not empty.
func (s *session) end(now time.Time, notice string) {
	if s.ending {
		return
	}
	s.ending = true
	if notice != "" {
		s.bar.Permanent(notice)
	}
	s.net.Shutdown(now)
}

// received takes the payload of a datagram, whoever it is from, and reports
// whether it was the server's. What is not is dropped without a word: anybody
// can send a datagram.
func (s *session) received(now time.Time, payload []byte, ce bool) bool {
	if err := s.net.Receive(now, payload, ce); err != nil {
		s.junk++
		return false
	}
	s.tellEngine(now)
	return true
}

// sent takes the outcome of sending one datagram.
func (s *session) sent(now time.Time, err error) {
	if err == nil {
		s.bar.NetworkOK(now)
		return
	}
	s.net.SendFailed(err)
	s.networkError(now, err)
}

// networkError shows an error of the local network.
func (s *session) networkError(now time.Time, err error) {
	s.bar.NetworkError(now, networkNotice(err))
}

// resized takes the terminal's new size. The picture is redrawn at once from
// what is known; the server is told, but not of every step of a dragged corner.
func (s *session) resized(now time.Time, cols, rows int) {
	s.repaint() // the terminal may have rearranged what it shows
	if cols == s.cols && rows == s.rows {
		return
	}
	s.cols, s.rows = cols, rows
	s.echo.Reset()
	s.sizeDue = later(now, s.sizeTold.Add(resizeSpacing))
}

// repaint makes the next frame draw everything.
func (s *session) repaint() { s.painter.Invalidate() }

// poll returns the datagrams to be sent now. They are valid until the next
// poll.
func (s *session) poll(now time.Time) [][]byte {
	s.typedByUser(now, s.asking.release(now))
	s.tellDue(now)
	s.bar.SetGrace(s.net.Grace())
	if !s.sizeDue.IsZero() && !now.Before(s.sizeDue) {
		s.net.Resize(s.cols, s.rows)
		s.sizeDue, s.sizeTold = time.Time{}, now
	}
	if !s.ending && !s.patient && s.bar.TimedOut(now, s.net.Heard()) {
		s.end(now, "") // the bar says so by itself
	}
	return s.net.Poll(now)
}

// deadline returns when poll wants to be called next, and, if painting is
// possible, when the picture changes by itself.
func (s *session) deadline(now time.Time, painting bool) (time.Time, bool) {
	var first time.Time
	sooner := func(t time.Time, ok bool) {
		if ok && (first.IsZero() || t.Before(first)) {
			first = t
		}
	}
	sooner(s.net.Deadline())
	sooner(s.sizeDue, !s.sizeDue.IsZero())
	sooner(s.asking.deadline())
	sooner(s.tellAt())
	sooner(s.bar.Deadline(now, s.net.Heard(), s.net.Replied()))
	if painting {
		sooner(s.echo.Deadline())
	}
	return first, !first.IsZero()
}

// over reports whether nothing more will happen, and whether the server and
// the client parted in agreement.
func (s *session) over() (over, clean bool) {
	switch s.net.State() {
	case proto.ClosedClean:
		return true, true
	case proto.ClosedTimeout:
		return true, false
	}
	return false, false
}

// tellEngine lets the predictions be compared with what the server says.
func (s *session) tellEngine(now time.Time) *term.Screen {
	num, screen, echoAck := s.net.Frame()
	if num == 0 {
		screen = term.NewScreen(s.cols, s.rows)
	}
	s.echo.Frame(now, predict.Frame{
		Screen:       screen,
		EchoAck:      echoAck,
		Acked:        s.net.AckedNum(),
		SRTT:         s.net.SRTT(),
		SendInterval: s.net.SendInterval(),
	})
	return screen
}

// open appends to dst what takes the terminal for the session; the next frame
// draws everything. The first time it also asks the terminal what it can do.
func (s *session) open(now time.Time, dst []byte) []byte {
	dst = s.painter.Open(dst, s.enter)
	switch {
	case !s.asking.asked.IsZero():
	case s.asks:
		dst = s.asking.ask(now, dst)
	default:
		s.tell()
	}
	return dst
}

// close appends to dst what gives the terminal back.
func (s *session) close(dst []byte) []byte { return s.painter.Close(dst, s.leave) }

// paint appends to dst what brings the terminal from the last painted frame
// to the picture of now: the newest screen, predictions, notices.
func (s *session) paint(now time.Time, dst []byte) []byte {
	shown := s.echo.Overlay(now, s.tellEngine(now))
	shown = fit(shown, s.cols, s.rows)
	shown = s.bar.Overlay(now, shown, s.net.Heard(), s.net.Replied())
	if s.asking.again {
		dst = s.asking.askColors(now, dst)
	}
	allowed := s.notices.left(now)
	s.painter.AllowNotices(allowed)
	dst = s.painter.Paint(dst, withTitlePrefix(shown, s.prefix))
	s.notices.use(now, allowed-s.painter.AllowNotices(0))
	return dst
}

// paintLast is paint for the very last frame: the server's screen as it is.
func (s *session) paintLast(now time.Time, dst []byte) []byte {
	return s.painter.Paint(dst, fit(s.tellEngine(now), s.cols, s.rows))
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
