//go:build unix

package bootstrap_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gomosh/bootstrap"
	"gomosh/internal/lab"
)

func TestMain(m *testing.M) { os.Exit(lab.Main(m, nil)) }

// TestOpenSSH starts a pretended server half through a real sshd: directly,
// through a jump host, and through a ProxyCommand.
func TestOpenSSH(t *testing.T) {
	sshd := lab.StartSSHD(t, "")
	dir := t.TempDir()
	server := filepath.Join(dir, "server")
	body := "#!/bin/sh\nprintf '%s\\n' \"$LANG\" \"$TERM\" \"$(stty size)\" \"$@\" > " + dir + "/got\necho MOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA\n"
	if err := os.WriteFile(server, []byte(body), 0o755); err != nil {
		t.Fatal(err)
	}
	config, err := os.ReadFile(sshd.Config)
	if err != nil {
		t.Fatal(err)
	}
	extra := fmt.Sprintf("Host inner\nHostName 127.0.0.1\nHostKeyAlias [127.0.0.1]:%[1]d\nProxyJump lab\nHost dark\nHostName dark.invalid\nHostKeyAlias [127.0.0.1]:%[1]d\n"+
		"ProxyCommand bash -c 'exec 3<>/dev/tcp/127.0.0.1/%[1]d; cat <&3 & cat >&3; kill $!'\n"+
		"Host inner dark\nPort %[1]d\nUser %[2]s\nIdentityFile %[3]s\nUserKnownHostsFile %[4]s\nGlobalKnownHostsFile none\nSendEnv LANG\n",
		sshd.Port, sshd.User, sshd.Identity, sshd.KnownHosts)
	path := filepath.Join(dir, "config")
	if err := os.WriteFile(path, append([]byte(extra), config...), 0o600); err != nil {
		t.Fatal(err)
	}
	lab.Need(t, "bash") // the ProxyCommand
	for host, bind := range map[string]string{"lab": "-s ", "inner": "", "dark": "-s "} {
		t.Run(host, func(t *testing.T) {
			var said strings.Builder
			s, err := bootstrap.Native(context.Background(), bootstrap.Options{
				Name: "gomosh", Destination: host, RemoteIP: bootstrap.RemoteIPProxy, ConfigFile: path, Server: server, Colors: 8,
				Command: []string{"it's", `b\s`, "!"}, Terminal: bootstrap.Terminal{Term: "xterm", Cols: 91, Rows: 27},
				Ask: bootstrap.NewPrompter(), Environ: append(os.Environ(), "LANG=C.UTF-8", "LC_ALL=", "SHELL=/bin/bash"), Stdout: &said, Stderr: &said,
			})
			if err != nil {
				t.Fatalf("%v\n%s", err, said.String())
			}
			if s.Addr.String() != "127.0.0.1" || s.Port != "60001" || s.Key != "AAAAAAAAAAAAAAAAAAAAAA" {
				t.Errorf("session is %+v", s)
			}
			got, err := os.ReadFile(dir + "/got")
			text := strings.ReplaceAll(string(got), "\n", " ")
			if err != nil || !strings.HasPrefix(text, "C.UTF-8 xterm 27 91 new -c 8 "+bind) || !strings.HasSuffix(text, ` -- it's b\s ! `) {
				t.Errorf("the server got %q (%v)", text, err)
			}
		})
	}
}

// TestSharedConnection uses the connection of an ssh that is running as a
// master; once that has gone, one of its own.
func TestSharedConnection(t *testing.T) {
	sshd := lab.StartSSHD(t, "")
	dir := t.TempDir()
	socket := filepath.Join(dir, "m")
	config, err := os.ReadFile(sshd.Config)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "config")
	if err := os.WriteFile(path, append([]byte("ControlPath "+socket+"\n"), config...), 0o600); err != nil {
		t.Fatal(err)
	}
	lab.Need(t, "ssh")
	master := exec.Command("ssh", "-F", path, "-M", "-N", "lab")
	if err := master.Start(); err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop := func() {
		if !stopped {
			stopped = true
			_ = master.Process.Kill()
			_ = master.Wait()
		}
	}
	defer stop()
	if !lab.Eventually(lab.Soon, func() bool { return exec.Command("ssh", "-F", path, "-O", "check", "lab").Run() == nil }) {
		t.Fatal("the master does not start")
	}
	for _, shared := range []bool{true, false} {
		if !shared {
			if out, err := exec.Command("ssh", "-F", path, "-O", "check", "lab").CombinedOutput(); err != nil {
				t.Errorf("the master has gone with us: %s", out)
			}
			stop()
		}
		var said strings.Builder
		var logins []string
		s, err := bootstrap.Native(context.Background(), bootstrap.Options{
			Name: "gomosh", Destination: "lab", RemoteIP: bootstrap.RemoteIPProxy, ConfigFile: path, Colors: 8,
			Server:  "echo MOSH CONNECT 60001 AAAAAAAAAAAAAAAAAAAAAA #",
			Ask:     bootstrap.NewPrompter(),
			Step:    func(step bootstrap.Step) { logins = append(logins, step.Name+": "+step.Detail) },
			Environ: os.Environ(), Stdout: &said, Stderr: &said,
		})
		if err != nil {
			t.Fatalf("%v\n%s", err, said.String())
		}
		if s.Addr.String() != "127.0.0.1" {
			t.Errorf("address is %s", s.Addr)
		}
		if got := strings.Contains(strings.Join(logins, "\n"), "shared connection at "+socket); got != shared {
			t.Errorf("the shared connection was used: %v, want %v; steps %q", got, shared, logins)
		}
	}
}
