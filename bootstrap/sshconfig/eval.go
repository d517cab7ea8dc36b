package sshconfig

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	// maxDepth is how deep Include may nest.
	maxDepth = 16
	// maxLine bounds one line, in bytes.
	maxLine = 1 << 20
)

// evaluator walks over the files and keeps the values that apply.
type evaluator struct {
	query  Query
	values map[string][]string // by lower-case keyword
	order  []string            // keywords as they were first set
	ignore []string            // IgnoreUnknown patterns

	host      string // what Host sections are compared with
	final     bool   // this is the second pass
	wantFinal bool   // somebody asked for one
}

// file is one configuration file being read.
type file struct {
	path   string
	user   bool // relative includes are looked up in ~/.ssh
	check  bool // owner and permissions matter
	depth  int
	line   int
	active bool // the section we are in applies
	never  bool // included from a section that does not apply
}

func newEvaluator(q Query) *evaluator {
	return &evaluator{query: q, values: map[string][]string{}, host: q.Host}
}

// run makes the first and, where it was asked for, the second pass.
func (e *evaluator) run() error {
	if err := e.pass(); err != nil {
		return err
	}
	if err := e.fixHost(); err != nil {
		return err
	}
	again, err := e.canonicalize()
	if err != nil {
		return err
	}
	if again || e.wantFinal {
		// Host sections are now compared with the name that was found.
		e.set("hostname", []string{strings.ReplaceAll(e.host, "%", "%%")})
		e.final = true
		if err := e.pass(); err != nil {
			return err
		}
		return e.fixHost()
	}
	return nil
}

// fixHost replaces the host name by what HostName made of it.
func (e *evaluator) fixHost() error {
	host, err := e.hostname()
	if err != nil {
		return err
	}
	e.host = strings.ToLower(host)
	return nil
}

// hostname is HostName as known so far, else the name typed.
func (e *evaluator) hostname() (string, error) {
	if v := e.values["hostname"]; len(v) > 0 {
		return expand(v[0], map[byte]string{'h': e.host})
	}
	return e.host, nil
}

// pass reads all files once.
func (e *evaluator) pass() error {
	switch e.query.File {
	case "none":
		return nil
	case "":
		user := file{path: filepath.Join(e.query.Local.Home, ".ssh", "config"), user: true, check: true}
		if err := e.read(user); err != nil {
			return err
		}
		return e.read(file{path: e.query.Local.SystemFile})
	}
	f := file{path: e.query.File, user: true}
	if _, err := os.Stat(f.path); err != nil {
		return fmt.Errorf("open ssh configuration: %w", err)
	}
	return e.read(f)
}

// read evaluates one file. A file that does not exist is empty.
func (e *evaluator) read(f file) error {
	handle, err := os.Open(f.path)
	if errors.Is(err, fs.ErrNotExist) || f.path == "" {
		return nil
	}
	if err != nil {
		if f.depth > 0 || !f.user {
			return nil // ssh passes over what it may not read here
		}
		return fmt.Errorf("open ssh configuration: %w", err)
	}
	defer handle.Close()
	if f.check && !trusted(handle) {
		return fmt.Errorf("bad owner or permissions on %s", f.path)
	}
	f.active = !f.never
	lines := bufio.NewScanner(handle)
	lines.Buffer(nil, maxLine)
	for lines.Scan() {
		f.line++
		if err := e.apply(&f, lines.Text()); err != nil {
			var inner *Error
			if errors.As(err, &inner) {
				return err
			}
			return &Error{File: f.path, Line: f.line, Text: err.Error()}
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read %s: %w", f.path, err)
	}
	return nil
}

// apply evaluates one line.
func (e *evaluator) apply(f *file, line string) error {
	keyword, text, err := splitLine(line)
	if keyword == "" || err != nil {
		return err
	}
	if name, ok := aliases[keyword]; ok {
		keyword = name
	}
	kind, known := keywords[keyword]
	if !known {
		if MatchList(keyword, e.ignore) {
			return nil
		}
		return fmt.Errorf("bad configuration option: %s", keyword)
	}
	switch kind {
	case host:
		words, err := splitWords(text)
		if err != nil {
			return err
		}
		if len(words) == 0 {
			return errors.New(`no argument after keyword "host"`)
		}
		f.active = !f.never && MatchList(e.host, words)
		return nil
	case match:
		active, err := e.match(f, text)
		f.active = active && !f.never
		return err
	case include:
		return e.include(f, text)
	}
	words, err := parse(keyword, kind, text)
	if err != nil || !f.active {
		return err
	}
	e.store(keyword, kind, words)
	return nil
}

// store keeps the words of a line that applies, as the keyword's rule says.
func (e *evaluator) store(keyword string, kind kind, words []string) {
	if keyword == "ignoreunknown" && e.ignore == nil {
		e.ignore = strings.Split(strings.ToLower(words[0]), ",")
	}
	switch kind {
	case collect:
		if !slices.Contains(e.values[keyword], words[0]) {
			e.set(keyword, append(e.values[keyword], words[0]))
		}
	case sendenv:
		kept := slices.Clone(e.values[keyword])
		for _, w := range words {
			if pattern, ok := strings.CutPrefix(w, "-"); ok {
				kept = slices.DeleteFunc(kept, func(name string) bool { return MatchPattern(name, pattern) })
			} else {
				kept = append(kept, w)
			}
		}
		e.set(keyword, kept)
	default:
		if other := rivals[keyword]; e.has(other) && !(other == "proxyjump" && e.first(other) == "none") {
			return
		}
		if !e.has(keyword) {
			e.set(keyword, words)
		}
	}
}

func (e *evaluator) has(keyword string) bool {
	_, ok := e.values[keyword]
	return ok
}

func (e *evaluator) set(keyword string, words []string) {
	if !e.has(keyword) {
		e.order = append(e.order, keyword)
	}
	e.values[keyword] = words
}

// include reads the files an Include line names.
func (e *evaluator) include(f *file, text string) error {
	words, err := splitWords(text)
	if err != nil {
		return err
	}
	if len(words) == 0 {
		return errors.New(`no argument after keyword "include"`)
	}
	if f.depth >= maxDepth {
		return errors.New("too many recursive configuration includes")
	}
	for _, pattern := range words {
		if strings.HasPrefix(pattern, "~") {
			pattern = tilde(pattern, e.query.Local.Home)
		} else if !filepath.IsAbs(pattern) {
			dir := "/etc/ssh"
			if f.user {
				dir = filepath.Join(e.query.Local.Home, ".ssh")
			}
			pattern = filepath.Join(dir, pattern)
		}
		paths, err := filepath.Glob(pattern)
		if err != nil {
			return fmt.Errorf("include %s: %w", pattern, err)
		}
		for _, path := range paths { // Glob sorts
			sub := file{path: path, user: f.user, check: f.check, depth: f.depth + 1, never: !f.active}
			if err := e.read(sub); err != nil {
				return err
			}
		}
	}
	return nil
}
