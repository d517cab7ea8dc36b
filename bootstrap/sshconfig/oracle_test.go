//go:build unix

package sshconfig

import (
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gomosh/internal/lab"
)

// compared are the keywords whose values gomosh uses and ssh -G prints.
var compared = []string{
	"addressfamily", "batchmode", "bindaddress", "bindinterface", "canonicaldomains", "canonicalizefallbacklocal", "canonicalizehostname", "canonicalizemaxdots", "certificatefile", "checkhostip",
	"connecttimeout", "controlpath", "fingerprinthash", "globalknownhostsfile", "gssapiauthentication", "hashknownhosts", "hostbasedauthentication", "hostkeyalias",
	"identitiesonly", "identityagent", "identityfile", "kbdinteractiveauthentication", "knownhostscommand", "localcommand", "loglevel",
	"nohostauthenticationforlocalhost", "numberofpasswordprompts", "passwordauthentication", "permitlocalcommand", "pkcs11provider",
	"preferredauthentications", "proxycommand", "proxyjump", "proxyusefdpass", "pubkeyauthentication",
	"requiredrsasize", "revokedhostkeys", "sendenv", "setenv", "stricthostkeychecking", "userknownhostsfile",
	"verifyhostkeydns",
}

type oracleCase struct {
	config string
	host   string            // default "foo"
	files  map[string]string // files to include, in the folder DIR
}

