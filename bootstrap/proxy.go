package bootstrap

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"

	"gomosh/bootstrap/sshconfig"
)

// FakeProxy is the ProxyCommand that External gives to ssh: it connects to host
// and port, says on stderr which address accepted ("MOSH IP address"), and
// copies bytes both ways until both ends are done.
func FakeProxy(ctx context.Context, family Family, host, port string, stdin io.Reader, stdout, stderr io.Writer) error {
	number, err := sshconfig.ParsePort(port)
	if err != nil {
		return err
	}
	addrs, err := Resolve(ctx, host, family)
	if err != nil {
		return err
	}
	conn, addr, err := dialer{}.dial(ctx, addrs, uint16(number))
	if err != nil {
		return unreachable(host, number, err)
	}
	defer conn.Close()
	fmt.Fprintf(stderr, "MOSH IP %s\n", addr)
	up := make(chan error, 1)
	go func() {
		_, err := io.Copy(conn, stdin)
		if half, ok := conn.(*net.TCPConn); ok {
			err = errors.Join(err, half.CloseWrite())
		}
		up <- err
	}()
	_, err = io.Copy(stdout, conn)
	if closer, ok := stdout.(io.Closer); ok {
		err = errors.Join(err, closer.Close())
	}
	if err != nil {
		return fmt.Errorf("copy to ssh: %w", err)
	}
	return <-up
}
