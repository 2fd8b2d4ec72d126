package discover

import (
	"net/url"
	"path"
	"slices"
	"strings"
	"unicode/utf8"
)

// shape is what an address looks like, taken apart once.
type shape struct {
	origin   string
	host     string
	path     string // decoded, lower case, without a slash at the end
	segments []string
	query    url.Values
	ext      string // of the last segment, with the dot

	articleID bool // the path or query holds a number or code that names one page
	words     int  // of the slug, or of the segment before it where the last is a bare number
}

// maxFieldsOfQuery is how many fields a query may have and be looked at.
const maxFieldsOfQuery = 20

func newShape(href string) *shape {
	s := &shape{}
	u, err := url.Parse(href)
	if err != nil {
		return s
	}
	if u.Host == "" {
		return s
	}
	s.origin, s.host = u.Scheme+"://"+u.Host, u.Hostname()
	s.path = strings.TrimRight(strings.ToLower(u.Path), "/")
	for seg := range strings.SplitSeq(s.path, "/") {
		if seg != "" {
			s.segments = append(s.segments, seg)
		}
	}
	if u.RawQuery != "" && strings.Count(u.RawQuery, "&") < maxFieldsOfQuery {
		s.query = u.Query()
	}
	s.ext = ending(s.last())
	if n := len(s.segments); n > 1 && pageEnding(s.ext) && strings.TrimSuffix(s.last(), s.ext) == "index" {
		s.segments = s.segments[:n-1] // the folder's own page
		s.ext = ending(s.last())
	}
	s.articleID, s.words = s.namesArticle(), s.countWords()
	return s
}

func ending(segment string) string {
	if ext := path.Ext(segment); len(ext) <= 6 {
		return ext
	}
	return ""
}

func (s *shape) last() string {
	if len(s.segments) == 0 {
		return ""
	}
	return s.segments[len(s.segments)-1]
}

// slug is the last segment without the ending that a page has.
func (s *shape) slug() string {
	if pageEnding(s.ext) {
		return strings.TrimSuffix(s.last(), s.ext)
	}
	return s.last()
}

func (s *shape) countWords() int {
	slug := s.slug()
	if n := len(s.segments); n > 1 && digits(slug) >= len(slug)-1 {
		return slugWords(s.segments[n-2])
	}
	return slugWords(slug)
}

// front tells whether the address is the front page of its host.
func (s *shape) front() bool {
	return s.origin != "" && len(s.query) == 0 && (len(s.segments) == 0 || len(s.segments) == 1 && slices.Contains([]string{"index", "home", "beranda", "default"}, s.slug()))
}

// pageEnding tells the endings of pages.
func pageEnding(ext string) bool {
	switch ext {
	case ".html", ".htm", ".shtml", ".xhtml", ".php", ".asp", ".aspx", ".jsp", ".do", ".cms", ".ece", ".phtml", ".amp":
		return true
	}
	return false
}

// fileEnding tells the endings of what is no page.
func fileEnding(ext string) bool {
	switch ext {
	case ".pdf", ".jpg", ".jpeg", ".png", ".gif", ".webp", ".svg", ".avif", ".bmp", ".ico", ".tif", ".tiff", ".mp3", ".m4a", ".ogg", ".wav", ".flac",
		".mp4", ".m4v", ".mov", ".avi", ".wmv", ".webm", ".mkv", ".flv", ".m3u8", ".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".exe", ".msi",
		".dmg", ".apk", ".ipa", ".iso", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".csv", ".rtf", ".epub", ".mobi", ".ics", ".vcf",
		".css", ".js", ".json", ".xml", ".rss", ".atom", ".rdf", ".txt", ".woff", ".woff2", ".ttf", ".swf", ".torrent", ".bin", ".kml", ".map":
		return true
	}
	return false
}

// feed tells an anchor that leads to a feed: by its address, or by its text where the address does not say
// otherwise.
func (s *shape) feed(text string) bool {
	switch s.ext {
	case ".rss", ".atom", ".rdf":
		return true
	case ".xml":
		return !strings.Contains(s.path, "sitemap")
	}
	switch s.slug() {
	case "rss", "feed", "atom", "rss2", "feeds", "rssfeed", "feed1":
		return s.ext == "" || pageEnding(s.ext)
	}
	if f := s.query.Get("feed"); f == "rss2" || f == "rss" || f == "atom" || f == "rdf" {
		return true
	}
	if strings.EqualFold(s.query.Get("format"), "feed") || s.query.Get("alt") == "rss" {
		return true
	}
	switch strings.ToLower(text) {
	case "rss", "rss feed", "feed rss", "atom", "xml":
		return slices.ContainsFunc(s.segments, func(seg string) bool {
			return strings.Contains(seg, "rss") || strings.Contains(seg, "feed") || strings.Contains(seg, "xml")
		})
	}
	return false
}