// corpus holds configurations on which ssh and this package must agree: on the
// values, or on refusing them. DIR stands for a folder made for the case.
var corpus = []oracleCase{
	{config: ""},
	{config: "User \"a b\" # comment\nPort=2222\n"},
	{config: "User a#b\nPort = 2222\nHostName\t=\tx.y\n"},
	{config: "   Port 2222   \r\n\tUser\tx\n"},
	{config: "\"Port\" 2222\n"},
	{config: "pOrT 2222\nPORT 1\n"},
	{config: "ProxyCommand sh -c 'echo #x' # y  \n"},
	{config: "ProxyCommand=nc -x \"a b\" %h %p\n"},
	{config: "ProxyCommand = nc \\\\ x\n"},
	{config: "ProxyCommand none\nProxyJump a\n"},
	{config: "ProxyJump a\nProxyCommand none\n"},
	{config: "ProxyJump none\nProxyCommand a\n"},
	{config: "ProxyJump a@b:3,ssh://c:4 # z\n"},
	{config: "ProxyJump a, b\n"},
	{config: "ProxyJump a\nProxyCommand b\n"},
	{config: "ProxyCommand b\nProxyJump a\n"},
	{config: "User \"abc\n"},
	{config: "User 'a b'\n"},
	{config: "User a\\ b\n"},
	{config: "User \"a\\\"b\"\n"},
	{config: "User a b\n"},
	{config: "User\n"},
	{config: "Fooo bar\n"},
	{config: "IgnoreUnknown Foo*,bar\nFooo bar\nBAR 1\nPort 3"},
	{config: "IgnoreUnknown Foo\nIgnoreUnknown Bar\nBar bar\n"},
	{config: "Host a\tb foo\nPort 3\n"},
	{config: "Host \"a\" \"foo\"\nPort 3\n"},
	{config: "Host !foo\nPort 3\n", host: "bar"},
	{config: "Host !foo *\nPort 3\n", host: "bar"},
	{config: "Host !foo *\nPort 3\n"},
	{config: "Host FOO\nPort 3\n"},
	{config: "Host foo\nPort 3\n", host: "FOO"},
	{config: "Host foo # c\nPort 3\n"},
	{config: "Host fo?\nPort 3\nHost foo?\nUser u\nHost f*o*\nBindAddress ::1\n"},
	{config: "Host *.x.y *z\nPort 3\n", host: "a.b.x.y"},
	{config: "Host\nPort 3\n"},
	{config: "Host=foo\nPort 3\n"},
	{config: "Match host foo\nPort 3\nMatch host x.y\nUser u\nMatch originalhost foo user u\nBindAddress 1.2.3.4\n"},
	{config: "HostName x.y\nMatch host x.y\nPort 3\n"},
	{config: "HostName %h.lan\nMatch host foo.lan\nPort 3\n"},
	{config: "HostName Real\nMatch final all\nPort 3\nHost Real\nUser fin\nMatch final host real\nBindAddress 1.1.1.1\n"},
	{config: "HostName Real\nHost real\nUser fin\n"},
	{config: "HostName Real\nMatch final all\nPort 3\nHost real\nUser fin\nHost foo\nBindAddress 9.9.9.9\n"},
	{config: "CanonicalizeHostname yes\nHost foo\nPort 3\nMatch canonical\nUser can\n"},
	{config: "CanonicalizeHostname always\nCanonicalizeMaxDots 0\nProxyJump j\nMatch canonical all\nUser can\n", host: "a.b"},
	{config: "CanonicalizeHostname no\nCanonicalDomains x.y\nMatch canonical\nUser can\n"},
	{config: "CanonicalizeHostname yes\nHostName %h.d\nHost foo\nPort 3\nHost foo.d\nUser u\n", host: "foo"},
	{config: "CanonicalizeHostname yes\nCanonicalDomains none\nCanonicalizeFallbackLocal no\n"},
	{config: "CanonicalizeHostname yes\nCanonicalizeMaxDots x\n"},
	{config: "FingerprintHash md5\nGSSAPIAuthentication yes\nHostbasedAuthentication yes\nPKCS11Provider /lib/x.so\nPermitLocalCommand yes\nLocalCommand echo %h # x\nServerAliveInterval 2m\n"},
	{config: "ControlPath ~/.ssh/%r@%h:%p-%n\nControlMaster auto\nPKCS11Provider none\nLocalCommand none\nServerAliveInterval x\n"},
	{config: "ControlPath ~/.ssh/%r@%h:%p-%n\nControlMaster auto\nPKCS11Provider none\nServerAliveInterval 90\nHostName a.b\nUser u\n"},
	{config: "ControlPath none\nFingerprintHash sha1\n"},
	{config: "Match all\nPort 3\n"},
	{config: "Match !all\nPort 3\n"},
	{config: "Match all host foo\nPort 3\n"},
	{config: "Match host foo all\nPort 3\n"},
	{config: "Match user bob all\nPort 3\n"},
	{config: "Match all all\nPort 3\n"},
	{config: "Match !final all\nPort 3\n"},
	{config: "Match !host bar\nPort 3\n"},
	{config: "Match host \"foo,bar\"\nPort 3\n"},
	{config: "Match host=foo\nPort 3\n"},
	{config: "Match host foo,!foo\nPort 3\n"},
	{config: "Match host FOO\nPort 3\n"},
	{config: "Match host foo\nPort 3\n", host: "FOO"},
	{config: "Match originalhost foo\nPort 3\n", host: "FOO"},
	{config: "Match host foo # c\nPort 3\n"},
	{config: "Match exec \"test %h = foo\"\nPort 3\n"},
	{config: "HostName real\nPort 7\nMatch exec \"test %h-%n-%p = real-foo-7\"\nUser hit\n"},
	{config: "Match !exec true\nPort 3\n"},
	{config: "Match exec false exec \"touch DIR/ran\"\nPort 3\n"},
	{config: "Match localuser nobodyatall\nPort 3\n"},
	{config: "Match bogus x\nPort 3\n"},
	{config: "Match\nPort 3\n"},
	{config: "Match host\nPort 3\n"},
	{config: "Match canonical\nPort 3\n"},
	{config: "Match !final\nPort 3\nMatch final\nUser f"},
	{config: "Match final\nUser f\nMatch canonical\nPort 4\n"},
	{config: "Match user bob\nPort 3\nHost *\nUser bob\nMatch user bob\nPort 4\n"},
	{config: "Match user bob\nPort 3\n", host: "bob@foo"},
	{config: "SendEnv LANG LC_*\nSendEnv FOO\nSendEnv -LC_*\nSetEnv A=b C=\"d e\"\nSetEnv X=y\n"},
	{config: "IdentityFile a\nIdentityFile b\nIdentityFile a\nIdentityFile none\nCertificateFile c\nCertificateFile d"},
	{config: "IdentityFile none\nIdentityFile b\n"},
	{config: "IdentityFile2 old\nChallengeResponseAuthentication no\nDSAAuthentication no\nKeepAlive no\nProtocol 2\n"},
	{config: "IdentityFile a\nMatch final all\nIdentityFile b\nIdentityFile a\n"},
	{config: "UserKnownHostsFile a \"b c\" ~/x %d/y\nUserKnownHostsFile z\nGlobalKnownHostsFile /q /w\n"},
	{config: "UserKnownHostsFile %d/%h-%n-%p-%r-%u-%L-%i-%k-%C\nHostKeyAlias AbC\nUser bob\nPort 24\n"},
	{config: "UserKnownHostsFile none\n"},
	{config: "UserKnownHostsFile /dev/null\n"},
	{config: "ConnectTimeout 1m30s\n"},
	{config: "ConnectTimeout 1D2h\n"},
	{config: "ConnectTimeout none\n"},
	{config: "ConnectTimeout x\n"},
	{config: "ConnectTimeout 5\nConnectTimeout 6"},
	{config: "StrictHostKeyChecking accept-new\nIdentityAgent $FOO\nHostKeyAlias Ab\n"},
	{config: "StrictHostKeyChecking off\nIdentitiesOnly true\nBatchMode YES\n"},
	{config: "StrictHostKeyChecking maybe\n"},
	{config: "HashKnownHosts perhaps\n"},
	{config: "Port ssh\n"},
	{config: "Port 99999\n"},
	{config: "NumberOfPasswordPrompts 1\nRequiredRSASize 2048\nVerifyHostKeyDNS ask\nCheckHostIP yes\n"},
	{config: "NumberOfPasswordPrompts many\n"},
	{config: "User u1\n", host: "bob@foo"},
	{config: "Port 3\n", host: "ssh://bob@foo:44"},
	{config: "HostName h%n\n"},
	{config: "HostName 10%%x\n"},
	{config: "AddressFamily inet6\nBindAddress ::1\nBindInterface lo\nPreferredAuthentications password,publickey\n"},
	{config: "AddressFamily six\n"},
	{config: "PubkeyAuthentication no\nPasswordAuthentication no\nKbdInteractiveAuthentication no\n"},
	{config: "KnownHostsCommand /bin/echo %H # x\nRevokedHostKeys /x\nProxyUseFdpass yes\n"},
	{config: "LogLevel debug2\nNoHostAuthenticationForLocalhost yes\n"},
	{config: "ForwardAgent yes\nForwardX11 yes\nLocalForward 1 h:2\nControlMaster auto\nControlPath ~/x-%C\nServerAliveInterval 5\n"},
	{config: "Host foo\nInclude DIR/a\nPort 5\nHost bar\nInclude DIR/a\n", files: map[string]string{"a": "User inc\n"}},
	{config: "Host bar\nInclude DIR/a\nHost *\nPort 5\n", files: map[string]string{"a": "Host foo\nUser inc\n"}},
	{config: "Host foo\nInclude DIR/a\nPort 5\n", files: map[string]string{"a": "Host bar\nUser inc\n"}},
	{config: "Include DIR/*.conf\nUser z\n", files: map[string]string{"2.conf": "User two\n", "1.conf": "User one\nPort 1\n"}},
	{config: "Include DIR/none DIR/a \"DIR/b c\"\n", files: map[string]string{"a": "User a\n", "b c": "Port 4\n"}},
	{config: "Include DIR/a\n", files: map[string]string{"a": "Include DIR/b\nUser a\n", "b": "Match host foo\nPort 9\n"}},
	{config: "Include DIR/a\nPort 7\n", files: map[string]string{"a": "Host nothere\nUser a\n"}},
	{config: "Include DIR/a\n", files: map[string]string{"a": "Include DIR/a\n"}},
	{config: "Include DIR/a\n", files: map[string]string{"a": "Bogus\n"}},
	{config: "Include\n"},
	{config: "Host foo\n  HostName 10.0.0.7\n  Port 2200\nHost 10.0.0.7\n  User never\nMatch final all\n  Port 1\nMatch host 10.0.0.7\n User yes\n"},
}

