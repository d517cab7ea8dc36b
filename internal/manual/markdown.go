package manual

import "strings"

type kind int

const (
	heading    kind = iota // level 2 and 3
	paragraph              //
	bullet                 // an item of a list; term is its mark, "-" or "1."
	definition             // term and what it means
	verbatim               // lines as they stand
)

// A block is a piece of a page. Paragraphs inside a bullet or definition follow
// it as blocks of their own, marked as inside.
type block struct {
	kind   kind
	level  int
	term   string
	text   string
	inside bool
}

// parse cuts Markdown into blocks. The title, a heading of level 1, is left out,
// as is a list of links to the headings.
func parse(source string) []block {
	p := parser{lines: strings.Split(strings.TrimRight(source, "\n"), "\n")}
	for p.at < len(p.lines) {
		p.next()
	}
	return p.blocks
}

type parser struct {
	lines  []string
	at     int
	blocks []block
	inList bool
}

func (p *parser) add(b block) { p.blocks = append(p.blocks, b) }

// next reads one block.
func (p *parser) next() {
	line := p.lines[p.at]
	mark, _ := listMark(line)
	switch {
	case strings.TrimSpace(line) == "":
		p.at++
		return
	case strings.HasPrefix(line, "#"):
		text := strings.TrimLeft(line, "#")
		if level := len(line) - len(text); level > 1 {
			p.add(block{kind: heading, level: level, text: strings.TrimSpace(text)})
		}
		p.inList = false
		p.at++
	case strings.HasPrefix(strings.TrimSpace(line), "```"):
		p.fenced()
	case strings.HasPrefix(line, "|"):
		p.table()
	case mark != "":
		p.item(mark)
	case p.at+1 < len(p.lines) && strings.HasPrefix(p.lines[p.at+1], ":   "):
		p.at++
		p.lines[p.at] = p.lines[p.at][1:]
		p.add(block{kind: definition, term: line, text: p.flow()})
		p.inList = true
	case strings.HasPrefix(line, "    ") && p.inList:
		if strings.HasPrefix(line, "        ") {
			p.verbatim(8)
			return
		}
		p.add(block{kind: paragraph, text: p.flow(), inside: true})
	case strings.HasPrefix(line, "    "):
		p.verbatim(4)
	case strings.HasPrefix(line, "  ") && p.inList:
		p.add(block{kind: paragraph, text: p.flow(), inside: true})
	default:
		p.inList = false
		p.add(block{kind: paragraph, text: p.flow()})
	}
}

// flow joins lines up to the end of the paragraph.
func (p *parser) flow() string {
	var words []string
	for ; p.at < len(p.lines); p.at++ {
		line := p.lines[p.at]
		mark, _ := listMark(line)
		if strings.TrimSpace(line) == "" || len(words) > 0 && (mark != "" || strings.HasPrefix(line, "```")) {
			break
		}
		words = append(words, strings.Fields(line)...)
	}
	return strings.Join(words, " ")
}

// listMark returns "-" or a number with its full stop, and what follows.
func listMark(line string) (mark, rest string) {
	word, rest, found := strings.Cut(line, " ")
	if word == "-" && found {
		return word, rest
	}
	if n := len(word) - 1; n > 0 && word[n] == '.' && strings.Trim(word[:n], "0123456789") == "" && found {
		return word, rest
	}
	return "", ""
}

// item reads an item of a list.
func (p *parser) item(mark string) {
	_, p.lines[p.at] = listMark(p.lines[p.at])
	text := p.flow()
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, ")") && strings.Contains(text, "](#") {
		return // a table of contents
	}
	p.add(block{kind: bullet, term: mark, text: text})
	p.inList = true
}

// fenced reads lines between fences.
func (p *parser) fenced() {
	fence := p.lines[p.at]
	indent := len(fence) - len(strings.TrimLeft(fence, " "))
	var lines []string
	for p.at++; p.at < len(p.lines) && !strings.HasPrefix(strings.TrimSpace(p.lines[p.at]), "```"); p.at++ {
		lines = append(lines, p.lines[p.at][min(indent, len(p.lines[p.at])):])
	}
	p.at++
	p.add(block{kind: verbatim, text: strings.Join(lines, "\n"), inside: p.inList && indent > 0})
}

// verbatim reads indented lines.
func (p *parser) verbatim(indent int) {
	var lines []string
	for ; p.at < len(p.lines) && strings.HasPrefix(p.lines[p.at], strings.Repeat(" ", indent)); p.at++ {
		lines = append(lines, p.lines[p.at][indent:])
	}
	p.add(block{kind: verbatim, text: strings.Join(lines, "\n"), inside: p.inList})
}

// table makes a definition of every row: the first column is the term.
func (p *parser) table() {
	for first := true; p.at < len(p.lines) && strings.HasPrefix(p.lines[p.at], "|"); p.at++ {
		line := strings.ReplaceAll(strings.Trim(p.lines[p.at], "| "), `\|`, "\x00")
		cells := strings.Split(line, "|")
		for i := range cells {
			cells[i] = strings.ReplaceAll(strings.TrimSpace(cells[i]), "\x00", "|")
		}
		if first || strings.Trim(cells[0], "-: ") == "" {
			first = false
			continue
		}
		p.add(block{kind: definition, term: cells[0], text: strings.Join(cells[1:], "; ")})
	}
}

// A span is a piece of text in one face.
type span struct {
	text string
	face face
}

type face int

const (
	roman face = iota
	bold       // code, and what is strong
	italic
)

// spans reads the inline marks of a text: `code`, **strong**, *variable*, and
// [links](address), of which the words stay.
func spans(text string) []span {
	var out []span
	var b strings.Builder
	current := roman
	flush := func(next face) {
		if b.Len() > 0 {
			out = append(out, span{b.String(), current})
			b.Reset()
		}
		current = next
	}
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '`':
			if end := strings.IndexByte(text[i+1:], '`'); end >= 0 {
				before := current
				flush(bold)
				b.WriteString(text[i+1 : i+1+end])
				flush(before)
				i += end + 1
				continue
			}
			b.WriteByte(text[i])
		case strings.HasPrefix(text[i:], "**"):
			i++
			if current == bold {
				flush(roman)
			} else {
				flush(bold)
			}
		case text[i] == '*' && (current == italic || i+1 < len(text) && text[i+1] != ' ' && strings.Contains(text[i+1:], "*")):
			if current == italic {
				flush(roman)
			} else {
				flush(italic)
			}
		case text[i] == '[' && strings.Contains(text[i:], "]("):
			end := strings.Index(text[i:], "](")
			close := strings.IndexByte(text[i+end:], ')')
			if close < 0 {
				b.WriteByte(text[i])
				continue
			}
			for _, s := range spans(text[i+1 : i+end]) {
				if s.face == roman {
					s.face = current
				}
				before := current
				flush(s.face)
				b.WriteString(s.text)
				flush(before)
			}
			i += end + close
		case text[i] == '\\' && i+1 < len(text) && strings.IndexByte("*`[]_|\\", text[i+1]) >= 0:
			i++
			b.WriteByte(text[i])
		default:
			b.WriteByte(text[i])
		}
	}
	flush(roman)
	return out
}

// plain is the text of spans without their faces.
func plain(spans []span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.text)
	}
	return b.String()
}
