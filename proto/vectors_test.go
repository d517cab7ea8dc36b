package proto

import (
	"bytes"
	"crypto/aes"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ProtonMail/go-crypto/ocb"
)

// The vectors in testdata come from stock mosh 1.4.0 and from OpenSSL; see
// testdata/README.md for the fields.

type hexBytes []byte

func (h *hexBytes) UnmarshalText(p []byte) error {
	b, err := hex.DecodeString(string(p))
	*h = b
	return err
}

type datagramVector struct {
	Index          int
	TMs            float64 `json:"t_ms"`
	Name, Note     string
	Key            string
	KeyHex         hexBytes `json:"key_hex"`
	Direction      string
	Seq            uint64   `json:",string"`
	Nonce          hexBytes `json:"nonce_hex"`
	Datagram       hexBytes `json:"datagram_hex"`
	Plaintext      hexBytes `json:"plaintext_hex"`
	Timestamp      uint16
	TimestampReply uint16 `json:"timestamp_reply"`
	Fragment       struct {
		ID    uint64 `json:",string"`
		Num   uint16
		Final bool
		Body  hexBytes `json:"body_hex"`
	}
	ReassembledFrom []string `json:"reassembled_from_seqs"`
	InstructionHex  hexBytes `json:"instruction_hex"`
	Instruction     *struct {
		Version   uint64          `json:"protocol_version"`
		Old       uint64          `json:"old_num,string"`
		New       uint64          `json:"new_num,string"`
		Ack       uint64          `json:"ack_num,string"`
		Throwaway uint64          `json:"throwaway_num,string"`
		Diff      hexBytes        `json:"diff_hex"`
		Chaff     hexBytes        `json:"chaff_hex"`
		Unknown   json.RawMessage `json:"unknown_fields"`
	}
	Diff []struct {
		Keystroke *struct {
			Keys hexBytes `json:"keys_hex"`
		}
		Resize    *struct{ Width, Height uint64 } // negative ones as they are on the wire
		HostBytes *struct {
			HostString hexBytes `json:"hoststring_hex"`
		}
		EchoAck *struct {
			Num uint64 `json:"echo_ack_num,string"`
		}
		Unknown json.RawMessage `json:"unknown_extension"`
	} `json:"diff_decoded"`
}

func (v *datagramVector) direction() uint64 {
	if v.Direction == "to_client" {
		return directionBit
	}
	return 0
}

func load(t testing.TB, name string, to any) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, to); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

type sessionVector struct {
	Name      string
	Key       string
	Size      struct{ Width, Height int } `json:"initial_client_size"`
	Datagrams []datagramVector
}

func loadSessions(t testing.TB) []sessionVector {
	var f struct{ Sessions []sessionVector }
	load(t, "sessions.json", &f)
	if len(f.Sessions) != 2 {
		t.Fatalf("%d sessions", len(f.Sessions))
	}
	return f.Sessions
}

func loadGenerated(t testing.TB) []datagramVector {
	var f struct{ Datagrams []datagramVector }
	load(t, "generated.json", &f)
	if len(f.Datagrams) != 15 {
		t.Fatalf("%d datagrams", len(f.Datagrams))
	}
	return f.Datagrams
}

func TestKeyVectors(t *testing.T) {
	var f struct {
		Valid []struct {
			Key string
			Hex hexBytes `json:"key_hex"`
		}
		Invalid []struct{ Key, Reason string }
	}
	load(t, "keys.json", &f)
	if len(f.Valid) == 0 || len(f.Invalid) == 0 {
		t.Fatal("no vectors")
	}
	for _, v := range f.Valid {
		k, err := ParseKey(v.Key)
		if err != nil || !bytes.Equal(k[:], v.Hex) || k.String() != v.Key {
			t.Errorf("%s: %x, %v, back to %s", v.Key, k[:], err, k)
		}
	}
	for _, v := range f.Invalid {
		if _, err := ParseKey(v.Key); err == nil {
			t.Errorf("%q was accepted: %s", v.Key, v.Reason)
		}
	}
}

