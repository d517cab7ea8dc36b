package client

import (
	"strings"
	"testing"
)

func TestConsoleKeys(t *testing.T) {
	key := func(char uint16) inputRecord { return inputRecord{kind: keyEvent, down: 1, repeat: 1, char: char} }
	up := key('x')
	up.down = 0
	alt := inputRecord{kind: keyEvent, key: keyAlt, repeat: 1, char: 'ß'}
	space := inputRecord{kind: keyEvent, down: 1, repeat: 1, key: keySpace, control: 8}
	twice := key('r')
	twice.repeat = 2
	var k keys
	var typed []byte
	sizes := 0
	for _, r := range []inputRecord{
		key('a'), up, key(0), key('ü'), key(0xd83d), key(0xde00), alt, space, twice, {kind: windowSizeEvent}, key(0x1b), key('['), key('A'),
	} {
		var resized bool
		if typed, resized = k.append(typed, &r); resized {
			sizes++
		}
	}
	if want := "aü😀ß\x00rr\x1b[A"; string(typed) != want || sizes != 1 {
		t.Errorf("typed %q, want %q; %d changes of size", typed, want, sizes)
	}
	if strings.ContainsRune(string(typed), '�') {
		t.Error("a surrogate pair was torn")
	}
}
