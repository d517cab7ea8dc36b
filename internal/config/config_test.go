package config

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write makes a configuration file.
func write(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const sample = `# for all
TitlePrefix = no
Host *.example.org !slow.example.org
	Predict always
	Ports 60001:60010
	escapekey ^b
Host slow.* "my host"
  Predict   "never"  # a comment
  Server env LANG=C.UTF-8 'mosh-server' new
Host *
Predict Experimental
Port 7000
`

func TestLoad(t *testing.T) {
	path := write(t, sample)
	tests := []struct {
		host, key, text, value string
		line                   int
	}{
		{"a.example.org", Predict, "always", "always", 4},
		{"a.example.org", Port, "60001:60010", "60001:60010", 5},
		{"a.example.org", EscapeKey, "^b", "\x02", 6},
		{"a.example.org", TitlePrefix, "no", "no", 2},
		{"slow.example.org", Predict, "never", "never", 8},
		{"slow.example.org", Port, "7000", "7000", 12},
		{"slow.example.org", Server, "env LANG=C.UTF-8 mosh-server new", "env LANG=C.UTF-8 mosh-server new", 9},
		{"my host", Predict, "never", "never", 8},
		{"other", Predict, "Experimental", "experimental", 11},
		{"other", EscapeKey, "^^", "", 0},
		{"other", Transport, "auto", "", 0},
	}
	for _, test := range tests {
		c, err := Load(test.host, []string{"", filepath.Join(t.TempDir(), "absent"), path})
		if err != nil {
			t.Fatal(err)
		}
		want := Setting{Key: test.key, Text: test.text, Value: test.value, Line: test.line}
		if test.line > 0 {
			want.File = path
		}
		if got, set := c.Get(test.key); got != want || set != (test.line > 0) {
			t.Errorf("%s for %s: %+v, %v, want %+v", test.key, test.host, got, set, want)
		}
	}
}

// What the first file says stands, whatever the second says.
func TestTwoFiles(t *testing.T) {
	first, second := write(t, "Host a\nPredict never\n"), write(t, "Predict always\nDeploy no\n")
	c, err := Load("a", []string{first, second})
	if err != nil {
		t.Fatal(err)
	}
	if s, _ := c.Get(Predict); s.Value != "never" || s.File != first {
		t.Errorf("%+v", s)
	}
	if s, _ := c.Get(Deploy); s.Value != "no" || s.File != second {
		t.Errorf("%+v", s)
	}
}

func TestMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"Predikt always":               `unknown key "predikt"; there are Host, Predict`,
		"Host x\nPredict sometimes":    `bad value "sometimes" of Predict: it is one of adaptive, always, never, experimental`,
		"Predict":                      "Predict needs one value: adaptive",
		"Predict always never":         "Predict needs one value",
		"Host":                         "a Host line needs a pattern",
		"Match all":                    "match is only for ssh_config",
		"Include other":                "include is only for ssh_config",
		"Port 70000":                   `bad value "70000" of Port`,
		"Port 0:60010":                 "the range is empty or begins at 0",
		"Ports 60010:60001":            "the range is empty",
		"Port 1:2:3":                   "write it as PORT or LOW:HIGH",
		"EscapeKey ^1":                 "there is no such control character",
		"EscapeKey ^?":                 "there is no such control character",
		"EscapeKey ^C":                 "that key has a meaning of its own",
		"EscapeKey ^@":                 "it cannot be that character",
		"EscapeKey Ctrl-B":             "write one character",
		`Server "unfinished`:           "invalid quotes",
		"Server ''":                    "Server needs one value",
		"Transport carrier-pigeon":     "it is one of auto, udp, ssh",
		"Host nowhere\n\n\nDeploy may": "it is one of yes, no",
	} {
		path := write(t, text+"\n")
		_, err := Load("somewhere", []string{path})
		var mistake *Error
		if !errors.As(err, &mistake) || !strings.Contains(mistake.Text, want) || mistake.File != path ||
			mistake.Line != strings.Count(text, "\n")+1 {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

func TestUntrusted(t *testing.T) {
	path := write(t, "Predict always\n")
	if err := os.Chmod(path, 0o666); err != nil {
		t.Fatal(err)
	}
	if _, err := Load("a", []string{path}); err == nil || !strings.Contains(err.Error(), "bad owner or permissions") {
		t.Errorf("a file that anybody can write: %v", err)
	}
}

func TestEscapeKeys(t *testing.T) {
	for name, want := range map[string]string{"none": "", "^^": "\x1e", "^]": "\x1d", "^a": "\x01", "^_": "\x1f", "~": "~", "x": "x"} {
		if got, err := checkEscapeKey(name); got != want || err != nil {
			t.Errorf("%q is %q, %v, want %q", name, got, err, want)
		}
	}
}

func TestFiles(t *testing.T) {
	tests := []struct {
		env  map[string]string
		want string
	}{
		{map[string]string{"HOME": "/home/a"}, "/home/a/.config/gomosh/config"},
		{map[string]string{"HOME": "/home/a", "XDG_CONFIG_HOME": "/x"}, "/x/gomosh/config"},
		{map[string]string{"HOME": "/home/a", "XDG_CONFIG_HOME": "relative"}, "/home/a/.config/gomosh/config"},
		{nil, ""},
	}
	for _, test := range tests {
		files := Files("", func(name string) string { return test.env[name] })
		if files[0] != test.want || files[1] != SystemFile {
			t.Errorf("%v: %q, want %q first", test.env, files, test.want)
		}
	}
	if files := Files("mine", os.Getenv); len(files) != 1 || files[0] != "mine" {
		t.Errorf("%q", files)
	}
	if files := Files(None, os.Getenv); files != nil {
		t.Errorf("%q", files)
	}
}

// Each default is a value that may be set.
func TestDefaults(t *testing.T) {
	for _, k := range Keys {
		if k.Check == nil {
			continue
		}
		if _, err := k.Check(k.Default); err != nil {
			t.Errorf("default %q of %s: %v", k.Default, k.Name, err)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(sample)
	path := filepath.Join(f.TempDir(), "config")
	f.Fuzz(func(t *testing.T, text string) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := Load("host", []string{path})
		if err != nil {
			return
		}
		for _, k := range Keys {
			s, set := c.Get(k.Name)
			if set != (s.File != "") || set != (s.Line > 0) {
				t.Errorf("%+v, %v", s, set)
			}
		}
	})
}
