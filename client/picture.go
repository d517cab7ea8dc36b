package client

import "gomosh/term"

// titlePrefix tells a remote window's title from a local one's.
const titlePrefix = "[mosh] "

// withTitlePrefix returns s with prefix before its window title, and before
// its icon name if that is the same. A window that nobody named stays so.
// s is not changed.
func withTitlePrefix(s *term.Screen, prefix string) *term.Screen {
	if !s.Title.Set || prefix == "" {
		return s
	}
	s = s.Clone()
	if s.Title.Icon == s.Title.Window {
		s.Title.Icon = prefix + s.Title.Icon
	}
	s.Title.Window = prefix + s.Title.Window
	return s
}

// fit returns s cut or padded to the size of the terminal, which differs from
// the server's until that has heard of a change. s is not changed.
func fit(s *term.Screen, cols, rows int) *term.Screen {
	if c, r := s.Size(); c == cols && r == rows {
		return s
	}
	e := term.NewEmulator(cols, rows)
	e.Load(s)
	e.Resize(cols, rows)
	return e.Snapshot()
}
