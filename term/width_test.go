package term

import (
	"bufio"
	"fmt"
	"os"
	"testing"
	"unicode"
)

// readWcwidth returns the C library's widths from the golden file.
func readWcwidth(t testing.TB) []int {
	t.Helper()
	f, err := os.Open("testdata/wcwidth-glibc-2.36.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	widths := make([]int, 0, unicode.MaxRune+1)
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		if sc.Text() == "" || sc.Text()[0] == '#' {
			continue
		}
		var first, last, w int
		if _, err := fmt.Sscanf(sc.Text(), "%X-%X %d", &first, &last, &w); err != nil || first != len(widths) {
			t.Fatalf("golden file: %q: %v", sc.Text(), err)
		}
		for ; first <= last; first++ {
			widths = append(widths, w)
		}
	}
	if len(widths) != unicode.MaxRune+1 {
		t.Fatalf("golden file covers %d code points", len(widths))
	}
	return widths
}

// TestRuneWidthIsWcwidth compares every code point with glibc 2.36. The
// deliberate differences are: NUL (the C library says 0), and code points it
// does not know, which get a width so that they are shown.
func TestRuneWidthIsWcwidth(t *testing.T) {
	for r, want := range readWcwidth(t) {
		got := RuneWidth(rune(r))
		switch {
		case r == 0:
			want = -1
		case want == -1 && !isControl(rune(r)):
			want = widthUnknownToGlibc(rune(r))
			if !widthIsDisputed(rune(r)) {
				t.Errorf("%U is unknown to glibc and yet not disputed", r)
			}
		}
		if got != want {
			t.Errorf("RuneWidth(%U) = %d, want %d", r, got, want)
		}
	}
}

// isControl reports what has no width in any library: C0, C1, DEL, the line and
// paragraph separators, surrogates.
func isControl(r rune) bool {
	return r < 0x20 || r >= 0x7F && r < 0xA0 || r == 0x2028 || r == 0x2029 || r >= 0xD800 && r < 0xE000
}

// widthUnknownToGlibc is the width of a code point that glibc 2.36 (Unicode 14)
// calls unprintable: 1, but for the marks and wide characters of Unicode 15 and
// the blocks in which UAX #11 asks to assume wide ideographs.
func widthUnknownToGlibc(r rune) int {
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	for _, wide := range [][2]rune{
		{0xFA6E, 0xFAFF}, {0x1B132, 0x1B132}, {0x1B155, 0x1B155}, {0x1F6DC, 0x1F6DC},
		{0x1FA75, 0x1FA77}, {0x1FA87, 0x1FA88}, {0x1FAAD, 0x1FAAF}, {0x1FABB, 0x1FABD}, {0x1FABF, 0x1FABF},
		{0x1FACE, 0x1FACF}, {0x1FADA, 0x1FADB}, {0x1FAE8, 0x1FAE8}, {0x1FAF7, 0x1FAF8},
		{0x20000, 0x2FFFD}, {0x30000, 0x3FFFD},
	} {
		if wide[0] <= r && r <= wide[1] {
			return 2
		}
	}
	return 1
}

func TestRuneWidthOutside(t *testing.T) {
	for _, r := range []rune{-1, 0x110000, 1 << 30} {
		if got := RuneWidth(r); got != -1 {
			t.Errorf("RuneWidth(%#x) = %d, want -1", r, got)
		}
	}
}

func TestWidthIsDisputed(t *testing.T) {
	for r, want := range map[rune]bool{
		'a': false, 'é': false, '─': false, '│': false, '漢': false, '한': false, '❯': false, 0x301: false,
		0x231A: true, 0x1F600: true, 0x1FAE8: true, 0x1F1E6: true, 0x1F3FB: true, 0x2764: true, 0xE0B0: true,
		0x200D: true, 0xFE0F: true, 0x1160: true, 0x4DC0: true, 0x2630: true, 0xAD: true, 0x93E: true, 0x30000: true,
	} {
		if got := widthIsDisputed(r); got != want {
			t.Errorf("widthIsDisputed(%U) = %v, want %v", r, got, want)
		}
	}
}

func BenchmarkRuneWidth(b *testing.B) {
	text := "plain ascii, 漢字かな交じり文, ÄÖÜß, ─│┌┐, 👩"
	n := 0
	for b.Loop() {
		for _, r := range text {
			n += RuneWidth(r)
		}
	}
	_ = n
}
