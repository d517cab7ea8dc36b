package main

import (
	"fmt"
	"strings"

	"gomosh/bootstrap"
	"gomosh/internal/manual"
)

// All words of gomosh man and gomosh completion that a person reads.

const (
	manUsage       = "print the manual of a command or of another topic"
	manArgs        = "gomosh man [--roff] [topic]"
	manDescription = `The topics are gomosh, connect, server, client, doctor, relay, config and
protocol. On a terminal the manual is shown by man or the pager.`
	manRoff = "print the source for man(1), with the man macros"

	completionUsage       = "print completions for a shell: bash, zsh or fish"
	completionArgs        = "gomosh completion bash|zsh|fish"
	completionDescription = `Load them in your shell's start-up file with one of

  source <(gomosh completion bash)     # ~/.bashrc
  source <(gomosh completion zsh)      # ~/.zshrc, behind compinit
  gomosh completion fish | source      # ~/.config/fish/config.fish

They complete gomosh and mosh: commands, options, their values, and the hosts of
~/.ssh/config and known_hosts.`
)

func manNoTopic(word string, topics []manual.Topic) string {
	return fmt.Sprintf("gomosh man: there is no topic %q\nhint: topics are %s\n", bootstrap.Clean(word), strings.Join(topicNames(topics), ", "))
}

func completionNoShell(words []string) string {
	if len(words) == 0 {
		return "gomosh completion: no shell was named\nhint: gomosh completion bash, zsh or fish\n"
	}
	return fmt.Sprintf("gomosh completion: no completions for %q\nhint: there are those for bash, zsh and fish\n", bootstrap.Clean(strings.Join(words, " ")))
}
