package discover

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"kabar/news"
	"kabar/page"
)

const (
	testSite = "harianriau.example"
	testPage = "https://www.harianriau.example/daerah"
)

func parsePage(t testing.TB, url, body string) *page.Page {
	t.Helper()
	p, err := page.Parse(url, http.Header{"Content-Type": {"text/html; charset=utf-8"}}, []byte(body))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func urlsOf(links []news.Link) []string {
	var out []string
	for _, l := range links {
		out = append(out, strings.TrimPrefix(l.URL, "https://www.harianriau.example"))
	}
	return out
}

// TestLinkClass says for single links where they belong.
func TestLinkClass(t *testing.T) {
	const article, section, nothing = "article", "section", "nothing"
	for _, tt := range []struct{ href, anchor, want string }{
		{"/2025/07/13/banjir-rendam-tiga-kecamatan", "<h2>Banjir rendam tiga kecamatan di Pekanbaru</h2>", article},
		{"/read/2025/07/13/102233/banjir-rendam-tiga-kecamatan", "Banjir rendam tiga kecamatan", article},
		{"/berita/123456/banjir", "Banjir rendam tiga kecamatan", article},
		{"/berita-123456-banjir-rendam-tiga-kecamatan.html", "", article},
		{"/banjir-rendam-tiga-kecamatan-di-pekanbaru/", "Banjir rendam tiga kecamatan di Pekanbaru", article},
		{"/banjir-rendam-tiga-kecamatan-di-pekanbaru/", "", article},
		{"/daerah/banjir-rendam-pekanbaru", "Banjir rendam Pekanbaru, ratusan warga mengungsi", article},
		{"/?p=4711", "Banjir rendam Pekanbaru, ratusan warga mengungsi", article},
		{"/news.php?id=4711", "", article},
		{"/d-7016153/curhat-warga", "Curhat warga", article},
		{"/story/aZ3kf09", "Banjir rendam Pekanbaru, ratusan warga mengungsi", article},
		{"/opini/menjaga-sungai", "<h3>Menjaga sungai</h3>", article},
		{"/tag-heuer-buka-gerai-di-pekanbaru", "TAG Heuer buka gerai di Pekanbaru", article},
		{"/privacy-warga-terancam-aplikasi-pinjaman-daring", "Privasi warga terancam aplikasi pinjaman daring", article},
		{"/новости/наводнение-в-регионе-затопило-три-района", "Наводнение в регионе затопило три района", article},
		{"/dunia/banjir-rendam-tiga-kota/index.html", "", article},
		{"/ekonomi/2025-07/13/c_112.htm", "", article},
		{"/berita/25/07/13/banjir", "", article},
		{"/2025-07/", "Juli", section},
		{"/Banjir-rendam-tiga-kota/!5928990/", "", article},
		{"/trending/banjir-rendam-tiga-kota-di-sumatra.html", "", article},
		{"/politik", "<h2>Politik</h2>", section},
		{"/trending", "Trending", section},
		{"/dunia/index.html", "Dunia", section},
		{"/daerah/pekanbaru", "Pekanbaru", section},
		{"/olahraga/sepak-bola/", "Sepak Bola", section},
		{"/tag/banjir", "#banjir", section},
		{"/topik/pilkada-serentak-2024", "Pilkada Serentak 2024", section},
		{"/penulis/ani-wulandari", "Ani Wulandari", section},
		{"/category/ekonomi-dan-bisnis/", "Ekonomi dan Bisnis", section},
		{"/indeks", "Indeks", section},
		{"/2025/07/", "Juli 2025", section},
		{"https://ekonomi.harianriau.example/", "Ekonomi", section},
		{"/sport/basket", "Basket", section},
		{"/tentang-kami", "Tentang Kami", nothing},
		{"/page/redaksi", "Redaksi", nothing},
		{"/pedoman-media-siber.html", "Pedoman Media Siber", nothing},
		{"/login", "Masuk", nothing},
		{"/user/logout?x=1", "Keluar", nothing},
		{"/?s=banjir", "Cari", nothing},
		{"/berita/banjir?share=facebook", "Bagikan", nothing},
		{"/print/4711", "Cetak", nothing},
		{"/berita/banjir-di-pekanbaru.pdf", "Banjir rendam tiga kecamatan di Pekanbaru", nothing},
		{"/foto/banjir.jpg", "", nothing},
		{"/unduh/laporan.zip", "Laporan", nothing},
		{"/indeks?date=2025-07-13", "13", nothing},
		{"javascript:void(0)", "Banjir rendam tiga kecamatan di Pekanbaru", nothing},
		{"mailto:redaksi@harianriau.example", "Surel", nothing},
		{"tel:+62761", "Telepon", nothing},
		{"#komentar", "Banjir rendam tiga kecamatan di Pekanbaru", nothing},
		{"https://lain.example/banjir-rendam-tiga-kecamatan", "Banjir rendam tiga kecamatan di Pekanbaru", nothing},
		{"https://harianriau.example.lain.example/banjir-rendam-tiga", "Banjir", nothing},
		{"/daerah", "Daerah", nothing}, // the page itself
	} {
		t.Run(tt.href, func(t *testing.T) {
			r := Page(parsePage(t, testPage, `<body><main><div><a href="`+tt.href+`">`+tt.anchor+`</a></div></main>`), testSite)
			got := nothing
			switch {
			case len(r.Articles) == 1 && len(r.Sections) == 0:
				got = article
			case len(r.Sections) == 1 && len(r.Articles) == 0:
				got = section
			}
			if got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

func TestPageLinks(t *testing.T) {
	p := parsePage(t, testPage+"?utm_source=x", `<html><head>
<meta name="robots" content="index, NoFollow">
<link rel="alternate" type="application/rss+xml" title="Harian &raquo; Feed" href="/feed/">
<link rel="alternate" type="application/rss+xml" title="Harian &raquo; Comments Feed" href="/comments/feed/">
<link rel="alternate" hreflang="en" href="/en">
<link rel="alternate" type="application/json+oembed" href="/oembed">
<link rel="alternate" type="application/rss+xml" href="https://lain.example/feed">
<link rel=sitemap href=/peta.xml><link rel=canonical href="/daerah"><link rel=amphtml href="/amp/daerah">
</head><body>
<header><a href="/"><img alt="Harian"></a><nav><a href="/politik">Politik</a><a href="/politik">Politik</a></nav></header>
<a href="/berita/banjir-rendam-tiga-kecamatan#foto"><img src=x alt="Foto banjir"></a>
<h2><a href="/berita/banjir-rendam-tiga-kecamatan?utm_source=depan" rel="nofollow">Banjir rendam
 tiga kecamatan</a></h2>
<div class="comments"><a href="/berita/tautan-seorang-pembaca-di-komentar">Lihat tautan seorang pembaca di sini</a></div>
<footer><a href="/rss.xml">RSS</a> <a href="/feed/">Umpan</a> <a href="/sitemap.xml">Peta</a> <a href="/tentang-kami">Tentang</a></footer>`)
	r := Page(p, testSite)
	if got := urlsOf(r.Feeds); !slices.Equal(got, []string{"/feed/", "/rss.xml"}) {
		t.Errorf("feeds %q", got)
	}
	if got := urlsOf(r.Sitemaps); !slices.Equal(got, []string{"/peta.xml", "/sitemap.xml"}) {
		t.Errorf("sitemaps %q", got)
	}
	if got := urlsOf(r.Articles); !slices.Equal(got, []string{"/berita/banjir-rendam-tiga-kecamatan"}) {
		t.Errorf("articles %q", got)
	} else if l := r.Articles[0]; l.Title != "Banjir rendam tiga kecamatan" || l.Work != news.WorkArticle || l.Via != news.ViaSection {
		t.Errorf("%+v", l)
	}
	if got := urlsOf(r.Sections); !slices.Equal(got, []string{"/", "/politik"}) {
		t.Errorf("sections %q", got)
	}
	if r.Feeds[0].Title != "Harian » Feed" || r.Feeds[0].Work != news.WorkFeed || r.Sitemaps[0].Work != news.WorkSitemap {
		t.Errorf("%+v, %+v", r.Feeds[0], r.Sitemaps[0])
	}
	if r.Canonical != "https://www.harianriau.example/daerah" || r.AMP != "https://www.harianriau.example/amp/daerah" || !r.NoFollow {
		t.Errorf("canonical %q, AMP %q, nofollow %v", r.Canonical, r.AMP, r.NoFollow)
	}
}

func TestNoFollow(t *testing.T) {
	for _, tt := range []struct {
		name, header, body string
		want               bool
	}{
		{"nothing", "", "", false},
		{"header", "noindex, nofollow", "", true},
		{"header for another agent", "otherbot: nofollow", "", false},
		{"none", "", "<meta name=ROBOTS content=none>", true},
		{"noindex alone", "noindex", "<meta name=robots content='noindex,follow'>", false},
	} {
		p := parsePage(t, testPage, tt.body+"<p>a")
		if tt.header != "" {
			p.Header.Set("X-Robots-Tag", tt.header)
		}
		if got := Page(p, testSite).NoFollow; got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestPaging(t *testing.T) {
	for _, tt := range []struct {
		name, url, body     string
		next, continuations []string
	}{
		{"a pager by query", "/indeks", `<a href="?page=1">1</a><a href="?page=2">2</a><a href="?page=3">3</a><a href="?page=2">Selanjutnya</a>`,
			[]string{"/indeks?page=2", "/indeks?page=3"}, []string{"/indeks?page=2", "/indeks?page=3"}},
		{"its second page", "/indeks?page=2", `<a href="/indeks">1</a><a href="?page=1">Sebelumnya</a><a href="?page=3">3</a>`,
			[]string{"/indeks?page=3"}, []string{"/indeks?page=3"}},
		{"a pager by path", "/", `<a class="page-numbers" href="/page/2/">2</a><a href="/page/3/">Older posts</a>`,
			[]string{"/page/2/", "/page/3/"}, []string{"/page/2/", "/page/3/"}},
		{"by path on its second page", "/page/2/", `<a href="/">1</a><a href="/page/3/">»</a>`, []string{"/page/3/"}, []string{"/page/3/"}},
		{"rel=next", "/daerah", `<link rel=next href="/daerah/page/2">`, []string{"/daerah/page/2"}, []string{"/daerah/page/2"}},
		{"another query", "/indeks", `<a href="/indeks?start=20">Berikutnya</a>`, []string{"/indeks?start=20"}, nil},
		{"parts of an article", "/read/123456/judul-berita", `<a href="/read/123456/judul-berita?page=all">Lihat semua</a><a href="/read/123456/judul-berita?page=2">2</a>`,
			[]string{"/read/123456/judul-berita?page=2"}, []string{"/read/123456/judul-berita?page=all", "/read/123456/judul-berita?page=2"}},
		{"parts by number", "/judul-berita-panjang", `<div class="page-links">Halaman: 1 <a href="/judul-berita-panjang/3/">3</a> <a href="/judul-berita-panjang/2/">2</a></div>`,
			[]string{"/judul-berita-panjang/2/", "/judul-berita-panjang/3/"}, []string{"/judul-berita-panjang/2/", "/judul-berita-panjang/3/"}},
		{"parts in the name", "/judul-berita.html", `<a href="/judul-berita-2.html">Halaman selanjutnya</a>`, []string{"/judul-berita-2.html"}, []string{"/judul-berita-2.html"}},
		{"single=1", "/judul-berita", `<a href="?single=1">Tampilkan semua</a>`, nil, []string{"/judul-berita?single=1"}},
		{"the next article is no part", "/berita/judul-pertama", `<link rel=next href="/berita/judul-kedua"><a rel=next href="/berita/judul-kedua">Selanjutnya</a>`, nil, nil},
		{"nor the next number", "/read/4711", `<a href="/read/4712">Selanjutnya</a>`, nil, nil},
		{"nor a title with a number", "/berita/resep", `<a href="/berita/resep-2">Resep kedua yang lebih lezat dari dapur Melayu</a>`, nil, nil},
		{"the pages of comments", "/judul-berita", `<a href="/judul-berita/comment-page-2/">Komentar lama</a>`, nil, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := Page(parsePage(t, "https://www.harianriau.example"+tt.url, "<body><p>Harian</p>"+tt.body), testSite)
			trim := func(urls []string) []string {
				var out []string
				for _, u := range urls {
					out = append(out, strings.TrimPrefix(u, "https://www.harianriau.example"))
				}
				return out
			}
			if got := trim(r.Next); !slices.Equal(got, tt.next) {
				t.Errorf("next %q, want %q", got, tt.next)
			}
			if got := trim(r.Continuations); !slices.Equal(got, tt.continuations) {
				t.Errorf("continuations %q, want %q", got, tt.continuations)
			}
			for _, l := range slices.Concat(r.Articles, r.Sections) {
				if slices.Contains(r.Next, l.URL) || slices.Contains(r.Continuations, l.URL) {
					t.Errorf("%s is a page and a link", l.URL)
				}
			}
		})
	}
}

func TestKind(t *testing.T) {
	paragraph := "<p>" + strings.Repeat("Hujan deras mengguyur Kota Pekanbaru sejak Minggu pagi hingga sore hari. ", 4) + "</p>"
	teaser := `<article><h2><a href="/daerah/banjir-rendam-tiga-kecamatan-%">Banjir rendam tiga kecamatan di Pekanbaru</a></h2><p>Hujan deras.</p></article>`
	teasers := ""
	for _, c := range "abcdefghijkl" {
		teasers += strings.ReplaceAll(teaser, "%", string(c))
	}
	for _, tt := range []struct {
		name, url, body string
		want            news.PageKind
	}{
		{"article", "/daerah/banjir-rendam-tiga-kecamatan", "<article><h1>Banjir rendam tiga kecamatan di Pekanbaru</h1><time>13 Juli 2025</time><div>" + strings.Repeat(paragraph, 6) + "</div></article>" + teasers[:len(teasers)/3], news.KindArticle},
		{"front page that says it is an article", "/", `<meta property="og:type" content="article"><h1>Harian</h1>` + teasers, news.KindListing},
		{"section", "/daerah", "<h1>Daerah</h1>" + teasers, news.KindListing},
		{"tag", "/tag/banjir", `<body class="archive tag"><h1>banjir</h1>` + teasers, news.KindListing},
		{"page about the outlet", "/tentang-kami", "<h1>Tentang Kami</h1><p>Alamat: Jalan Sudirman.</p><form><input><button>Kirim</button></form>", news.KindOther},
		{"nothing", "/x", "<body>", news.KindOther},
	} {
		r := Page(parsePage(t, "https://www.harianriau.example"+tt.url, tt.body), testSite)
		if r.Kind != tt.want || r.Score < 0 || r.Score > 1 {
			t.Errorf("%s: %s, %.2f, want %s: %q", tt.name, r.Kind, r.Score, tt.want, r.Why)
		}
		if len(r.Why) == 0 && tt.name != "nothing" {
			t.Errorf("%s: no reasons", tt.name)
		}
	}
}

func TestWeightsHaveFeatures(t *testing.T) {
	w := walker{page: &page.Page{}, ownURL: newShape(testPage)}
	names := map[string]bool{}
	for _, f := range w.features().list {
		if names[f.Name] {
			t.Errorf("feature %q stands twice", f.Name)
		}
		names[f.Name] = true
		if _, ok := weights[f.Name]; !ok {
			t.Errorf("feature %q has no weight", f.Name)
		}
	}
	for name := range weights {
		if !names[name] {
			t.Errorf("weight %q has no feature", name)
		}
	}
}

func TestGuess(t *testing.T) {
	feeds, sitemaps := Guess("https://www.harianriau.example/")
	if len(feeds) < 5 || len(sitemaps) < 5 || feeds[0] != "https://www.harianriau.example/feed" || sitemaps[0] != "https://www.harianriau.example/sitemap.xml" {
		t.Errorf("%q, %q", feeds, sitemaps)
	}
	for _, u := range slices.Concat(feeds, sitemaps) {
		if serialised(u) != u {
			t.Errorf("%q", u)
		}
	}
}

func FuzzPage(f *testing.F) {
	f.Add("https://www.harianriau.example/a?page=2", []byte(`<a href="/b-c-d-e?page=3">2</a><link rel=next href="?page=3"><script type="application/ld+json">{"@type":["Article","x"]}</script>`))
	f.Add("", []byte(`<base href="//x"><a href=" //a.b/c#d">e</a><article itemtype="http://schema.org/NewsArticle"><p>`))
	f.Add("https://www.harianriau.example/20250713-x_2.html", []byte(`<a href="20250713-x_3.html">3</a><a href="/2025/07">b</a><a href="/%ff%00">c</a>`))
	f.Fuzz(func(t *testing.T, url string, body []byte) {
		p, err := page.Parse(url, nil, body)
		if err != nil {
			return
		}
		r := Page(p, testSite)
		if r.Score < 0 || r.Score > 1 || r.Kind == "" {
			t.Errorf("%s, %v", r.Kind, r.Score)
		}
		seen := map[string]bool{}
		for _, l := range slices.Concat(r.Articles, r.Sections) {
			if serialised(l.URL) != l.URL || strings.Contains(l.URL, "#") || len(l.Title) > maxTitle || seen[l.URL] {
				t.Errorf("%+v", l)
			}
			seen[l.URL] = true
		}
	})
}

func BenchmarkPage(b *testing.B) {
	body := "<html><body><nav>" + strings.Repeat(`<a href="/politik">Politik</a>`, 50) + "</nav>"
	for i := range 200 {
		body += `<article><h2><a href="/daerah/banjir-rendam-kecamatan-` + strings.Repeat("x", i%20+1) + `">Banjir rendam tiga kecamatan di Pekanbaru</a></h2><p>Hujan deras mengguyur kota.</p></article>`
	}
	p := parsePage(b, testPage, body)
	b.ReportAllocs()
	b.SetBytes(int64(len(body)))
	n := 0
	for b.Loop() {
		n += len(Page(p, testSite).Articles)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pages/s")
}

// TestWeigh moves a page that is in doubt by what its site has taught, and none that is clear.
func TestWeigh(t *testing.T) {
	for _, tt := range []struct {
		name  string
		score float64
		lean  float64
		lists bool
		want  news.PageKind
	}{
		{"in doubt, nothing known", 0.4, 0, false, news.KindOther},
		{"in doubt, the others are articles", 0.4, 2, false, news.KindArticle},
		{"in doubt, the others are lists", 0.6, -2, true, news.KindListing},
		{"clear", 0.9, -3, true, news.KindArticle},
		{"clearly none", 0.1, 3, false, news.KindOther},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := PageResult{Score: tt.score, Kind: verdict(tt.score, tt.lists, false), lists: tt.lists}
			if r.Weigh(tt.lean); r.Kind != tt.want || r.Score <= 0 || r.Score >= 1 {
				t.Errorf("%s, %.2f", r.Kind, r.Score)
			}
		})
	}
}
