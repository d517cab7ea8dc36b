// Package locale finds out, without a C library, which character set the locale
// variables of an environment ask for (POSIX XBD 8.2), and chooses a UTF-8
// locale for the programs of a session when they ask for another.
//
// gomosh's own emulator always works in UTF-8 and needs no installed locale;
// the programs that run inside a session do.
package locale

import "strings"

// Names are the variables that a launcher passes on from the user's environment
// to a server's, in this order.
var Names = []string{
	"LANG", "LANGUAGE", "LC_CTYPE", "LC_NUMERIC", "LC_TIME", "LC_COLLATE",
	"LC_MONETARY", "LC_MESSAGES", "LC_PAPER", "LC_NAME", "LC_ADDRESS",
	"LC_TELEPHONE", "LC_MEASUREMENT", "LC_IDENTIFICATION", "LC_ALL",
}

// Deciding returns the variable that decides about the character set, the first
// of LC_ALL, LC_CTYPE and LANG that is not empty, and its value. Both are empty
// when there is none, which means the C locale. getenv is os.Getenv or alike.
func Deciding(getenv func(string) string) (name, value string) {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := getenv(name); value != "" {
			return name, value
		}
	}
	return "", ""
}

// UTF8 reports whether the environment's character set is UTF-8. It does not
// insist that the locale is installed. For a locale whose name does not say its
// character set the program "locale" is asked, if there is one.
func UTF8(getenv func(string) string) bool {
	_, value := Deciding(getenv)
	return nameUTF8(value, askCharmap)
}

// Charset returns the character set that the environment's locale names, for
// messages: what stands between the dot and the @ of its name, or "US-ASCII" if
// its name says nothing.
func Charset(getenv func(string) string) string {
	_, value := Deciding(getenv)
	if set := codeset(value); set != "" {
		return set
	}
	return "US-ASCII"
}

// nameUTF8 reports whether the locale called value uses UTF-8; charmap is asked
// for a name without a character set.
func nameUTF8(value string, charmap func(locale string) string) bool {
	switch {
	case value == "", value == "C", value == "POSIX":
		return false
	case codeset(value) != "":
		return isUTF8(codeset(value))
	}
	// macOS knows the bare name "UTF-8".
	return isUTF8(value) || isUTF8(charmap(value))
}

// codeset cuts the character set out of language_TERRITORY.codeset@modifier.
func codeset(value string) string {
	_, set, _ := strings.Cut(value, ".")
	set, _, _ = strings.Cut(set, "@")
	return set
}

// isUTF8 compares the name of a character set as C libraries do: only letters
// and digits count, in either case.
func isUTF8(set string) bool {
	return fold(set) == "utf8"
}

// fold keeps the ASCII letters, in lower case, and the digits of s.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}

// fullName brings the name of a locale into the form in which two spellings of
// one locale are equal: the character set folded, the rest as it is.
func fullName(value string) string {
	set := codeset(value)
	if set == "" {
		return value
	}
	return strings.Replace(value, "."+set, "."+fold(set), 1)
}
