//go:build unix

// Package userdb looks the current user up in the user data base without the C
// library: in the passwd file (passwd(5)), and where the user is not there (a
// directory service) through the system's own look-up program.
package userdb

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"
)

// User is what an entry says about a user. Home and Shell may be empty.
type User struct {
	Name, Home, Shell string
}

// errNoEntry means that a source has no entry for the user.
var errNoEntry = errors.New("no entry")

// lookupTime bounds the wait for the look-up program, which may ask a server.
const lookupTime = 5 * time.Second

// Current finds the entry of the real user id of this process.
func Current() (User, error) {
	uid := os.Getuid()
	user, err := fromFile("/etc/passwd", uid)
	if err == nil {
		return user, nil
	}
	user, err = fromProgram(uid)
	if err != nil {
		return User{}, fmt.Errorf("look up user id %d: %w", uid, err)
	}
	return user, nil
}

// fromFile finds a user in a passwd file.
func fromFile(path string, uid int) (User, error) {
	file, err := os.Open(path)
	if err != nil {
		return User{}, err
	}
	defer file.Close()
	return find(file, uid)
}

// fromProgram asks the system's look-up program.
func fromProgram(uid int) (User, error) {
	ctx, cancel := context.WithTimeout(context.Background(), lookupTime)
	defer cancel()
	command := lookupCommand(uid)
	out, err := exec.CommandContext(ctx, command[0], command[1:]...).Output()
	if err != nil {
		return User{}, fmt.Errorf("%s: %w", command[0], err)
	}
	return find(strings.NewReader(string(out)), uid)
}

// find reads passwd entries up to the first one of that user id. Seven fields
// are Linux's form, ten that of the BSDs' master.passwd; home and shell are the
// last two in both. Other lines are skipped.
func find(r io.Reader, uid int) (User, error) {
	want := strconv.Itoa(uid)
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fields := strings.Split(lines.Text(), ":")
		n := len(fields)
		if (n == 7 || n == 10) && fields[2] == want && fields[0] != "" {
			return User{Name: fields[0], Home: fields[n-2], Shell: fields[n-1]}, nil
		}
	}
	if err := lines.Err(); err != nil {
		return User{}, err
	}
	return User{}, errNoEntry
}
