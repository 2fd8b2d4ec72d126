package main

import (
	"strings"
	"testing"
)

func TestLineDiff(t *testing.T) {
	for _, tt := range []struct{ name, before, after, want string }{
		{"equal", "a b c", "a b c", ""},
		{"one goes", "a b c d", "a b d", "  b\n- c\n  d\n"},
		{"one comes", "a b", "a x b", "  a\n+ x\n  b\n"},
		{"one changes", "a b c", "a x c", "  a\n- b\n+ x\n  c\n"},
		{"from nothing", "", "a", "+ a\n"},
		{"to nothing", "a", "", "- a\n"},
		{"far from a change", "a b c d e", "a b c d", "  d\n- e\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(lineDiff(strings.Fields(tt.before), strings.Fields(tt.after))); got != tt.want {
				t.Errorf("got\n%swant\n%s", got, tt.want)
			}
		})
	}
	long := strings.Fields(strings.Repeat("a ", 3000))
	if got := lineDiff(long, long[1:]); len(got) != len("- a\n")*(3000+2999) {
		t.Errorf("texts too long to compare come out with %d octets", len(got))
	}
}
