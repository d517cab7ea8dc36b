package e2e

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"gomosh/internal/lab"
)

func TestMain(m *testing.M) { os.Exit(lab.Main(m, lab.Build)) }

// testdata is the absolute path of a file in testdata.
func testdata(t testing.TB, name string) string {
	t.Helper()
	path, err := filepath.Abs(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// gomoshServer accepts the pairs whose server is ours.
func gomoshServer(p lab.Pair) bool { return p.Server == lab.Gomosh }

// gomoshClient accepts the pairs whose client is ours.
func gomoshClient(p lab.Pair) bool { return p.Client == lab.Gomosh }

// writeFile makes a file for the test.
func writeFile(t testing.TB, path, text string, mode os.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
}

// readFile is the content of a file that must exist.
func readFile(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// number is the number that follows label at the beginning of a row.
func number(t testing.TB, s *lab.Screen, label string) int {
	t.Helper()
	for row := range s.Rows {
		if text, ok := strings.CutPrefix(s.Line(row), label); ok {
			n, err := strconv.Atoi(text)
			if err == nil {
				return n
			}
		}
	}
	t.Fatalf("no number after %q:\n%s", label, s)
	return 0
}

// exists reports whether there is a file of that name.
func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
