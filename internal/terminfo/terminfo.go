// Package terminfo answers the few questions that the client half asks about
// the local terminal: how many colours, which screen-opening sequences, whether
// it can erase characters and whether erasing keeps the background colour.
//
// Entries come from the compiled databases of terminfo(5); a name of a
// well-known family that no database holds (a container without ncurses, a
// terminal newer than the machine) is answered from a built-in table.
package terminfo

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/xo/terminfo"
)

// Abilities is what is known of one kind of terminal.
type Abilities struct {
	Colors int    // number of colours; -1: the entry names none
	ECH    bool   // CSI n X erases n characters
	BCE    bool   // erased cells take the current background colour
	Smcup  string // enters the mode for full-screen programs; may be empty
	Rmcup  string // leaves it
	Titles bool   // understands OSC 0, 1 and 2 (judged by the name alone)

	// ShortStrings says that the terminal may be GNU screen, which shows what is
	// too long of a control string.
	ShortStrings bool

	Underlines bool // kinds and colours of underlines, SGR 4:n and 58 (by the name)

	ShiftChars   bool // inserts and deletes characters (ICH, DCH)
	ShiftLines   bool // inserts and deletes lines (IL, DL)
	ScrollRegion bool // scrolls a part of the screen (DECSTBM)
}

// Errors of Lookup.
var (
	ErrNoName  = errors.New("no terminal type given")
	ErrUnknown = errors.New("unknown terminal type")
)

// Lookup describes the terminal type of this name, the value of $TERM. The
// databases are searched where terminfo(5) says, in the directories of
// $TERMINFO, $HOME, $TERMINFO_DIRS and the system's.
func Lookup(name string) (Abilities, error) {
	if name == "" {
		return Abilities{}, ErrNoName
	}
	a, ok := fromDatabase(name)
	if !ok {
		a, ok = builtin(name)
	}
	if !ok {
		return Abilities{}, fmt.Errorf("%q: %w", name, ErrUnknown)
	}
	a.Titles = hasTitles(name)
	a.Underlines = hasUnderlines(name)
	a.ShortStrings = strings.HasPrefix(name, "screen")
	return a, nil
}

// fromDatabase reads a compiled entry. A file that cannot be read or parsed
// counts as absent: the built-in table may still know the name.
func fromDatabase(name string) (Abilities, bool) {
	if strings.ContainsRune(name, '/') {
		return Abilities{}, false
	}
	entry, err := terminfo.Load(name)
	if err != nil {
		return Abilities{}, false
	}
	colors, ok := entry.Nums[terminfo.MaxColors]
	if !ok || colors < 0 {
		colors = -1
	}
	has := func(capability int) bool { return len(entry.Strings[capability]) > 0 }
	return Abilities{
		Colors: colors,
		ECH:    has(terminfo.EraseChars),
		BCE:    entry.Bools[terminfo.BackColorErase],
		Smcup:  withoutPadding(entry.Strings[terminfo.EnterCaMode]),
		Rmcup:  withoutPadding(entry.Strings[terminfo.ExitCaMode]),

		ShiftChars:   has(terminfo.ParmIch) && has(terminfo.ParmDch),
		ShiftLines:   has(terminfo.ParmInsertLine) && has(terminfo.ParmDeleteLine),
		ScrollRegion: has(terminfo.ChangeScrollRegion),
	}, true
}

// padding is a delay of terminfo(5), "Delays and Padding". No terminal that
// shows UTF-8 needs one.
var padding = regexp.MustCompile(`\$<[0-9.]+[*/]*>`)

func withoutPadding(s []byte) string {
	return string(padding.ReplaceAll(s, nil))
}
