//go:build unix

package main

import (
	"strings"
	"time"
)

// A scenario is an application, what lies in its home folder, and what is
// typed to it.
type scenario struct {
	name    string
	command []string
	env     []string
	files   map[string]string
	keys    []string
	slow    time.Duration // it takes longer than usual to be quiet
	setup   string        // shell commands to be run by root before
	cleanup []string
}

// Keys that are not characters.
const (
	enter  = "\r"
	tab    = "\t"
	esc    = "\x1b"
	bs     = "\x7f"
	upKey  = "\x1b[A"
	down   = "\x1b[B"
	right  = "\x1b[C"
	left   = "\x1b[D"
	home   = "\x1b[H"
	end    = "\x1b[F"
	del    = "\x1b[3~"
	cRight = "\x1b[1;5C"
	cLeft  = "\x1b[1;5D"
)

func ctrl(c byte) string  { return string(c & 0x1f) }
func alt(c string) string { return esc + c }

// keys makes a script of texts, typed character by character, and the keys
// above.
func keys(parts ...string) []string {
	var out []string
	for _, p := range parts {
		if p[0] < 0x20 || p[0] == 0x7f {
			out = append(out, p)
			continue
		}
		for _, c := range p {
			out = append(out, string(c))
		}
	}
	return out
}

// times repeats a key.
func times(n int, k string) []string { return strings.Split(strings.Repeat(k+"\x00", n), "\x00")[:n] }

