package proto

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"

	"google.golang.org/protobuf/encoding/protowire"

	"gomosh/term"
)

func TestInstructionRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		in := instruction{
			old: rng.Uint64() >> rng.IntN(64), new: rng.Uint64() >> rng.IntN(64), ack: rng.Uint64() >> rng.IntN(64),
			throwaway: rng.Uint64() >> rng.IntN(64), diff: noise(rng, rng.IntN(50)), chaff: noise(rng, rng.IntN(20)),
		}
		p := appendInstruction(nil, &in)
		got, err := parseInstruction(p)
		if err != nil || !reflect.DeepEqual(got, in) {
			t.Fatalf("%+v became %+v, %v", in, got, err)
		}
		// Unknown fields of every type, before and after.
		var unknown []byte
		unknown = appendBytesField(unknown, 1000, []byte("hello"))
		unknown = appendVarintField(unknown, 8, 7)
		unknown = protowire.AppendFixed32(protowire.AppendTag(unknown, 9, protowire.Fixed32Type), 1)
		unknown = protowire.AppendFixed64(protowire.AppendTag(unknown, 536870911, protowire.Fixed64Type), 1)
		unknown = protowire.AppendTag(unknown, 10, protowire.StartGroupType)
		unknown = protowire.AppendTag(appendVarintField(unknown, 1, 3), 10, protowire.EndGroupType)
		unknown = appendBytesField(unknown, fieldOld, []byte("another type"))
		p = append(append(bytes.Clone(unknown), p...), unknown...)
		if got, err := parseInstruction(p); err != nil || !reflect.DeepEqual(got, in) {
			t.Fatalf("with unknown fields: %+v, %v", got, err)
		}
	}
}

func TestInstructionRejects(t *testing.T) {
	good := appendInstruction(nil, &instruction{diff: []byte("x")})
	for name, p := range map[string][]byte{
		"cut": good[:len(good)-1], "tag only": {0x08}, "field 0": {0x00, 0x00}, "endless varint": bytes.Repeat([]byte{0xff}, 20),
		"length beyond end": {0x32, 0x7f, 0}, "wire type 7": {0x0f}, "end of no group": {0x0c},
	} {
		if _, err := parseInstruction(p); !errors.Is(err, errProtobuf) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, p := range [][]byte{{}, {0x10, 1}, {0x08, 1}, {0x08, 3}} {
		if _, err := parseInstruction(p); !errors.Is(err, errVersion) {
			t.Errorf("%x: %v", p, err)
		}
	}
}

// randomEvents returns events as an encoder writes them: no keys beside keys.
func randomEvents(rng *rand.Rand, n int) []Event {
	var out []Event
	for range n {
		if rng.IntN(2) == 0 && (len(out) == 0 || out[len(out)-1].Keys == nil) {
			out = append(out, Event{Keys: noise(rng, 1+rng.IntN(300))})
		} else {
			out = append(out, Event{Cols: 1 + rng.IntN(4096), Rows: 1 + rng.IntN(256)})
		}
	}
	return out
}

func TestUserMessageRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	for range 1000 {
		want := randomEvents(rng, rng.IntN(10))
		var p []byte
		for _, e := range want {
			p = appendEvent(p, e)
		}
		if got, err := parseUserMessage(p); err != nil || !reflect.DeepEqual(got, want) {
			t.Fatalf("%v became %v, %v", want, got, err)
		}
	}
}

