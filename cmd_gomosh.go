package main

import (
	"fmt"
	"os"

	"github.com/urfave/cli/v2"
)

// runGomosh is the command gomosh.
func runGomosh(args []string) int {
	if len(args) > 0 && args[0] == "complete" {
		return runComplete(args[1:])
	}
	status := 0
	if err := gomoshApp(&status).Run(append([]string{"gomosh"}, args...)); err != nil {
		if exit, ok := err.(cli.ExitCoder); ok {
			return exit.ExitCode()
		}
		fmt.Fprint(os.Stderr, gomoshBadOption(err))
		return 2
	}
	return status
}

// gomoshApp chooses among the subcommands, which leave their exit status.
func gomoshApp(status *int) *cli.App {
	return &cli.App{
		Name: "gomosh", HelpName: "gomosh", Usage: gomoshUsage, UsageText: gomoshArgs, Description: gomoshDescription,
		HideVersion: true, Writer: os.Stdout, ErrWriter: os.Stderr,
		ExitErrHandler: func(*cli.Context, error) {},
		Action: func(c *cli.Context) error {
			if word := c.Args().First(); word != "" {
				fmt.Fprint(os.Stderr, gomoshNoCommand(word))
				*status = 2
				return nil
			}
			return cli.ShowAppHelp(c)
		},
		OnUsageError: func(_ *cli.Context, err error, _ bool) error {
			fmt.Fprint(os.Stderr, gomoshBadOption(err))
			*status = 2
			return nil
		},
		Flags: []cli.Flag{&cli.BoolFlag{Name: "version", Usage: gomoshVersionUsage, DisableDefaultText: true}},
		Before: func(c *cli.Context) error {
			if c.Bool("version") {
				fmt.Print(gomoshVersion())
				return cli.Exit("", 0)
			}
			return nil
		},
		Commands: []*cli.Command{
			{
				Name: "connect", Usage: connectUsage, UsageText: connectArgs, Description: connectDescription,
				Flags: connectFlags(), SkipFlagParsing: true, HideHelpCommand: true,
				Action: func(c *cli.Context) error {
					*status = runConnect(c.Args().Slice(), func() error { return cli.ShowSubcommandHelp(c) })
					return nil
				},
			},
			{
				Name: "doctor", Usage: doctorUsage, UsageText: doctorArgs, Description: doctorDescription,
				Flags: doctorFlags(), SkipFlagParsing: true, HideHelpCommand: true,
				Action: func(c *cli.Context) error {
					*status = runDoctor(c.Args().Slice(), func() error { return cli.ShowSubcommandHelp(c) })
					return nil
				},
			},
			{
				Name: "config", Usage: configUsage, UsageText: configArgs, Description: configDescription,
				Flags: []cli.Flag{value(configFile, "config")}, SkipFlagParsing: true, HideHelpCommand: true,
				Action: func(c *cli.Context) error {
					*status = runConfig(c.Args().Slice(), func() error { return cli.ShowSubcommandHelp(c) })
					return nil
				},
			},
			{
				Name: "man", Usage: manUsage, UsageText: manArgs, Description: manDescription,
				Flags: []cli.Flag{flag(manRoff, "roff")}, SkipFlagParsing: true, HideHelpCommand: true,
				Action: func(c *cli.Context) error {
					*status = runMan(c.Args().Slice(), func() error { return cli.ShowSubcommandHelp(c) })
					return nil
				},
			},
			{
				Name: "completion", Usage: completionUsage, UsageText: completionArgs, Description: completionDescription,
				SkipFlagParsing: true, HideHelpCommand: true,
				Action: func(c *cli.Context) error {
					*status = runCompletion(c.Args().Slice(), func() error { return cli.ShowSubcommandHelp(c) })
					return nil
				},
			},
			passOn("server", serverCommandUsage, status, runServer),
			passOn("client", clientCommandUsage, status, runClient),
			passOn("relay", relayCommandUsage, status, func(_ string, args []string) int { return runRelay(args) }),
			{
				Name: "version", Usage: gomoshVersionUsage, HideHelpCommand: true,
				Action: func(*cli.Context) error {
					fmt.Print(gomoshVersion())
					return nil
				},
			},
		},
	}
}

// passOn declares a subcommand that reads all its words by itself.
func passOn(name, usage string, status *int, run func(name string, args []string) int) *cli.Command {
	return &cli.Command{
		Name: name, Usage: usage, SkipFlagParsing: true, HideHelp: true,
		Action: func(c *cli.Context) error {
			*status = run("gomosh "+name, c.Args().Slice())
			return nil
		},
	}
}

func flag(usage string, names ...string) cli.Flag {
	return &cli.BoolFlag{Name: names[0], Aliases: names[1:], Usage: usage, DisableDefaultText: true}
}

func value(usage string, names ...string) cli.Flag {
	return &cli.StringFlag{Name: names[0], Aliases: names[1:], Usage: usage}
}

// doctorFlags declares the options of doctor for its help, as connectFlags does.
func doctorFlags() []cli.Flag {
	return []cli.Flag{
		value(connectPort, "port", "p"),
		value(connectFamily, "family"),
		flag(connectInet, "4"),
		flag(connectInet6, "6"),
		value(connectBind, "bind-server"),
		value(configFile, "config"),
		value(connectConfig, "ssh-config", "F"),
		value(connectServer, "server"),
		flag(connectNoDeploy, "no-deploy"),
		value(connectTransport, "transport"),
		value(connectRemoteIP, "experimental-remote-ip"),
		flag(connectVerbose, "verbose", "v"),
	}
}

// connectFlags declares the options of connect for its help; they are read by
// runConnect.
func connectFlags() []cli.Flag {
	return []cli.Flag{
		value(connectPort, "port", "p"),
		value(connectPredict, "predict"),
		flag(connectAlways, "a"),
		flag(connectNever, "n"),
		flag(connectOverwrite, "predict-overwrite", "o"),
		value(connectFamily, "family"),
		flag(connectInet, "4"),
		flag(connectInet6, "6"),
		value(connectBind, "bind-server"),
		flag(connectNoInit, "no-init"),
		flag(connectLocal, "local"),
		value(configFile, "config"),
		value(connectConfig, "ssh-config", "F"),
		value(connectSSH, "ssh"),
		flag(connectNoPty, "no-ssh-pty"),
		value(connectServer, "server"),
		flag(connectNoDeploy, "no-deploy"),
		value(connectClient, "client"),
		value(connectRemoteIP, "experimental-remote-ip"),
		value(connectTransport, "transport"),
		flag(connectVerbose, "verbose", "v"),
	}
}
