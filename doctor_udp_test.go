package main

import (
	"strings"
	"testing"

	"gomosh/internal/probe"
)

// states makes the result of a trial: one state for each port from 60001 on.
func states(all ...probe.State) probe.Result {
	r := probe.Result{}
	for i, s := range all {
		r[60001+i] = s
	}
	return r
}

func TestDoctorPortsFound(t *testing.T) {
	const yes, one, no, busy = probe.Answered, probe.OneWay, probe.Silent, probe.Busy
	for _, test := range []struct {
		name          string
		low, high     string
		result        probe.Result
		answered      bool
		want, problem string // detail or problem; hint
	}{
		{name: "all is well", low: "60001", high: "60003", result: states(yes, yes, yes), want: "3 of 60001 to 60003 tried, all answer"},
		{name: "one is in use", low: "60001", high: "60003", result: states(yes, busy, yes), want: "2 of 60001 to 60003 tried, all answer"},
		{name: "all in use", low: "60001", high: "60003", result: states(busy, busy, busy), want: "all in use there: 60001-60003"},
		{name: "some", low: "60001", high: "60004", result: states(no, yes, one, yes),
			problem: "of 4 tried, 60002, 60004 answer, 60001, 60003 do not", want: "name ports that are open with -p, such as -p 60002, or let UDP 60001 to 60004 through on the way"},
		{name: "one way", low: "60001", high: "60003", result: states(one, one, no),
			problem: "one way only: datagrams reach 10.0.0.1, its answers do not come back", want: "drops UDP from 10.0.0.1 port 60001 to 60003"},
		{name: "nothing", low: "60001", high: "60003", result: states(no, no, no),
			problem: "none of 3 tried is reached: datagrams to 10.0.0.1 are lost on the way there", want: "ufw allow 60001:60003/udp"},
		{name: "nothing, one port", low: "60001", high: "60001", result: states(no),
			problem: "none of 1 tried is reached: datagrams to 10.0.0.1 are lost on the way there", want: "ufw allow 60001/udp"},
		{name: "only that of the session", low: "60001", high: "60003", result: states(no, no, no), answered: true,
			problem: "none of 3 tried is reached: datagrams to 10.0.0.1 are lost on the way there", want: "only the port of this session is open"},
	} {
		f := doctorPortsFound(test.low, test.high, test.result, "10.0.0.1", test.answered)
		if f.problem != test.problem || !strings.Contains(f.detail+f.hint, test.want) || (test.problem == "") != (f.detail != "") {
			t.Errorf("%s: %+v", test.name, f)
		}
	}
}

func TestPortRange(t *testing.T) {
	for word, want := range map[string]bool{"1:2": true, "60001:60001": true, "60000:61000": true, "5": false, "": false, "3:2": false, "0:2": false, "1:65536": false, "x:2": false, "1:2:3": false, "1 2": false} {
		if _, _, ok := portRange(word); ok != want {
			t.Errorf("%q: %v", word, ok)
		}
	}
}
