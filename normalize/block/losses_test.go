package block

import (
	"slices"
	"strings"
	"testing"

	"kabar/page"
)

// TestFurnitureAround holds that what stands around and between the paragraphs of an article stays out.
func TestFurnitureAround(t *testing.T) {
	body := "<p>" + first + "</p><p>" + second + "</p>"
	tests := []struct{ name, before, between, after string }{
		{name: "kicker", before: `<div class="kicker"><a href="/daerah">Daerah</a></div>`},
		{name: "byline and date", before: `<div class="byline">Oleh <a href="/a/sari">Sari Dewi</a></div><time>13 Juli 2025 10:21 WIB</time>`},
		{name: "caption", before: `<figure><img src="a.jpg"><figcaption>Warga melintasi jembatan gantung. (Foto: Dok. Pemkab)</figcaption></figure>`},
		{name: "writer and editor", after: "<p>Penulis: Sari Dewi</p><p>Editor: Budi Santoso</p>"},
		{name: "copyright", after: `<div class="copyright">Copyright © 2025 Semua hak dilindungi. Dilarang mengutip tanpa izin redaksi.</div>`},
		{name: "calls", between: `<p><strong>Baca juga: <a href="/x">Jalan lintas timur longsor di dua titik</a></strong></p><p>Simak juga: <a href="/y">Harga cabai naik di pasar pagi</a></p>`},
		{name: "related articles between", between: `<div class="related"><h4>Berita terkait</h4><ul><li><a href="/x">Jalan lintas timur longsor di dua titik</a></li><li><a href="/y">Harga cabai naik di pasar pagi</a></li></ul></div>`},
		{name: "newsletter", between: `<div class="newsletter-signup"><h3>Stay informed</h3><p>Sign up for our newsletter and get the best stories in your inbox every morning.</p><form><input type="email"><button>Subscribe</button></form></div>`},
		{name: "cookies", after: `<div id="cookie-consent" role="dialog"><p>We use cookies to improve your experience on our site. By continuing you accept our privacy policy.</p><button>Accept</button></div>`},
		{name: "paywall", after: `<div class="paywall"><h3>Subscribe to continue reading</h3><p>Already a subscriber? <a href="/login">Log in</a></p></div>`},
		{name: "author", after: `<div class="author-bio"><h4>About the author</h4><p>Sari Dewi is a reporter who covers the province. Follow her on <a href="/s">Twitter</a>.</p></div>`},
		{name: "tags", after: `<div class="tags"><span>Tag:</span><ul><li><a href="/t/1">jembatan</a></li><li><a href="/t/2">desa</a></li></ul></div>`},
		{name: "share buttons", before: `<div class="share"><a href="#">Facebook</a> <a href="#">Twitter</a> <a href="#">WhatsApp</a> <a href="#">Salin tautan</a></div>`},
		{name: "comments", after: `<section id="comments"><h3>Komentar (2)</h3><ol><li class="comment"><b>Joko</b><p>Alhamdulillah, semoga jembatannya awet dan dirawat warga.</p><a href="#">Balas</a></li><li class="comment"><b>Rina</b><p>Akhirnya anak-anak bisa ke sekolah lagi, terima kasih pak bupati.</p><a href="#">Balas</a></li></ol></section>`},
		{name: "trailing headlines", after: `<div class="latest"><h3><a href="/x">Jalan lintas timur longsor di dua titik</a></h3><h3><a href="/y">Harga cabai naik di pasar pagi</a></h3></div>`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := tt.before + body + tt.between + "<p>" + third + "</p>" + tt.after
			r := extract(t, story(text), Evidence{Title: "Jembatan Dibuka Kembali", Kind: KindNews})
			if want := []string{first, second, third}; !slices.Equal(r.Paragraphs, want) {
				t.Errorf("got\n%s", strings.Join(r.Paragraphs, "\n"))
			}
		})
	}
}

