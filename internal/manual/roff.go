package manual

import (
	"fmt"
	"strings"
)

// roffWidth is where lines of roff are broken, in bytes, if they have a blank.
const roffWidth = 76

// Roff renders a topic with the man macros. version stands at the foot of the
// page.
func (t Topic) Roff(version string) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s %d %s \"gomosh %s\" \"gomosh manual\"\n", strings.ToUpper(t.Page), t.Section, Date, version)
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roffText(t.Page), roffText(t.Summary))
	blocks := t.blocks()
	if len(blocks) > 0 && blocks[0].kind != heading {
		b.WriteString(".SH DESCRIPTION\n")
	}
	afterHeading := true
	for _, block := range blocks {
		isHeading := false
		switch block.kind {
		case heading:
			macro := ".SH "
			text := roffText(plain(spans(block.text)))
			if block.level == 2 {
				text = strings.ToUpper(plain(spans(block.text)))
				text = roffText(text)
			} else {
				macro = ".SS "
			}
			b.WriteString(macro + text + "\n")
			isHeading = true
		case paragraph:
			switch {
			case block.inside:
				b.WriteString(".IP\n")
			case !afterHeading:
				b.WriteString(".PP\n")
			}
			b.WriteString(roffFlow(spans(block.text)))
		case bullet:
			mark := `\(bu 2`
			if block.term != "-" {
				mark = block.term + " 4"
			}
			b.WriteString(".IP " + mark + "\n" + roffFlow(spans(block.text)))
		case definition:
			// The term is one line, however long.
			b.WriteString(".TP\n" + roffLine(roffSpans(spans(block.term))) + "\n" + roffFlow(spans(block.text)))
		case verbatim:
			if !afterHeading {
				b.WriteString(".PP\n")
			}
			b.WriteString(".RS 4\n.nf\n")
			for _, line := range strings.Split(block.text, "\n") {
				b.WriteString(roffLine(roffText(line)) + "\n")
			}
			b.WriteString(".fi\n.RE\n")
		}
		afterHeading = isHeading
	}
	return b.String()
}

// roffSpans writes a text with its faces.
func roffSpans(spans []span) string {
	var text strings.Builder
	for _, s := range spans {
		switch s.face {
		case bold:
			text.WriteString(`\fB` + roffText(s.text) + `\fR`)
		case italic:
			text.WriteString(`\fI` + roffText(s.text) + `\fR`)
		default:
			text.WriteString(roffText(s.text))
		}
	}
	return text.String()
}

// roffFlow writes a paragraph in lines of moderate length.
func roffFlow(spans []span) string {
	var out strings.Builder
	line := ""
	for _, word := range strings.Fields(roffSpans(spans)) {
		if line != "" && len(line)+1+len(word) > roffWidth {
			out.WriteString(roffLine(line) + "\n")
			line = ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	if line != "" {
		out.WriteString(roffLine(line) + "\n")
	}
	return out.String()
}

// roffLine keeps a line of text from being read as a request.
func roffLine(line string) string {
	if strings.HasPrefix(line, ".") || strings.HasPrefix(line, "'") {
		return `\&` + line
	}
	return line
}

// roffText writes text so that roff prints it as it is.
func roffText(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case r == '^':
			b.WriteString(`\(ha`)
		case r == '~':
			b.WriteString(`\(ti`)
		case r == '`':
			b.WriteString(`\(ga`)
		case r == '\'':
			b.WriteString(`\(aq`)
		case r > '~':
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
