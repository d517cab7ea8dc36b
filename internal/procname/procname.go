// Package procname tells the kernel things about this process that outsiders
// see: the name that ps, pgrep and pkill know it by, and that its memory is
// nobody else's business.
package procname