// TestPartsOfTheText holds that what belongs to an article besides its paragraphs stays in.
func TestPartsOfTheText(t *testing.T) {
	tests := []struct {
		name, part string
		want       []string
	}{
		{"a quote", "<blockquote><p>Kami sudah lama menunggu jembatan ini, dan sekarang anak-anak bisa berjalan ke sekolah dengan aman.</p></blockquote>",
			[]string{"Kami sudah lama menunggu jembatan ini, dan sekarang anak-anak bisa berjalan ke sekolah dengan aman."}},
		{"a post", `<blockquote class="twitter-tweet"><p lang="in">Jembatan gantung sudah bisa dilewati lagi mulai pagi ini, mohon tetap bergantian saat menyeberang.</p></blockquote>`,
			[]string{"Jembatan gantung sudah bisa dilewati lagi mulai pagi ini, mohon tetap bergantian saat menyeberang."}},
		{"a list", "<ul><li>Lantai papan diganti dengan pelat baja.</li><li>Tali utama diganti dan dikencangkan.</li><li>Lampu dipasang di kedua ujung.</li></ul>",
			[]string{"Lantai papan diganti dengan pelat baja.\nTali utama diganti dan dikencangkan.\nLampu dipasang di kedua ujung."}},
		{"a subheading", "<h2>Dikerjakan warga sendiri</h2><p>Kepala dinas mengatakan bahwa warga bekerja bergantian setiap hari, dan dibayar dari dana desa.</p>",
			[]string{"Dikerjakan warga sendiri", "Kepala dinas mengatakan bahwa warga bekerja bergantian setiap hari, dan dibayar dari dana desa."}},
		{"a table", "<table><tr><th>Desa</th><th>Biaya (juta rupiah)</th></tr><tr><td>Muara Lembu</td><td>1.250</td></tr><tr><td>Pulau Padang</td><td>750</td></tr><tr><td>Sungai Rotan</td><td>310</td></tr><tr><td>Teluk Meranti</td><td>95</td></tr></table>",
			[]string{"Desa | Biaya (juta rupiah)\nMuara Lembu | 1.250\nPulau Padang | 750\nSungai Rotan | 310\nTeluk Meranti | 95"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := extract(t, story("<p>"+first+"</p><p>"+second+"</p>"+tt.part+"<p>"+third+"</p>"), Evidence{Title: "Jembatan Dibuka Kembali", Kind: KindNews})
			want := append(append([]string{first, second}, tt.want...), third)
			if !slices.Equal(r.Paragraphs, want) {
				t.Errorf("got\n%s", strings.Join(r.Paragraphs, "\n"))
			}
		})
	}
}

// TestDeep holds that a page nested deeper than the parser goes still gives its text.
func TestDeep(t *testing.T) {
	for _, depth := range []int{400, 600, 2000} {
		text := strings.Repeat("<div>", depth) + "<p>" + first + "</p><p>" + second + "</p><p>" + third + "</p>" + strings.Repeat("</div>", depth)
		r := extract(t, story(text), Evidence{Title: "Jembatan Dibuka Kembali", Kind: KindNews})
		if want := []string{first, second, third}; !slices.Equal(r.Paragraphs, want) {
			t.Errorf("%d levels: got\n%s", depth, strings.Join(r.Paragraphs, "\n"))
		}
	}
}

// TestCopies holds that a text that the page has twice, cut and marked up in other ways, comes once.
func TestCopies(t *testing.T) {
	text := "<p>" + first + "</p><p>" + second + "</p><p>" + third + "</p><div>" + first + " <b>" + second + "</b> " + third + "</div>"
	r := extract(t, story(text), Evidence{Title: "Jembatan Dibuka Kembali", Kind: KindNews})
	if got := strings.Join(r.Paragraphs, " "); strings.Count(got, second) != 1 {
		t.Errorf("got\n%s", strings.Join(r.Paragraphs, "\n"))
	}
	if want := []string{first, second, third}; !slices.Equal(r.Paragraphs, want) {
		t.Errorf("got\n%s", strings.Join(r.Paragraphs, "\n"))
	}
}

// TestNoCopies holds that sentences that say the same of other places all stay.
func TestNoCopies(t *testing.T) {
	say := func(place string) string {
		return "Di " + place + " hujan turun sejak pagi sampai malam, jalan utama tergenang setinggi lutut orang dewasa, dan sekolah meliburkan semua murid selama dua hari penuh mulai besok."
	}
	var want []string
	for _, place := range []string{"Dumai", "Siak", "Rupat", "Bengkalis"} {
		want = append(want, say(place))
	}
	r := extract(t, story("<p>"+strings.Join(want, "</p><p>")+"</p>"), Evidence{Title: "Hujan di Pesisir", Kind: KindNews})
	if !slices.Equal(r.Paragraphs, want) {
		t.Errorf("got\n%s", strings.Join(r.Paragraphs, "\n"))
	}
}

