package main

import (
	"bufio"
	"cmp"
	_ "embed"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"gomosh/bootstrap"
	"gomosh/bootstrap/sshconfig"
	"gomosh/internal/config"
	"gomosh/internal/getoptlong"
	"gomosh/internal/manual"

	"github.com/urfave/cli/v2"
)

// The scripts only ask "gomosh complete" what could stand at the cursor.
var (
	//go:embed internal/completion/gomosh.bash
	completionBash string
	//go:embed internal/completion/gomosh.zsh
	completionZsh string
	//go:embed internal/completion/gomosh.fish
	completionFish string
)

// runCompletion is gomosh completion.
func runCompletion(args []string, help func() error) int {
	if slices.Contains(args, "--help") || slices.Contains(args, "-h") {
		if err := help(); err != nil {
			return 2
		}
		return 0
	}
	scripts := map[string]string{"bash": completionBash, "zsh": completionZsh, "fish": completionFish}
	if len(args) != 1 || scripts[args[0]] == "" {
		fmt.Fprint(os.Stderr, completionNoShell(args))
		return 2
	}
	fmt.Print(scripts[args[0]])
	return 0
}

// A candidate is a word that could stand at the cursor, and what it means. The
// word completeFiles stands for all files.
type candidate struct{ word, about string }

const completeFiles = ":files"

// runComplete is the hidden command gomosh complete, for the shells: its
// arguments are the words of a command line up to the cursor. It prints the
// candidates, a line each, with a tab before what they mean.
func runComplete(words []string) int {
	if len(words) < 2 {
		return 2
	}
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, c := range complete(words, knownHosts) {
		fmt.Fprintf(out, "%s\t%s\n", c.word, strings.ReplaceAll(bootstrap.Clean(c.about), "`", ""))
	}
	return 0
}

// complete finds the candidates for the last word of a command line.
func complete(words []string, hosts func() []string) []candidate {
	name, last := filepath.Base(words[0]), words[len(words)-1]
	words = words[1 : len(words)-1]
	if name == "mosh" {
		l := newLauncher("mosh", nil)
		return completeLauncher(words, last, connectFlags(), l.options(), hosts)
	}
	app := gomoshApp(new(int))
	if len(words) == 0 || words[0] == "help" {
		return completeCommands(last, app)
	}
	l := newLauncher("gomosh", nil)
	own := append(l.options(), l.ownOptions()...)
	switch words[0] {
	case "connect":
		return completeLauncher(words[1:], last, connectFlags(), own, hosts)
	case "doctor":
		return completeLauncher(words[1:], last, doctorFlags(), own, hosts)
	case "config":
		return completeLauncher(words[1:], last, []cli.Flag{value(configFile, "config")}, own, hosts)
	case "man":
		var topics []candidate
		for _, t := range manual.Topics("") {
			topics = append(topics, candidate{t.Name, t.Summary})
		}
		return matching(last, append(topics, candidate{"--roff", manRoff}))
	case "completion":
		return matching(last, []candidate{{"bash", ""}, {"zsh", ""}, {"fish", ""}})
	}
	return nil
}

// completeCommands are the commands of gomosh, or its options.
func completeCommands(last string, app *cli.App) []candidate {
	var found []candidate
	for _, c := range app.Commands {
		if !c.Hidden {
			found = append(found, candidate{c.Name, c.Usage})
		}
	}
	return matching(last, append(found, candidate{"help", "list the commands"}, candidate{"--help", "list the commands"}, candidate{"--version", gomoshVersionUsage}))
}

