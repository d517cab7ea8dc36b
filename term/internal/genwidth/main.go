// Command genwidth writes term's tables of widths and of the properties that
// make grapheme clusters from the Unicode character database. It reads the files
// of a directory laid out like Debian's unicode-data package and writes Go source:
//
//	go run ./internal/genwidth -data /usr/share/unicode -o width_table.go -clusters cluster_table.go
//
// The rules are those of the GNU C library (which a stock mosh peer asks), plus
// the project's own for code points the database does not know. They are
// written out in classify, one case each.
package main

import (
	"bufio"
	"bytes"
	"flag"
	"fmt"
	"go/format"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

const (
	maxRune   = 0x10FFFF
	blockBits = 7
	blockSize = 1 << blockBits

	// The values in the table; package term decodes them.
	widthMask    = 3 // 0, 1, 2; 3 means no width (a control)
	noWidth      = 3
	disputedFlag = 4
	recentFlag   = 8 // an older library may call it unprintable
	ambiguous    = 16

	// Added to each value, it makes the table readable: 1 is "A".
	letter = 0x40
)

func main() {
	log.SetFlags(0)
	log.SetPrefix("genwidth: ")
	data := flag.String("data", "/usr/share/unicode", "directory of the Unicode data files")
	out := flag.String("o", "width_table.go", "file to write the widths to")
	clusters := flag.String("clusters", "cluster_table.go", "file to write the cluster properties to")
	flag.Parse()

	db, err := load(*data)
	if err != nil {
		log.Fatal(err)
	}
	for name, source := range map[string]func() ([]byte, error){*out: db.widthSource, *clusters: db.clusterSource} {
		src, err := source()
		if err != nil {
			log.Fatal(err)
		}
		if err := os.WriteFile(name, src, 0o644); err != nil {
			log.Fatal(err)
		}
	}
}

// widthSource returns the source of the table of widths.
func (db *database) widthSource() ([]byte, error) {
	return render(db.classify, db.version, "width", []constant{
		{"widthMask", widthMask}, {"widthNone", noWidth}, {"widthDisputed", disputedFlag},
		{"widthRecent", recentFlag}, {"widthAmbiguous", ambiguous},
	})
}

// The values of the table of clusters: a class, and a flag.
const (
	classOther = iota
	classControl
	classExtend
	classPrepend
	classSpacing
	classPicture
	classMask = 7

	emojiFlag = 8 // an emoji variation selector may follow
)

// clusterSource returns the source of the table of what UAX #29 looks at, but
// for what package term tells from the code point: ZWJ, regional indicators, and
// Hangul.
func (db *database) clusterSource() ([]byte, error) {
	return render(db.cluster, db.version, "cluster", []constant{
		{"classOther", classOther}, {"classControl", classControl}, {"classExtend", classExtend},
		{"classPrepend", classPrepend}, {"classSpacing", classSpacing}, {"classPicture", classPicture},
		{"classMask", classMask}, {"clusterEmoji", emojiFlag},
	})
}

func (db *database) cluster(r rune) byte {
	v := db.breaks[r]
	if db.picture[r] {
		v = classPicture
	}
	if db.emoji[r] {
		v |= emojiFlag
	}
	return v
}

// database holds, per code point, the properties the rules look at.
type database struct {
	version  string
	category []string // general category; "" for a code point that is not assigned
	wide     []bool   // East_Asian_Width W or F, reserved code points included
	prepend  []bool   // Prepended_Concatenation_Mark
	emoji    []bool
	recent   []bool // assigned after Unicode 9
	unsure   []bool // East_Asian_Width A
	picture  []bool // Extended_Pictographic
	breaks   []byte // Grapheme_Cluster_Break, as a class
}

func load(dir string) (*database, error) {
	db := &database{
		category: make([]string, maxRune+1),
		wide:     make([]bool, maxRune+1),
		prepend:  make([]bool, maxRune+1),
		emoji:    make([]bool, maxRune+1),
		recent:   make([]bool, maxRune+1),
		unsure:   make([]bool, maxRune+1),
		picture:  make([]bool, maxRune+1),
		breaks:   make([]byte, maxRune+1),
	}
	files := []struct {
		name string
		set  func(r int, value string)
	}{
		{"extracted/DerivedGeneralCategory.txt", func(r int, v string) {
			if v != "Cn" {
				db.category[r] = v
			}
		}},
		{"EastAsianWidth.txt", func(r int, v string) { db.wide[r], db.unsure[r] = v == "W" || v == "F", v == "A" }},
		{"PropList.txt", func(r int, v string) {
			if v == "Prepended_Concatenation_Mark" {
				db.prepend[r] = true
			}
		}},
		{"emoji/emoji-data.txt", func(r int, v string) {
			switch v {
			case "Emoji":
				db.emoji[r] = true
			case "Extended_Pictographic":
				db.picture[r] = true
			}
		}},
		{"auxiliary/GraphemeBreakProperty.txt", func(r int, v string) {
			switch v {
			case "Control":
				db.breaks[r] = classControl
			case "Extend":
				db.breaks[r] = classExtend
			case "Prepend":
				db.breaks[r] = classPrepend
			case "SpacingMark":
				db.breaks[r] = classSpacing
			}
		}},
		{"DerivedAge.txt", func(r int, v string) {
			major, _, _ := strings.Cut(v, ".")
			n, err := strconv.Atoi(major)
			db.recent[r] = err == nil && n > 9
		}},
	}
	for _, f := range files {
		if err := db.read(filepath.Join(dir, f.name), f.set); err != nil {
			return nil, err
		}
	}
	return db, nil
}

// read calls set for each code point of a file in the usual layout of the
// database (UAX #44 section 4.2): "first..last ; value # comment".
func (db *database) read(path string, set func(r int, value string)) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the Unicode data: %w", err)
	}
	sc := bufio.NewScanner(bytes.NewReader(text))
	for sc.Scan() {
		line := sc.Text()
		if v, ok := strings.CutPrefix(line, "# EastAsianWidth-"); ok {
			db.version = strings.TrimSuffix(v, ".txt")
		}
		line, _, _ = strings.Cut(line, "#")
		codes, value, ok := strings.Cut(line, ";")
		if !ok {
			continue
		}
		first, last, isRange := strings.Cut(strings.TrimSpace(codes), "..")
		if !isRange {
			last = first
		}
		lo, err1 := strconv.ParseUint(first, 16, 21)
		hi, err2 := strconv.ParseUint(last, 16, 21)
		if err1 != nil || err2 != nil || hi > maxRune {
			return fmt.Errorf("%s: bad line %q", path, sc.Text())
		}
		for r := lo; r <= hi; r++ {
			set(int(r), strings.TrimSpace(value))
		}
	}
	return sc.Err()
}

