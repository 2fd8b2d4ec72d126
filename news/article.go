package news

import "strings"

// PageKind is what a page turned out to be.
type PageKind string

// The kinds of a page.
const (
	KindArticle PageKind = "article"
	KindListing PageKind = "listing" // a front page, a section, an index: links to articles
	KindOther   PageKind = "other"   // a form, a product, a page about the outlet
)

// Reason says why a page gave no text.
type Reason string

// The reasons that a record may give.
const (
	NoArticle Reason = "no-article" // the page holds no article
	NotHTML   Reason = "not-html"   // the body is something else than HTML
	Blocked   Reason = "blocked"    // the page is a challenge, a consent wall or a refusal
	Truncated Reason = "truncated"  // the body broke off before its end
	Broken    Reason = "broken"     // nothing could be parsed
)

// Article is what a page says: the clean text and the facts about it. Every string is valid UTF-8 in
// NFC; what is not known is left zero.
type Article struct {
	URL         string // the address that the page was fetched from, after redirects, as requested
	Canonical   string // absolute rel=canonical, whether or not it may be trusted
	Title       string // the headline, without the site's name
	Description string
	Authors     []string // names of people, in the page's order
	Published   Date
	Modified    Date
	// DateFrom names the evidence that gave Published: jsonld, meta, microdata, time, text, feed, sitemap, url.
	DateFrom       string
	DateConfidence float64 // 0..1
	Language       string  // BCP 47, "und" when not sure
	LanguageScore  float64 // 0..1
	SiteName       string
	Section        string
	Tags           []string
	Image          string // absolute address of the main image

	// Paragraphs is the clean text: each item one block (paragraph, subheading, list, quotation), not
	// empty; lines inside an item (list entries, verse) are separated by "\n".
	Paragraphs []string
	Dateline   *Dateline // what was stripped from the start; nil when nothing was
	EndMark    string    // what was stripped from the end

	Kind      PageKind
	Paywalled bool
	Partial   bool // a page of a paged article is missing
	Rights    Rights
	Quality   *Quality
	// Normalizer is the version of the normalizer that made the text.
	Normalizer string
	Reason     Reason // only without a text
	// TextFrom is where the text comes from when it is not the page: TextFromFeed; empty: the page.
	TextFrom string
}

// TextFromFeed says that the text is that of the entry of a full-content feed: the page could not be had, or holds less of it.
const TextFromFeed = "feed"

// Text is the clean text as the record holds it: paragraphs joined by one blank line.
func (a *Article) Text() string { return strings.Join(a.Paragraphs, "\n\n") }

// SplitText is the inverse of Article.Text.
func SplitText(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, "\n\n")
}

// Dateline is what an outlet put before the text of an article.
type Dateline struct {
	Raw    string `json:"raw"` // as it stood, with separator and blanks
	Outlet string `json:"outlet,omitempty"`
	Place  string `json:"place,omitempty"`
	Agency string `json:"agency,omitempty"`
	Date   string `json:"date,omitempty"` // as written
}

// Rights are the signals that a page, its headers or its site gave about use; only those that were there.
type Rights struct {
	Robots  []string `json:"robots,omitempty"` // tokens of meta robots and X-Robots-Tag, lower case, sorted
	AI      []string `json:"ai,omitempty"`     // agents of AI crawlers that robots.txt refuses for this address
	TDM     *TDM     `json:"tdm,omitempty"`
	License string   `json:"license,omitempty"` // rel=license or the like, absolute address
}

// TDM is the reservation of text and data mining rights (W3C TDMRep).
type TDM struct {
	Reserved bool   `json:"reserved"`
	Policy   string `json:"policy,omitempty"` // absolute address
}

// IsZero reports whether no signal was there.
func (r Rights) IsZero() bool {
	return len(r.Robots) == 0 && len(r.AI) == 0 && r.TDM == nil && r.License == ""
}

// Quality counts what corpus filters ask for. It never drops a document.
type Quality struct {
	Words     int                `json:"words"`
	Sentences int                `json:"sentences"`
	Lines     int                `json:"lines"`
	Ratios    map[string]float64 `json:"ratios,omitempty"` // by name, 0..1 except word_length, rounded to four places
	Tokenizer string             `json:"tokenizer"`        // version of the rules that counted
}
