package crawl

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"kabar/address"
	"kabar/archive"
	"kabar/crawl/fetch"
	"kabar/internal/testweb"
	"kabar/news"
	"kabar/store"
	"kabar/store/bolt"
)

// house is a crawler with a store of its own over a web on loopback.
type house struct {
	t     *testing.T
	dir   string
	dial  func(ctx context.Context, network, address string) (net.Conn, error)
	fetch fetch.Options
	o     Options
}

func newHouse(t *testing.T, web http.Handler, hosts ...string) *house {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	dial, err := testweb.Serve(ctx, web)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, dir: t.TempDir(), dial: dial}
	h.fetch = fetch.Options{UserAgent: "kabar/test", AllowPrivate: true, Dial: dial, Total: 5 * time.Second, FirstByte: 2 * time.Second, MaxBody: 4 << 20, MaxWire: 4 << 20}
	h.o = Options{Delay: time.Millisecond, Patience: 3 * time.Second, Revisit: []time.Duration{time.Millisecond}}
	if testing.Verbose() {
		h.o.Log = slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelDebug}))
	}
	for _, host := range hosts {
		h.o.Sites = append(h.o.Sites, Site{Domain: address.Site(host), Seeds: []string{"http://" + host + "/"}})
	}
	return h
}

// with opens everything, does, and closes everything.
func (h *house) with(do func(*Crawler, store.Store)) {
	h.t.Helper()
	f, err := fetch.New(h.fetch)
	if err != nil {
		h.t.Fatal(err)
	}
	a, err := archive.Open(filepath.Join(h.dir, "archive"), archive.Options{})
	if err != nil {
		h.t.Fatal(err)
	}
	s, err := bolt.Open(h.dir, bolt.Options{Sync: a.Sync, Now: h.o.Now})
	if err != nil {
		h.t.Fatal(err)
	}
	c, err := New(s, a, f, h.o)
	if err != nil {
		h.t.Fatal(err)
	}
	do(c, s)
	for _, close := range []func() error{s.Close, a.Close, f.Close} {
		if err := close(); err != nil {
			h.t.Error(err)
		}
	}
}

// run makes a cycle and returns what it did and all documents after it.
func (h *house) run() (Summary, []news.Document) {
	h.t.Helper()
	var sum Summary
	var docs []news.Document
	h.with(func(c *Crawler, s store.Store) {
		var err error
		if sum, err = c.Run(h.t.Context()); err != nil {
			h.t.Fatal(err)
		}
		docs = h.documents(s)
	})
	return sum, docs
}

func (h *house) documents(s store.Store) (all []news.Document) {
	h.t.Helper()
	var after store.DocCursor
	for {
		docs, next, err := s.Documents(h.t.Context(), after, 100)
		if err != nil {
			h.t.Fatal(err)
		}
		if len(docs) == 0 {
			return all
		}
		all, after = append(all, docs...), next
	}
}

func heads(docs []news.Document) []news.Document {
	return slices.DeleteFunc(docs, func(d news.Document) bool { return !d.DuplicateOf.IsZero() })
}

func TestNewsroom(t *testing.T) {
	t.Parallel()
	web, err := testweb.NewNewsroom()
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, web, web.Sites()...)
	sum, docs := h.run()
	docs = heads(docs)
	texts := map[string]news.Document{}
	for _, d := range docs {
		texts[d.Text()] = d
	}
	for _, s := range web.Stories() {
		d, ok := texts[s.Text()]
		if !ok {
			t.Errorf("story %s: its text is not there letter by letter", s.Slug)
			continue
		}
		if d.Title != s.Title || !slices.Equal(d.Authors, []string{s.Author}) || !d.Published.Time.Equal(s.Published) {
			t.Errorf("story %s: %q by %q of %s", s.Slug, d.Title, d.Authors, d.Published)
		}
		if len(s.Sites) > 1 && len(d.AlsoAt) == 0 {
			t.Errorf("story %s: only at %s", s.Slug, d.URL)
		}
		if d.Capture == nil {
			t.Errorf("story %s: no capture", s.Slug)
		} else if _, err := archive.Read(filepath.Join(h.dir, "archive"), *d.Capture); err != nil {
			t.Errorf("story %s: %v", s.Slug, err)
		}
		if !slices.Equal(d.Rights.AI, []string{"GPTBot"}) {
			t.Errorf("story %s: rights %+v", s.Slug, d.Rights)
		}
	}
	if len(docs) != len(web.Stories()) || sum.Total.New != len(docs) || sum.Total.Duplicate != 2 {
		t.Errorf("%d documents of %d stories; %+v", len(docs), len(web.Stories()), sum.Total)
	}

	web.Advance()
	sum, docs = h.run()
	if sum.Total.New != 1 || sum.Total.Changed != 1 || len(heads(docs)) != len(web.Stories()) {
		t.Errorf("second cycle: %+v, %d documents", sum.Total, len(heads(docs)))
	}
}

