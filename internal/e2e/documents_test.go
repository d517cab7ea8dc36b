package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gomosh/internal/lab"
)

// A commandBlock is a fenced block of commands in a document, and the comment
// above it that says how it is tried:
//
//	run: shell       each command is run by sh and has to succeed
//	run: session     each command has to open a session, in which a shell is used
//	run: namespace   as shell, as root in a network namespace of its own
//	run: make TARGETS...   the commands are make or go, and make knows the targets
//	not run: REASON
type commandBlock struct {
	file, how string
	line      int
	commands  []string
}

// documents are the files whose commands people will copy.
func documents(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(found, "../../README.md", "../../README.zh-CN.md")
}

// commandBlocks reads the blocks of a document. All have to be annotated.
func commandBlocks(t *testing.T, file string) []commandBlock {
	t.Helper()
	var blocks []commandBlock
	how, inside := "", false
	for n, line := range strings.Split(readFile(t, file), "\n") {
		comment, isComment := strings.CutPrefix(line, "<!-- ")
		switch {
		case strings.HasPrefix(line, "```console"):
			if !strings.HasPrefix(how, "run: ") && !strings.HasPrefix(how, "not run: ") {
				t.Errorf("%s:%d: the block does not say how it is tried (<!-- run: … --> or <!-- not run: … -->)", file, n+1)
			}
			blocks, inside = append(blocks, commandBlock{file: filepath.Base(file), how: how, line: n + 1}), true
		case strings.HasPrefix(line, "```"):
			inside, how = false, ""
		case inside && strings.HasPrefix(line, "$ "):
			b := &blocks[len(blocks)-1]
			b.commands = append(b.commands, strings.TrimSpace(strings.Split(line[2:], "  #")[0]))
		case isComment:
			how = strings.TrimSuffix(comment, " -->")
		}
	}
	return blocks
}

// TestDocuments runs the commands of README and docs.
func TestDocuments(t *testing.T) {
	if testing.Short() {
		t.Skip("says nothing about races")
	}
	t.Parallel()
	var world *documentWorld
	sessions, shells := 0, 0
	for _, file := range documents(t) {
		for _, b := range commandBlocks(t, file) {
			kind, rest, _ := strings.Cut(strings.TrimPrefix(b.how, "run: "), " ")
			if reason, not := strings.CutPrefix(b.how, "not run: "); not {
				t.Logf("%s:%d is not run: %s", b.file, b.line, reason)
				continue
			}
			if len(b.commands) == 0 {
				t.Errorf("%s:%d has no command behind \"$ \"", b.file, b.line)
			}
			if world == nil {
				world = newDocumentWorld(t)
			}
			for _, command := range b.commands {
				switch kind {
				case "shell":
					shells++
					world.shell(t, b, "sh", "-ec", command)
				case "namespace":
					if os.Getuid() != 0 {
						lab.Absent(t, "needs root for a network namespace")
					}
				case "session":
					sessions++
					world.session(t, b, command)
				case "make":
					world.make(t, b, command, strings.Fields(rest))
				default:
					t.Errorf("%s:%d: nobody knows how to try %q", b.file, b.line, b.how)
				}
			}
			if kind == "namespace" {
				world.shell(t, b, "unshare", "-n", "sh", "-ec", strings.Join(b.commands, "\n"))
			}
		}
	}
	if sessions < 5 || shells < 5 {
		t.Errorf("only %d sessions and %d commands were found", sessions, shells)
	}
}

// A documentWorld is a machine on which the documents' commands work: there is a
// host called host, and gomosh and mosh find it.
type documentWorld struct {
	home string
	env  []string
}

