//go:build !unix

package main

import "gomosh/bootstrap"

// transports are the values of --transport. No process can hand its connection to
// another one here.
var transports = []string{transportAuto, transportUDP}

type holder struct{}

func asHolder() *holder { return nil }

func takeTunnel(int) bool { return false }

// launchBeside and hold are never called here.
func (l *launcher) launchBeside(string) int             { return exitLaunch }
func (l *launcher) hold(*holder, bootstrap.Session) int { return exitLaunch }
