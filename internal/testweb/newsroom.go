// Package testweb is the web that tests and the demo crawl: a bundled newsroom of three made-up sites,
// and a server that misbehaves in every way that a crawler meets. Everything is served on loopback, under
// made-up names that the crawler's own dial hook leads there.
//
// [Newsroom] is the peaceful half, [Hostile] the other.
package testweb

import (
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"golang.org/x/tools/txtar"
)

//go:embed stories.txtar
var storiesFile []byte

//go:embed pages.html
var pagesFile string

// Story is one story of the newsroom. Several sites may carry it.
type Story struct {
	Slug, Title, Section, Place, Agency, Author string
	Sites                                       []string
	Tags                                        []string
	Published                                   time.Time
	Paragraphs                                  []Paragraph
	updated                                     time.Time
	later                                       bool // appears with Advance
}

// Paragraph is a paragraph or a subheading of a story.
type Paragraph struct {
	Text    string
	Heading bool
}

// Text is what a crawler should make of the story: its paragraphs, a blank line apart.
func (s *Story) Text() string {
	var parts []string
	for _, p := range s.Paragraphs {
		parts = append(parts, p.Text)
	}
	return strings.Join(parts, "\n\n")
}

// outlet is one of the three sites.
type outlet struct {
	key, host, name, lang, zone string
	feed                        string // path
	build                       func(n *Newsroom, o *outlet) (contentType, body string)
	sections                    map[string]string
}

// Hosts of the newsroom; each is a site of its own.
const (
	HostSiak    = "www.kabarsiak.example"
	HostPesisir = "pesisirpos.example"
	HostStraits = "www.straitsobserver.example"
)

var outlets = []*outlet{
	{
		key: "kabarsiak", host: HostSiak, name: "Kabar Siak", lang: "id", zone: "WIB", feed: "/rss.xml", build: rss,
		sections: map[string]string{"daerah": "Daerah", "ekonomi": "Ekonomi", "budaya": "Budaya"},
	},
	{
		key: "pesisirpos", host: HostPesisir, name: "Pesisir Pos", lang: "id", zone: "WIB", feed: "/feed", build: brokenRSS,
		sections: map[string]string{"daerah": "Daerah", "ekonomi": "Ekonomi", "lingkungan": "Lingkungan", "pendidikan": "Pendidikan"},
	},
	{
		key: "straitsobserver", host: HostStraits, name: "The Straits Observer", lang: "en", zone: "SGT", feed: "/atom.xml", build: atom,
		sections: map[string]string{"business": "Business", "environment": "Environment", "culture": "Culture"},
	},
}

// Newsroom serves the three sites. It is an http.Handler that goes by the Host header.
type Newsroom struct {
	pages *template.Template

	mu      sync.Mutex
	stories []*Story
	edition int
}

// NewNewsroom makes the newsroom in its first edition.
func NewNewsroom() (*Newsroom, error) {
	stories, err := parseStories(storiesFile)
	if err != nil {
		return nil, fmt.Errorf("bundled stories: %w", err)
	}
	pages, err := template.New("").Parse(pagesFile)
	if err != nil {
		return nil, fmt.Errorf("bundled pages: %w", err)
	}
	return &Newsroom{pages: pages, stories: stories}, nil
}

func parseStories(file []byte) ([]*Story, error) {
	var out []*Story
	for _, f := range txtar.Parse(file).Files {
		s := &Story{Slug: f.Name}
		s.Slug, s.later = strings.CutPrefix(f.Name, "new: ")
		if !s.later {
			s.Slug = f.Name
		}
		head, body, _ := strings.Cut(strings.TrimSpace(string(f.Data)), "\n\n")
		for line := range strings.SplitSeq(head, "\n") {
			name, value, _ := strings.Cut(line, ": ")
			switch name {
			case "title":
				s.Title = value
			case "sites":
				s.Sites = strings.Fields(value)
			case "section":
				s.Section = value
			case "place":
				s.Place = value
			case "agency":
				s.Agency = value
			case "author":
				s.Author = value
			case "tags":
				s.Tags = strings.Split(value, ", ")
			case "published":
				t, err := time.Parse(time.RFC3339, value)
				if err != nil {
					return nil, err
				}
				s.Published, s.updated = t, t
			default:
				return nil, fmt.Errorf("%s: unknown header %q", f.Name, name)
			}
		}
		for line := range strings.SplitSeq(body, "\n") {
			text, heading := strings.CutPrefix(line, "# ")
			s.Paragraphs = append(s.Paragraphs, Paragraph{text, heading})
		}
		out = append(out, s)
	}
	return out, nil
}

// Stories are those that are published now, in the order of the file.
func (n *Newsroom) Stories() []Story {
	n.mu.Lock()
	defer n.mu.Unlock()
	var out []Story
	for _, s := range n.stories {
		if !s.later || n.edition > 0 {
			out = append(out, *s)
		}
	}
	return out
}

// Sites are the hosts of the newsroom.
func (n *Newsroom) Sites() []string {
	return []string{HostSiak, HostPesisir, HostStraits}
}

// Advance publishes the next edition: one new story, and a correction in an old one.
func (n *Newsroom) Advance() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.edition++
	for i, s := range n.stories {
		if s.Slug == "jembatan-sungai-mandau-ditutup-dua-pekan" {
			c := *s
			c.Paragraphs = slices.Clone(s.Paragraphs)
			last := &c.Paragraphs[len(c.Paragraphs)-1]
			last.Text = strings.Replace(last.Text, "16 Maret", "18 Maret", 1)
			c.updated = c.Published.Add(30 * time.Hour)
			n.stories[i] = &c
		}
	}
}

// of lists an outlet's published stories, newest first.
func (n *Newsroom) of(o *outlet) []Story {
	stories := slices.DeleteFunc(n.Stories(), func(s Story) bool { return !slices.Contains(s.Sites, o.key) })
	slices.SortStableFunc(stories, func(a, b Story) int { return b.Published.Compare(a.Published) })
	return stories
}

// ServeHTTP answers for all three sites.
func (n *Newsroom) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	i := slices.IndexFunc(outlets, func(o *outlet) bool { return o.host == r.Host })
	if i < 0 {
		if bare := "www." + r.Host; bare == HostSiak || bare == HostStraits {
			http.Redirect(w, r, "http://"+bare+r.URL.RequestURI(), http.StatusMovedPermanently)
			return
		}
		http.Error(w, "no such site", http.StatusNotFound)
		return
	}
	contentType, body, status := n.answer(outlets[i], r.URL.Path)
	sum := sha256.Sum256([]byte(body))
	etag := `"` + hex.EncodeToString(sum[:8]) + `"`
	w.Header().Set("Content-Type", contentType)
	if status == http.StatusOK {
		w.Header().Set("ETag", etag)
		if r.Header.Get("If-None-Match") == etag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	w.WriteHeader(status)
	fmt.Fprint(w, body)
}

// Serve answers on a free port of loopback until ctx ends, and returns the dial function that leads every
// name there.
func Serve(ctx context.Context, h http.Handler) (dial func(ctx context.Context, network, address string) (net.Conn, error), err error) {
	l, err := new(net.ListenConfig).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	server := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(l) //nolint:errcheck // it ends with ErrServerClosed
	context.AfterFunc(ctx, func() { server.Close() })
	to := l.Addr().String()
	return func(ctx context.Context, network, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, network, to)
	}, nil
}
