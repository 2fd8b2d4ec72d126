package dateline

import (
	"strings"
	"testing"

	"kabar/news"
)

type vector struct{ ID, Class, Outlet, Lang, Text, Want string }

func fold(s string) string { return strings.Join(strings.Fields(s), " ") }

func TestSharedVectors(t *testing.T) {
	var strip, exact, keep, touched int
	for _, v := range cases[vector](t, "data/text/datelines.jsonl") {
		got, dl, mark := Strip(news.SplitText(v.Text), Hints{})
		text := fold(strings.Join(got, "\n\n"))
		if v.Class == "keep" {
			keep++
			if text != fold(v.Text) {
				touched++
				t.Logf("keep %s %s: %q touched: %+v %q", v.ID, v.Lang, cutTo(v.Text, 90), dl, mark)
			}
			continue
		}
		strip++
		if text == fold(v.Want) {
			exact++
			continue
		}
		a, b := []rune(text), []rune(fold(v.Want))
		i := 0
		for i < len(a) && i < len(b) && a[i] == b[i] {
			i++
		}
		t.Logf("strip %s %s: %q dl=%+v mark=%q tail=%q", v.ID, v.Lang, cutTo(v.Text, 100), dl, mark, v.Text[max(0, len(v.Text)-40):])
	}
	t.Logf("strip %d of %d exact (%.3f), keep %d of %d touched (%.3f)", exact, strip, float64(exact)/float64(strip), touched, keep, float64(touched)/float64(keep))
}

func cutTo(s string, n int) string { return s[:min(n, len(s))] }
