package getopt

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	tests := []struct {
		args  string // words separated by blanks; '' is an empty word
		spec  string
		opts  string // name=value, separated by blanks
		words string
		errs  string // separated by "; "
	}{
		{"", "v", "", "", ""},
		{"-v", "v", "v=", "", ""},
		{"-vv -v", "v", "v= v= v=", "", ""},
		{"-p60001", "p:", "p=60001", "", ""},
		{"-p 60001", "p:", "p=60001", "", ""},
		{"-p -v", "p:v", "p=-v", "", ""},
		{"-p --", "p:v", "p=--", "", ""},
		{"-p ''", "p:", "p=", "", ""},
		{"-vsp 1:2 -c 256", "c:p:sv", "v= s= p=1:2 c=256", "", ""},
		{"-vp1v", "p:v", "v= p=1v", "", ""},
		{"a -v b", "v", "v=", "a b", ""},
		{"-v -- -v b --", "v", "v=", "-v b --", ""},
		{"- -v", "v", "v=", "-", ""},
		{"-@ new -c 8", "@:c:", "@=new c=8", "", ""},
		{"-# mosh|x -v 1 2", "#:v", "#=mosh|x v=", "1 2", ""},
		{"-Zv", "v", "v=", "", "unknown option -Z"},
		{"-v:", "v:", "v=:", "", ""},
		{"-:", "v:", "", "", "unknown option -:"},
		{"--port=1 x", "p:", "", "x", "unknown option --port=1"},
		{"-v -p", "p:v", "v=", "", "option -p needs a value"},
		{"-x -vp", "p:v", "v=", "", "unknown option -x; option -p needs a value"},
	}
	for _, test := range tests {
		args := strings.Fields(test.args)
		for i := range args {
			if args[i] == "''" {
				args[i] = ""
			}
		}
		opts, words, errs := Parse(args, test.spec)
		var gotOpts []string
		for _, o := range opts {
			gotOpts = append(gotOpts, fmt.Sprintf("%c=%s", o.Name, o.Value))
		}
		var gotErrs []string
		for _, err := range errs {
			gotErrs = append(gotErrs, err.Error())
		}
		got := []string{strings.Join(gotOpts, " "), strings.Join(words, " "), strings.Join(gotErrs, "; ")}
		want := []string{test.opts, test.words, test.errs}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("Parse(%q, %q) = %q, want %q", test.args, test.spec, got, want)
		}
	}
}
