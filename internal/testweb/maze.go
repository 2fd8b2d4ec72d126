package testweb

import (
	"fmt"
	"hash/fnv"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// Maze is a web of sites that look like any other and have one part without end each. The front page names three articles
// and the way into the maze.
type Maze struct {
	mu   sync.Mutex
	hits map[string]int
}

// Mazes are the names of the sites; MazeHost gives the host of one.
func Mazes() []string {
	return []string{"calendar", "facets", "growing", "session", "pages", "relative", "fake"}
}

// MazeHost is the host of a maze.
func MazeHost(name string) string { return "www.maze-" + name + ".example" }

// MazeArticles are the addresses of the articles of every maze, without host.
func MazeArticles() []string {
	return []string{"/berita/2026/03/01/warga-perbaiki-jembatan-gantung.html", "/berita/2026/03/02/harga-cabai-turun-di-pasar-pagi.html", "/berita/2026/03/03/sekolah-baru-dibuka-di-hulu.html"}
}

// Hits is how often a maze was asked for anything.
func (m *Maze) Hits(name string) int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.hits[MazeHost(name)]
}

// ServeHTTP answers for every maze by the Host header.
func (m *Maze) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	m.mu.Lock()
	if m.hits == nil {
		m.hits = map[string]int{}
	}
	m.hits[r.Host]++
	n := m.hits[r.Host]
	m.mu.Unlock()
	name := strings.TrimSuffix(strings.TrimPrefix(r.Host, "www.maze-"), ".example")
	path := r.URL.Path
	if name == "session" { // /s/0123456789abcdef0123/…, another one with each page
		if rest, ok := strings.CutPrefix(path, "/s/"); ok {
			_, path, _ = strings.Cut(rest, "/")
			path = "/" + path
		}
	}
	for _, a := range MazeArticles() {
		if path == a {
			html(w, articlePage(a, mazeText(r.Host, a)))
			return
		}
	}
	switch {
	case path == "/":
		m.front(w, name, n)
	default:
		m.inside(w, r, name, path, n)
	}
}

func mazeText(host, path string) []string {
	return append(soundParagraphs(host), "Laporan ini tentang "+strings.ReplaceAll(strings.Trim(path, "/"), "-", " ")+" dan ditulis untuk pembaca di daerah itu.")
}

func (m *Maze) front(w http.ResponseWriter, name string, n int) {
	var b strings.Builder
	b.WriteString("<html lang=id><body><h1>Kabar</h1>")
	prefix := ""
	if name == "session" {
		prefix = session(n)
	}
	for _, a := range MazeArticles() {
		fmt.Fprintf(&b, `<h3><a href="%s%s">Judul berita yang cukup panjang: %s</a></h3>`, prefix, a, strings.ReplaceAll(a[len("/berita/2026/03/01/"):], "-", " "))
	}
	entry := map[string]string{"calendar": "/agenda/2026/1/", "facets": "/katalog/", "growing": "/arsip/lama/", "session": prefix + "/indeks/", "pages": "/arsip?halaman=2",
		"relative": "/daerah/kota/", "fake": "/rubrik/awal/"}[name]
	fmt.Fprintf(&b, `<nav><a href="%s">Lihat</a></nav></body></html>`, entry)
	html(w, b.String())
}

func session(n int) string {
	h := fnv.New64a()
	fmt.Fprint(h, n)
	return fmt.Sprintf("/s/%016x%08x", h.Sum64(), n)
}

