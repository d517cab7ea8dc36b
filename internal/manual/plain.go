package manual

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Indentations of plain text, as man has them.
const (
	textIndent = 7
	termIndent = 14
	listIndent = 4
)

// Plain renders a topic as text of at most width columns, without escape
// sequences.
func (t Topic) Plain(width int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "NAME\n%s\n", wrap(t.Page+" - "+t.Summary, textIndent, width))
	blocks := t.blocks()
	inside := textIndent
	afterHeading := false
	if len(blocks) > 0 && blocks[0].kind != heading {
		b.WriteString("\nDESCRIPTION\n")
		afterHeading = true
	}
	for _, block := range blocks {
		if !afterHeading {
			b.WriteByte('\n')
		}
		afterHeading = false
		if !block.inside && block.kind != verbatim {
			inside = textIndent
		}
		switch block.kind {
		case heading:
			text := plain(spans(block.text))
			if block.level == 2 {
				text = strings.ToUpper(text)
			} else {
				text = "   " + text
			}
			b.WriteString(text + "\n")
			afterHeading = true
		case paragraph:
			b.WriteString(wrap(plain(spans(block.text)), inside, width) + "\n")
		case bullet:
			inside = textIndent + listIndent
			text := wrap(plain(spans(block.text)), inside, width)
			b.WriteString(strings.Repeat(" ", textIndent) + fmt.Sprintf("%-*s", listIndent, block.term) + text[inside:] + "\n")
		case definition:
			inside = termIndent
			b.WriteString(wrap(plain(spans(block.term)), textIndent, width) + "\n")
			if block.text != "" {
				b.WriteString(wrap(plain(spans(block.text)), inside, width) + "\n")
			}
		case verbatim:
			for _, line := range strings.Split(block.text, "\n") {
				b.WriteString(strings.TrimRight(strings.Repeat(" ", inside+listIndent)+line, " ") + "\n")
			}
		}
	}
	return b.String()
}

// wrap fills lines up to width columns, each indented. Words longer than a line
// stand out.
func wrap(text string, indent, width int) string {
	margin := strings.Repeat(" ", indent)
	var lines []string
	line := ""
	for _, word := range strings.Fields(text) {
		if line != "" && indent+utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines = append(lines, margin+line)
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return strings.Join(append(lines, margin+line), "\n")
}
