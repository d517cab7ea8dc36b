package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// messageFiles hold what is said while a session is set up.
var messageFiles = []string{"bootstrap/text.go", "doctor_text.go", "launcher_text.go", "relay_text.go"}

// TestMessagesAreTested: each function and constant of the files of messages is
// quoted by some test, which therefore has provoked it.
func TestMessagesAreTested(t *testing.T) {
	tests := quoted(t)
	for _, name := range messageFiles {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				checkQuoted(t, tests, name, d.Name.Name, d.Body)
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if v, ok := spec.(*ast.ValueSpec); ok && (d.Tok == token.CONST || d.Tok == token.VAR) {
						checkQuoted(t, tests, name, v.Names[0].Name, v)
					}
				}
			}
		}
	}
}

// quoted is the text of all tests of such messages, escapes of regular expressions
// taken out.
func quoted(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	for _, pattern := range []string{"bootstrap/*_test.go", "testdata/script/*.txtar", "internal/contact/*_test.go", "internal/e2e/*_test.go", "doctor_udp_test.go", "relay_test.go"} {
		paths, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range paths {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			b.Write(text)
		}
	}
	return strings.NewReplacer(`\`, "", "''", "'").Replace(b.String())
}

// verbs are what Sprintf replaces.
var verbs = regexp.MustCompile(`%[-+0-9.]*[a-z%]`)

// wordsQuoted is how many words in a row make a quotation.
const wordsQuoted = 3

// checkQuoted looks for a piece of the literals of a declaration in the tests.
func checkQuoted(t *testing.T, tests, file, name string, node ast.Node) {
	t.Helper()
	var pieces []string
	ast.Inspect(node, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(text, "\n") {
				for _, piece := range verbs.Split(line, -1) {
					words := strings.Fields(strings.ReplaceAll(piece, `\`, ""))
					for i := 0; i+wordsQuoted <= len(words); i++ {
						pieces = append(pieces, strings.Join(words[i:i+wordsQuoted], " "))
					}
				}
			}
		}
		return true
	})
	if len(pieces) == 0 {
		return // no words of its own
	}
	for _, piece := range pieces {
		if strings.Contains(tests, piece) {
			return
		}
	}
	t.Errorf("%s: no test quotes %s, such as %q", file, name, pieces[0])
}
