package locale

import (
	"slices"
	"strings"
	"testing"
)

// charmap is a system that knows one UTF-8 locale without a character set in
// its name.
func charmap(locale string) string {
	if locale == "hi_IN" {
		return "UTF-8"
	}
	return "ANSI_X3.4-1968"
}

func TestNameUTF8(t *testing.T) {
	tests := []struct {
		value string
		want  bool
	}{
		{"", false},
		{"C", false},
		{"POSIX", false},
		{"C.UTF-8", true},
		{"en_US.utf8", true},
		{"de_DE.UTF-8@euro", true},
		{"de_DE.Utf_8", true},
		{"de_DE@euro", false},
		{"de_DE.ISO-8859-15@utf8", false},
		{"en_US", false},
		{"hi_IN", true},
		{"UTF-8", true},
		{"xutf8", false},
		{".utf8", true},
		{"C.UTF-16", false},
		{"C.", false},
	}
	for _, test := range tests {
		if got := nameUTF8(test.value, charmap); got != test.want {
			t.Errorf("nameUTF8(%q) = %v", test.value, got)
		}
	}
}

func TestDeciding(t *testing.T) {
	tests := []struct {
		env, name, value, charset string
	}{
		{"", "", "", "US-ASCII"},
		{"LANG=C", "LANG", "C", "US-ASCII"},
		{"LANG=de_DE.UTF-8 LC_MESSAGES=C", "LANG", "de_DE.UTF-8", "UTF-8"},
		{"LANG=de_DE.UTF-8 LC_CTYPE=x.KOI8-R", "LC_CTYPE", "x.KOI8-R", "KOI8-R"},
		{"LC_ALL= LANG=a.b@c", "LANG", "a.b@c", "b"},
		{"LC_ALL=POSIX LC_CTYPE=C.UTF-8", "LC_ALL", "POSIX", "US-ASCII"},
	}
	for _, test := range tests {
		getenv := lookup(strings.Fields(test.env))
		if name, value := Deciding(getenv); name != test.name || value != test.value {
			t.Errorf("%q: Deciding = %q, %q", test.env, name, value)
		}
		if got := Charset(getenv); got != test.charset {
			t.Errorf("%q: Charset = %q", test.env, got)
		}
	}
}

func TestChoose(t *testing.T) {
	tests := []struct {
		name                string
		env, offered, local string // words; local: what "locale -a" says
		want                string // the environment
		fallback, wanted    string
	}{
		{"own is good", "A=1 LANG=C.UTF-8", "LANG=de_DE.UTF-8", "C C.utf8 de_DE.utf8",
			"A=1 LANG=C.UTF-8", "", ""},
		{"own is good, nobody knows", "LANG=xx.UTF-8", "LANG=de_DE.UTF-8", "",
			"LANG=xx.UTF-8", "", ""},
		{"own by charmap", "LANG=hi_IN", "", "C hi_IN", "LANG=hi_IN", "", ""},
		{"offered", "LC_TIME=C A=1", "LANG=de_DE.UTF-8 LC_NAME=C", "C C.utf8 de_DE.utf8",
			"A=1 LANG=de_DE.UTF-8 LC_NAME=C", "", ""},
		{"offered with other names", "LANG=C", "X=y LANG=de_DE.UTF-8 X=z junk =q", "",
			"X=z LANG=de_DE.UTF-8", "", ""},
		{"own not installed, offered is", "LANG=fr_FR.UTF-8", "LANG=de_DE.UTF-8", "C de_DE.utf8",
			"LANG=de_DE.UTF-8", "", ""},
		{"neither installed", "LANG=fr_FR.UTF-8 A=1", "LANG=de_DE.UTF-8", "C C.utf8",
			"LANG=C.UTF-8 A=1", "C.UTF-8", "LANG=de_DE.UTF-8"},
		{"nothing set", "A=1", "", "C C.utf8 POSIX", "A=1 LANG=C.UTF-8", "C.UTF-8", ""},
		{"nothing set, nobody knows", "", "LANG=C", "", "LANG=C.UTF-8", "C.UTF-8", "LANG=C"},
		{"deciding variable is replaced", "LANG=de_DE LC_ALL=C", "LANG=C LC_MESSAGES=C", "C C.utf8",
			"LANG=de_DE LC_ALL=C.UTF-8", "C.UTF-8", "LANG=C"},
		{"no C.UTF-8", "LANG=C", "", "C POSIX en_US.utf8 ja_JP.utf8", "LANG=en_US.UTF-8", "en_US.UTF-8", "LANG=C"},
		{"another language", "LANG=C", "", "C POSIX ja_JP.eucjp ja_JP.utf8", "LANG=ja_JP.utf8", "ja_JP.utf8", "LANG=C"},
		{"no UTF-8 at all", "LANG=C", "", "C POSIX", "LANG=C.UTF-8", "C.UTF-8", "LANG=C"},
		{"doubled", "LANG=C.UTF-8 B=2 LANG=C", "", "", "LANG=C.UTF-8 B=2", "C.UTF-8", "LANG=C"},
	}
	for _, test := range tests {
		env := strings.Fields(test.env)
		before := slices.Clone(env)
		got := choose(env, strings.Fields(test.offered), system{
			installed: func() []string { return strings.Fields(test.local) },
			charmap:   charmap,
		})
		if strings.Join(got.Env, " ") != test.want || got.Fallback != test.fallback || got.Wanted != test.wanted {
			t.Errorf("%s: %+v; want %q, %q, %q", test.name, got, test.want, test.fallback, test.wanted)
		}
		if !slices.Equal(env, before) {
			t.Errorf("%s: the argument was changed to %q", test.name, env)
		}
	}
}