func TestOCBVectors(t *testing.T) {
	var f struct {
		Vectors []struct {
			Name      string
			Key       hexBytes `json:"key_hex"`
			Nonce     hexBytes `json:"nonce_hex"`
			Plaintext hexBytes `json:"plaintext_hex"`
			Sealed    hexBytes `json:"ciphertext_and_tag_hex"`
		}
	}
	load(t, "ocb.json", &f)
	for _, v := range f.Vectors {
		want := []byte(v.Sealed)
		if len(want) < tagSize {
			t.Fatalf("%s: no output in the vector", v.Name)
		}
		block, _ := aes.NewCipher(v.Key)
		aead, err := ocb.NewOCBWithNonceAndTagSize(block, nonceSize, tagSize)
		if err != nil {
			t.Fatal(err)
		}
		if got := aead.Seal(nil, v.Nonce, v.Plaintext, nil); !bytes.Equal(got, want) {
			t.Errorf("%s: sealed %x, want %x", v.Name, got, want)
		}
		if got, err := aead.Open(nil, v.Nonce, want, nil); err != nil || !bytes.Equal(got, v.Plaintext) {
			t.Errorf("%s: opened %x, %v", v.Name, got, err)
		}
		if !bytes.Equal(v.Nonce[:4], make([]byte, 4)) {
			continue // not a nonce of ours
		}
		tail := binary.BigEndian.Uint64(v.Nonce[4:])
		s := newSealer(Key(v.Key), tail&directionBit)
		s.next = tail &^ directionBit
		if got, err := s.seal(v.Plaintext); err != nil || !bytes.Equal(got, append(v.Nonce[4:], want...)) {
			t.Errorf("%s: datagram %x, %v", v.Name, got, err)
		}
	}
}

func TestTimingVectors(t *testing.T) {
	var f struct {
		Initial struct {
			SRTT, RTTVar float64
			RTO          int `json:"rto_ms"`
			Interval     int `json:"send_interval_ms"`
		}
		Sequences [][]struct {
			Sample       int `json:"sample_ms"`
			SRTT, RTTVar float64
			RTO          int `json:"rto_ms"`
			Interval     int `json:"send_interval_ms"`
		}
		Diff []struct {
			New, Old, Diff uint16
		} `json:"timestamp_diff"`
		Timestamp16 []struct {
			Clock int64  `json:"clock_ms,string"`
			Wire  uint16 `json:"wire"`
		}
		Reply []struct {
			Saved uint16
			CE    bool `json:"ce_marked"`
			Held  int  `json:"held_ms"`
			Reply uint16
		}
	}
	load(t, "timing.json", &f)
	check := func(r *rtt, srtt, rttvar float64, rto, interval int, what string) {
		t.Helper()
		if d := r.srtt - srtt; d > 1e-6 || d < -1e-6 {
			t.Errorf("%s: srtt %v, want %v", what, r.srtt, srtt)
		}
		if d := r.rttvar - rttvar; d > 1e-6 || d < -1e-6 {
			t.Errorf("%s: rttvar %v, want %v", what, r.rttvar, rttvar)
		}
		if got := r.rto(); got != time.Duration(rto)*time.Millisecond {
			t.Errorf("%s: rto %v, want %d ms", what, got, rto)
		}
		if got := r.interval(); got != time.Duration(interval)*time.Millisecond {
			t.Errorf("%s: interval %v, want %d ms", what, got, interval)
		}
	}
	first := newRTT()
	check(&first, f.Initial.SRTT, f.Initial.RTTVar, f.Initial.RTO, f.Initial.Interval, "initial")
	for i, seq := range f.Sequences {
		r := newRTT()
		for j, s := range seq {
			r.sample(s.Sample)
			check(&r, s.SRTT, s.RTTVar, s.RTO, s.Interval, strings.Join([]string{"sequence", string(rune('0' + i)), "step", string(rune('0' + j))}, " "))
		}
	}
	for _, v := range f.Diff {
		if got := diff16(v.New, v.Old); got != v.Diff {
			t.Errorf("%d - %d = %d, want %d", v.New, v.Old, got, v.Diff)
		}
	}
	for _, v := range f.Timestamp16 {
		if got := wire(v.Clock); got != v.Wire {
			t.Errorf("clock %d: %d, want %d", v.Clock, got, v.Wire)
		}
	}
	for _, v := range f.Reply {
		now := time.Unix(5, 0)
		c := newClock16(now)
		c.save(now, v.Saved, v.CE)
		if got := c.reply(now.Add(time.Duration(v.Held) * time.Millisecond)); got != v.Reply {
			t.Errorf("saved %d held %d ce %v: %d, want %d", v.Saved, v.Held, v.CE, got, v.Reply)
		}
		if got := c.reply(now.Add(time.Duration(v.Held) * time.Millisecond)); got != noTimestamp {
			t.Errorf("answered twice: %d", got)
		}
	}
}