func newDocumentWorld(t *testing.T) *documentWorld {
	t.Helper()
	lab.Need(t, "ssh", "tmux")
	d := lab.StartSSHD(t, lab.Bin(t)+":/usr/bin:/bin")
	home := lab.Home(t)
	config := filepath.Join(home, "ssh_config")
	writeFile(t, config, strings.Replace(readFile(t, d.Config), "Host lab", "Host lab host", 1), 0o600)
	bin := filepath.Join(home, "bin")
	if err := os.Mkdir(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	// ssh and gomosh read the configuration of the user's real home, whatever HOME
	// says: these name another one.
	real := lab.Bin(t)
	writeFile(t, filepath.Join(bin, "ssh"), "#!/bin/sh\nexec /usr/bin/ssh -F "+config+" \"$@\"\n", 0o755)
	writeFile(t, filepath.Join(bin, "gomosh"), `#!/bin/sh
case $1 in
connect | doctor) command=$1; shift; exec `+real+`/gomosh "$command" -F `+config+` "$@" ;;
esac
exec `+real+`/gomosh "$@"
`, 0o755)
	writeFile(t, filepath.Join(bin, "mosh"), "#!/bin/sh\nexec "+real+"/mosh --ssh=ssh --server="+real+"/mosh-server \"$@\"\n", 0o755)
	return &documentWorld{home: home, env: lab.Env(home, "PATH="+bin+":/usr/bin:/bin:/usr/sbin:/sbin")}
}

// shell runs a command that has to succeed.
func (w *documentWorld) shell(t *testing.T, b commandBlock, command ...string) {
	t.Helper()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Dir, cmd.Env = w.home, w.env
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s:%d: %s: %v\n%s", b.file, b.line, command[len(command)-1], err, out)
	}
}

// session runs a command that opens a shell far away, uses it and leaves it.
func (w *documentWorld) session(t *testing.T, b commandBlock, command string) {
	t.Helper()
	t.Logf("%s:%d: %s", b.file, b.line, command)
	term := lab.NewTerminal(t, lab.Command{Args: []string{"sh", "-c", command}, Env: w.env, Dir: w.home})
	term.Line("echo arri''ved")
	term.WaitText("arrived")
	term.Line("exit")
	endsWell(t, term)
}

// make checks the targets: that the annotation names those in the commands, and
// that make has them.
func (w *documentWorld) make(t *testing.T, b commandBlock, command string, targets []string) {
	t.Helper()
	words := strings.Fields(command)
	if words[0] != "make" {
		t.Errorf("%s:%d: %q does not begin with make", b.file, b.line, command)
		return
	}
	for _, word := range words[1:] {
		if !strings.Contains(word, "=") && !slices.Contains(targets, word) {
			t.Errorf("%s:%d: the comment above does not name the target %s", b.file, b.line, word)
		}
	}
	cmd := exec.Command("make", append([]string{"-n"}, words[1:]...)...)
	cmd.Dir = "../.."
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s:%d: make -n %s: %v\n%s", b.file, b.line, command, err, out)
	}
}

var (
	markdownLink = regexp.MustCompile(`\]\(([^)#:\s]+)(#[^)\s]*)?\)`)
	anchorLink   = regexp.MustCompile(`\]\((#[^)\s]*)\)`)
	punctuation  = regexp.MustCompile(`[^\p{L}\p{N} _-]`)
)

// TestDocumentLinks follows the links of the documents to each other.
func TestDocumentLinks(t *testing.T) {
	for _, file := range documents(t) {
		text := readFile(t, file)
		for _, match := range markdownLink.FindAllStringSubmatch(text, -1) {
			target := filepath.Join(filepath.Dir(file), match[1])
			if !exists(target) {
				t.Errorf("%s: there is no %s", filepath.Base(file), match[1])
			} else if match[2] != "" && !hasAnchor(readFile(t, target), match[2]) {
				t.Errorf("%s: %s has no heading %s", filepath.Base(file), match[1], match[2])
			}
		}
		for _, match := range anchorLink.FindAllStringSubmatch(text, -1) {
			if !hasAnchor(text, match[1]) {
				t.Errorf("%s: there is no heading %s", filepath.Base(file), match[1])
			}
		}
	}
}

// hasAnchor reports whether a heading makes that anchor, by the rule that the
// usual renderers of Markdown have.
func hasAnchor(text, anchor string) bool {
	for line := range strings.Lines(text) {
		if title := strings.TrimLeft(line, "#"); title != line {
			title = strings.ToLower(strings.TrimSpace(punctuation.ReplaceAllString(strings.TrimSpace(title), "")))
			if "#"+strings.ReplaceAll(title, " ", "-") == anchor {
				return true
			}
		}
	}
	return false
}
