package term

// maxWaiting is how many answers may wait for the facts.
const maxWaiting = 1024

// A waitingReply is an answer that has its place among the replies but cannot be
// given yet.
type waitingReply struct {
	at    int // in Emulator.replies
	reply func()
}

// AwaitFacts says whether facts about the user's terminal are about to be told.
// While they are, answers that depend on them are held back, and with them all
// that follow, because programs rely on the order. SetFacts ends the wait. A
// caller must not let it last: programs stand still for it.
func (e *Emulator) AwaitFacts(wait bool) {
	e.awaiting = wait
	if wait {
		return
	}
	replies, waiting := e.replies, e.waiting
	e.replies, e.waiting = nil, nil
	from := 0
	for _, w := range waiting {
		e.replies = append(e.replies, replies[from:w.at]...)
		from = w.at
		w.reply()
	}
	e.replies = append(e.replies, replies[from:]...)
}

// whenKnown answers with what depends on the facts.
func (e *Emulator) whenKnown(reply func()) {
	switch {
	case !e.awaiting:
		reply()
	case len(e.waiting) < maxWaiting:
		e.waiting = append(e.waiting, waitingReply{len(e.replies), reply})
	}
}
