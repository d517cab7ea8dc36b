package main

import (
	"os"
	"reflect"
	"strings"
	"testing"

	"gomosh/client"
	"gomosh/predict"
)

func TestClientEnvironment(t *testing.T) {
	escapeDefault := client.ParseEscapeKey("", false)
	tests := []struct {
		env  string // NAME=VALUE words; what is not named is not set
		want client.Config
		bad  string // a word of the complaint, if there is one
	}{
		{"", client.Config{EscapeKey: escapeDefault, TrueColor: true}, ""},
		{"MOSH_PREDICTION_DISPLAY=always MOSH_PREDICTION_OVERWRITE=yes", client.Config{
			Prediction: predict.Options{Preference: predict.Always, Overwrite: true},
			EscapeKey:  escapeDefault, TrueColor: true,
		}, ""},
		{"MOSH_PREDICTION_OVERWRITE=1", client.Config{EscapeKey: escapeDefault, TrueColor: true}, ""},
		{"MOSH_ESCAPE_KEY= MOSH_NO_TERM_INIT= MOSH_TITLE_NOPREFIX=", client.Config{
			NoTermInit: true, PlainTitle: true, TrueColor: true,
		}, ""},
		{"MOSH_ESCAPE_KEY=~ LC_ALL=C.UTF-8 LANG=xx.KOI8-R", client.Config{EscapeKey: '~', TrueColor: true}, ""},
		{"MOSH_PREDICTION_DISPLAY=Always", client.Config{}, "Always"},
		{"LANG=xx.KOI8-R", client.Config{}, "KOI8-R"},
		{"TERM=screen-256color", client.Config{EscapeKey: escapeDefault}, ""},
		{"TERM=screen-256color TMUX=x", client.Config{EscapeKey: escapeDefault, TrueColor: true}, ""},
		{"TERM=screen COLORTERM=truecolor", client.Config{EscapeKey: escapeDefault, TrueColor: true}, ""},
		{"TERM=linux", client.Config{EscapeKey: escapeDefault, TrueColor: true}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.env, func(t *testing.T) {
			for _, name := range []string{
				"MOSH_PREDICTION_DISPLAY", "MOSH_PREDICTION_OVERWRITE", "MOSH_ESCAPE_KEY", "MOSH_NO_TERM_INIT",
				"MOSH_TITLE_NOPREFIX", "LANG", "LC_CTYPE", "LC_ALL", "TERM", "TMUX", "COLORTERM",
			} {
				t.Setenv(name, "") // to be restored
				os.Unsetenv(name)
			}
			for _, word := range strings.Fields(tt.env) {
				name, value, _ := strings.Cut(word, "=")
				os.Setenv(name, value)
			}
			var cfg client.Config
			complaint, ok := clientEnvironment(&cfg)
			if ok != (tt.bad == "") || !strings.Contains(complaint.problem, tt.bad) {
				t.Fatalf("complaint %q, %v; want %q in it", complaint.problem, ok, tt.bad)
			}
			if ok && !reflect.DeepEqual(cfg, tt.want) {
				t.Errorf("config %+v, want %+v", cfg, tt.want)
			}
		})
	}
}