// join makes one script of several.
func join(parts ...[]string) []string {
	var out []string
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

const bashrc = `PS1='me@host:\w\$ '; HISTFILE=; bind 'set bell-style none'
`

var bash = []string{"bash", "--noprofile", "-i"}

const text = `The quick brown fox jumps over the lazy dog.
A second line of some text,
and a third one, which is the last before the blank.

Then comes another paragraph with words in it
that go on and on.
`

// chat is a chat client: the lines of others above a status bar and a line to
// type into, drawn with cursor movements, the terminal in raw mode.
const chat = `import os, sys, termios, tty, time
old = termios.tcgetattr(0)
tty.setraw(0)
w, n, at, line = sys.stdout, 0, 0, ''
def draw(out=''):
    w.write(out + '\033[24;1H[#gomosh] ' + line + '\033[K\033[24;%dH' % (11 + at)); w.flush()
def say(who, what):
    global n
    n += 1
    return '\033[1;22r\033[22;1H\r\n\033[32m12:%02d\033[m <\033[1m%s\033[m> %s\033[r' % (n, who, what)
w.write('\033[2J\033[23;1H\033[44m [12:00] [me(+i)] [1:net/#gomosh]' + ' ' * 47 + '\033[m')
draw(say('anna', 'good morning'))
keys = ''
while True:
    keys += os.read(0, 99).decode()
    while keys:
        if keys[:3] == '\033[D': at, keys = max(0, at - 1), keys[3:]; draw(); continue
        k, keys = keys[0], keys[1:]
        if k == '\r':
            out, line, at = say('me', line), '', 0
            draw(out)
            time.sleep(0.15)
            draw(say('anna', 'I see'))
        elif k == '\177': line, at = line[:max(0, at-1)] + line[at:], max(0, at - 1); draw()
        else: line, at = line[:at] + k + line[at:], at + 1; draw()
`

// db is a client of a database, with readline: a prompt for the first line of
// a statement and another for the rest, tables as answers.
const db = `import readline
buf = ''
while True:
    buf += input('    -> ' if buf else 'mysql> ') + ' '
    if buf.startswith('quit'): break
    if ';' in buf:
        print('+----+-------+\n| id | name  |\n+----+-------+\n|  3 | three |\n+----+-------+\n1 row in set (0.00 sec)\n')
        buf = ''
`

var files = map[string]string{
	".bashrc": bashrc, "notes.txt": text, "todo": "milk\nbread\n", "src/main.c": "int main(void) { return 0; }\n",
	"long.txt": strings.Repeat(text, 12),
}

// account makes a user with a password, Tvgj58, who may use sudo and can log in
// at a real sshd on port 2222, and becomes that user in the script "become".
const account = `set -e
useradd -M -d "$HOME" -s /bin/bash -p "$(openssl passwd -6 Tvgj58)" recorded
echo 'recorded ALL=(ALL) ALL' >/etc/sudoers.d/recorded
chmod 755 "$HOME"
ssh-keygen -q -t ed25519 -N '' -f "$HOME/hostkey"
mkdir -p /run/sshd
/usr/sbin/sshd -f /dev/null -p 2222 -h "$HOME/hostkey" -o ListenAddress=127.0.0.1 -o UsePAM=no -o PasswordAuthentication=yes -o PidFile="$HOME/sshd.pid" -o PrintLastLog=no -o PrintMotd=no
`

// noAccount undoes account.
var noAccount = []string{"sh", "-c", `kill "$(cat "$HOME/sshd.pid")"; rm /etc/sudoers.d/recorded; userdel recorded 2>/dev/null`}

const become = "#!/bin/sh\nexec setpriv --reuid=recorded --clear-groups \"$@\"\n"

// with returns files with another one.
func with(name, content string) map[string]string {
	m := map[string]string{name: content}
	for k, v := range files {
		if k != name {
			m[k] = v
		}
	}
	return m
}

var scenarios = []scenario{
	{name: "bash-plain", command: bash, files: files,
		keys: keys("echo hello world, this is typed", enter, "cat todo | sort -u", enter, "echo done")},
	{name: "bash-edit", command: bash, files: files,
		keys: join(keys("grep -n lazzy ", bs, bs, bs), keys("y notes.txt"), times(10, left), keys("x", bs),
			times(4, right), keys(home, "time ", end, " | head", enter),
			keys("echo one two three"), times(5, left), keys("2", del, del, end, " four", enter))},
	{name: "bash-control", command: bash, files: files,
		keys: keys("git commit -m wip", ctrl('w'), "done", ctrl('a'), "sudo ", ctrl('e'), " now", ctrl('u'),
			"echo some words here", alt("b"), alt("b"), ctrl('k'), "text", ctrl('a'), ctrl('f'), ctrl('f'), ctrl('d'), ctrl('e'), ctrl('h'),
			"t", enter, "ls", ctrl('y'), ctrl('u'), "pwd", enter, "echo again", cLeft, cLeft, cRight, " and", enter)},
	{name: "bash-history", command: bash, files: files,
		keys: keys("echo first", enter, "echo second", enter, upKey, upKey, down, " word", enter, upKey, " more", enter, "echo last", enter)},
	{name: "bash-commands", command: bash, files: files,
		keys: keys("ls", enter, "pwd", enter, "cat todo", enter, "cd src", enter, "ls -l", enter, "cat main.c", enter, "cd ..", enter, "wc notes.txt", enter)},
	{name: "bash-vi", command: bash, files: with(".bashrc", bashrc+"set -o vi\n"),
		keys: keys("echo hello there", esc, "b", "b", "x", "x", "A", " and more", enter, "ls", esc, "0", "i", "echo ", enter)},
	{name: "bash-complete", command: bash, files: files,
		keys: keys("cat no", tab, enter, "cd s", tab, enter, "cat m", tab, enter)},
	{name: "bash-wrap", command: bash, files: files,
		keys: keys("echo this is a rather long line that goes on and on until it has to wrap at the edge of the terminal twice",
			bs, bs, bs, bs, bs, "again, and then some more of it because two rows are better than one", enter, "echo ok")},
	{name: "bash-bottom", command: bash, files: files,
		keys: keys("cat long.txt", enter, "ls", enter, "echo this is a long line at the bottom of the screen that has to wrap and scroll", enter, "pwd", enter, "echo ok", enter)},
	{name: "bash-cancel", command: bash, files: files,
		keys: keys("rm -rf oops", ctrl('c'), "ls", enter, "sleep 0.5", enter, "echo next", enter)},
	{name: "password", command: bash, files: files,
		keys: keys("echo start", enter, "read -s -p Password: x", enter, "hunter2", enter, "echo ok", enter, "read -s y", enter, "s3cret!", enter, "ls", enter)},
	{name: "zsh-plain", command: []string{"zsh", "-i"}, files: with(".zshrc", "PS1='%n@host %~ %% '\n"),
		keys: keys("echo hello world", enter, "ls -l", enter, "cat notes.txt | head -2", bs, "1", enter, "echo foo-bar baz", ctrl('w'), alt("b"), ctrl('k'), "x", enter)},
	{name: "zsh-rprompt", command: []string{"zsh", "-i"}, files: with(".zshrc", "PS1='%~ > '\nRPS1='[%n]'\n"),
		keys: keys("echo hello world", enter, "ls -l", left, left, "a", enter, "pwd", enter, "echo abc", bs, bs, "xyz", enter)},
	{name: "zsh-suggest", command: []string{"zsh", "-i"}, files: with(".zshrc", "PS1='%~ %% '\nHISTSIZE=100\n. /usr/share/zsh-autosuggestions/zsh-autosuggestions.zsh\n"),
		keys: keys("git status", enter, "echo hello world", enter, "git status", enter, "echo hello you", enter, "echo", right, enter, "git log", enter)},
	{name: "fish", command: []string{"fish", "--private"}, files: with(".config/fish/config.fish", "set -g fish_greeting\nfunction fish_prompt; echo -n 'me@host '(prompt_pwd)'> '; end\n"), slow: 150 * time.Millisecond,
		keys: keys("echo hello world", enter, "ls -l", enter, "echo hello there", enter, "echo hello w", bs, bs, " you", enter, "cat notes.txt", left, left, "x", bs, enter)},
	{name: "python", command: []string{"python3", "-q"}, files: files,
		keys: keys("a = [1, 2, 3]", enter, "sum(a)", enter, "print('hello', a)", enter, "b = a + [4]", bs, bs, "5]", enter, "b", enter)},
	{name: "vim-insert", command: []string{"vim", "notes.txt"}, files: files,
		keys: keys("G", "o", "A new line of text here", enter, "and one more", bs, bs, bs, "other", enter, "the end", esc,
			"k", "k", "A", " appended", esc, "o", "last words", left, left, left, "x", esc, ":wq", enter)},
	{name: "vim-normal", command: []string{"vim", "long.txt"}, files: files,
		keys: keys("jjjjllllwwbjjkkxxddu", "/line", enter, "nnNG", "gg", "0w", "$")},
	{name: "less", command: []string{"less", "long.txt"}, files: files,
		keys: keys("jjjj", " ", "b", "kk", "/third", enter, "nn", "G", "g")},
	{name: "nano", command: []string{"nano", "notes.txt"}, files: files,
		keys: keys("Hello there, ", down, down, "inserted ", end, enter, "A fresh line", bs, bs, bs, bs, "row of text", upKey, home, "> ", ctrl('k'), "done ")},
	{name: "cat", command: append([]string{}, "bash", "--norc", "--noprofile", "-c", "cat"), files: files,
		keys: keys("hello world", enter, "another line of text", bs, bs, bs, bs, "words", enter, "third line", enter)},
	{name: "japanese", command: bash, files: files,
		keys: keys("echo 日本語の文章を入力する", bs, bs, "して", enter, "echo 漢字 かな", left, left, "と", enter)},
	{name: "tmux-panes", command: []string{"tmux", "-f", "tmux.conf", "new-session", "bash --noprofile -i", ";", "split-window", "-h", "cat long.txt; sleep 100", ";", "select-pane", "-L"},
		files: with("tmux.conf", "set -g default-terminal screen-256color\nset -g status-interval 0\nset -g status-right ''\n"),
		slow:  120 * time.Millisecond, cleanup: []string{"tmux", "kill-server"},
		keys: keys("echo hello", enter, "ls -l", left, "a", enter, "echo again", enter, "cat todo", enter)},
	{name: "client-like", command: []string{"bash", "--norc", "--noprofile", "-c", `while IFS= read -e -p "sql> " x; do echo "$x"; done`}, files: files,
		keys: keys("select * from users;", enter, "select name, id", bs, bs, "age from users where id = 3;", enter, "quit", enter)},
	{name: "sqlite", command: []string{"sqlite3"}, files: files,
		keys: keys("create table t(a, b);", enter, "insert into t values (1, 'one');", enter, "select * from t;", enter, upKey, left, " where a = 1", enter, "select b", bs, "a from t;", enter, ".quit")},
	{name: "secrets", command: bash, files: files,
		keys: keys("echo start", enter, "openssl passwd -1", enter, "hunter2", enter, "hunter2", enter, "ls", enter,
			"ssh-keygen -q -t ed25519 -f key", enter, "zqxv78", enter, "zqxv78", enter, "pwd", enter,
			"python3 -c 'import getpass; getpass.getpass()'", enter, "kkllmm", bs, "n", enter,
			"read -s", enter, "ZZ11", enter, "echo ok", enter)},
	{name: "emacs", command: []string{"emacs", "-nw", "-Q", "notes.txt"}, files: files, slow: 400 * time.Millisecond,
		keys: join(keys("Some words, ", down, end, " and more", enter, "a new line of text", bs, bs, bs, bs, "words"),
			times(4, left), keys("x", bs, ctrl('n'), ctrl('a'), "first ", ctrl('e'), " last", ctrl('k'), enter, "the end"))},
	{name: "chat", command: []string{"python3", "-c", chat}, files: files,
		keys: keys("hello everybody", enter, "how are you?", bs, " today?", enter, "I have a questoin", bs, bs, bs, "ion: is it", left, left, "here", enter, "ok, thanks", enter, "bye", enter)},
	{name: "db-readline", command: []string{"python3", "-c", db}, files: files,
		keys: keys("select id, name from users;", enter, "show tabels", bs, bs, "les;", enter, "insert into users", enter, "values (3, 'three');", enter, upKey, left, left, left, "s", enter,
			"select * from users where id = 3;", enter, "quit", enter)},
	{name: "secrets-sudo", command: bash, files: with("become", become), setup: account, cleanup: noAccount, slow: 500 * time.Millisecond,
		keys: keys("echo start", enter, "sh become su", enter, "hunter2", enter, "ls", enter, "sh become sudo whoami", enter, "Tvgj59", enter, "Tvgj58", enter,
			"sh become sudo -k -p 'Code: ' id", enter, "Zqxv78", enter, ctrl('c'), "echo ok", enter)},
	{name: "secrets-login", command: bash, files: files, setup: account, cleanup: noAccount, slow: 500 * time.Millisecond,
		keys: keys("pwd", enter, "ssh -p 2222 recorded@127.0.0.1", enter, "yes", enter, "Tvgj59", enter, "Tvgj58", enter, "echo logged in", enter, "exit", enter, "echo ok", enter)},
	{name: "secrets-gpg", command: bash, files: with(".gnupg/gpg-agent.conf", "pinentry-program /usr/bin/pinentry-tty\n"),
		slow: time.Second, cleanup: []string{"gpgconf", "--kill", "gpg-agent"},
		keys: keys("ls", enter, "GPG_TTY=$(tty) gpg -qc todo", enter, "Kwvz78", enter, "Kwvz78", enter, "pwd", enter)},
	{name: "secrets-ssh", command: bash, files: files, slow: 200 * time.Millisecond,
		keys: keys("echo start", enter, "ssh-keygen -q -t ed25519 -f key", enter, "GGbb66", enter, "GGbb66", enter, "ssh-keygen -y -f key", enter, "GGbb67", enter, "ls", enter,
			"stty -echo; read x; stty echo", enter, "VVww12", enter, "read -s -p 'PIN: ' y", enter, "1739", enter, "echo ok", enter)},
	{name: "mixed", command: bash, files: files,
		keys: join(
			keys("ls -l", enter, "cd src", enter, "grep -n main main.c", enter, "cd ..", enter),
			keys("vim notes.txt", enter, "jj", "o", "A line of new text for the notes", enter, "and another one, with a typo", bs, bs, bs, bs, "small mistake", esc, ":wq", enter),
			keys("cat notes.txt | wc -l", enter, "less long.txt", enter, " ", " ", "q", "echo 'all is well' > status", enter, upKey, home, "time ", enter),
			keys("git init -q demo", enter, "cd demo", enter, "cp ../notes.txt .", enter, "git add notes.txt", enter, "git commit -qm 'first version of the notes'", ctrl('a'), right, right, right, right,
				"-c user.name=me -c user.email=me@here ", enter, "git log --oneline", enter, "q"),
			keys("cd ..", enter, "nano todo", enter, "eggs, and a little butter", enter, "salt", enter, ctrl('o'), enter, ctrl('x')),
			keys("wc todo", enter, "read -s -p 'Password: ' x", enter, "hunter2", enter, "echo thanks", enter, "find . -name '*.txt' | xargs wc -w | sort -n", enter,
				"for f in *.txt; do echo $f; done", enter, "exit"))},
}
