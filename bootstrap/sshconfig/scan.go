package sshconfig

import "os"

// Scan cuts one line of a file in the syntax of ssh_config(5) into its keyword,
// in lower case, and the words of its value; comments are left out. Blank lines
// have neither.
func Scan(line string) (keyword string, words []string, err error) {
	keyword, text, err := splitLine(line)
	if err == nil {
		words, err = splitWords(text)
	}
	return keyword, words, err
}

// Trusted reports whether an open file may say what this user's programs do: it
// belongs to this user or to root, and others cannot write it.
func Trusted(f *os.File) bool { return trusted(f) }