// TestAgainstSSH evaluates the corpus with ssh -G and with this package.
func TestAgainstSSH(t *testing.T) {
	lab.Need(t, "ssh")
	for i, test := range corpus {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			for name, text := range test.files {
				write(t, filepath.Join(dir, name), strings.ReplaceAll(text, "DIR", dir))
			}
			path := filepath.Join(dir, "config")
			write(t, path, strings.ReplaceAll(test.config, "DIR", dir))
			if test.host == "" {
				test.host = "foo"
			}
			d, err := ParseDestination(test.host, false)
			if err != nil {
				t.Fatal(err)
			}
			c, err := Load(Query{Host: d.Host, User: d.User, Port: d.Port, File: path, Local: ThisMachine(),
				Exec: func(command string) bool { return exec.Command("/bin/sh", "-c", command).Run() == nil }})
			want, refused := sshG(path, test.host)
			if refused != "" {
				if err == nil {
					t.Errorf("accepted %q; ssh says %s", test.config, refused)
				}
				return
			}
			if err != nil {
				t.Fatalf("%q: %v; ssh accepts it", test.config, err)
			}
			defaults, _ := sshG("/dev/null", test.host)
			for keyword, value := range map[string]string{"hostname": c.Host(), "user": c.User(), "port": fmt.Sprint(c.Port())} {
				if want[keyword] != value {
					t.Errorf("%q: %s is %q, ssh says %q", test.config, keyword, value, want[keyword])
				}
			}
			for _, keyword := range compared {
				got, err := printed(c, keyword)
				if err != nil {
					t.Errorf("%q: %s: %v", test.config, keyword, err)
				}
				if got == "" {
					got = defaults[keyword]
				}
				if got != want[keyword] {
					t.Errorf("%q: %s is %q, ssh says %q", test.config, keyword, got, want[keyword])
				}
			}
			if _, err := os.Stat(filepath.Join(dir, "ran")); err == nil {
				t.Errorf("%q: a command was run behind a criterion that failed", test.config)
			}
		})
	}
}

