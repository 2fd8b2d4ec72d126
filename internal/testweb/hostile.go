package testweb

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Hostile is a web that misbehaves: each host under .hostile.example does one thing wrong. Its front page links to
// what is wrong and to one sound article, so that a crawl shows both that the trap is survived and that
// the rest of the host is still had.
type Hostile struct {
	// Stop ends answers that would go on for ever.
	Stop <-chan struct{}

	mu   sync.Mutex
	hits map[string]int // requests by host
}

// trap is one way to misbehave.
type trap struct {
	links []string // on the front page, besides the sound article
	serve func(h *Hostile, w http.ResponseWriter, r *http.Request)
}

// Traps are the hosts of the hostile web, without their common suffix.
func Traps() []string {
	out := make([]string, 0, len(traps))
	for name := range traps {
		out = append(out, name)
	}
	return out
}

// HostileHost is the host of a trap.
func HostileHost(trap string) string { return trap + ".hostile-" + trap + ".example" }

// Hits is how often a trap's host was asked for anything.
func (h *Hostile) Hits(trap string) int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.hits[HostileHost(trap)]
}

// ServeHTTP answers for every trap by the Host header.
func (h *Hostile) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name, _, _ := strings.Cut(r.Host, ".")
	h.mu.Lock()
	if h.hits == nil {
		h.hits = map[string]int{}
	}
	h.hits[r.Host]++
	h.mu.Unlock()
	t, ok := traps[name]
	switch {
	case !ok || r.Host != HostileHost(name):
		http.NotFound(w, r)
	case r.URL.Path == "/robots.txt":
		fmt.Fprint(w, "User-agent: *\nAllow: /\n")
	case r.URL.Path == "/" && len(t.links) > 0:
		hostileFront(w, r.Host, t.links)
	case r.URL.Path == SoundPath:
		soundArticle(w, r.Host)
	default:
		t.serve(h, w, r)
	}
}

// SoundPath is the path of the one good article of every trap.
const SoundPath = "/berita/2026/03/02/artikel-yang-baik-dan-utuh.html"

func hostileFront(w http.ResponseWriter, host string, links []string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, `<!DOCTYPE html><html lang="id"><head><title>%s</title></head><body><h1>%s</h1><ul>`, host, host)
	for i, l := range append([]string{SoundPath}, links...) {
		fmt.Fprintf(w, `<li><h3><a href="%s">Judul berita nomor %d yang cukup panjang untuk dibaca</a></h3></li>`, l, i)
	}
	fmt.Fprint(w, "</ul></body></html>")
}

// SoundText is the text of the good article at a host, a blank line between its paragraphs.
func SoundText(host string) string { return strings.Join(soundParagraphs(host), "\n\n") }

func soundParagraphs(host string) []string {
	return []string{
		"Warga di " + host + " bergotong royong memperbaiki jalan desa yang rusak sejak banjir bulan lalu, dibantu dua truk batu dari kabupaten.",
		"Pekerjaan dimulai pukul tujuh pagi dan selesai menjelang magrib. Kepala desa berterima kasih kepada semua yang datang membawa cangkul dan makanan.",
		"Jalan sepanjang dua kilometer itu menghubungkan pasar dengan sekolah, sehingga anak-anak tidak perlu lagi memutar lewat kebun.",
	}
}

func soundArticle(w http.ResponseWriter, host string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, articlePage("Warga Perbaiki Jalan Desa", soundParagraphs(host)))
}

func articlePage(title string, paragraphs []string) string {
	return `<!DOCTYPE html><html lang="id"><head><meta charset="utf-8"><title>` + title + `</title>
<meta property="og:type" content="article"></head><body><article><h1>` + title + `</h1><p>` +
		strings.Join(paragraphs, "</p><p>") + `</p></article></body></html>`
}

func html(w http.ResponseWriter, body string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	io.WriteString(w, body) //nolint:errcheck // the crawler may hang up
}

