package server

import (
	"encoding/binary"
	"slices"
	"strings"
	"testing"
)

// record makes a utmp record.
func record(kind uint16, line, user, host string) []byte {
	r := make([]byte, utmpRecord)
	binary.NativeEndian.PutUint16(r, kind)
	copy(r[utmpLine:utmpLine+32], line)
	copy(r[utmpUser:utmpUser+32], user)
	copy(r[utmpHost:utmpEnd], host)
	return r
}

func TestFindDetached(t *testing.T) {
	long := "mosh [" + strings.Repeat("1", 249) + "]" // fills its field
	data := slices.Concat(
		record(utmpUserProcess, "pts/1", "anna", "mosh [11]"),
		record(utmpUserProcess, "pts/2", "bert", "mosh [12]"),
		record(8, "pts/3", "anna", "mosh [13]"),
		record(utmpUserProcess, "pts/4", "anna", "192.0.2.1 via mosh [14]"),
		record(utmpUserProcess, "pts/own", "anna", "mosh [15]"),
		record(utmpUserProcess, "pts/gone", "anna", "mosh [16]"),
		record(utmpUserProcess, "pts/5", "anna", "mosh \x1b[17]"),
		record(utmpUserProcess, "pts/6", "anna", long),
		record(utmpUserProcess, "pts/7", "anna", "mosh [18")[:utmpRecord-1], // a broken end
	)
	exists := func(line string) bool { return line != "pts/gone" }
	got := findDetached(data, "anna", "pts/own", exists)
	if want := []string{"mosh [11]", long}; !slices.Equal(got, want) {
		t.Errorf("findDetached = %q, want %q", got, want)
	}
}

func TestSayOthers(t *testing.T) {
	tests := []struct {
		hosts []string
		want  []string // parts, in order
	}{
		{nil, nil},
		{[]string{"mosh [11]"}, []string{"\x1b[37;44m", "(mosh [11])", "\x1b[m\n\n"}},
		{[]string{"mosh [11]", "mosh [12]"}, []string{"\x1b[37;44m", "2 other", "\x1b[m\n", "    mosh [11]\n", "    mosh [12]\n\n"}},
	}
	for _, test := range tests {
		rest := sayOthers(test.hosts)
		if test.want == nil && rest != "" {
			t.Errorf("sayOthers(%q) = %q", test.hosts, rest)
		}
		for _, part := range test.want {
			_, after, ok := strings.Cut(rest, part)
			if !ok {
				t.Errorf("%q: no %q in %q", test.hosts, part, rest)
			}
			rest = after
		}
	}
}
