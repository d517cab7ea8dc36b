package proto_test

import (
	"fmt"
	"net/netip"
	"time"

	"gomosh/proto"
	"gomosh/term"
)

// A session without a network: what one side sends is given to the other.
func Example() {
	key, err := proto.NewKey()
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Now()
	client := proto.NewClient(key, proto.IPv4, 40, 10, now)
	server := proto.NewServer(key, proto.IPv4, 80, 24, now)
	shell := term.NewEmulator(80, 24) // in place of a pty and a program
	from := netip.MustParseAddrPort("192.0.2.1:40000")

	client.Type([]byte("hello"))
	for end := now.Add(time.Second); now.Before(end); now = now.Add(time.Millisecond) {
		for _, datagram := range client.Poll(now) {
			events, err := server.Receive(now, datagram, from, false)
			if err != nil {
				fmt.Println(err)
			}
			for _, e := range events {
				if e.Keys == nil {
					shell.Resize(e.Cols, e.Rows)
				} else {
					shell.Write(e.Keys)
				}
			}
			server.SetScreen(shell.Snapshot())
		}
		_, datagrams := server.Poll(now)
		for _, datagram := range datagrams {
			if err := client.Receive(now, datagram, false); err != nil {
				fmt.Println(err)
			}
		}
	}
	_, screen, _ := client.Frame()
	cols, rows := screen.Size()
	fmt.Printf("%dx%d, %q comes first, cursor in column %d\n", cols, rows, screen.Glyph(0, 0).Text, screen.Cursor.Col)
	// Output: 40x10, "h" comes first, cursor in column 5
}
