package client

// inputSize is how much is read from the terminal at a time, in bytes.
const inputSize = 16 << 10

// readInput starts a goroutine that hands over what the terminal's user types,
// and closes the channel at the end of input or an error. The bytes may be
// used until the next are taken: two buffers alternate.
func readInput(spawn func(func()), quit <-chan struct{}, read func([]byte) (int, error)) <-chan []byte {
	typed := make(chan []byte)
	spawn(func() {
		defer close(typed)
		var buffers [2][inputSize]byte
		for i := 0; ; i ^= 1 {
			n, err := read(buffers[i][:])
			if n == 0 || err != nil {
				return
			}
			select {
			case typed <- buffers[i][:n]:
			case <-quit:
				return
			}
		}
	})
	return typed
}