// TestStandfirst holds that a standfirst that the lead says again behind its dateline goes, and any other stays.
func TestStandfirst(t *testing.T) {
	const lead = "Pengakuan datang dari warga Muara Lembu yang kehilangan perahu, dua ekor sapi dan seluruh hasil kebun ketika banjir datang."
	tests := []struct {
		name, stand, lead string
		keep              bool
	}{
		{"behind the outlet", "Pengakuan datang dari warga Muara Lembu.", "Kabar.example - " + lead, false},
		{"behind outlet, place and date", "Pengakuan datang dari warga Muara Lembu.", "KABAR.EXAMPLE, Siak (13/7/2025) – " + lead, false},
		{"without a dateline", "Pengakuan datang dari warga Muara Lembu yang kehilangan perahu.", lead, false},
		{"another end", "Pengakuan datang dari warga Muara Lembu di tepi sungai.", "Kabar.example - " + lead, true},
		{"late in the lead", "Warga Muara Lembu kehilangan perahu karena banjir.", "Dalam rapat di kantor bupati kemarin terungkap bahwa warga Muara Lembu kehilangan perahu karena banjir besar bulan lalu.", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := extract(t, story("<p>"+tt.stand+"</p><p>"+tt.lead+"</p><p>"+second+"</p><p>"+third+"</p>"), Evidence{Title: "Jembatan Dibuka Kembali", Kind: KindNews})
			want := []string{tt.lead, second, third}
			if tt.keep {
				want = append([]string{tt.stand}, want...)
			}
			if !slices.Equal(r.Paragraphs, want) {
				t.Errorf("got\n%s", strings.Join(r.Paragraphs, "\n"))
			}
		})
	}
}

// TestNextStory holds that a page that goes on with other stories gives the first one alone.
func TestNextStory(t *testing.T) {
	const fourth = "Jembatan itu rusak diterjang banjir pada akhir Maret, dan sejak itu hasil kebun hanya dapat dibawa keluar dengan perahu kecil."
	text := "<p>" + first + "</p><p>" + second + "</p><p>" + third + "</p><p>" + fourth + "</p>"
	next := `<article><h2><a href="/pasar">Harga cabai naik di pasar pagi</a></h2><p>Harga cabai merah naik menjadi delapan puluh ribu rupiah sekilo pada Sabtu pagi, kata para pedagang di pasar kota.</p>
<p>Pedagang mengatakan pasokan dari daerah penghasil berkurang karena hujan, dan berharap harga turun pekan depan.</p></article>`
	body := strings.Replace(story(text), "</article>", "</article>"+next+next, 1)
	ev := Evidence{Title: "Jembatan Dibuka Kembali", Kind: KindNews}
	r := extract(t, body, ev)
	if want := []string{first, second, third, fourth}; !slices.Equal(r.Paragraphs, want) {
		t.Errorf("got\n%s", strings.Join(r.Paragraphs, "\n"))
	}
	p, err := page.Parse("", nil, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	told := func(v Verdict) bool { return v.Why == ruleNames[storyRule] }
	if !slices.ContainsFunc(Explain(p, ev), told) {
		t.Error("the rule is not told")
	}
	posting := Evidence{Title: ev.Title, Kind: KindPosting} // each post of a thread may be an article element
	if r := extract(t, body, posting); !slices.Equal(r.Paragraphs, []string{first, second, third, fourth}) {
		t.Errorf("stories under linked headlines stayed: got\n%s", strings.Join(r.Paragraphs, "\n"))
	}
	body = strings.ReplaceAll(body, "Harga cabai naik di pasar pagi", "Sari Dewi")
	if r := extract(t, body, posting); len(r.Paragraphs) <= 4 {
		t.Errorf("a thread lost its posts: got\n%s", strings.Join(r.Paragraphs, "\n"))
	}
}
