// Package e2e holds the end-to-end tests: this program against real terminals
// (tmux), real programs, a real sshd, bad networks, and stock mosh on either
// side. One file keeps one promise. The instruments are in package lab.
//
// In the environment, GOMOSH_PAIRS chooses whose client meets whose server
// (see lab.EachPair), GOMOSH_BIN tests a binary that exists instead of
// building one, and GOMOSH_RACE=1 builds with the race detector.
package e2e
