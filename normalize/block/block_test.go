package block

import (
	"strings"
	"testing"

	"kabar/page"
)

func extract(t *testing.T, body string, ev Evidence) Result {
	t.Helper()
	p, err := page.Parse("https://harianriau.example/a", nil, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return Extract(p, ev)
}

// story is a page with furniture around a text.
func story(text string) string {
	return `<html lang="id"><head><title>Jembatan Dibuka</title></head><body><nav><ul><li><a href="/">Beranda</a><li><a href="/p">Politik</a><li><a href="/e">Ekonomi</a></ul></nav>
<article><h1>Jembatan Dibuka Kembali</h1><div class="meta">Penulis: Sari Dewi | Minggu, 13 Juli 2025</div><div class="isi">` + text + `</div></article>
<div class="terkait"><h3>Berita Terkait</h3><ul><li><a href="/1">Pasar ikan ramai menjelang akhir pekan</a><li><a href="/2">Warga gotong royong perbaiki jalan</a></ul></div>
<footer>Hak cipta 2025 Harian Riau. Pedoman media siber</footer></body></html>`
}

const (
	first  = "Jembatan gantung di hulu sungai itu dibuka kembali pada Sabtu pagi, setelah tiga bulan diperbaiki oleh pemerintah kabupaten."
	second = "Warga menyambut pembukaan jembatan dengan doa bersama, kata kepala desa, karena anak-anak tidak perlu lagi menyeberang dengan perahu."
	third  = "Perbaikan menelan biaya dua miliar rupiah dan dikerjakan oleh tiga puluh orang pekerja dari desa di sekitarnya, menurut dinas pekerjaan umum."
)

func TestExtract(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"paragraphs", "<p>" + first + "<p>" + second + "<p>" + third, []string{first, second, third}},
		{"the lead stands bare before a paragraph", first + "<p>" + second + "</p><p>" + third + "</p>", []string{first, second, third}},
		{"lines parted by breaks", first + "<br><br>" + second + "<br /><br />" + third, []string{first, second, third}},
		{"text behind the last paragraph", "<p>" + first + "</p><p>" + second + "</p>" + third, []string{first, second, third}},
		{"links to other articles between", "<p>" + first + "</p><p><strong>Baca juga: </strong><a href=/x>Jalan lintas timur longsor di dua titik</a></p><p>" + second + "</p><p>" + third + "</p>", []string{first, second, third}},
		{"a section hidden until a click", "<p>" + first + "</p><p>" + second + `</p><div class="page2" style="display:none"><p>` + third + "</p></div>", []string{first, second, third}},
		{"inline elements join as they stand", "<p>" + strings.ReplaceAll(first, "gantung", "<b>gan</b>tung") + "<p>" + strings.ReplaceAll(second, "doa bersama", "<a href=/d>doa</a> <i>bersama</i>") + "<p>" + third, []string{first, second, third}},
		{"the same paragraph for another screen", "<p>" + first + "</p><p>" + second + "</p><p>" + third + "</p><p>" + second + "</p>", []string{first, second, third}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := extract(t, story(tt.text), Evidence{Title: "Jembatan Dibuka Kembali"})
			if strings.Join(r.Paragraphs, "\n\n") != strings.Join(tt.want, "\n\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(r.Paragraphs, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestSegments(t *testing.T) {
	tests := []struct {
		name, body string
		want       []string
	}{
		{"white space folds", "<p> a\n\t b&nbsp; c </p>", []string{"a b c"}},
		{"words glued at an edge part", "<p>di Jakarta<b>Pemerintah kota</b> kata warga.<i>Lalu hujan</i></p>", []string{"di Jakarta Pemerintah kota kata warga. Lalu hujan"}},
		{"parts of a word stay together", "<p><b>M</b>enteri <span>Mc</span><span>Donald</span> i<b>Phone</b></p>", []string{"Menteri McDonald iPhone"}},
		{"breaks part lines", "<div>a<br>b<br><br>c</div>", []string{"a", "b", "c"}},
		{"an empty element styled as a break", `<div>a<span class="x br"></span>b</div>`, []string{"a", "b"}},
		{"a list", "<ul><li>a<li>b <ul><li>c</ul></ul>", []string{"a", "b", "c"}},
		{"a row of data is one block", "<table><tr><th>Tim<th>Poin<tr><td>Persis<td><p>12</p></table>", []string{"Tim | Poin", "Persis | 12"}},
		{"a row for the layout is not", "<table><tr><td><h2>a</h2><p>b</p><td>c</table>", []string{"a", "b", "c"}},
		{"code keeps its lines", "<pre>a {\n  b\n}</pre>", []string{"a {\nb\n}"}},
		{"what nobody reads is left out", "<p>a<script>x</script><style>y</style><noscript>z</noscript><template>t</template> b</p>", []string{"a b"}},
		{"words for screen readers are left out", `<p>a <a href=/>link<span class="visually-hidden">opens new tab</span></a></p>`, []string{"a link"}},
		{"an unknown element is inline", "<p>a <x>b</x> c</p>", []string{"a b c"}},
		{"a custom element is not", "<div>a<my-part>b</my-part>c</div>", []string{"a", "b", "c"}},
		{"zero width alone is nothing", "<p>\u200b</p><p>a\u200bb</p>", []string{"a\u200bb"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := page.Parse("", nil, []byte("<html><body>"+tt.body+"</body></html>"))
			if err != nil {
				t.Fatal(err)
			}
			d := newWalker(tokens()).segment(p.Root)
			var got []string
			for i := range d.blocks {
				got = append(got, string(d.textOf(&d.blocks[i])))
			}
			if strings.Join(got, "¶") != strings.Join(tt.want, "¶") {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestFurniture(t *testing.T) {
	for body, want := range map[string]bool{
		"<p>Baca juga: Jalan lintas timur longsor":                          true,
		"<p><b>BACA JUGA</b> <a href=/x>Jalan lintas timur longsor</a>":     true,
		"<p>Baca: <a href=/x>Jalan lintas timur longsor</a>":                true,
		"<h3>Berita Terkait</h3>":                                           true,
		"<p>Penulis: Sari Dewi":                                             true,
		"<p>Editor : Budi | Sumber : Antara Riau":                           true,
		"<p>» Read more: <a href=/x>Bridge opens</a>":                       true,
		"<p>Baca juga buku itu sampai selesai, kata guru kepada murid.":     false,
		"<p>Sumber air di desa itu: dua mata air dan sebuah sungai.":        false,
		"<p>Editor surat kabar itu mengundurkan diri.":                      false,
		"<p>Read more books, the minister told the children in the school.": false,
	} {
		p, err := page.Parse("", nil, []byte(body))
		if err != nil {
			t.Fatal(err)
		}
		v := newView(newWalker(tokens()).segment(p.Root), Evidence{}, tokens())
		if got := v.furniture(&v.blocks[0]); got != want {
			t.Errorf("%s: %v", body, got)
		}
	}
}

func TestBoldPrefix(t *testing.T) {
	for name, tt := range map[string]struct{ text, want string }{
		"at the start":  {"<b>PEKANBARU</b> - " + first + "<p>" + second + "<p>" + third, "PEKANBARU"},
		"with the dash": {"<p><strong>HARIANRIAU.EXAMPLE - </strong>" + first + "<p>" + second + "<p>" + third, "HARIANRIAU.EXAMPLE -"},
		"none":          {"<p>" + first + " <b>Penting</b><p>" + second + "<p>" + third, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if r := extract(t, story(tt.text), Evidence{}); r.BoldPrefix != tt.want {
				t.Errorf("%q, want %q", r.BoldPrefix, tt.want)
			}
		})
	}
}

func TestWeights(t *testing.T) {
	m, err := ReadModel(weights)
	if err != nil {
		t.Fatal(err)
	}
	if string(m.Append(nil)) != string(weights) {
		t.Error("the weights do not come back as they were read")
	}
	for cut := range min(len(weights), 4000) {
		if _, err := ReadModel(weights[:cut]); err == nil {
			t.Fatalf("weights cut at %d were read", cut)
		}
	}
}

// TestHostile holds that pages made to be expensive come to an end; the test's own time limit is the bound.
func TestHostile(t *testing.T) {
	const n = 40_000
	for name, body := range map[string]string{
		"many blocks":        strings.Repeat("<p>a b c d e f, g.", n),
		"many containers":    strings.Repeat("<div><section>x", n),
		"unknown in unknown": strings.Repeat("<x>a", n),
		"rows":               "<table>" + strings.Repeat("<tr><td>a<td>b", n),
		"rows in rows":       strings.Repeat("<table><tr><td>a<td>", 400),
		"breaks":             strings.Repeat("a<br>", n),
		"class names":        `<div class="` + strings.Repeat("a-b ", n) + `">a`,
		"one long word":      "<p>" + strings.Repeat("a", 1<<20),
		"edges":              "<p>" + strings.Repeat("a<b>B</b>", n),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			extract(t, "<html><body>"+body, Evidence{Title: "a", Body: strings.Repeat("a b c ", n)})
		})
	}
}

func TestExplain(t *testing.T) {
	p, err := page.Parse("", nil, []byte(story("<p>"+first+"<p>"+second+"<p>"+third)))
	if err != nil {
		t.Fatal(err)
	}
	ev := Evidence{Title: "Jembatan Dibuka Kembali"}
	kept := 0
	for _, v := range Explain(p, ev) {
		if v.Why == "model" && (len(v.Weights) == 0 || v.Path == "") {
			t.Errorf("%q is not explained", v.Text)
		}
		if v.Kept {
			kept++
		}
	}
	if r := Extract(p, ev); kept != len(r.Paragraphs) {
		t.Errorf("%d blocks explained as kept, %d paragraphs", kept, len(r.Paragraphs))
	}
	for k := range nSecond {
		if strings.HasPrefix(featureName(k), "feature ") {
			t.Errorf("feature %d has no name", k)
		}
	}
}

func FuzzExtract(f *testing.F) {
	f.Add(story("<p>" + first + "<p>" + second))
	f.Add("<table><tr><td>a<td><b>b<br>c</table><pre>\n\n</pre>")
	f.Add("<b>x<p>y</b>z<a>Q<div>w")
	f.Add("<x><y-z>a</x>\u00ad\u200b 日本。<ruby>字<rt>じ</ruby>")
	f.Fuzz(func(t *testing.T, body string) {
		p, err := page.Parse("", nil, []byte(body))
		if err != nil {
			return // no page, no text
		}
		ev := Evidence{Title: body[:min(len(body), 20)], Body: body}
		a, b := Extract(p, ev), Extract(p, ev)
		if strings.Join(a.Paragraphs, "¶") != strings.Join(b.Paragraphs, "¶") {
			t.Error("two runs differ")
		}
		for _, s := range a.Paragraphs {
			if strings.TrimSpace(s) == "" {
				t.Error("an empty paragraph")
			}
		}
		Explain(p, ev)
	})
}
