package meta

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func all(string) bool { return true }

func TestReadJSON(t *testing.T) {
	for _, c := range []struct{ name, script, key, want string }{
		{"plain", `{"headline":"Harga Cabai Turun"}`, "headline", "Harga Cabai Turun"},
		{"escapes", `{"headline":"A \"B\" \/ \u00e9\ud83d\ude00"}`, "headline", `A "B" / é😀`},
		{"lone surrogate", `{"headline":"x\ud83d y"}`, "headline", "x\uFFFD y"},
		{"unknown escape", `{"headline":"it\'s"}`, "headline", "it's"},
		{"entities", `{"headline":"Ayam &amp;amp; Telur &#8220;baru&#8221;"}`, "headline", "Ayam & Telur “baru”"},
		{"line break in a string", "{\"headline\":\"Satu\n  dua\"}", "headline", "Satu dua"},
		{"trailing commas", `{"a":[1,2,],"headline":"x",}`, "headline", "x"},
		{"missing comma", "{\"a\":\"b\"\n\"headline\":\"x\"}", "headline", "x"},
		{"comma twice", `{"a":1,,"headline":"x"}`, "headline", "x"},
		{"comments", "{/* one */\"a\":1, // two\n\"headline\":\"x\"}", "headline", "x"},
		{"html comment", `<!-- {"headline":"x"} -->`, "headline", "x"},
		{"cdata", `//<![CDATA[` + "\n" + `{"headline":"x"}` + "\n//]]>", "headline", "x"},
		{"byte order mark", "\ufeff{\"headline\":\"x\"}", "headline", "x"},
		{"unescaped quotation marks", `{"headline":"Dia bilang "tidak", lalu pergi","b":"c"}`, "headline", `Dia bilang "tidak", lalu pergi`},
		{"after an unescaped quotation mark", `{"headline":"Dia bilang "tidak" lagi","name":"c"}`, "name", "c"},
		{"cut off", `{"headline":"x","b":{"c":[`, "headline", "x"},
		{"cut off in a string", `{"headline":"x y`, "headline", "x y"},
		{"number", `{"headline":12.5}`, "headline", "12.5"},
		{"null", `{"headline":null}`, "headline", ""},
		{"list", `{"headline":["x","y"]}`, "headline", "x"},
		{"missing bracket", `{"a":["b","c"},"headline":"x"}`, "a", "b"},
		{"leading words", `var x = {"headline":"x"};`, "headline", "x"},
	} {
		t.Run(c.name, func(t *testing.T) {
			left := maxValues
			values := readJSON(c.script, &left, all)
			if len(values) == 0 {
				t.Fatal("nothing read")
			}
			if got := values[0].get(c.key).string(); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestReadJSONSeveral(t *testing.T) {
	left := maxValues
	values := readJSON(`{"name":"a"} {"name":"b"}; [{"name":"c"}]`, &left, all)
	if len(values) != 3 || values[1].get("name").string() != "b" || values[2].list[0].get("name").string() != "c" {
		t.Errorf("got %+v", values)
	}
}

func TestReadJSONBounds(t *testing.T) {
	left := maxValues
	deep := strings.Repeat(`{"item":`, 100000) + `"x"` + strings.Repeat("}", 100000)
	if got := readJSON(deep, &left, all); len(got) != 1 {
		t.Errorf("deep: %d values", len(got))
	}
	left = maxValues
	readJSON("["+strings.Repeat("1,", 10*maxValues)+"1]", &left, all)
	if left < -1 || left > 0 {
		t.Errorf("left %d after a list that is too long", left)
	}
	left = maxValues
	if got := readJSON(`{"secret":{"name":"x"},"name":"y"}`, &left, wantedKey); len(got) != 1 || len(got[0].members) != 1 {
		t.Errorf("unwanted keys are kept: %+v", got)
	}
}

// FuzzReadJSON checks that nothing panics or hangs, and that what encoding/json accepts is read the same.
func FuzzReadJSON(f *testing.F) {
	for _, s := range []string{`{"headline":"x","author":[{"name":"A"}]}`, `{"a":"b "c" d"}`, `[[[{`, `{"a":"\ud83d\u`, "{\"a\":\"\\", `<!--{}`, `{"a":,}`, `{"a"`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		left := maxValues
		values := readJSON(s, &left, all)
		for i := range values {
			values[i].string()
			values[i].each(func(v *value) { v.get("headline").string() })
		}
		var want struct{ Headline string }
		if !utf8.ValidString(s) { // pages are valid when they are read; encoding/json writes a mark for each byte, we one for a run
			return
		}
		if strings.HasPrefix(s, "{") && strings.Count(s, "headline") == 1 && strings.Contains(s, `"headline":`) && json.Unmarshal([]byte(s), &want) == nil {
			if got := values[0].get("headline").string(); got != clean(want.Headline) && want.Headline != "" {
				t.Errorf("got %q, want %q", got, clean(want.Headline))
			}
		}
	})
}
