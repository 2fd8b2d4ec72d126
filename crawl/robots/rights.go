package robots

import (
	"net/http"
	"slices"
	"strings"

	"kabar/news"
	"kabar/page"
)

// Meta is a meta element of a page.
type Meta struct{ Name, Content string }

// Bounds of what one page may say. A directive has some ten characters, and there are a dozen.
const (
	maxTokens = 50
	maxToken  = 100
	maxLine   = 4096
)

// Page reads the rights signals of one page: X-Robots-Tag, meta robots and those addressed to the product
// itself, tdm-reservation and tdm-policy. What a page says of mining goes before what its header says (TDMRep,
// "Processing priority"); of robots tokens both count. What robots.txt says is the caller's to add.
func Page(product string, p *page.Page) news.Rights {
	var metas []Meta
	for name, content := range p.Metas() {
		metas = append(metas, Meta{name, content})
	}
	return signals(product, p.URL, p.Header, metas)
}

func signals(product, base string, header http.Header, metas []Meta) news.Rights {
	product = lower(product)
	var tags tags
	for _, line := range header.Values("X-Robots-Tag") {
		tags.header(product, line)
	}
	fromHeader := reservation{header.Get("Tdm-Reservation"), header.Get("Tdm-Policy")}
	var fromPage reservation
	for _, m := range metas {
		switch name := lower(strings.TrimSpace(m.Name)); name {
		case "robots", product:
			tags.meta(m.Content)
		case "tdm-reservation":
			fromPage.stricter(m.Content)
		case "tdm-policy":
			fromPage.policy = m.Content
		}
	}
	r := news.Rights{Robots: tags.sorted()}
	if r.TDM = fromPage.orPolicyOf(fromHeader).read(base); r.TDM == nil {
		r.TDM = fromHeader.read(base)
	}
	return r
}

// Has tells whether the robots tokens hold a directive (noindex, nofollow, noarchive, noai, noimageai, …), said
// outright or by "none", which is noindex and nofollow.
func Has(r news.Rights, directive string) bool {
	if (directive == "noindex" || directive == "nofollow") && slices.Contains(r.Robots, "none") {
		return true
	}
	return slices.Contains(r.Robots, directive)
}

// valued are the directives that take a value behind a colon. Any other word before a colon names an agent.
var valued = []string{"max-snippet", "max-image-preview", "max-video-preview"}

// unavailable takes a date, which may hold blanks, commas and colons.
const unavailable = "unavailable_after"

// tags gathers the tokens of several lines.
type tags []string

// meta reads the content of a meta element, which names no agents.
func (t *tags) meta(content string) {
	t.line(content, func(string) (bool, bool) { return false, false })
}

// header reads one X-Robots-Tag line. A word with a colon says for whom the directives behind it are, up to the
// next such word: lines that a proxy has joined read "googlebot: nofollow, otherbot: noindex, nofollow".
func (t *tags) header(product, line string) {
	t.line(line, func(name string) (agent, ours bool) { return true, name == product || name == "*" })
}

// line takes a list of directives apart, at commas as it should be, at semicolons and blanks as it is found.
func (t *tags) line(s string, agent func(name string) (is, ours bool)) {
	parts := strings.FieldsFunc(lower(s[:min(len(s), maxLine)]), func(c rune) bool { return c == ',' || c == ';' })
	ours := true
	for i := 0; i < len(parts); i++ {
		words := strings.Fields(parts[i])
		for k := 0; k < len(words); k++ {
			name, value, colon := strings.Cut(words[k], ":")
			switch {
			case name == unavailable:
				date := strings.Join(append([]string{value}, words[k+1:]...), " ")
				for i+1 < len(parts) && digitFirst(parts[i+1]) { // "Sunday, 01-Sep-24": no directive begins with a digit
					i++
					date += ", " + strings.TrimSpace(parts[i])
				}
				date = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(date), ":"))
				t.add(ours, unavailable+": "+date)
				k = len(words)
			case slices.Contains(valued, name):
				if colon && value == "" && k+1 < len(words) {
					k++
					value = words[k]
				}
				t.word(ours, name+":"+value)
			case !colon:
				t.word(ours, name)
			default:
				if is, us := agent(name); is {
					ours = us
				} else {
					t.word(ours, name)
				}
				if value != "" {
					t.word(ours, value)
				}
			}
		}
	}
}

func digitFirst(s string) bool {
	s = strings.TrimSpace(s)
	return s != "" && s[0] >= '0' && s[0] <= '9'
}

// word adds a directive; what has other characters than theirs is none.
func (t *tags) word(ours bool, s string) {
	if strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789-_:") == "" {
		t.add(ours, s)
	}
}

func (t *tags) add(ours bool, s string) {
	if ours && s != "" && len(s) <= maxToken && len(*t) < maxTokens && !slices.Contains(*t, s) {
		*t = append(*t, strings.ToValidUTF8(s, "\uFFFD"))
	}
}

func (t *tags) sorted() []string {
	slices.Sort(*t)
	return *t
}
