package proto

import "time"

// Fixed by the stock protocol (mosh 1.4.0). A peer depends on these values.
const (
	protocolVersion = 2 // field 1 of every instruction

	keySize      = 16 // bytes of a raw session key
	keyTextSize  = 22 // characters of its text form
	nonceSize    = 12 // bytes
	nonceOnWire  = 8  // bytes of the nonce that travel in a datagram
	tagSize      = 16 // bytes
	timestamps   = 4  // bytes: timestamp and timestamp reply
	fragmentHead = 10 // bytes: instruction id, final bit and fragment number

	directionBit   = 1 << 63       // in the 64-bit nonce: set from server to client
	blockSize      = 16            // bytes of an AES block
	maxBlocks      = 1 << 47       // blocks one side may encrypt under one key
	maxSequence    = 1<<63 - 1     // highest sequence number
	shutdownNum    = ^uint64(0)    // snapshot number that ends a session
	maxInflated    = 4 << 20       // bytes of an instruction, inclusive
	maxFragments   = 1 << 15       // fragments of one instruction
	finalBit       = 1 << 15       // in the fragment number field
	noTimestamp    = uint16(65535) // in both timestamp fields
	congestionHold = 500           // ms a congestion mark takes off the timestamp echoed

	// Largest UDP payload by family of the local socket, in bytes.
	maxPayloadIPv4     = 1252
	maxPayloadIPv6     = 1216
	maxPayloadFallback = 500  // passes everywhere; and after a send failed because it was too long
	maxDatagram        = 2048 // that a stock peer takes

	maxChaff = 16 // bytes of random padding in an instruction

	replyWindow = 1000 * time.Millisecond // a timestamp is echoed within less than this
	maxSample   = 5000                    // ms; longer round-trip samples are ignored
	initialSRTT = 1000.0                  // ms
	initialVar  = 500.0                   // ms
	minRTO      = 50.0                    // ms
	maxRTO      = 1000.0                  // ms
	minInterval = 20.0                    // ms between frames
	maxInterval = 250.0                   // ms between frames

	keepAlive      = 3000 * time.Millisecond // since anything was sent
	ackDelay       = 100 * time.Millisecond  // after a change was received
	echoAckDelay   = 50 * time.Millisecond   // from the pty write to the echo ack
	associationTTL = 40 * time.Second        // a silent client's address is forgotten
	hopAfter       = 10 * time.Second        // of a socket's life and of silence
	heldLimit      = 1024                    // received snapshots
	heldPause      = 15 * time.Second        // for one more beyond that
)

