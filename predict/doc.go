// Package predict guesses what the screen will show: it draws the effect of
// the user's keys before the server has answered, takes back what turns out
// to be wrong, and draws the client's own notices over the top row.
//
// Nothing here is visible on the wire. The only help from the server is the
// echo acknowledgement of the mosh protocol: the number of the newest input
// state that was handed to the application at least 50 ms ago.
//
// The engine does not patch the screen and then judge the patches. It keeps
// the keys whose effect the newest server frame does not show yet and plays
// them onto a copy of that frame, again for each frame; see [Engine]. This
// plan, the contexts and the model of an edit line are our own; the modes,
// their names and the times and thresholds at which predictions come into view
// are those of mosh 1.4.0.
//
// A character typed at a prompt that does not echo is never shown, except in
// the experimental mode. What the engine goes by is: nothing is shown in a
// place before something typed there was seen to be echoed, or the place is a
// known prompt (the same text, announced by a line editor, or ending as
// prompts of interpreters do); and keys typed before it was to be seen who
// would read them wait for their own echo. Where no line editor announces
// itself (?2004) an echo may be the terminal's own, which a program turns off
// a moment later; so it proves nothing on the first line at a prompt, to the
// right of what is no prompt or of keys typed ahead, and at prompts for
// secrets. A program that asks for a secret with the very prompt of the user's
// shell, where the shell does not announce its line editor, is the case that
// nothing on a screen can tell.
//
// The package has no clock and does no I/O: time is an argument, and whoever
// owns the event loop asks [Engine.Deadline] and [Bar.Deadline] when the
// picture changes by itself. Values are for one goroutine.
package predict