// sitemap tells an anchor that leads to a sitemap for machines.
func (s *shape) sitemap() bool {
	last := s.last()
	return strings.Contains(last, "sitemap") && (strings.HasSuffix(last, ".xml") || strings.HasSuffix(last, ".xml.gz"))
}

// digits counts the ASCII digits of s.
func digits(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

func allDigits(s string) bool { return s != "" && digits(s) == len(s) }

// dateIn tells how much of a date the path holds: 0 nothing, 2 year and month, 3 a day; and whether there
// is anything behind it.
func (s *shape) dateIn() (parts int, more bool) {
	for i, seg := range s.segments {
		if year(seg) {
			n := 1
			for n < 3 && i+n < len(s.segments) && between(s.segments[i+n], 1, []int{12, 31}[n-1]) {
				n++
			}
			if n > 1 {
				return n, i+n < len(s.segments)
			}
		}
		if len(seg) == 7 && seg[4] == '-' && year(seg[:4]) && between(seg[5:], 1, 12) { // 2025-07/13
			if i+1 < len(s.segments) && between(s.segments[i+1], 1, 31) {
				return 3, i+2 < len(s.segments)
			}
			return 2, i+1 < len(s.segments)
		}
		if i+3 < len(s.segments) && len(seg) == 2 && len(s.segments[i+1]) == 2 && len(s.segments[i+2]) == 2 && // 25/07/13
			between(seg, 1, 99) && between(s.segments[i+1], 1, 12) && between(s.segments[i+2], 1, 31) {
			return 3, true
		}
		if len(seg) >= 8 {
			if d := seg[:8]; allDigits(d) && year(d[:4]) && between(d[4:6], 1, 12) && between(d[6:8], 1, 31) {
				return 3, len(seg) > 8 || i+1 < len(s.segments)
			}
		}
		if len(seg) >= 10 && seg[4] == '-' && seg[7] == '-' && year(seg[:4]) && between(seg[5:7], 1, 12) && between(seg[8:10], 1, 31) {
			return 3, len(seg) > 10 || i+1 < len(s.segments)
		}
	}
	return 0, false
}

func year(s string) bool {
	return len(s) == 4 && allDigits(s) && (s[:2] == "19" || s[:2] == "20")
}

func between(s string, low, high int) bool {
	if len(s) == 0 || len(s) > 2 || !allDigits(s) {
		return false
	}
	n := 0
	for i := range len(s) {
		n = 10*n + int(s[i]-'0')
	}
	return n >= low && n <= high
}

func (s *shape) namesArticle() bool {
	for _, seg := range s.segments {
		seg = strings.TrimSuffix(seg, s.ext)
		if allDigits(seg) && len(seg) >= 4 && !year(seg) {
			return true
		}
		if bare := strings.TrimRight(seg, "0123456789"); len(seg)-len(bare) >= 5 && len(seg) <= 40 { // !5928990, news823175
			return true
		}
		if numberedWord(seg) {
			return true
		}
	}
	for key, values := range s.query {
		switch strings.ToLower(key) {
		case "p", "id", "nid", "aid", "news_id", "newsid", "article", "artikel", "berita", "story", "idnews", "post", "news":
			if len(values) > 0 && digits(values[0]) >= 2 {
				return true
			}
		}
	}
	return false
}

// numberedWord tells whether one of the words of a segment holds five digits or more.
func numberedWord(seg string) bool {
	from, digits := 0, 0
	for i := 0; i <= len(seg); i++ {
		switch {
		case i == len(seg) || seg[i] == '-' || seg[i] == '_' || seg[i] == '.' || seg[i] == ',':
			if long := i - from; digits >= 5 && long <= 40 && long < len(seg) {
				return true
			}
			from, digits = i+1, 0
		case '0' <= seg[i] && seg[i] <= '9':
			digits++
		}
	}
	return false
}

// slugWords counts what looks like words in a slug: not the numbers.
func slugWords(slug string) int {
	n, word := 0, false
	for i := range len(slug) {
		switch c := slug[i]; {
		case c == '-' || c == '_' || c == '+' || c == ' ' || c == '.':
			word = false
		case !word && (c < '0' || c > '9'):
			n, word = n+1, true
		}
	}
	if n <= 1 && !isASCII(slug) && utf8.RuneCountInString(slug) >= 12 { // scripts without blanks
		return 4
	}
	return n
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
