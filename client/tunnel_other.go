//go:build !unix

package client

import "errors"

func nonblocking(int) error { return errors.ErrUnsupported }
