// Package manual holds gomosh's manual and renders it: as roff with the man
// macros (man(7)) for man, groff and mandoc, or as plain text. There is one
// source, a small part of Markdown: headings, paragraphs, lists, tables, code,
// and definitions (a line, then ":   " and an indented text).
package manual

import (
	"embed"
	"strings"
)

//go:embed pages
var pages embed.FS

// Date is the day of the manual's last change, for the foot of its pages.
const Date = "2026-11-22"

// A Topic is one page of the manual.
type Topic struct {
	Name    string   // what gomosh man calls it
	Also    []string // other names for it
	Page    string   // what man calls it
	Section int
	Summary string
	source  string // Markdown; empty: pages/NAME.md
}

// Protocol is the topic whose source is docs/protocol.md.
const Protocol = "protocol"

// Topics returns all topics in the order in which they are listed. protocol is
// the text of docs/protocol.md.
func Topics(protocol string) []Topic {
	return []Topic{
		{Name: "gomosh", Page: "gomosh", Section: 1, Summary: "a remote terminal that survives roaming, sleep and bad links"},
		{Name: "connect", Also: []string{"mosh"}, Page: "gomosh-connect", Section: 1, Summary: "open a terminal on another machine"},
		{Name: "server", Also: []string{"mosh-server"}, Page: "gomosh-server", Section: 1, Summary: "wait for a client on a UDP port"},
		{Name: "client", Also: []string{"mosh-client"}, Page: "gomosh-client", Section: 1, Summary: "join a waiting server"},
		{Name: "doctor", Page: "gomosh-doctor", Section: 1, Summary: "find out why a session does not work"},
		{Name: "relay", Page: "gomosh-relay", Section: 1, Summary: "carry a session through an SSH connection"},
		{Name: "config", Page: "gomosh-config", Section: 5, Summary: "the configuration file of gomosh"},
		{Name: Protocol, Page: "gomosh-protocol", Section: 7, Summary: "the protocol between the two halves of a session", source: protocol},
	}
}

// Find returns the topic of that name, with or without "gomosh-" in front.
func Find(topics []Topic, name string) (Topic, bool) {
	for _, t := range topics {
		if t.Name == name || t.Page == name {
			return t, true
		}
		for _, also := range t.Also {
			if also == name {
				return t, true
			}
		}
	}
	return Topic{}, false
}

// blocks returns the text of a topic, parsed.
func (t Topic) blocks() []block {
	source := t.source
	if source == "" {
		text, err := pages.ReadFile("pages/" + t.Name + ".md")
		if err != nil {
			panic(err) // a topic without its page: no test passes
		}
		source = string(text)
	}
	return parse(source)
}

// Options returns the option names that a topic's definitions explain, as they
// are written ("-p", "--port").
func (t Topic) Options() []string {
	var names []string
	for _, b := range t.blocks() {
		if b.kind != definition {
			continue
		}
		for _, part := range strings.Split(plain(spans(b.term)), ", ") {
			if name, _, _ := strings.Cut(part, "="); strings.HasPrefix(name, "-") {
				name, _, _ = strings.Cut(name, " ")
				names = append(names, name)
			}
		}
	}
	return names
}