// TestHostile crawls all traps at once: the sound article of each host is had, no trap takes the crawl
// down or holds it, and what came of each trap is recorded.
func TestHostile(t *testing.T) {
	t.Parallel()
	stop := make(chan struct{})
	t.Cleanup(func() { close(stop) })
	web := &testweb.Hostile{Stop: stop}
	var hosts []string
	for _, trap := range testweb.Traps() {
		hosts = append(hosts, testweb.HostileHost(trap))
	}
	h := newHouse(t, web, hosts...)
	h.o.Attempts = 2
	h.o.Workers = 4 // fewer than traps: a slow host must not starve the others
	peak := watchMemory()
	_, docs := h.run()
	if most := peak(); most > 512<<20 { // the bodies alone unpack to several gigabytes
		t.Errorf("the heap grew to %d MB", most>>20)
	}
	byURL := map[string]news.Document{}
	for _, d := range docs {
		byURL[d.URL] = d
	}
	for _, host := range hosts {
		if d := byURL["http://"+host+testweb.SoundPath]; d.Text() != testweb.SoundText(host) {
			t.Errorf("%s: the sound article came out as %q", host, d.Text())
		}
	}
	for _, d := range docs {
		if strings.Contains(d.URL, "terpotong") || strings.Contains(d.URL, "potongan") || strings.Contains(d.URL, "selesai-dikirim") || strings.Contains(d.URL, "lambat") {
			t.Errorf("a cut answer became a document: %s", d.URL)
		}
	}
	for trap, limit := range map[string]int{"loop": 40, "chain": 60, "calendar": 60, "growing": 60} {
		if n := web.Hits(trap); n > limit {
			t.Errorf("%s was asked %d times", trap, n)
		}
	}
	h.with(func(_ *Crawler, s store.Store) {
		for path, want := range map[string]news.Result{
			testweb.HostileHost("bomb") + "/berita/bom-kompresi-di-balik-alamat-biasa":         news.ResultFailed,
			testweb.HostileHost("brotli") + "/berita/bom-brotli-di-balik-alamat-biasa":         news.ResultFailed,
			testweb.HostileHost("zstd") + "/berita/bom-zstd-di-balik-alamat-biasa":             news.ResultFailed,
			testweb.HostileHost("inward") + "/berita/pergi-ke-alamat-yang-menyamar":            news.ResultSkipped,
			testweb.HostileHost("endless") + "/berita/badan-yang-tidak-pernah-selesai-dikirim": news.ResultFailed,
			testweb.HostileHost("drip") + "/berita/huruf-demi-huruf-sangat-lambat":             news.ResultFailed,
			testweb.HostileHost("headers") + "/berita/kepala-jawaban-yang-terlalu-besar":       news.ResultFailed,
			testweb.HostileHost("short") + "/berita/jawaban-yang-terpotong-di-tengah-kalimat":  news.ResultFailed,
			testweb.HostileHost("chunk") + "/berita/potongan-yang-tidak-pernah-lengkap":        news.ResultFailed,
			testweb.HostileHost("lying") + "/berita/gambar-yang-mengaku-halaman-berita":        news.ResultSkipped,
			testweb.HostileHost("inward") + "/berita/pergi-ke-alamat-metadata-awan":            news.ResultSkipped,
			testweb.HostileHost("inward") + "/berita/pergi-ke-komputer-sendiri-saja":           news.ResultSkipped,
			testweb.HostileHost("tired") + "/berita/server-yang-mudah-lelah-menjawab-kita":     news.ResultNew,
			testweb.HostileHost("deep") + "/berita/artikel-yang-terbungkus-sangat-dalam":       news.ResultNew,
			testweb.HostileHost("deep") + "/berita/artikel-dengan-byte-nol-di-mana-mana":       news.ResultNew,
		} {
			key, err := address.Key("http://" + path)
			if err != nil {
				t.Fatal(err)
			}
			if a, err := s.Address(t.Context(), key); err != nil || a.State.Result != want {
				t.Errorf("%s: %s (%s), want %s; %v", path, a.State.Result, a.State.Reason, want, err)
			}
		}
	})
}

// TestGuard crawls as for real, with the guard in place: a site on loopback is refused, and the message says what to do.
func TestGuard(t *testing.T) {
	t.Parallel()
	h := newHouse(t, http.NotFoundHandler(), "kabar.example")
	h.fetch.AllowPrivate, h.fetch.Dial = false, nil
	h.o.Sites[0] = Site{Domain: "127.0.0.1", Seeds: []string{"http://127.0.0.1/"}}
	h.o.Attempts, h.o.Patience = 1, time.Millisecond
	sum, _ := h.run()
	if !sum.Failed() || !strings.Contains(sum.Sites[0].Trouble, "allow_private") {
		t.Errorf("summary %+v", sum)
	}
}

