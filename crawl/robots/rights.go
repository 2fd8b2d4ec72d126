package robots

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"kabar/news"
)

// aiAgents are the product tokens of crawlers that gather for AI, as their operators name them. A site that
// refuses one of them in a group of its own says something about that use.
var aiAgents = []string{
	"AI2Bot", "Ai2Bot-Dolma", "Amazonbot", "anthropic-ai", "Applebot-Extended", "Bytespider", "CCBot", "ChatGPT-User",
	"Claude-Web", "ClaudeBot", "cohere-ai", "cohere-training-data-crawler", "Diffbot", "DuckAssistBot", "FacebookBot",
	"Google-CloudVertexBot", "Google-Extended", "GPTBot", "img2dataset", "Kangaroo", "Meta-ExternalAgent", "MistralAI-User",
	"OAI-SearchBot", "omgili", "omgilibot", "PanguBot", "PerplexityBot", "Timpibot", "webzio-extended", "YouBot",
}

// RefusedAI are the AI crawlers that have a group of their own which refuses the address, sorted.
func (f *File) RefusedAI(url string) []string {
	var out []string
	path := ""
	for _, agent := range aiAgents {
		g := f.groups[strings.ToLower(agent)]
		if g == nil {
			continue
		}
		if path == "" {
			path = pathOf(url)
		}
		if !g.allows(path) {
			out = append(out, agent)
		}
	}
	return out
}

// Meta is a meta element of a page.
type Meta struct{ Name, Content string }

const maxTokens = 50

// Page reads the rights signals of one page: X-Robots-Tag, meta robots and those addressed to the product
// itself, tdm-reservation and tdm-policy as header and meta. base resolves the policy's address.
func Page(product, base string, header http.Header, metas []Meta) news.Rights {
	var r news.Rights
	for _, line := range header.Values("X-Robots-Tag") {
		r.Robots = append(r.Robots, tagTokens(product, line)...)
	}
	reserved, policy := header.Get("Tdm-Reservation"), header.Get("Tdm-Policy")
	for _, m := range metas {
		switch name := strings.ToLower(m.Name); name {
		case "robots", strings.ToLower(product):
			r.Robots = append(r.Robots, tokens(m.Content)...)
		case "tdm-reservation":
			reserved = m.Content
		case "tdm-policy":
			policy = m.Content
		}
	}
	slices.Sort(r.Robots)
	r.Robots = slices.Compact(r.Robots)
	r.Robots = r.Robots[:min(len(r.Robots), maxTokens)]
	if len(r.Robots) == 0 {
		r.Robots = nil
	}
	r.TDM = tdm(strings.TrimSpace(reserved), policy, base)
	return r
}

func tdm(reserved, policy, base string) *news.TDM {
	if reserved != "0" && reserved != "1" {
		return nil
	}
	return &news.TDM{Reserved: reserved == "1", Policy: absolute(base, policy)}
}

func absolute(base, ref string) string {
	b, err := url.Parse(base)
	if err != nil || strings.TrimSpace(ref) == "" || len(ref) > 2048 {
		return ""
	}
	u, err := b.Parse(strings.TrimSpace(ref))
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// directives that take a value after a colon; any other word before a colon names an agent.
var valued = []string{"max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"}

// tagTokens reads one X-Robots-Tag line. It may begin with the agent that it is for; a line for another agent
// says nothing to us.
func tagTokens(product, line string) []string {
	if agent, rest, ok := strings.Cut(line, ":"); ok {
		name := strings.ToLower(strings.TrimSpace(agent))
		if !strings.ContainsAny(name, ", ") && !slices.Contains(valued, name) {
			if name != strings.ToLower(product) && name != "*" {
				return nil
			}
			line = rest
		}
	}
	return tokens(line)
}

// tokens splits a list of directives. The date of unavailable_after holds commas and ends the list.
func tokens(s string) []string {
	var out []string
	s = strings.ToLower(s[:min(len(s), 2000)])
	for s != "" && len(out) < maxTokens {
		trimmed := strings.TrimLeft(s, " ,;\t\r\n")
		if strings.HasPrefix(trimmed, "unavailable_after") {
			return append(out, strings.TrimSpace(trimmed))
		}
		i := strings.IndexAny(trimmed, ",; \t\r\n")
		if i < 0 {
			i = len(trimmed)
		}
		if word := trimmed[:i]; word != "" && strings.Trim(word, "abcdefghijklmnopqrstuvwxyz0123456789-_:") == "" {
			out = append(out, word)
		}
		s = trimmed[i:]
	}
	return out
}

// Has tells whether the robots tokens hold a directive, said outright or by "none" (noindex and nofollow).
func Has(r news.Rights, directive string) bool {
	if (directive == "noindex" || directive == "nofollow") && slices.Contains(r.Robots, "none") {
		return true
	}
	return slices.Contains(r.Robots, directive)
}

const maxTDMRules = 1000

// TDMRep reads /.well-known/tdmrep.json (W3C TDM Reservation Protocol, section 6.1) and returns what it
// says of a path; nil when it says nothing. The first entry that matches counts; base resolves its policy.
func TDMRep(body []byte, base, path string) (*news.TDM, error) {
	var rules []struct {
		Location    string `json:"location"`
		Reservation int    `json:"tdm-reservation"`
		Policy      string `json:"tdm-policy"`
	}
	if err := json.Unmarshal(body[:min(len(body), MaxSize)], &rules); err != nil {
		return nil, err
	}
	path = comparable(path, false)
	for _, r := range rules[:min(len(rules), maxTDMRules)] {
		match, ok := newRule(r.Location, true)
		if ok && match.matches(path) {
			return &news.TDM{Reserved: r.Reservation == 1, Policy: absolute(base, r.Policy)}, nil
		}
	}
	return nil, nil
}
