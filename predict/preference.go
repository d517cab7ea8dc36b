package predict

import "fmt"

// Preference says when predictions are shown. Its names are those of
// MOSH_PREDICTION_DISPLAY and of mosh's option --predict.
type Preference int

const (
	// Adaptive shows predictions while the link is slow or stalls.
	Adaptive Preference = iota
	// Always shows every prediction the engine is sure of.
	Always
	// Never shows nothing; the engine is idle.
	Never
	// Experimental shows every prediction, sure or not. It is the one mode in
	// which characters typed at a prompt that does not echo can appear.
	Experimental
)

var preferenceNames = [...]string{"adaptive", "always", "never", "experimental"}

// ParsePreference returns the preference called s.
func ParsePreference(s string) (Preference, error) {
	for i, name := range preferenceNames {
		if s == name {
			return Preference(i), nil
		}
	}
	return Adaptive, fmt.Errorf("unknown prediction mode %q (adaptive, always, never, experimental)", s)
}

// String returns p's name.
func (p Preference) String() string {
	if p < 0 || int(p) >= len(preferenceNames) {
		return fmt.Sprintf("Preference(%d)", int(p))
	}
	return preferenceNames[p]
}
