package main

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"

	"gomosh/internal/getoptlong"
	"gomosh/internal/manual"
	"gomosh/internal/version"

	"golang.org/x/term"
)

//go:embed docs/protocol.md
var protocolText string

// manWidth is how wide plain text is at most, in columns.
const manWidth = 78

// runMan is gomosh man: on a terminal through the system's manual program or
// pager, else as plain text. help prints the command's help.
func runMan(args []string, help func() error) int {
	roff, wantHelp := false, false
	words, mistakes := getoptlong.Parse(args, []getoptlong.Option{
		{Names: []string{"roff"}, Flag: func(bool) { roff = true }},
		{Names: []string{"help", "h"}, Flag: func(bool) { wantHelp = true }},
	}, true)
	if len(mistakes) > 0 {
		for _, m := range mistakes {
			fmt.Fprint(os.Stderr, launchBadOption("gomosh man", m))
		}
		return 2
	}
	if wantHelp {
		if err := help(); err != nil {
			return 2
		}
		return 0
	}
	if len(words) == 0 {
		words = []string{"gomosh"}
	}
	topics := manual.Topics(protocolText)
	// "gomosh man gomosh connect" means what it says.
	if len(words) == 2 && words[0] == "gomosh" {
		words = words[1:]
	}
	topic, ok := manual.Find(topics, words[0])
	if !ok || len(words) > 1 {
		fmt.Fprint(os.Stderr, manNoTopic(strings.Join(words, " "), topics))
		return 2
	}
	source := topic.Roff(version.Number)
	switch {
	case roff:
		fmt.Print(source)
	case !term.IsTerminal(1):
		fmt.Print(topic.Plain(manWidth))
	default:
		width := manWidth
		if cols, _, err := term.GetSize(1); err == nil {
			width = min(width, max(cols-2, 30))
		}
		text := topic.Plain(width)
		if !show(source, "man", "-l", "-") && !show(text, pager()...) {
			fmt.Print(text)
		}
	}
	return 0
}

// pager is the user's program for reading long texts.
func pager() []string {
	for _, name := range []string{"MANPAGER", "PAGER"} {
		if words, err := splitWords(os.Getenv(name)); err == nil && len(words) > 0 {
			return words
		}
	}
	return []string{"less"}
}

// show gives a text to a program on standard input and reports whether that
// program showed it.
func show(text string, command ...string) bool {
	path, err := exec.LookPath(command[0])
	if err != nil {
		return false
	}
	cmd := exec.Command(path, command[1:]...)
	cmd.Stdin, cmd.Stdout = strings.NewReader(text), os.Stdout
	return cmd.Run() == nil
}

// topicNames are what gomosh man can be asked for.
func topicNames(topics []manual.Topic) []string {
	var names []string
	for _, t := range topics {
		names = append(names, t.Name)
	}
	return slices.Clip(names)
}
