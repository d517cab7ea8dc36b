package manual

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// topics are all topics, the protocol's from docs.
func topics(t *testing.T) []Topic {
	t.Helper()
	protocol, err := os.ReadFile("../../docs/protocol.md")
	if err != nil {
		t.Fatal(err)
	}
	return Topics(string(protocol))
}

func TestPlain(t *testing.T) {
	topic := Topic{Name: "x", Page: "gomosh-x", Section: 1, Summary: "try it", source: `# Title

## Synopsis

Words **strong** and ` + "`code -v`" + `, [a link](x.md#y) in a *long* paragraph that has to be
wrapped somewhere.

` + "`-p` *PORT*" + `
:   What it
    does.

        example  line

    More of it.

- one
- two
  lines

| a | b | c |
|---|---|---|
| A | B | C |

### Deeper

` + "```" + `
  as it
    stands
` + "```" + `
`}
	want := `NAME
       gomosh-x - try it

SYNOPSIS
       Words strong and code -v, a
       link in a long paragraph that
       has to be wrapped somewhere.

       -p PORT
              What it does.

                  example  line

              More of it.

       -   one

       -   two lines

       A
              B; C

   Deeper
             as it
               stands
`
	if got := topic.Plain(36); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if got := strings.Join(topic.Options(), " "); got != "-p" {
		t.Errorf("options %q", got)
	}
}

// Everything that the pages say is in both forms.
func TestBothForms(t *testing.T) {
	for _, topic := range topics(t) {
		text, source := topic.Plain(78), topic.Roff("1")
		for _, b := range topic.blocks() {
			for _, word := range strings.Fields(plain(spans(b.text + " " + b.term))) {
				if b.kind == heading && b.level == 2 {
					word = strings.ToUpper(word)
				}
				if b.kind != verbatim && !strings.Contains(text, word) {
					t.Errorf("%s: plain text lacks %q", topic.Name, word)
				}
				if b.kind != verbatim && !strings.Contains(strings.NewReplacer(`\fB`, "", `\fI`, "", `\fR`, "").Replace(source), roffText(word)) {
					t.Errorf("%s: roff lacks %q", topic.Name, word)
				}
			}
		}
		for i, part := range strings.Split(source, ".TP\n")[1:] {
			if term, _, _ := strings.Cut(part, "\n"); strings.HasSuffix(term, ",") {
				t.Errorf("%s: definition %d has a term of two lines: %q", topic.Name, i, term)
			}
		}
		for n, line := range strings.Split(text, "\n") {
			if strings.TrimRight(line, " ") != line || strings.ContainsAny(line, "\x1b\t") {
				t.Errorf("%s: line %d of plain text: %q", topic.Name, n+1, line)
			}
		}
	}
}

// TestLint has the formatters that people have check every page.
func TestLint(t *testing.T) {
	for _, command := range [][]string{
		{"mandoc", "-Tlint", "-Wstyle"},
		{"groff", "-man", "-ww", "-z", "-Tutf8"},
	} {
		t.Run(command[0], func(t *testing.T) {
			if _, err := exec.LookPath(command[0]); err != nil {
				if os.Getenv("CI") == "true" {
					t.Fatal(err)
				}
				t.Skipf("needs %s: apt-get install %s", command[0], command[0])
			}
			for _, topic := range topics(t) {
				file := filepath.Join(t.TempDir(), topic.Page)
				if err := os.WriteFile(file, []byte(topic.Roff("1.2.3")), 0o600); err != nil {
					t.Fatal(err)
				}
				out, err := exec.Command(command[0], append(command[1:], file)...).CombinedOutput()
				if err != nil || len(out) > 0 {
					t.Errorf("%s: %v\n%s", topic.Page, err, out)
				}
			}
		})
	}
}

func TestFind(t *testing.T) {
	all := topics(t)
	for name, want := range map[string]string{
		"connect": "connect", "gomosh-connect": "connect", "mosh": "connect", "mosh-server": "server", "protocol": "protocol", "gomosh": "gomosh",
	} {
		if topic, ok := Find(all, name); !ok || topic.Name != want {
			t.Errorf("%s: %q, %v", name, topic.Name, ok)
		}
	}
	if _, ok := Find(all, "nothing"); ok {
		t.Error("found nothing")
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"# a\n\n## b\nc\n:   d\n", "| a |\n|--|\n| b\\|c |", "```\nx", "- *a\n  **b `c", "[a](", "[x](y", "1. a\n2. b", "    code"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, source string) {
		topic := Topic{Name: "x", Page: "x", Section: 1, Summary: "x", source: source + "\n"}
		topic.Plain(78)
		topic.Roff("1")
	})
}