func TestBudget(t *testing.T) {
	t.Parallel()
	web, err := testweb.NewNewsroom()
	if err != nil {
		t.Fatal(err)
	}
	h := newHouse(t, web, web.Sites()...)
	h.o.MaxPages = 7
	for want := 7; want <= 21; want += 7 { // what one run leaves, the next goes on with
		sum, _ := h.run()
		if sum.Total.Pages != 7 || sum.Stopped != "budget is used up" {
			t.Fatalf("%d pages, %s", sum.Total.Pages, sum.Stopped)
		}
	}
	h.o.MaxPages = 0
	if _, docs := h.run(); len(heads(docs)) != len(web.Stories()) {
		t.Errorf("%d documents of %d", len(heads(docs)), len(web.Stories()))
	}
	h.o.For = time.Nanosecond
	if sum, _ := h.run(); sum.Total.Pages != 0 || sum.Stopped != "time is up" {
		t.Errorf("%+v", sum)
	}
}

// TestStop tells a run to stop while answers are under way: they may finish, and nothing is lost.
func TestStop(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	asked := make(chan struct{}, 100)
	h := newHouse(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		asked <- struct{}{}
		time.Sleep(300 * time.Millisecond)
		fmt.Fprint(w, `<html><body><h1>Kabar</h1><h3><a href="/a">Sebuah judul berita yang panjang sekali</a></h3></body></html>`)
	}), "kabar.example")
	h.with(func(c *Crawler, s store.Store) {
		go func() { <-asked; cancel() }()
		sum, err := c.Run(ctx)
		if err != nil || sum.Stopped != "told to stop" || sum.Total.Pages != 2 {
			t.Errorf("%+v, %v", sum, err)
		}
		key, _ := address.Key("http://kabar.example/")
		if a, err := s.Address(t.Context(), key); err != nil || a.State.Result != news.ResultListed {
			t.Errorf("the page under way: %+v, %v", a.State, err)
		}
	})
}

func TestRobotsUnreachable(t *testing.T) {
	t.Parallel()
	pages := 0
	h := newHouse(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/robots.txt" {
			pages++
		}
		http.Error(w, "down", http.StatusInternalServerError)
	}), "kabar.example")
	h.o.Patience = time.Millisecond
	sum, _ := h.run()
	if pages != 0 || !sum.Failed() || sum.Sites[0].Reasons["robots.txt unreachable"] == 0 {
		t.Errorf("%d pages were asked for; %+v", pages, sum)
	}
}

func TestPace(t *testing.T) {
	for _, tt := range []struct {
		visits, fruitful uint32
		known, want      time.Duration
	}{
		{0, 0, 0, 0},
		{2, 2, time.Hour, 0}, // not learned yet
		{100, 0, 100 * time.Hour, 24 * time.Hour},       // nothing ever: the ceiling
		{100, 100, 100 * time.Minute, 10 * time.Minute}, // always: the floor
		{100, 50, 100 * time.Hour, 87 * time.Minute},    // ln 2 of an hour, about
	} {
		got := pace(tt.visits, tt.fruitful, tt.known, 10*time.Minute, 24*time.Hour)
		if d := got - tt.want; d > 2*time.Minute || d < -2*time.Minute {
			t.Errorf("%d of %d in %v: %v, want %v", tt.fruitful, tt.visits, tt.known, got, tt.want)
		}
	}
}

// archiveWeb is a site with an archive: an index of two sitemaps, and a section of five pages.
func archiveWeb(entries int) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := func(body string) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			fmt.Fprint(w, "<html lang=id><body>", body, "</body></html>")
		}
		switch path := r.URL.Path; {
		case path == "/robots.txt":
			fmt.Fprint(w, "Sitemap: http://kabar.example/index.xml\n")
		case path == "/":
			page(`<h1>Kabar</h1><nav><a href="/daerah">Daerah</a></nav>`)
		case path == "/daerah":
			n := 1
			fmt.Sscan(r.URL.Query().Get("page"), &n)
			body := "<h1>Daerah</h1>"
			for i := range 8 {
				body += fmt.Sprintf(`<h3><a href="/berita/2020/01/0%d/artikel-lama-dari-halaman-%d-nomor-%d.html">Artikel lama dari halaman %d nomor %d</a></h3>`, i+1, n, i, n, i)
			}
			if n < 5 {
				body += fmt.Sprintf(`<a rel="next" href="/daerah?page=%d">Selanjutnya</a>`, n+1)
			}
			page(body)
		case path == "/index.xml":
			fmt.Fprint(w, `<sitemapindex><sitemap><loc>/a.xml</loc><lastmod>2024-05-01</lastmod></sitemap><sitemap><loc>/b.xml</loc><lastmod>2019-05-01</lastmod></sitemap></sitemapindex>`)
		case path == "/a.xml", path == "/b.xml":
			fmt.Fprint(w, "<urlset>")
			for i := range entries {
				fmt.Fprintf(w, "<url><loc>/berita%s/%d.html</loc><lastmod>20%d-01-01</lastmod></url>", strings.TrimSuffix(path, ".xml"), i, 15+i%10)
			}
			fmt.Fprint(w, "</urlset>")
		default:
			page("<h1>Artikel</h1><article><p>" + strings.Join(soundFor(path), "</p><p>") + "</p></article>")
		}
	})
}