// checkDatagram compares every layer of a datagram with its vector, up to the
// fragment, and returns that.
func checkDatagram(t *testing.T, v *datagramVector) fragment {
	t.Helper()
	key, err := ParseKey(v.Key)
	if err != nil || !bytes.Equal(key[:], v.KeyHex) {
		t.Fatalf("key %s: %v", v.Key, err)
	}
	seq, plain, err := newOpener(key, v.direction()).open(v.Datagram)
	if err != nil || seq != v.Seq || !bytes.Equal(plain, v.Plaintext) {
		t.Fatalf("open: seq %d, %x, %v", seq, plain, err)
	}
	if _, _, err := newOpener(key, v.direction()^directionBit).open(v.Datagram); !errors.Is(err, errDirection) {
		t.Errorf("wrong direction: %v", err)
	}
	s := newSealer(key, v.direction())
	s.next = v.Seq
	if got, err := s.seal(v.Plaintext); err != nil || !bytes.Equal(got, v.Datagram) {
		t.Errorf("seal: %x, %v", got, err)
	}
	if got := binary.BigEndian.Uint16(plain); got != v.Timestamp {
		t.Errorf("timestamp %d, want %d", got, v.Timestamp)
	}
	if got := binary.BigEndian.Uint16(plain[2:]); got != v.TimestampReply {
		t.Errorf("reply %d, want %d", got, v.TimestampReply)
	}
	f, err := parseFragment(plain[timestamps:])
	if err != nil || f.id != v.Fragment.ID || f.num != v.Fragment.Num || f.final != v.Fragment.Final || !bytes.Equal(f.body, v.Fragment.Body) {
		t.Fatalf("fragment %+v, %v", f, err)
	}
	if got := appendFragment(nil, f); !bytes.Equal(got, plain[timestamps:]) {
		t.Errorf("fragment again: %x", got)
	}
	return f
}