// completeLauncher completes options, their values and one host.
func completeLauncher(words []string, last string, flags []cli.Flag, accepted []getoptlong.Option, hosts func() []string) []candidate {
	hasHost := false
	pending := "" // option that waits for its value
	for _, w := range words {
		switch {
		case pending != "":
			pending = ""
		case w == "--" || hasHost && !strings.HasPrefix(w, "-"):
			return nil // the remote command
		case strings.HasPrefix(w, "-"):
			if f := findFlag(flags, strings.TrimLeft(w, "-")); f != nil {
				if _, isText := f.(*cli.StringFlag); isText {
					pending = f.Names()[0]
				}
			}
		default:
			hasHost = true
		}
	}
	if pending != "" {
		return matching(last, optionValues(pending))
	}
	if option, _, found := strings.Cut(last, "="); found && strings.HasPrefix(option, "-") {
		f := findFlag(flags, strings.TrimLeft(option, "-"))
		if f == nil {
			return nil
		}
		values := optionValues(f.Names()[0])
		for i, v := range values {
			if v.word != completeFiles {
				values[i].word = option + "=" + v.word
			}
		}
		return matching(last, values)
	}
	if strings.HasPrefix(last, "-") {
		return matching(last, options(flags, accepted))
	}
	if hasHost {
		return nil
	}
	user, _, found := strings.Cut(last, "@")
	if found {
		user += "@"
	} else {
		user = ""
	}
	var found2 []candidate
	for _, h := range hosts() {
		found2 = append(found2, candidate{user + h, ""})
	}
	return matching(last, found2)
}

// options are the declared options that a command line accepts; those with a
// value end in "=".
func options(flags []cli.Flag, accepted []getoptlong.Option) []candidate {
	var found []candidate
	for _, f := range flags {
		for _, name := range f.Names() {
			positive := strings.TrimPrefix(name, "no-")
			if !slices.ContainsFunc(accepted, func(o getoptlong.Option) bool {
				return slices.Contains(o.Names, name) || o.Negatable && slices.Contains(o.Names, positive)
			}) {
				continue
			}
			about, word := "", "--"+name
			if len(name) == 1 {
				word = "-" + name
			}
			switch f := f.(type) {
			case *cli.StringFlag:
				about = f.Usage
				if len(name) > 1 {
					word += "="
				}
			case *cli.BoolFlag:
				about = f.Usage
			}
			found = append(found, candidate{word, about})
		}
	}
	return append(found, candidate{"--help", "list the options"})
}

// findFlag finds a declared option by its name.
func findFlag(flags []cli.Flag, name string) cli.Flag {
	for _, f := range flags {
		if slices.Contains(f.Names(), name) {
			return f
		}
	}
	return nil
}

// optionValues are the words that may stand as the value of an option.
func optionValues(option string) []candidate {
	words := map[string][]string{
		"predict":                {"adaptive", "always", "never", "experimental"},
		"bind-server":            {"ssh", "any"},
		"transport":              {"auto", "udp", "ssh"},
		"experimental-remote-ip": {bootstrap.RemoteIPProxy, bootstrap.RemoteIPRemote, bootstrap.RemoteIPLocal},
		"config":                 {config.None, completeFiles},
		"ssh-config":             {completeFiles},
		"client":                 {completeFiles},
	}[option]
	if option == "family" {
		for _, f := range bootstrap.Families {
			words = append(words, string(f))
		}
	}
	var found []candidate
	for _, w := range words {
		found = append(found, candidate{w, ""})
	}
	return found
}

// matching are the candidates that begin like the word that is there.
func matching(last string, all []candidate) []candidate {
	return slices.DeleteFunc(all, func(c candidate) bool {
		return c.word != completeFiles && !strings.HasPrefix(c.word, last)
	})
}

// knownHosts are the names in the user's ssh configuration and known_hosts, sorted.
func knownHosts() []string {
	local := sshconfig.ThisMachine()
	// The shell's idea of home, as completion of files has it too.
	local.Home = cmp.Or(os.Getenv("HOME"), local.Home)
	names := sshconfig.Hosts(local)
	for _, path := range []string{filepath.Join(local.Home, ".ssh", "known_hosts"), "/etc/ssh/ssh_known_hosts"} {
		names = append(names, namesInKnownHosts(path)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// namesInKnownHosts are the host names of a file in the format of sshd(8), but
// for those that are hashed, patterns, or addresses of their own line's names.
func namesInKnownHosts(path string) []string {
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	var names []string
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 3 || strings.HasPrefix(fields[0], "#") || strings.HasPrefix(fields[0], "@") {
			continue
		}
		for i, name := range strings.Split(fields[0], ",") {
			if inner, found := strings.CutPrefix(name, "["); found { // [name]:port
				name, _, _ = strings.Cut(inner, "]")
			}
			if name == "" || strings.ContainsAny(name, "|*?!") || bootstrap.Clean(name) != name {
				continue
			}
			if _, err := netip.ParseAddr(name); err == nil && i > 0 {
				continue
			}
			names = append(names, name)
		}
	}
	return names
}