// Our own choices. No peer depends on these values.
const (
	// Receiving.
	assemblies     = 8               // instructions under reassembly at a time
	maxAssembling  = 8 << 20         // bytes held in all of them
	heldCells      = 16 << 20        // cells of received screens held, if they share none
	maxEchoRecords = 64              // inputs waiting to become the echo ack
	maxSide        = 4096            // columns or rows of a screen
	maxCells       = 1 << 20         // columns times rows
	contactLost    = 4 * time.Second // silence after which a stock peer's return is answered at once

	// Collecting a change before it is sent.
	frameQuiet   = 1 * time.Millisecond // output pauses this long: send
	frameCollect = 8 * time.Millisecond // output does not pause: send all the same

	// Pacing.
	minSpacing    = 16 * time.Millisecond  // between two changes
	inFlight      = 30                     // changes a round trip, at most
	stallShare    = 8                      // without acknowledgements frames are a share of that time apart
	maxFrameStall = 3 * time.Second        // but screens at most this far
	maxInputStall = 250 * time.Millisecond // and typed input at most this far

	// Rate, by the delay that content meets.
	startRate   = 128 << 10              // bytes a second, until more is known
	minRate     = 6 << 10                // even where others keep a long queue full
	maxRate     = 8 << 20                //
	burst       = 10 * maxPayloadIPv4    // bytes that go at once (RFC 6928)
	queueLimit  = 25 * time.Millisecond  // of waiting on the way that is tolerated, or a quarter of the round trip
	flowSamples = 4                      // round trips, of which the best counts
	flowPeriod  = 100 * time.Millisecond // between two changes of the rate, or a round trip
	basePeriod  = 30 * time.Second       // in which the shortest round trip is looked for

	// Sending again.
	firstTimeout = 300 * time.Millisecond  // before any round trip was measured
	lateSlack    = 10.0                    // ms over the round trip, at least
	timeoutSlack = 120 * time.Millisecond  // over the RTO: the peer's ack delay and a margin
	maxTimeout   = 3000 * time.Millisecond // between two repeats, unless the line is slower
	backoff      = 1.25                    // each repeat waits this much longer than the one before
	maxBackoff   = 20                      // repeats that do so

	// On lines that lose much.
	lossyLine      = 0.12                  // share of the peer's datagrams that did not arrive,
	lateLine       = 0.2                   // or share of late acknowledgements
	lossMemory     = 32                    // datagrams that count for the former
	inputCopies    = 2                     // more of what is typed, without waiting,
	frameCopies    = 1                     // and of small frames, which the echo ack repeats
	duplicateAfter = 15 * time.Millisecond // before the first; each later one waits twice as long
	duplicateSize  = 300                   // bytes of datagrams that are small

	// Asking a silent peer for a sign of life.
	probeSpacing = 200 * time.Millisecond // while the user is there, or the silence is short
	presence     = time.Minute            // after something typed, and of a silence
	probeShare   = 300                    // later a share of the silence ...
	maxProbe     = 20 * time.Second       // ... but at most this far apart
	overdue      = 400 * time.Millisecond // a stock peer's keepalive is missing
	lossySilence = 7 * time.Second        // on a line that loses much: two of them are
	pingSpacing  = 150 * time.Millisecond // of a server whose large frame is not acknowledged
	repeatShare  = 50                     // small content: a share of the silence
	unconfirmed  = 500                    // snapshots without an answer: no new numbers

	// Signs of life between two gomosh peers. Most NATs keep a mapping for 30 s
	// or longer (RFC 4787 asks for 2 min).
	maxCalm    = 20 * time.Second // between two of the client's when nothing happens
	serverCalm = 30 * time.Second // of the server, which normally only answers

	// Trying again what the system does not send, as without a network.
	retryShare = 64              // the pause is a share of the time that this lasts
	maxRetry   = 1 * time.Second // but no more

	// Large datagrams that vanish.
	holeTries      = 3                // large transmissions without an acknowledgement ...
	holeTimeouts   = 2                // for so many times the usual wait: send small ones
	minSizeProbe   = 1 * time.Second  // between two probes of the same size at first
	firstSizeProbe = 10 * time.Second // after large ones vanished
	maxSizeProbe   = 10 * time.Minute // between two, later
	largestPayload = 1440             // bytes; fills an MTU of 1500 on IPv6, with room for an option
	sizeProbeRoom  = 120              // bytes of a datagram that are not padding, at most

	// Sizes.
	sentLimit    = 32       // sent snapshots kept
	thinAt       = 16       // beyond that, the one in this position goes
	resendAlways = 100      // bytes a diff from the known snapshot may be longer ...
	resendSmall  = 1000     // ... when it is below this size
	inputStep    = 16 << 10 // events one input instruction may add
	inputWindow  = 32 << 10 // events under way
	maxDiff      = 1 << 20  // bytes of one diff; above, the screen goes in steps

	// Ending.
	clientGiveUp    = 5 * time.Second        // without an answer, and a person waits
	serverGiveUp    = 10 * time.Second       // without an answer
	shutdownSpacing = 500 * time.Millisecond // longest pause between two tries
	finalAcks       = 3
	finalAckSpacing = 50 * time.Millisecond // at most
	keyReserve      = 1 << 20               // blocks kept for ending a session whose key is used up
	serverLinger    = 2 * time.Second       // a server waits for a closing client to ask again
)
