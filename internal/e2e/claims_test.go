package e2e

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestClaims: every claim of the page on security names tests that exist, in the
// file it says.
func TestClaims(t *testing.T) {
	docs := filepath.Join("..", "..", "docs")
	text := readFile(t, filepath.Join(docs, "security.md"))
	link := regexp.MustCompile(`\[((?:Test|Fuzz)\w+)\]\(([\w./-]+_test\.go)\)`)
	claims, table := 0, false // of claims
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		switch {
		case !strings.HasPrefix(line, "|"):
			table = false
			continue
		case strings.Contains(line, "| shown by |"):
			table = true
			continue
		case !table || strings.HasPrefix(line, "|---"):
			continue
		}
		claims++
		tests := link.FindAllStringSubmatch(cells[len(cells)-1], -1)
		if len(tests) == 0 {
			t.Errorf("no test: %s", cells[0])
		}
		for _, test := range tests {
			source, err := os.ReadFile(filepath.Join(docs, test[2]))
			if err != nil {
				t.Error(err)
			} else if !strings.Contains(string(source), "\nfunc "+test[1]+"(") {
				t.Errorf("%s has no %s", test[2], test[1])
			}
		}
	}
	if claims < 15 {
		t.Errorf("only %d claims were found", claims)
	}
}