func TestUserMessageOddities(t *testing.T) {
	wide := int64(1)<<40 + 7                                    // more than a 32-bit int holds
	keys := appendContent(nil, fieldKeystroke, []byte("k"))[2:] // without the outer tag
	size := appendResize(nil, 80, 24)[2:]
	step := func(parts ...[]byte) []byte { return appendBytesField(nil, fieldStep, bytes.Join(parts, nil)) }
	unknown := appendBytesField(nil, 15, []byte("unknown"))
	for name, v := range map[string]struct {
		p    []byte
		want string
	}{
		"nothing":                 {nil, "[]"},
		"empty step":              {step(), "[]"},
		"unknown extension":       {step(unknown), "[]"},
		"unknown top field":       {appendBytesField(step(keys), 9, nil), "[{[107] 0 0 []}]"},
		"keys beside unknown":     {step(unknown, keys, unknown), "[{[107] 0 0 []}]"},
		"keys and resize":         {step(size, keys), "[{[107] 0 0 []}]"},
		"empty keystroke":         {step(appendBytesField(nil, fieldKeystroke, nil)), "[]"},
		"unknown in keystroke":    {step(appendBytesField(nil, fieldKeystroke, appendBytesField(unknown, fieldContent, []byte("k")))), "[{[107] 0 0 []}]"},
		"resize without fields":   {step(appendBytesField(nil, fieldResize, nil)), "[{[] 0 0 []}]"},
		"resize with strange":     {appendResize(nil, -1, int(wide)), "[{[] -1 7 []}]"},
		"extension of wrong type": {step(appendVarintField(nil, fieldKeystroke, 3)), "[]"},
	} {
		got, err := parseUserMessage(v.p)
		if err != nil || fmt.Sprint(got) != v.want {
			t.Errorf("%s: %v, %v, want %s", name, got, err, v.want)
		}
	}
	for name, p := range map[string][]byte{
		"cut": step(keys)[:3], "bad step": appendBytesField(nil, fieldStep, []byte{0x12}),
		"bad keystroke": step(appendBytesField(nil, fieldKeystroke, []byte{0xff})),
		"bad resize":    step(appendBytesField(nil, fieldResize, []byte{0x28})),
	} {
		if got, err := parseUserMessage(p); !errors.Is(err, errProtobuf) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func screenOf(cols, rows int, output string) *term.Screen {
	em := term.NewEmulator(cols, rows)
	em.Write([]byte(output))
	return em.Snapshot()
}

// What displays appends, applyHostMessage undoes, also from a client's number 0
// of another size, and never with a query in it.
func TestHostMessageRoundTrip(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	scratch := term.NewEmulator(1, 1)
	var d displays
	for range 500 {
		cols, rows := 1+rng.IntN(100), 1+rng.IntN(40)
		em := term.NewEmulator(cols, rows)
		em.Write([]byte(randomOutput(rng)))
		from := display{screen: em.Snapshot(), echoAck: rng.Uint64() >> 10}
		if rng.IntN(4) == 0 {
			em.Resize(1+rng.IntN(100), 1+rng.IntN(40))
		}
		em.Write([]byte(randomOutput(rng)))
		to := display{screen: em.Snapshot(), echoAck: from.echoAck + uint64(rng.IntN(3))}
		at := from
		if rng.IntN(4) == 0 { // the first frame
			from = display{screen: term.NewScreen(80, 24), initial: true}
			at = display{screen: term.NewScreen(cols, rows)}
		}
		diff := d.appendDiff(nil, from, to)
		got, err := applyHostMessage(scratch, at, diff)
		if err != nil || !d.equal(got, to) {
			t.Fatalf("%v\ngot\n%s\nwant\n%s", err, text(got.screen), text(to.screen))
		}
		if again := d.appendDiff(nil, to, to); len(again) != 0 {
			t.Fatalf("diff to itself: %q", again)
		}
	}
}

func TestHostMessageOddities(t *testing.T) {
	scratch := term.NewEmulator(1, 1)
	ref := display{screen: screenOf(10, 3, "abc"), echoAck: 5}
	both := appendBytesField(nil, fieldStep, bytes.Join([][]byte{
		appendEchoAck(nil, 9)[2:], appendResize(nil, 20, 5)[2:], appendContent(nil, fieldHostBytes, []byte("d"))[2:],
	}, nil))
	for name, v := range map[string]struct {
		p    []byte
		want string
		echo uint64
		cols int
	}{
		"nothing":          {nil, "abc", 5, 10},
		"several kinds":    {both, "abcd", 5, 10},
		"bytes, resize":    {appendResize(appendContent(nil, fieldHostBytes, []byte("d")), 12, 3), "abcd", 5, 12},
		"echo ack":         {appendEchoAck(nil, 5), "abc", 5, 10},
		"queries":          {appendContent(nil, fieldHostBytes, []byte("\x1b[c\x1b[6n\x1b[5n\x1b[>cd")), "abcd", 5, 10},
		"unknown steps":    {appendBytesField(nil, fieldStep, appendBytesField(nil, 1000, []byte{8, 1})), "abc", 5, 10},
		"state is default": {appendContent(nil, fieldHostBytes, []byte("\x1b[2;3r\x1b[1;4H\x1b[4hd")), "abcd", 5, 10},
	} {
		got, err := applyHostMessage(scratch, ref, v.p)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if cols, _ := got.screen.Size(); text(got.screen) != v.want || got.echoAck != v.echo || cols != v.cols {
			t.Errorf("%s: %q, echo ack %d, %d columns", name, text(got.screen), got.echoAck, cols)
		}
	}
	for name, v := range map[string]struct {
		p    []byte
		want error
	}{
		"echo ack goes back": {appendEchoAck(nil, 4), errEchoAck},
		"no columns":         {appendResize(nil, 0, 24), errSize},
		"negative":           {appendResize(nil, 80, -1), errSize},
		"too wide":           {appendResize(nil, maxSide+1, 1), errSize},
		"too many cells":     {appendResize(nil, maxSide, maxSide), errSize},
		"not a message":      {[]byte{0xff}, errProtobuf},
	} {
		if _, err := applyHostMessage(scratch, ref, v.p); !errors.Is(err, v.want) {
			t.Errorf("%s: %v, want %v", name, err, v.want)
		}
	}
	if text(ref.screen) != "abc" {
		t.Errorf("the reference changed: %q", text(ref.screen))
	}
}

func TestShortenConverges(t *testing.T) {
	var d displays
	rng := rand.New(rand.NewPCG(11, 12))
	from := display{screen: term.NewScreen(80, 24), initial: true}
	to := display{screen: screenOf(60, 30, randomOutput(rng)+"\x1b[20;1H中文 at the end"), echoAck: 3}
	for range 10 {
		mid, ok := d.shorten(from, to)
		if !ok {
			break
		}
		if d.equal(mid, to) || len(d.appendDiff(nil, from, mid)) > len(d.appendDiff(nil, from, to)) {
			t.Fatal("not shorter")
		}
		from = mid
	}
	mid := from
	scratch := term.NewEmulator(1, 1)
	got, err := applyHostMessage(scratch, mid, d.appendDiff(nil, mid, to))
	if err != nil || !d.equal(got, to) {
		t.Errorf("the rest leads to\n%s", text(got.screen))
	}
}
