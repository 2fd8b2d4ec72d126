package block

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// FNV-1a, 32 bits.
const (
	offset32 = 2166136261
	prime32  = 16777619
)

// cats are the themes that class names and ids speak of.
type cats uint32

const (
	catComment cats = 1 << iota
	catShare
	catRelated
	catAd
	catNav
	catMeta
	catCaption
	catTag
	catPromo
	catBody
	catTitle
	catLead
	catFooter
	catSide
	catHidden
	catEmbed
	catBox
	catLive
	catCount = iota
)

// catWords are the words of each theme, in the order of the constants. They are the vocabulary of content
// systems in English, Indonesian and a few other languages; what weight a theme has is learned.
var catWords = [catCount]string{
	"comment comments commentlist disqus komentar kommentar kommentare reply replies respond discussion fbcomments coral livefyre commenting reactions",
	"share shares sharing social sosmed bagikan addthis sharedaddy addtoany follow ikuti socials sns shareit teilen",
	"related terkait recommend recommended recommendation recommendations recirc more also baca bacajuga lihat similar readmore readalso trending popular terpopuler terkini latest teaser teasers outbrain taboola carousel linksisip sisip further mostread seealso berkaitan crosslink interlink relacionadas mgid",
	"ad ads adv advert adverts advertisement advertising iklan sponsor sponsored banner dfp gpt parallax billboard adslot adunit werbung anzeige publicidad adsense reklama",
	"nav navbar menu navigation breadcrumb breadcrumbs pagination paging pager toc topbar skip navi submenu halaman pages",
	"byline author authors penulis editor date datetime time meta info timestamp published reporter credit source sumber avatar bio contributor writer tanggal waktu postmeta",
	"caption captions figcaption photo photos image images img gallery foto slideshow picture media video videos player slider thumb thumbnail lightbox bild",
	"tag tags keyword keywords topic topics label category categories kategori hashtag",
	"newsletter subscribe subscription signup paywall cookie cookies consent gdpr popup modal overlay promo promotion donate donation membership login register app download offer optin mailchimp cta piano",
	"body content contents text story article articles isi konten entry post detail read artikel prose paragraph copy main berita richtext articlebody",
	"title headline judul kicker heading hed",
	"lead lede summary standfirst intro deck dek subtitle subheadline excerpt teras abstract description sapo vorspann chapo ingress",
	"footer copyright legal bottom disclaimer imprint colophon foot",
	"sidebar aside side rail widget widgets right secondary complementary sidenav",
	"hide hidden sr visually screen print noprint invisible offscreen accessibility sronly visuallyhidden screenreader",
	"embed embedded twitter tweet instagram facebook youtube tiktok oembed iframe",
	"infobox box factbox infographic quote pullquote callout highlight highlights facts faq accordion inset",
	"liveblog timeline live ticker update updates",
}

// token is what is known of one word in class names.
type token struct {
	cats  cats
	score float32 // log odds that text below it belongs to the article, learned
}

// tokenTable holds the words of class names and, apart from them, those of texts, by hash.
type tokenTable struct {
	class map[uint32]token
	word  map[uint32]float32
}

// learned is written by bench/cmd/train: a line a word, "c" (class names) or "w" (text), the word, its
// weight in hundredths.
//
//go:embed tokens.txt
var learned string

var tokens = sync.OnceValue(func() *tokenTable {
	return newTokenTable(learned)
})

func newTokenTable(learned string) *tokenTable {
	t := &tokenTable{class: make(map[uint32]token, 4096), word: make(map[uint32]float32, 4096)}
	for i, words := range catWords {
		for w := range strings.FieldsSeq(words) {
			h := hashOf(w)
			k := t.class[h]
			k.cats |= 1 << i
			t.class[h] = k
		}
	}
	for line := range strings.Lines(learned) {
		f := strings.Fields(line)
		if len(f) != 3 {
			continue
		}
		v, err := strconv.Atoi(f[2])
		if err != nil {
			continue
		}
		h, score := hashOf(f[1]), float32(v)/100
		if f[0] == "w" {
			t.word[h] = score
			continue
		}
		k := t.class[h]
		k.score = score
		t.class[h] = k
	}
	return t
}

