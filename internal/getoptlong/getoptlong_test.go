//go:build unix

package getoptlong

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"

	"gomosh/internal/lab"
)

// parse runs the parser over an option set like the mosh command's and writes
// the outcome as one line: assignments, "|", arguments, "|", mistakes.
func parse(words []string, permute bool) string {
	values := map[string]string{}
	set := func(name string) func(string) { return func(v string) { values[name] = v } }
	flag := func(name string) func(bool) { return func(on bool) { values[name] = fmt.Sprint(on) } }
	options := []Option{
		{Names: []string{"client"}, Set: set("client")},
		{Names: []string{"port", "p"}, Set: set("port")},
		{Names: []string{"family"}, Set: set("family")},
		{Names: []string{"predict"}, Set: set("predict")},
		{Names: []string{"predict-overwrite", "o"}, Flag: flag("overwrite"), Negatable: true},
		{Names: []string{"a"}, Flag: func(bool) { values["predict"] = "always" }},
		{Names: []string{"n"}, Flag: func(bool) { values["predict"] = "never" }},
		{Names: []string{"init"}, Flag: flag("init"), Negatable: true},
		{Names: []string{"ssh"}, Set: set("ssh")},
		{Names: []string{"ssh-pty"}, Flag: flag("pty"), Negatable: true},
		{Names: []string{"local"}, Flag: flag("local")},
		{Names: []string{"fake-proxy"}, Flag: flag("proxy"), Negatable: true},
	}
	args, errs := Parse(words, options, permute)
	var out []string
	for _, name := range []string{"client", "family", "init", "local", "overwrite", "port", "predict", "proxy", "pty", "ssh"} {
		if v, ok := values[name]; ok {
			out = append(out, name+"="+v)
		}
	}
	out = append(out, "|")
	out = append(out, args...)
	out = append(out, "|")
	for _, err := range errs {
		out = append(out, err.Error())
	}
	return strings.Join(out, " ")
}

func TestParse(t *testing.T) {
	for _, test := range []struct{ words, want string }{
		{"host", "| host |"},
		{"-p 60001 host ls", "port=60001 | host ls |"},
		{"-p=60001 host", "port=60001 | host |"},
		{"--port=1 -port 2 -PORT=3 host", "port=3 | host |"},
		{"host -p 7 ls", "port=7 | host ls |"},
		{"host -- ls -l", "| host ls -l |"},
		{"-- host -- ls -l", "| host -- ls -l |"},
		{"-a -n host", "predict=never | host |"},
		{"--predict=always -n", "predict=never | |"},
		{"--no-init --init", "init=true | |"},
		{"--noinit", "init=false | |"},
		{"-no-ssh-pty", "pty=false | |"},
		{"--no-predict-overwrite", "overwrite=false | |"},
		{"--noo", "overwrite=false | |"},
		{"--fam=inet6", "family=inet6 | |"},
		{"--noi", "init=false | |"},
		{"--n host", "predict=never | host |"},
		{"--po 5", "port=5 | |"},
		{"--l h", "local=true | h |"},
		{"--ssh x --ssh-p", "pty=true ssh=x | |"},
		{"- x", "| - x |"},
		{"--port -- host", "port=-- | host |"},
		{"-p -x", "port=-x | |"},
		{"--client=a=b", "client=a=b | |"},
		{"--port= host", "| host | option --port requires an argument"},
		{"--port", "| | option --port requires an argument"},
		{"-a=1 h", "| h | option -a does not take an argument"},
		{"--init=0", "| | option --init does not take an argument"},
		{"-l h", "| h | unknown option -l"},
		{"-fam=inet", "| | unknown option -fam"},
		{"-an -46 -p60001", "| | unknown option -an unknown option -46 unknown option -p60001"},
		{"--pre=never", "| | option --pre is ambiguous (predict, predict-overwrite)"},
		{"--f x", "| x | option --f is ambiguous (fake-proxy, family)"},
		{"--nolocal", "| | unknown option --nolocal"},
		{"---a -= --=5", "| | unknown option ---a unknown option - unknown option --"},
		{"--foo --bar=3 h", "| h | unknown option --foo unknown option --bar"},
	} {
		if got := strings.TrimSpace(parse(strings.Fields(test.words), true)); got != test.want {
			t.Errorf("%s:\n got %s\nwant %s", test.words, got, test.want)
		}
	}
}

func TestParseWithoutPermuting(t *testing.T) {
	got := parse([]string{"-a", "host", "-p", "1"}, false)
	if want := "predict=always | host -p 1 |"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestAgainstPerl compares the accepted half of the grammar with Getopt::Long
// itself.
func TestAgainstPerl(t *testing.T) {
	const script = `use Getopt::Long; my %o;
my $ok = GetOptions("client=s"=>\$o{client},"port|p=s"=>\$o{port},"family=s"=>\$o{family},
"predict=s"=>\$o{predict},"predict-overwrite|o!"=>sub{$o{overwrite}=$_[1]?"true":"false"},
"a"=>sub{$o{predict}="always"},"n"=>sub{$o{predict}="never"},
"init!"=>sub{$o{init}=$_[1]?"true":"false"},"ssh=s"=>\$o{ssh},
"ssh-pty!"=>sub{$o{pty}=$_[1]?"true":"false"},"local"=>sub{$o{local}="true"},
"fake-proxy!"=>sub{$o{proxy}=$_[1]?"true":"false"});
exit 9 unless $ok;
print join(" ", (map {"$_=$o{$_}"} grep {defined $o{$_}} sort keys %o), "|", @ARGV, "|");`
	lab.Need(t, "perl")
	for _, line := range []string{
		"host", "-p 1 host -a ls", "-port=3 --fam inet h", "host -- ls -l", "-- a -- b",
		"--noinit --no-ssh-pty -no-o x", "-PREDICT never --CLIENT=/x y", "--port -- z", "-p -x", "--ssh a=b -client=c=d",
		"--local --n - q", "--fake -- h 22", "--noo --o",
	} {
		out, err := exec.Command("perl", append([]string{"-e", script, "--"}, strings.Fields(line)...)...).Output()
		if err != nil {
			t.Fatalf("%s: perl refuses it: %v", line, err)
		}
		if got := strings.TrimSpace(parse(strings.Fields(line), true)); got != strings.TrimSpace(string(out)) {
			t.Errorf("%s:\n got %s\nperl %s", line, got, out)
		}
	}
}
