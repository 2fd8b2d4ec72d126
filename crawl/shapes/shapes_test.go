package shapes

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestLevels(t *testing.T) {
	for _, tt := range []struct {
		name, url string
		want      []string
	}{
		{"front", "https://k.example/", []string{"/", "* /"}},
		{"section", "https://k.example/politik", []string{"/<word>", "* /w"}},
		{"section below", "https://k.example/politik/daerah/", []string{"/politik/<word>", "* /w/w"}},
		{"article", "https://k.example/read/2025/07/13/12345/warga-perbaiki-jalan.html", []string{"/read/<n>/<n>/<n>/<n>/<slug>.html", "* /w/n/n/n/n/s"}},
		{"article by number", "https://k.example/berita/123456", []string{"/berita/<n>", "* /w/n"}},
		{"script without letters", "https://k.example/news/%E6%96%B0%E9%97%BB%E6%96%87%E7%AB%A0", []string{"/news/<slug>", "* /w/s"}},
		{"one parameter", "https://k.example/indeks?page=3", []string{"/<word>?page", "* /w?"}},
		{"filters", "https://k.example/katalog?warna=2&ukuran=l", []string{"/<word>?ukuran&warna", "/<word>?*", "* /w?"}},
		{"numbered names", "https://k.example/katalog?f1=2&f2=l", []string{"/<word>?f", "* /w?"}},
		{"session", "https://k.example/(S(x1y2z3))/berita/satu", []string{"/<token>/berita/<word>", "* /t/w/w"}},
		{"hash", "https://k.example/0123456789abcdef/berita", []string{"/<token>/<word>", "* /t/w"}},
		{"repeating", "https://k.example/a/b/a/b/a/c", []string{Repeating, "* " + Repeating}},
		{"date is no repetition", "https://k.example/2011/11/11/11", []string{"/<n>/<n>/<n>/<n>", "* /n/n/n/n"}},
		{"deep", "https://k.example/a/b/c/d/e/f/g/h", []string{"/a/b/c/<word>/<word>/<word>/…", "* /w/w/w/w/w/w/…"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := Levels(tt.url); !slices.Equal(got, tt.want) {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

var day = time.Date(2026, 3, 1, 6, 0, 0, 0, time.UTC)

// asked records n addresses that all brought the same.
func asked(t *Table, n int, url string, b Brought) *Table {
	for i := range n {
		t = t.Record(Visit{URL: fmt.Sprintf(url, i), At: day, Brought: b})
	}
	return t
}

func TestShut(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func() *Table
		url  string
		shut bool
	}{
		{"few", func() *Table { return asked(nil, patienceNumbered-1, "https://k.example/agenda/%d", Nothing) }, "https://k.example/agenda/999", false},
		{"calendar", func() *Table { return asked(nil, patienceNumbered, "https://k.example/agenda/%d", Nothing) }, "https://k.example/agenda/999", true},
		{"another shape", func() *Table { return asked(nil, 100, "https://k.example/agenda/%d", Nothing) }, "https://k.example/arsip/999", false},
		{"an article amid", func() *Table {
			return asked(asked(nil, 1, "https://k.example/b/%d", Text), 500, "https://k.example/b/%d", Nothing)
		}, "https://k.example/b/999", false},
		{"copies without end", func() *Table {
			return asked(asked(nil, 3, "https://k.example/b/%d", Text), 100, "https://k.example/b/%d", Copy)
		}, "https://k.example/b/999", true},
		{"copies of many articles", func() *Table {
			return asked(asked(nil, 30, "https://k.example/b/%d", Text), 200, "https://k.example/b/%d", Copy)
		}, "https://k.example/b/999", false},
		{"known articles, which are many", func() *Table {
			seen := (*Table)(nil).Record(Visit{URL: "https://k.example/sitemap.xml", At: day, Found: 400})
			return asked(seen, patienceNumbered+99, "https://k.example/arsip/%d", Known)
		}, "https://k.example/arsip/999", false},
		{"known articles, which are few", func() *Table {
			seen := (*Table)(nil).Record(Visit{URL: "https://k.example/sitemap.xml", At: day, Found: 40})
			return asked(seen, patienceNumbered+10, "https://k.example/arsip/%d", Known)
		}, "https://k.example/arsip/999", true},
		{"new names of parameters", func() *Table {
			var t *Table
			for i := range patienceNumbered {
				t = t.Record(Visit{URL: fmt.Sprintf("https://k.example/katalog?a=1&%c=2", 'b'+i), At: day, Brought: Known})
			}
			return t
		}, "https://k.example/katalog?x=1&y=2", true},
		{"new words at each turn", func() *Table {
			var t *Table
			for i := range patienceWide {
				t = t.Record(Visit{URL: fmt.Sprintf("https://k.example/a%c%c/b", 'a'+i%26, 'a'+i/26), At: day, Brought: Nothing})
			}
			return t
		}, "https://k.example/lain/b", true},
		{"a wide shape says nothing of a good narrow one", func() *Table {
			var t *Table
			t = asked(t, 1, "https://k.example/tag/x%d", Links)
			for i := range patienceWide {
				t = t.Record(Visit{URL: fmt.Sprintf("https://k.example/a%c%c/b", 'a'+i%26, 'a'+i/26), At: day, Brought: Nothing})
			}
			return t
		}, "https://k.example/tag/jalan", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			row := tt.make().Shut(Levels(tt.url), day.Add(time.Hour), false)
			if (row != nil) != tt.shut {
				t.Errorf("%+v", row)
			}
		})
	}
}

func TestProbe(t *testing.T) {
	url := "https://k.example/agenda/%d"
	table := asked(nil, patienceNumbered, url, Nothing)
	levels := Levels("https://k.example/agenda/999")
	if table.Shut(levels, day, true) != nil {
		t.Error("shut to the front page too, on little evidence")
	}
	at := day.Add(probeAfter)
	if table.Shut(levels, at.Add(-time.Second), false) == nil || table.Shut(levels, at, false) != nil {
		t.Fatal("not tried again at its time")
	}
	vain := table.Record(Visit{URL: "https://k.example/agenda/5000", At: at, Brought: Nothing})
	if vain.Shut(levels, at.Add(2*probeAfter-time.Second), false) == nil || vain.Shut(levels, at.Add(2*probeAfter), false) != nil {
		t.Error("a probe in vain does not double the pause")
	}
	for range 20 {
		at = at.Add(probeMax)
		vain = vain.Record(Visit{URL: "https://k.example/agenda/5000", At: at, Brought: Nothing})
	}
	if vain.Shut(levels, at.Add(probeMax), false) != nil {
		t.Error("the pause has no bound")
	}
	good := vain.Record(Visit{URL: "https://k.example/agenda/5000", At: at, Brought: Links})
	if good.Shut(levels, at, false) != nil || good.Record(Visit{URL: "https://k.example/agenda/5001", At: at, Brought: Nothing}).Shut(levels, at, false) != nil {
		t.Error("a probe that brought something does not open the shape")
	}
}

func TestLean(t *testing.T) {
	record := func(t *Table, n, proved int, path string) *Table {
		for i := range n {
			t = t.Record(Visit{URL: fmt.Sprintf("https://k.example/%s/%d", path, i), At: day, Brought: Text, Proved: proved})
		}
		return t
	}
	for _, tt := range []struct {
		name             string
		articles, others int
		sign             float64
	}{
		{"few", 7, 0, 0}, {"articles", 8, 0, 1}, {"one odd page", 20, 1, 1}, {"lists", 0, 8, -1}, {"both", 8, 4, 0}, {"nothing", 0, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := record(record(nil, tt.articles, 1, "b"), tt.others, -1, "b").Lean(Levels("https://k.example/b/77"))
			if got*tt.sign < 0 || (got == 0) != (tt.sign == 0) || got > 3 || got < -3 {
				t.Errorf("%f", got)
			}
		})
	}
}

// TestBounds fills a table with whatever comes: it stays small, keeps what is shut, and comes back from its bytes as it was.
func TestBounds(t *testing.T) {
	table := asked(nil, patienceNumbered, "https://k.example/agenda/%d", Nothing)
	for i := range 3000 {
		u := fmt.Sprintf("https://k.example/x%c%c%c/%s%s?p%c=1", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26, strings.Repeat("a/", i%5), strings.Repeat("satu-dua-tiga/7/", i/5%4), 'a'+i%26)
		table = table.Record(Visit{URL: u, At: day, Brought: Nothing, Rules: map[string]uint32{fmt.Sprint("deny: ", i): 1}})
	}
	if n := len(table.Rows()); n > maxRows+maxWide+1 {
		t.Errorf("%d rows", n)
	}
	if table.Shut(Levels("https://k.example/agenda/999"), day, false) == nil {
		t.Error("what was shut is forgotten")
	}
	b := table.Append(nil)
	if len(b) > 24<<10 || len(table.Rules) > maxRules {
		t.Errorf("%d bytes, %d rules", len(b), len(table.Rules))
	}
	back, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if string(back.Append(nil)) != string(b) || !slices.Equal(back.Rows(), table.Rows()) {
		t.Error("it came back another")
	}
}

func FuzzParse(f *testing.F) {
	f.Add((*Table)(nil).Append(nil))
	f.Add(asked(nil, 30, "https://k.example/agenda/%d?x=1&y=2", Nothing).Append(nil))
	f.Add([]byte{version, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, b []byte) {
		table, err := Parse(b)
		if err != nil {
			return
		}
		again, err := Parse(table.Append(nil))
		if err != nil || !slices.Equal(again.Rows(), table.Rows()) {
			t.Errorf("%v", err)
		}
		table.Record(Visit{URL: "https://k.example/a/1", At: day, Brought: Copy}).Shut(Levels("https://k.example/a/2"), day, false)
	})
}

func FuzzLevels(f *testing.F) {
	for _, s := range []string{"https://k.example/a/1?b=c", "https://k.example/%%%/(S(", "://", strings.Repeat("/a", 300), "https://k.example/\xff.html5?\xff"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, href string) {
		levels := Levels(href)
		for _, l := range levels {
			if len(l) > 512 {
				t.Errorf("a shape of %d bytes", len(l))
			}
		}
		(*Table)(nil).Record(Visit{URL: href, At: day, Brought: Nothing}).Shut(levels, day, true)
	})
}

func BenchmarkRecord(b *testing.B) {
	table := asked(nil, 30, "https://k.example/agenda/%d", Nothing)
	for i := range 3000 {
		table = table.Record(Visit{URL: fmt.Sprintf("https://k.example/x%c%c/%d", 'a'+i%26, 'a'+i/26%26, i), At: day, Brought: Nothing})
	}
	b.ReportAllocs()
	for b.Loop() {
		table = table.Record(Visit{URL: "https://k.example/berita/2026/03/01/judul-berita-panjang.html", At: day, Brought: Text})
		_ = table.Append(nil)
	}
}