func hashOf(word string) uint32 {
	h := uint32(offset32)
	for i := range len(word) {
		h = (h ^ uint32(word[i])) * prime32
	}
	return h
}

// classes reads the words of a class or id attribute: runs of letters, parted also where a capital follows
// a small letter. score is the sum of the words' weights, hash that of the whole.
func (t *tokenTable) classes(s string) (c cats, score float32, hash uint32) {
	hash = offset32
	if len(s) > 512 {
		s = s[:512]
	}
	eachToken(s, func(h uint32, from, to int) {
		k := t.class[h]
		c |= k.cats
		score += k.score
	})
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' { // counters do not make another kind
			continue
		}
		hash = (hash ^ uint32(s[i])) * prime32
	}
	return c, score, hash
}

// catUnseen is a theme of class names that may keep an element from sight.
const catUnseen = catHidden

// unseen reports class names that show an element to screen readers only.
func (t *tokenTable) unseen(s string) bool {
	s = strings.ToLower(s)
	for _, name := range [...]string{"sr-only", "sronly", "sr_only", "visually-hidden", "visuallyhidden", "visually_hidden", "screen-reader", "screenreader", "offscreen", "u-hidden-visually"} {
		if strings.Contains(s, name) {
			return true
		}
	}
	return false
}

// eachToken calls f with the hash and place of every word of a class attribute.
func eachToken(s string, f func(h uint32, from, to int)) {
	h, start := uint32(offset32), -1
	lower := false
	for i := 0; i <= len(s); i++ {
		var ch byte
		if i < len(s) {
			ch = s[i]
		}
		small := ch >= 'a' && ch <= 'z'
		big := ch >= 'A' && ch <= 'Z'
		if start >= 0 && (!small && !big || big && lower) {
			if i-start > 1 {
				f(h, start, i)
			}
			start = -1
		}
		if small || big {
			if start < 0 {
				start, h = i, offset32
			}
			h = (h ^ uint32(ch|0x20)) * prime32
		}
		lower = small
	}
}

// hashWord hashes the letters and digits of a word in lower case, and counts them. cjk counts the letters
// of scripts that are written without blanks.
func hashWord(s string) (h uint32, letters, digits, cjk int) {
	h = offset32
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c < 0x80:
			i++
			switch {
			case c >= 'a' && c <= 'z':
				letters++
			case c >= 'A' && c <= 'Z':
				letters++
				c |= 0x20
			case c >= '0' && c <= '9':
				digits++
			default:
				continue
			}
			h = (h ^ uint32(c)) * prime32
		case c < 0xe0:
			if c != 0xc2 || i+1 < len(s) && s[i+1] > 0xb4 { // not the signs of Latin-1
				letters++
				h = (h ^ uint32(c)) * prime32
				if i+1 < len(s) {
					h = (h ^ uint32(s[i+1])) * prime32
				}
			}
			i += 2
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			switch {
			case r >= 0x2e80 && r < 0xac00 && (r < 0x3000 || r > 0x303f), r >= 0xf900 && r < 0xfb00, r >= 0x20000 && r < 0x30000:
				cjk++
				letters++
			case r >= 0xe00 && r < 0xf00, r >= 0x1780 && r < 0x1800, r >= 0x1000 && r < 0x10a0: // Thai, Lao, Khmer, Burmese
				letters++
				cjk++
			case r >= 0x2000 && r < 0x2e80 || r >= 0x3000 && r < 0x3040 || r == utf8.RuneError || r >= 0xff00 && r < 0xff10:
				i += size
				continue
			default:
				letters++
			}
			for k := range size {
				h = (h ^ uint32(s[i+k])) * prime32
			}
			i += size
		}
	}
	return h, letters, digits, cjk
}

// upperOf counts the capitals of ASCII.
func upperOf(s string) int {
	n := 0
	for i := range len(s) {
		if s[i] >= 'A' && s[i] <= 'Z' {
			n++
		}
	}
	return n
}
