//go:build !race

package term

// raceDetector reports whether the tests run under the race detector.
const raceDetector = false