// checkInstruction compares an instruction with its vector to the last field.
func checkInstruction(t *testing.T, v *datagramVector, payload []byte) {
	t.Helper()
	message, err := decompress(payload)
	if err != nil || !bytes.Equal(message, v.InstructionHex) {
		t.Fatalf("inflate: %x, %v", message, err)
	}
	in, err := parseInstruction(message)
	want := v.Instruction
	if want.Version != protocolVersion {
		if !errors.Is(err, errVersion) {
			t.Errorf("version %d: %v", want.Version, err)
		}
		return
	}
	if err != nil {
		t.Fatal(err)
	}
	if in.old != want.Old || in.new != want.New || in.ack != want.Ack || in.throwaway != want.Throwaway ||
		!bytes.Equal(in.diff, want.Diff) || !bytes.Equal(in.chaff, want.Chaff) {
		t.Errorf("instruction %+v, want %+v", in, want)
	}
	if again := appendInstruction(nil, &in); want.Unknown == nil && v.Name != "field order reversed" && !bytes.Equal(again, message) {
		t.Errorf("instruction again: %x, want %x", again, message)
	}
	var steps []step
	if err := eachStep(in.diff, func(s step) error { steps = append(steps, s); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(steps) != len(v.Diff) {
		t.Fatalf("%d steps, want %d", len(steps), len(v.Diff))
	}
	var again []byte
	known := true
	for i, d := range v.Diff {
		s := steps[i]
		switch {
		case d.Keystroke != nil:
			if s.content == nil || !bytes.Equal(*s.content, d.Keystroke.Keys) {
				t.Errorf("step %d: %+v, want keys %q", i, s, d.Keystroke.Keys)
			}
			again = appendEvent(again, Event{Keys: d.Keystroke.Keys})
		case d.HostBytes != nil:
			if s.content == nil || !bytes.Equal(*s.content, d.HostBytes.HostString) {
				t.Errorf("step %d: %+v, want host bytes %q", i, s, d.HostBytes.HostString)
			}
			again = appendContent(again, fieldHostBytes, d.HostBytes.HostString)
		case d.Resize != nil:
			if s.resize == nil || s.resize[0] != int32(d.Resize.Width) || s.resize[1] != int32(d.Resize.Height) {
				t.Errorf("step %d: %+v, want %+v", i, s, d.Resize)
			}
			again = appendResize(again, int(d.Resize.Width), int(d.Resize.Height))
		case d.EchoAck != nil:
			if s.echoAck == nil || *s.echoAck != d.EchoAck.Num {
				t.Errorf("step %d: %+v, want %+v", i, s, d.EchoAck)
			}
			again = appendEchoAck(again, d.EchoAck.Num)
		default:
			known = false
			if s != (step{}) {
				t.Errorf("step %d: %+v, want nothing known", i, s)
			}
		}
		if d.Unknown != nil {
			known = false
		}
	}
	if known && want.Unknown == nil && v.Name != "server frame with unknown fields" && !bytes.Equal(again, in.diff) {
		t.Errorf("diff again: %x, want %x", again, in.diff)
	}
}

func TestCapturedSessions(t *testing.T) {
	for _, s := range loadSessions(t) {
		t.Run(s.Name, func(t *testing.T) {
			var way [2]reassembler
			for i := range s.Datagrams {
				v := &s.Datagrams[i]
				r := &way[v.direction()>>63]
				payload, err := r.add(checkDatagram(t, v))
				if err != nil || (payload != nil) != (v.Instruction != nil) {
					t.Fatalf("datagram %d: %d bytes, %v", i, len(payload), err)
				}
				if payload != nil {
					checkInstruction(t, v, payload)
				}
			}
		})
	}
}

func TestGeneratedDatagrams(t *testing.T) {
	var r reassembler
	datagrams := loadGenerated(t)
	for i := range datagrams {
		v := &datagrams[i]
		t.Run(v.Name, func(t *testing.T) {
			payload, err := r.add(checkDatagram(t, v))
			if err != nil || (payload != nil) != (v.Instruction != nil) {
				t.Fatalf("%d bytes, %v", len(payload), err)
			}
			if payload != nil {
				checkInstruction(t, v, payload)
			}
		})
	}
}

// A whole Client and a whole Server are given the datagrams of a captured
// session: the client must show what the stock server sent, the server must
// deliver what the stock client's user did.
func TestReplaySessions(t *testing.T) {
	for _, s := range loadSessions(t) {
		t.Run(s.Name, func(t *testing.T) {
			key, err := ParseKey(s.Key)
			if err != nil {
				t.Fatal(err)
			}
			start := time.Unix(100, 0)
			client := NewClient(key, IPv4, s.Size.Width, s.Size.Height, start)
			server := NewServer(key, IPv4, 80, 24, start)
			want := replayed[s.Name]
			var keys []byte
			var sizes []Event
			for i := range s.Datagrams {
				v := &s.Datagrams[i]
				now := start.Add(time.Duration(v.TMs * float64(time.Millisecond)))
				if v.direction() != 0 {
					if err := client.Receive(now, v.Datagram, false); err != nil {
						t.Fatalf("datagram %d: %v", i, err)
					}
					continue
				}
				events, err := server.Receive(now, v.Datagram, testClientAddr, false)
				if err != nil {
					t.Fatalf("datagram %d: %v", i, err)
				}
				for _, e := range events {
					keys = append(keys, e.Keys...)
					if e.Keys == nil {
						sizes = append(sizes, e)
					}
				}
			}
			if string(keys) != want.keys {
				t.Errorf("keys %q, want %q", keys, want.keys)
			}
			if len(sizes) != len(want.sizes) {
				t.Fatalf("sizes %v, want %v", sizes, want.sizes)
			}
			for i, e := range sizes {
				if [2]int{e.Cols, e.Rows} != want.sizes[i] {
					t.Errorf("sizes %v, want %v", sizes, want.sizes)
				}
			}
			num, screen, echoAck := client.Frame()
			if num != want.frame || echoAck != want.echoAck {
				t.Errorf("frame %d, echo ack %d; want %d, %d", num, echoAck, want.frame, want.echoAck)
			}
			if got := text(screen); !strings.HasSuffix(got, want.text) {
				t.Errorf("screen\n%s\nwant at its end\n%s", got, want.text)
			}
			if screen.Title.Window != want.title || screen.Bells != want.bells {
				t.Errorf("title %q, bells %d", screen.Title.Window, screen.Bells)
			}
		})
	}
}

// replayed is what the captured sessions did.
var replayed = map[string]struct {
	keys           string
	sizes          [][2]int
	frame, echoAck uint64
	text, title    string
	bells          uint64
}{
	"ipv4_server_exit": {
		keys:  "key\r\x1bOA\ré中\rq\r",
		sizes: [][2]int{{80, 24}, {100, 30}},
		frame: shutdownNum, echoAck: 11,
		text:  "\nliTxOziSabXEExmZDfsU\né中\nbye",
		title: "ttl", bells: 1,
	},
	"ipv6_client_quit": {
		keys:  "x",
		sizes: [][2]int{{40, 10}},
		frame: 5, echoAck: 4,
		text: "x",
	},
}