// sshG runs ssh -G and returns its values, several lines of a keyword joined by
// "; ", or its complaint.
func sshG(path, host string) (map[string]string, string) {
	var complaint strings.Builder
	cmd := exec.Command("ssh", "-G", "-F", path, host)
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Sprintf("%v: %s", err, complaint.String())
	}
	values := map[string]string{}
	for line := range strings.Lines(string(out)) {
		keyword, value, _ := strings.Cut(strings.TrimRight(line, "\n"), " ")
		if old, ok := values[keyword]; ok {
			value = old + "; " + value
		}
		values[keyword] = value
	}
	return values, ""
}

// printed renders a value the way ssh -G does.
func printed(c *Config, keyword string) (string, error) {
	words := c.All(keyword)
	if len(words) == 0 {
		return "", nil
	}
	var err error
	switch keyword {
	case "connecttimeout":
		if d := c.Duration(keyword); d > 0 {
			return fmt.Sprint(int(d.Seconds())), nil
		}
		return "none", nil
	case "userknownhostsfile":
		for i := range words {
			words[i], err = c.Path(words[i])
		}
		return strings.Join(words, " "), err
	case "controlpath", "pkcs11provider":
		if words[0] == "none" {
			return "", nil
		}
		return c.Path(words[0])
	case "globalknownhostsfile":
		return strings.Join(words, " "), nil
	case "hostkeyalias":
		return strings.ToLower(words[0]), nil
	case "loglevel", "fingerprinthash":
		return strings.ToUpper(words[0]), nil
	case "identityfile", "certificatefile", "sendenv", "setenv":
		return strings.Join(words, "; "), nil
	case "proxycommand", "proxyjump":
		if words[0] == "none" {
			return "", nil
		}
		if keyword == "proxycommand" {
			return words[0], nil
		}
		hops, err := ParseJumps(words[0])
		var out []string
		for _, h := range hops {
			text := h.Host
			if h.User != "" {
				text = h.User + "@" + text
			}
			if h.Port != 0 {
				text += fmt.Sprint(":", h.Port)
			}
			out = append(out, text)
		}
		return strings.Join(out, ","), err
	}
	if v, ok := map[string]string{"YES": "yes", "true": "yes", "off": "no", "false": "no"}[words[0]]; ok {
		words[0] = v
	}
	if slices.Contains([]string{"stricthostkeychecking", "pubkeyauthentication", "verifyhostkeydns", "canonicalizehostname"}, keyword) {
		if v, ok := map[string]string{"yes": "true", "no": "false"}[words[0]]; ok {
			words[0] = v // these are printed in other words
		}
	}
	return words[0], nil
}

