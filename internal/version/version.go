// Package version holds the two version numbers that gomosh shows.
package version

// Number is gomosh's own version. Release builds set it with
// -ldflags "-X gomosh/internal/version.Number=…".
var Number = "0.1.0-dev"

// Mosh is the version of mosh whose command lines and protocol gomosh follows.
// Scripts cut it out of the first line that --version prints.
const Mosh = "1.4.0"
