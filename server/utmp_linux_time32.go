//go:build linux && !arm64 && !loong64

package server

// utmpRecord is the size of a utmp record where the C library keeps 32-bit times
// in it.
const utmpRecord = 384