// TestKeywordsKnownToSSH checks the list of names against ssh's own.
func TestKeywordsKnownToSSH(t *testing.T) {
	lab.Need(t, "ssh")
	newer := []string{"tag", "channeltimeout", "obscurekeystroketiming", "usekeychain", "versionaddendum", "refuseconnection", "warnweakcrypto"}
	names := append(slices.Collect(maps.Keys(keywords)), slices.Collect(maps.Keys(aliases))...)
	// One run with all names: those that ssh does not know are named in its complaint.
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, "%s no\n", name)
	}
	path := filepath.Join(t.TempDir(), "config")
	write(t, path, b.String())
	out, _ := exec.Command("ssh", "-G", "-F", path, "foo").CombinedOutput()
	for line := range strings.Lines(string(out)) {
		if _, name, ok := strings.Cut(strings.TrimSpace(line), "Bad configuration option: "); ok && !slices.Contains(newer, name) {
			t.Errorf("ssh does not know %s", name)
		}
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// uncompared are keywords that gomosh uses and the comparison leaves out, and why.
var uncompared = map[string]string{
	"addkeystoagent":           "printed as the sum of several words",
	"casignaturealgorithms":    "printed with all algorithms that ssh itself has",
	"ciphers":                  "printed with all algorithms that ssh itself has",
	"hostkeyalgorithms":        "printed with all algorithms that ssh itself has",
	"kexalgorithms":            "printed with all algorithms that ssh itself has",
	"macs":                     "printed with all algorithms that ssh itself has",
	"pubkeyacceptedalgorithms": "printed with all algorithms that ssh itself has",
	"serveraliveinterval":      "300 with BatchMode in Debian's ssh",
	"updatehostkeys":           "its default depends on other keywords",
	"refuseconnection":         "newer than the ssh of most machines",
}

// TestComparisonIsComplete looks for the keywords that the program asks for, so
// that none is left out of the comparison with ssh by oversight.
func TestComparisonIsComplete(t *testing.T) {
	files, err := filepath.Glob("../*.go")
	if err != nil || len(files) < 20 {
		t.Fatal(files, err)
	}
	asked := regexp.MustCompile(`\.(?:Get|All|Bool|Int|Duration)\("([a-z0-9]+)"|is\("([a-z0-9]+)"|set\.keyword\)`)
	found := map[string]bool{"ciphers": true, "kexalgorithms": true, "macs": true, "hostkeyalgorithms": true, "proxyjump": true, "proxycommand": true}
	for _, path := range files {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range asked.FindAllStringSubmatch(string(text), -1) {
			if name := m[1] + m[2]; name != "" {
				found[name] = true
			}
		}
	}
	for name := range found {
		if _, known := keywords[name]; !known {
			t.Errorf("%s is no keyword", name)
		}
		if keywords[name] == ignored {
			t.Errorf("%s is asked for but never read", name)
		}
		if uncompared[name] == "" && !slices.Contains(compared, name) {
			t.Errorf("%s is not compared with ssh", name)
		}
	}
	if len(found) < 40 {
		t.Errorf("only %d keywords found", len(found))
	}
}