// classify returns the table's value for r.
func (db *database) classify(r rune) byte {
	v := db.width(r)
	if v != noWidth && db.disputed(r) {
		v |= disputedFlag
	}
	if cat := db.category[r]; cat == "" || cat == "Co" || db.recent[r] {
		v |= recentFlag
	}
	if v&widthMask == 1 && db.unsure[r] && db.category[r] != "Co" {
		v |= ambiguous
	}
	return v
}

func (db *database) width(r rune) byte {
	switch cat := db.category[r]; {
	case cat == "Cc", cat == "Zl", cat == "Zp", cat == "Cs":
		return noWidth
	case cat == "Mn", cat == "Me":
		return 0
	case cat == "Cf" && r != 0xAD && !db.prepend[r]:
		return 0
	case jamoTail(r):
		return 0
	case db.wide[r], oddWide(r):
		return 2
	}
	return 1 // private use and unknown code points included
}

// jamoTail reports the conjoining vowels and trailing consonants, which join
// the leading consonant before them. The C library counts the unassigned code
// points of the first block too.
func jamoTail(r rune) bool {
	return r >= 0x1160 && r <= 0x11FF || r >= 0xD7B0 && r <= 0xD7C6 || r >= 0xD7CB && r <= 0xD7FB
}

// oddWide reports circled numbers on black squares and the hexagrams, which
// are not wide in the database but are in the C library.
func oddWide(r rune) bool {
	return r >= 0x3248 && r <= 0x324F || r >= 0x4DC0 && r <= 0x4DFF
}

// disputed reports code points to which widely used programs give different
// widths: libraries with an older or newer database, terminals that join
// clusters, the readings of the standard.
func (db *database) disputed(r rune) bool {
	cat := db.category[r]
	switch {
	case r < 0x80:
		return false
	case cat == "", cat == "Co": // unknown to us, perhaps known to the peer
		return true
	case cat == "Cf", cat == "Mc":
		return true
	case db.recent[r]:
		return true
	case db.emoji[r] && r >= 0x2000:
		return true
	case r == 0xFE0F, r == 0x20E3: // turn the character before them into an emoji
		return true
	case jamoTail(r), oddWide(r):
		return true
	case r >= 0x2630 && r <= 0x2637, r >= 0x268A && r <= 0x268F, r >= 0x1D300 && r <= 0x1D376:
		return true // wide since Unicode 16
	}
	return false
}

// A constant is one of those a table's source defines.
type constant struct {
	name  string
	value int
}

// render writes a two-stage table of what value gives for each code point: the
// first stage maps r>>blockBits to a block number, the second holds the distinct
// blocks, one a line.
func render(value func(rune) byte, version, name string, constants []constant) ([]byte, error) {
	var index, blocks []byte
	seen := map[string]int{}
	for at := rune(0); at <= maxRune; at += blockSize {
		block := make([]byte, blockSize)
		for i := range block {
			block[i] = value(at + rune(i))
		}
		n, ok := seen[string(block)]
		if !ok {
			n = len(seen)
			seen[string(block)] = n
			for _, v := range block {
				blocks = append(blocks, letter|v)
			}
		}
		if n > 255 {
			return nil, fmt.Errorf("more than 256 distinct blocks")
		}
		index = append(index, byte(n))
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Code generated by genwidth from the Unicode character database %s. DO NOT EDIT.\n\n", version)
	fmt.Fprintf(&b, "package term\n\nconst (\n\t%sBlockBits = %d\n", name, blockBits)
	for _, c := range constants {
		fmt.Fprintf(&b, "\t%s = %d\n", c.name, c.value)
	}
	b.WriteString(")\n\n")
	writeString(&b, name+"Index", index)
	writeString(&b, name+"Blocks", blocks)
	return format.Source(b.Bytes())
}

func writeString(b *bytes.Buffer, name string, data []byte) {
	fmt.Fprintf(b, "const %s = \"\"", name)
	for line := range slices.Chunk(data, blockSize) {
		fmt.Fprintf(b, " +\n\t%+q", line)
	}
	b.WriteString("\n\n")
}
