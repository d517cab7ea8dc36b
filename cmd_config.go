package main

import (
	"fmt"
	"os"

	"gomosh/bootstrap"
	"gomosh/bootstrap/sshconfig"
	"gomosh/internal/config"
	"gomosh/internal/getoptlong"
)

// runConfig is gomosh config: what gomosh's configuration says about a host, and
// where. help prints the command's help.
func runConfig(args []string, help func() error) int {
	file, wantHelp := "", false
	words, mistakes := getoptlong.Parse(args, []getoptlong.Option{
		{Names: []string{"config"}, Set: func(v string) { file = v }},
		{Names: []string{"help", "h"}, Flag: func(bool) { wantHelp = true }},
	}, true)
	switch {
	case len(mistakes) > 0:
		for _, m := range mistakes {
			fmt.Fprint(os.Stderr, launchBadOption("gomosh config", m))
		}
		return exitLaunch
	case wantHelp:
		if err := help(); err != nil {
			return exitLaunch
		}
		return 0
	case len(words) != 1:
		fmt.Fprint(os.Stderr, configNoHost)
		return exitLaunch
	}
	host := configHost(words[0])
	settings, err := config.Load(host, config.Files(file, os.Getenv))
	if err != nil {
		return newLauncher("gomosh config", args).fail(configBad(err), exitLaunch)
	}
	for _, key := range config.Keys {
		setting, _ := settings.Get(key.Name)
		variable := configVariables[key.Name]
		if _, set := os.LookupEnv(variable); !set {
			variable = ""
		}
		fmt.Print(configLine(setting, variable))
	}
	return 0
}

// configHost is the host of a destination, as Host sections are compared with.
func configHost(destination string) string {
	d, err := sshconfig.ParseDestination(destination, false)
	if err != nil {
		return destination
	}
	return d.Host
}

// configVariables are the environment variables that win over a key.
var configVariables = map[string]string{
	config.Predict:          "MOSH_PREDICTION_DISPLAY",
	config.PredictOverwrite: "MOSH_PREDICTION_OVERWRITE",
	config.AltScreen:        "MOSH_NO_TERM_INIT",
	config.EscapeKey:        "MOSH_ESCAPE_KEY",
	config.TitlePrefix:      "MOSH_TITLE_NOPREFIX",
	config.Deploy:           "GOMOSH_DEPLOY",
}

// configure returns the launcher that a command line without mistakes leads to:
// where it does not give an option, the environment or else the configuration
// for its host does. words are those that are no options, and parse reads the
// command line into a launcher. A status other than 0 ends the program.
func (l *launcher) configure(words []string, parse func(*launcher) ([]string, []*getoptlong.Error)) (*launcher, int) {
	host := "localhost"
	switch {
	case l.fakeProxy:
		return l, 0
	case l.local:
	case len(words) == 0:
		return l, 0
	default:
		host = configHost(words[0])
	}
	settings, err := config.Load(host, config.Files(l.config, os.Getenv))
	if err != nil {
		return l, l.fail(configBad(err), exitLaunch)
	}
	configured := newLauncher(l.name, l.args)
	for _, key := range config.Keys {
		if _, set := os.LookupEnv(configVariables[key.Name]); set {
			continue
		}
		if setting, set := settings.Get(key.Name); set {
			configured.set(key.Name, setting.Value)
		}
	}
	parse(configured)
	return configured, 0
}

// set gives an option the value of a key of the configuration.
func (l *launcher) set(key, value string) {
	no, yes := value == "no", value == "yes"
	switch key {
	case config.Predict:
		l.predict = value
	case config.PredictOverwrite:
		l.overwrite = yes
	case config.Port:
		l.boot.Ports = value
	case config.Family:
		l.boot.Family = bootstrap.Family(value)
	case config.BindServer:
		l.boot.Bind = value
	case config.Deploy:
		l.boot.NoDeploy = no
	case config.Server:
		l.boot.Server = value
	case config.Transport:
		l.transport = value
	case config.SSH:
		l.ssh, l.external = value, true
	case config.AltScreen:
		l.noInit = no
	case config.EscapeKey:
		l.clientEnv = append(l.clientEnv, "MOSH_ESCAPE_KEY="+value)
	case config.TitlePrefix:
		if no {
			l.clientEnv = append(l.clientEnv, "MOSH_TITLE_NOPREFIX=1")
		}
	}
}