var traps = map[string]trap{
	// A redirect that comes back to itself by way of two others.
	"loop": {[]string{"/a/berita-yang-berputar-putar-tanpa-akhir"}, func(_ *Hostile, w http.ResponseWriter, r *http.Request) {
		next := map[string]string{"/a/": "/b/", "/b/": "/c/", "/c/": "/a/"}
		dir, rest := r.URL.Path[:min(3, len(r.URL.Path))], r.URL.Path[min(3, len(r.URL.Path)):]
		if next[dir] == "" {
			http.NotFound(w, r)
			return
		}
		http.Redirect(w, r, next[dir]+rest, http.StatusFound)
	}},
	// A redirect to a new address each time.
	"chain": {[]string{"/r/1/berita-yang-selalu-pindah-alamat"}, func(_ *Hostile, w http.ResponseWriter, r *http.Request) {
		parts := strings.Split(r.URL.Path, "/")
		if len(parts) < 4 || parts[1] != "r" {
			http.NotFound(w, r)
			return
		}
		n, _ := strconv.Atoi(parts[2]) // anything else begins anew
		http.Redirect(w, r, fmt.Sprintf("/r/%d/%s", n+1, parts[3]), http.StatusMovedPermanently)
	}},
	// A body of ten gigabytes, as fast as it is taken.
	"endless": {[]string{"/berita/badan-yang-tidak-pernah-selesai-dikirim"}, func(h *Hostile, w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/berita/") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		block := bytes.Repeat([]byte("<p>kata demi kata </p>"), 3000)
		for sent := 0; sent < 10<<30; sent += len(block) {
			if _, err := w.Write(block); err != nil || h.stopped() {
				return
			}
		}
	}},
	// A gzip bomb: a gigabyte of blanks in a megabyte.
	"bomb": {[]string{"/berita/bom-kompresi-di-balik-alamat-biasa"}, func(_ *Hostile, w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/berita/") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Encoding", "gzip")
		z, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
		if err != nil {
			panic(err)
		}
		blank := bytes.Repeat([]byte(" "), 1<<20)
		for range 1 << 10 {
			if _, err := z.Write(blank); err != nil {
				return
			}
		}
		z.Close() //nolint:errcheck // the crawler may hang up
	}},
	// The same in the encodings of today: 256 MB in 203 bytes, a gigabyte in 32 kB.
	"brotli": bombTrap("br", "/berita/bom-brotli-di-balik-alamat-biasa", brotliBytes),
	"zstd":   bombTrap("zstd", "/berita/bom-zstd-di-balik-alamat-biasa", func() []byte { return zstdBomb(8 << 10) }),
	// A byte now and then.
	"drip": {[]string{"/berita/huruf-demi-huruf-sangat-lambat"}, func(h *Hostile, w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/berita/") {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		for range 10000 {
			if _, err := io.WriteString(w, "x"); err != nil || h.stopped() {
				return
			}
			http.NewResponseController(w).Flush() //nolint:errcheck // the next write tells
			select {
			case <-time.After(200 * time.Millisecond):
			case <-r.Context().Done():
				return
			}
		}
	}},
	// Ten thousand header lines.
	"headers": {[]string{"/berita/kepala-jawaban-yang-terlalu-besar"}, func(_ *Hostile, w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/berita/") {
			http.NotFound(w, r)
			return
		}
		for i := range 10000 {
			w.Header().Add(fmt.Sprintf("X-Flood-%d", i), strings.Repeat("y", 200))
		}
		html(w, "<p>x</p>")
	}},
	// A calendar that has a next month for ever.
	"calendar": {[]string{"/kalender/2026/1"}, func(_ *Hostile, w http.ResponseWriter, r *http.Request) {
		parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
		if len(parts) != 3 || parts[0] != "kalender" {
			http.NotFound(w, r)
			return
		}
		year, _ := strconv.Atoi(parts[1]) // anything else is the year 0
		month, _ := strconv.Atoi(parts[2])
		html(w, fmt.Sprintf(`<html><body><h1>Kalender %d-%d</h1><a href="/kalender/%d/%d" rel="next">Bulan berikutnya</a>
<a href="/kalender/%d/%d">Tahun berikutnya</a></body></html>`, year, month, year+month/12, month%12+1, year+1, month))
	}},
	// Relative links that grow longer with every page.
	"growing": {[]string{"/arsip/lama/"}, func(_ *Hostile, w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/arsip/") {
			http.NotFound(w, r)
			return
		}
		html(w, `<html><body><ul><li><a href="arsip/lama/">Arsip berita lama yang sangat panjang sekali</a></li><li><a href="arsip/">Arsip</a></li></ul></body></html>`)
	}},
	// Less than was announced.
	"short": {[]string{"/berita/jawaban-yang-terpotong-di-tengah-kalimat"}, func(_ *Hostile, w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/berita/") {
			http.NotFound(w, r)
			return
		}
		body := articlePage("Terpotong", soundParagraphs("terpotong"))
		w.Header().Set("Content-Type", "text/html")
		w.Header().Set("Content-Length", strconv.Itoa(2*len(body)))
		io.WriteString(w, body) //nolint:errcheck // it breaks off on purpose
		panic(http.ErrAbortHandler)
	}},
	// A chunk that breaks off.
	"chunk": {[]string{"/berita/potongan-yang-tidak-pernah-lengkap"}, func(_ *Hostile, w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/berita/") {
			http.NotFound(w, r)
			return
		}
		conn, buf, err := http.NewResponseController(w).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		fmt.Fprintf(buf, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n%s", articlePage("Potongan", soundParagraphs("potongan")))
		buf.Flush() //nolint:errcheck // the crawler may hang up
	}},
	// A picture that is called a page, and bytes of no charset.
	"lying": {[]string{"/berita/gambar-yang-mengaku-halaman-berita", "/berita/huruf-yang-bukan-huruf-sama-sekali"}, func(_ *Hostile, w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "gambar"):
			html(w, "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"+strings.Repeat("\x00\xff", 5000))
		case strings.Contains(r.URL.Path, "huruf"):
			w.Header().Set("Content-Type", "text/html; charset=utf-9")
			io.WriteString(w, "<html><body><p>\xff\xfe\x00\x80\x81</p></body></html>") //nolint:errcheck // the crawler may hang up
		default:
			http.NotFound(w, r)
		}
	}},
	// An article full of NUL bytes, and one nested deeper than the parser goes.
	"deep": {[]string{"/berita/artikel-dengan-byte-nol-di-mana-mana", "/berita/artikel-yang-terbungkus-sangat-dalam"}, func(_ *Hostile, w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "nol"):
			html(w, strings.ReplaceAll(articlePage("Nol", soundParagraphs("nol")), "desa", "de\x00sa"))
		case strings.Contains(r.URL.Path, "dalam"):
			html(w, strings.Repeat("<div>", 3000)+articlePage("Dalam", soundParagraphs("dalam"))+strings.Repeat("</div>", 3000))
		default:
			http.NotFound(w, r)
		}
	}},
	// Redirects to where no crawler should go.
	"inward": {[]string{"/berita/pergi-ke-alamat-metadata-awan", "/berita/pergi-ke-komputer-sendiri-saja", "/berita/pergi-ke-alamat-yang-menyamar"}, func(_ *Hostile, w http.ResponseWriter, r *http.Request) {
		switch {
		case strings.Contains(r.URL.Path, "metadata"):
			http.Redirect(w, r, "http://169.254.169.254/latest/meta-data/", http.StatusFound)
		case strings.Contains(r.URL.Path, "komputer"):
			http.Redirect(w, r, "http://[::1]:22/", http.StatusFound)
		case strings.Contains(r.URL.Path, "menyamar"): // IPv4 in the clothes of IPv6
			http.Redirect(w, r, "http://[::ffff:169.254.169.254]/latest/meta-data/", http.StatusFound)
		default:
			http.NotFound(w, r)
		}
	}},
	// Every second answer is a 503 that asks for a pause.
	"tired": {[]string{"/berita/server-yang-mudah-lelah-menjawab-kita"}, func(h *Hostile, w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/berita/") {
			http.NotFound(w, r)
			return
		}
		if h.first(r) {
			w.Header().Set("Retry-After", "1")
			http.Error(w, "later", http.StatusServiceUnavailable)
			return
		}
		html(w, articlePage("Lelah", soundParagraphs("lelah")))
	}},
}

// first tells whether this address is asked for the first time.
func (h *Hostile) first(r *http.Request) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	key := r.Host + r.URL.Path
	h.hits[key]++
	return h.hits[key] == 1
}

func (h *Hostile) stopped() bool {
	select {
	case <-h.Stop:
		return true
	default:
		return false
	}
}
