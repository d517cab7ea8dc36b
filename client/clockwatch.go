package client

// watchClock returns a channel on which it tells that the clock may have jumped.
// Timers of a process stand still while the machine sleeps: without this the
// client would go on sleeping for what was left of the pause. Where the system
// does not tell, the channel is silent.
func watchClock(spawn func(func()), quit <-chan struct{}) <-chan struct{} {
	news, err := openClockNews()
	if err != nil {
		return nil
	}
	jumps := make(chan struct{}, 1)
	spawn(func() { <-quit; news.Close() })
	spawn(func() {
		var buf [8]byte
		for {
			if _, err := news.Read(buf[:]); !jumped(err) {
				return
			}
			select {
			case jumps <- struct{}{}:
			default: // it has not looked yet
			}
		}
	})
	return jumps
}