// inside is any page of the maze itself.
func (m *Maze) inside(w http.ResponseWriter, r *http.Request, name, path string, n int) {
	var b strings.Builder
	link := func(href, text string) { fmt.Fprintf(&b, `<a href="%s">%s</a> `, href, text) }
	parts := strings.Split(strings.Trim(path, "/"), "/")
	switch {
	case name == "calendar" && len(parts) == 3: // each month leads to the next, each year too
		year, _ := strconv.Atoi(parts[1]) // anything else is the year 0
		month, _ := strconv.Atoi(parts[2])
		for i := 1; i <= 12; i++ {
			link(fmt.Sprintf("/agenda/%d/%d/", year+i/12, (month+i)%12+1), "Bulan")
		}
		link(fmt.Sprintf("/agenda/%d/%d/", year+1, month), "Tahun")
	case name == "facets": // filters may be combined at will, and show the same three articles
		q := r.URL.Query()
		for i := range 12 {
			next := r.URL.Query()
			next.Set(fmt.Sprintf("f%c", 'a'+i), strconv.Itoa(len(q)+i))
			link("/katalog/?"+next.Encode(), "Saring")
		}
		for _, a := range MazeArticles() {
			link(a, "Judul berita yang cukup panjang untuk sebuah artikel")
		}
	case name == "growing", name == "relative": // relative links below a page that answers under any path
		link("lama/", "Arsip")
		link("kota/", "Kota")
		link("berita/", "Berita")
	case name == "session":
		for i := range 5 {
			link(session(n)+fmt.Sprintf("/indeks/%d/", i), "Indeks")
		}
		for _, a := range MazeArticles() {
			link(session(n)+a, "Judul berita yang cukup panjang untuk sebuah artikel")
		}
	case name == "pages": // a list that has a next page for ever, with the same articles on it
		page, _ := strconv.Atoi(r.URL.Query().Get("halaman"))
		for i := 1; i <= 10; i++ {
			link(fmt.Sprintf("/arsip?halaman=%d", page+i), strconv.Itoa(page+i))
		}
		for _, a := range MazeArticles() {
			link(a, "Judul berita yang cukup panjang untuk sebuah artikel")
		}
	case name == "fake": // lists that lead to new addresses, which look like articles and are none
		for i := range 6 {
			link(fmt.Sprintf("/rubrik/r%d/judul-%d", n, i), "Rubrik")
			link(fmt.Sprintf("/cerita/%d/judul-yang-panjang-tanpa-isi-apa-pun-%d.html", n, i), "Judul berita yang cukup panjang untuk sebuah artikel lagi")
		}
	default:
		http.NotFound(w, r)
		return
	}
	html(w, "<html lang=id><body><h1>Halaman</h1>"+b.String()+"</body></html>")
}

// Archive is a site that has most of its articles deep in its archives: by day, each day with pages, and sections with many
// pages. The newest third is in a sitemap too, so that the archives begin with what is known.
type Archive struct{ Days, Pages, PerPage int }

// ArchiveHost is its host.
const ArchiveHost = "www.arsip.example"

// Articles are the addresses of all articles.
func (a *Archive) Articles() []string {
	var all []string
	for d := range a.Days {
		for p := range a.Pages {
			all = append(all, a.page(d, p)...)
		}
	}
	return all
}

func (a *Archive) page(day, page int) []string {
	var list []string
	for i := range a.PerPage {
		list = append(list, fmt.Sprintf("/baca/%d/kabar-hari-%d-halaman-%d-nomor-%d", 10000+(day*a.Pages+page)*a.PerPage+i, day, page, i))
	}
	return list
}

// ServeHTTP answers for the site.
func (a *Archive) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var b strings.Builder
	list := func(articles []string) {
		for _, l := range articles {
			fmt.Fprintf(&b, `<h3><a href="%s">%s</a></h3>`, l, strings.ReplaceAll(l[len("/baca/10000/"):], "-", " "))
		}
	}
	path := strings.Trim(r.URL.Path, "/")
	parts := strings.Split(path, "/")
	pageNo := func(s string) int { n, _ := strconv.Atoi(s); return max(n, 1) - 1 }
	switch {
	case path == "robots.txt":
		fmt.Fprintf(w, "Sitemap: http://%s/sitemap.xml\n", ArchiveHost)
		return
	case path == "sitemap.xml":
		fmt.Fprint(w, "<urlset>")
		all := a.Articles()
		for _, l := range all[:len(all)/3] {
			fmt.Fprintf(w, "<url><loc>http://%s%s</loc></url>", ArchiveHost, l)
		}
		fmt.Fprint(w, "</urlset>")
		return
	case path == "":
		list(a.page(0, 0))
		b.WriteString(`<nav><a href="/arsip/0">Arsip</a> <a href="/indeks">Indeks</a></nav>`)
	case parts[0] == "baca" && len(parts) == 3:
		html(w, articlePage(strings.ReplaceAll(parts[2], "-", " "), mazeText(ArchiveHost, r.URL.Path)))
		return
	case parts[0] == "arsip" && len(parts) >= 2: // a day, and its pages
		day, page := pageNo(parts[1])+0, 0
		if parts[1] == "0" {
			day = 0
		}
		if len(parts) == 4 && parts[2] == "halaman" {
			page = pageNo(parts[3])
		}
		if day >= a.Days || page >= a.Pages {
			http.NotFound(w, r)
			return
		}
		list(a.page(day, page))
		if page+1 < a.Pages {
			fmt.Fprintf(&b, `<a rel="next" href="/arsip/%d/halaman/%d">Selanjutnya</a>`, day+1, page+2)
		}
		fmt.Fprintf(&b, `<nav><a href="/arsip/%d">Hari sebelumnya</a></nav>`, day+2)
	default:
		http.NotFound(w, r)
		return
	}
	html(w, "<html lang=id><body><h1>Arsip</h1>"+b.String()+"</body></html>")
}
