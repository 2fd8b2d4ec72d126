// Package block finds the text of an article in a parsed page.
//
// Start with [Extract]. It walks the tree once and cuts it into blocks: runs of inline text between the
// edges of block elements and line breaks. Each block then is judged twice by small boosted trees (see
// model.go): first by what it is and where it stands, then also by how its neighbours, the members of its
// containers and its look-alikes were judged. The trees are learned from pages with known text by
// bench/cmd/train and know no site; what they read is listed in features.go. [Explain] shows every block with
// its verdict and the weights behind it.
//
// Nothing here depends on time, chance or the machine: equal pages give equal text.
package block

import (
	"strings"

	"golang.org/x/net/html/atom"

	"kabar/page"
)

// Evidence is what is known of the article beside the tree. All of it may be empty.
type Evidence struct {
	Title       string // the headline
	Description string // the page's own summary
	Body        string // the text as machine-readable data has it: evidence, not the text
	Kind        Kind   // what the page says it is: evidence, front pages say article too
}

// Kind is what a page says of itself.
type Kind uint8

// The kinds, by growing likeness to news.
const (
	KindUnknown Kind = iota
	KindOther        // a product, a collection, a question, a web site
	KindPosting      // a blog's posting, a report
	KindArticle
	KindNews
)

// KindOf reads the types of schema.org and Open Graph; dated says that a day of publication is known.
func KindOf(types []string, dated bool) Kind {
	kind := KindUnknown
	for _, t := range types {
		t = strings.ToLower(t)
		k := KindUnknown
		switch {
		case strings.Contains(t, "newsarticle"):
			k = KindNews
		case strings.Contains(t, "article"):
			k = KindArticle
		case strings.Contains(t, "posting"), strings.Contains(t, "report"):
			k = KindPosting
		case t == "website" || strings.Contains(t, "product") || strings.Contains(t, "collection") || strings.Contains(t, "qapage") ||
			strings.Contains(t, "itemlist") || strings.Contains(t, "faqpage"):
			k = KindOther
		}
		kind = max(kind, k)
	}
	if !dated && kind > KindPosting {
		return KindPosting
	}
	return kind
}

// Result is the text of a page.
type Result struct {
	// Paragraphs are the blocks of the text in page order: paragraphs, subheadings, lists and tables with
	// their lines separated by "\n". White space is folded; no other clean-up has been done.
	Paragraphs []string
	// BoldPrefix is the text of the bold element that the first paragraph starts with, "" when it does not.
	BoldPrefix string
	// Words counts the words of the paragraphs; of scripts without blanks two letters count for one.
	Words int
	// Sure is the mean verdict over the words of the text, 0..1.
	Sure float64
	// Linked is the share of the text's words that stand in links.
	Linked float64
}

// block is a run of inline text.
type block struct {
	parent     int32 // index of the innermost container
	start, end int32 // of the text in doc.text
	w0, w1     int32 // of the words in doc.hashes
	words      int32 // see Result.Words
	linkWords  int32
	boldWords  int32
	italWords  int32
	letters    int32
	capitals   int32 // words that begin with an upper case letter
	digits     int32
	upper      int32 // upper case letters of ASCII
	stops      int32 // . ! ? and their relatives at the end of a word
	commas     int32
	boldEnd    int32 // where the bold element ends that the block starts with; start when there is none
	tag        atom.Atom
	marks      marks
	own        cats    // of class names of inline elements in it
	ownScore   float32 // lowest token weight of inline elements in it
	links      int16
	afterBr    bool // a single <br> parts it from the block before
	lastByte   byte
	firstByte  byte
	hash       uint32 // of all words
	look       uint32 // of tag and class of its containers: blocks of one kind share it
}

// container is an element that is not inline.
type container struct {
	parent     int32
	first, end int32 // its blocks
	tag        atom.Atom
	depth      int16
	marks      marks // with those of the ancestors
	own, all   cats  // of its class names; with those of the ancestors
	score      float32
	look       uint32
}

// marks are facts that come from elements and attributes, handed down the tree.
type marks uint32

const (
	inNav marks = 1 << iota
	inAside
	inFooter
	inHeader
	inFigure
	inCaption
	inForm
	inButton
	inTable
	inList
	inQuote
	isHidden
	inArticle
	inMain
	inBodyProp // itemprop=articleBody and its like
	inSection
	inDialog
	inDetails
	inAddress
	inLabel
	inComplementary
	inNested // an article inside an article
	inPre
	inDefinition
	inEmbed
	inAnchor  // the whole container stands in a link
	markCount = iota
)

// doc is a page cut into blocks.
type doc struct {
	text       []byte
	hashes     []uint32 // of all words, in order
	blocks     []block
	containers []container
}

func (d *doc) textOf(b *block) []byte { return d.text[b.start:b.end] }

// Extract finds the article's text.
func Extract(p *page.Page, ev Evidence) Result {
	t := tokens()
	v := newView(newWalker(t).segment(p.Root), ev, t)
	j := judge(v, model())
	return j.result()
}
