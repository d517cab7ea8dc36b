package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// messageFiles hold what is said while a session is set up.
var messageFiles = []string{"bootstrap/text.go", "doctor_text.go", "launcher_text.go", "relay_text.go"}

// TestMessagesAreTested: each function and constant of the files of messages is
// quoted by some test, which therefore has provoked it. Words that several of them
// have in common quote none.
func TestMessagesAreTested(t *testing.T) {
	tests := quoted(t)
	pieces := map[string][]string{} // by declaration
	uses := map[string]int{}        // declarations with a piece
	for _, name := range messageFiles {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		add := func(declared string, node ast.Node) {
			own := piecesOf(t, node)
			pieces[name+": "+declared] = own
			for _, piece := range own {
				uses[piece]++
			}
		}
		for _, decl := range file.Decls {
			switch d := decl.(type) {
			case *ast.FuncDecl:
				add(d.Name.Name, d.Body)
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					if v, ok := spec.(*ast.ValueSpec); ok && (d.Tok == token.CONST || d.Tok == token.VAR) {
						add(v.Names[0].Name, v)
					}
				}
			}
		}
	}
	for declared, own := range pieces {
		alone := slices.DeleteFunc(slices.Clone(own), func(piece string) bool { return uses[piece] > 1 })
		if len(alone) > 0 && !slices.ContainsFunc(alone, func(piece string) bool { return strings.Contains(tests, piece) }) {
			t.Errorf("%s: no test quotes it, such as %q", declared, alone[0])
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

// piecesOf cuts the literals of a declaration into pieces of some words, each once.
func piecesOf(t *testing.T, node ast.Node) (pieces []string) {
	t.Helper()
	ast.Inspect(node, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			text, err := strconv.Unquote(lit.Value)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range strings.Split(text, "\n") {
				for _, part := range verbs.Split(line, -1) {
					words := strings.Fields(strings.ReplaceAll(part, `\`, ""))
					for i := 0; i+wordsQuoted <= len(words); i++ {
						pieces = append(pieces, strings.Join(words[i:i+wordsQuoted], " "))
					}
				}
			}
		}
		return true
	})
	slices.Sort(pieces)
	return slices.Compact(pieces)
}