func soundFor(path string) []string {
	return strings.Split(testweb.SoundText(path), "\n\n")
}

func TestBackfill(t *testing.T) {
	t.Parallel()
	h := newHouse(t, archiveWeb(30), "kabar.example")
	h.o.SitemapEntries, h.o.Depth = 3, 2
	_, docs := h.run()
	before := len(heads(docs))
	h.o.Backfill, h.o.Since = true, time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	h.o.MaxPages = 20 // interrupted, and gone on with
	h.run()
	h.o.MaxPages = 0
	sum, docs := h.run()
	urls := map[string]bool{}
	for _, d := range docs {
		urls[d.URL] = true
	}
	for i := range 30 {
		for _, list := range []string{"a", "b"} {
			old := i%10 < 5
			// The list of 2019 is left out as a whole; what the first run took of it stays.
			want := list == "a" && !old
			if u := fmt.Sprintf("http://kabar.example/berita/%s/%d.html", list, i); want && !urls[u] {
				t.Errorf("%s is missing", u)
			}
		}
	}
	for n := 1; n <= 5; n++ {
		if u := fmt.Sprintf("http://kabar.example/berita/2020/01/03/artikel-lama-dari-halaman-%d-nomor-2.html", n); !urls[u] {
			t.Errorf("%s is missing", u)
		}
	}
	if before >= len(heads(docs)) || sum.Stopped != "nothing more is due" {
		t.Errorf("%d documents before, %d after: %s", before, len(heads(docs)), sum.Stopped)
	}
	pages := sum.Total.Pages
	if sum, _ = h.run(); sum.Total.Pages >= pages || sum.Total.New > 0 {
		t.Errorf("the backfill was done again: %+v", sum.Total)
	}
}

// TestRights records what a site says about use, and leaves out what the configuration respects.
func TestRights(t *testing.T) {
	t.Parallel()
	web := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/robots.txt":
			fmt.Fprint(w, "User-agent: *\nDisallow: /tutup/\n\nUser-agent: CCBot\nDisallow: /\n")
		case "/":
			fmt.Fprint(w, `<html><body><h1>Kabar</h1><h3><a href="/berita/artikel-yang-boleh-disimpan-semua">Artikel yang boleh disimpan semua</a></h3>
<h3><a href="/berita/artikel-yang-tidak-untuk-mesin">Artikel yang tidak untuk mesin mana pun</a></h3><h3><a href="/tutup/artikel-di-balik-pintu-tertutup">Artikel di balik pintu tertutup</a></h3></body></html>`)
		case "/berita/artikel-yang-tidak-untuk-mesin":
			w.Header().Set("X-Robots-Tag", "noai")
			w.Header().Set("Tdm-Reservation", "1")
			fallthrough
		default:
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, `<html lang="id"><head><meta name="robots" content="noarchive"></head><body><article><h1>Judul</h1><p>`+strings.Join(soundFor(r.URL.Path), "</p><p>")+`</p></article></body></html>`)
		}
	})
	for _, respect := range []bool{false, true} {
		h := newHouse(t, web, "kabar.example")
		h.o.Respect.NoAI = respect
		_, docs := h.run()
		if want := map[bool]int{false: 2, true: 1}[respect]; len(docs) != want {
			t.Errorf("respecting %v: %d documents, want %d", respect, len(docs), want)
		}
		for _, d := range docs {
			r := d.Rights
			if strings.Contains(d.URL, "tutup") || !slices.Equal(r.AI, []string{"CCBot"}) || !slices.Contains(r.Robots, "noarchive") {
				t.Errorf("%s: %+v", d.URL, r)
			}
			if strings.Contains(d.URL, "mesin") && (r.TDM == nil || !r.TDM.Reserved || !slices.Contains(r.Robots, "noai")) {
				t.Errorf("%s: %+v", d.URL, r)
			}
		}
	}
}
