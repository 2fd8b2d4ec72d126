package normalize

import (
	"slices"
	"strings"

	"kabar/news"
	"kabar/normalize/meta"
	"kabar/page"
)

// maxRobots bounds how many tokens of robots directives a record keeps.
const maxRobots = 32

// rights gathers what the page and its headers say about use. The signals of robots.txt are the crawler's to
// add.
func rights(p *page.Page, f *meta.Facts) news.Rights {
	r := news.Rights{License: f.License}
	var tokens []string
	for _, m := range f.Robots {
		switch m.Name {
		case "tdm-reservation":
			r.TDM = reserve(r.TDM, m.Content, "")
		case "tdm-policy":
			r.TDM = reserve(r.TDM, "", m.Content)
		default:
			tokens = appendTokens(tokens, m.Content)
		}
	}
	for _, v := range p.Header.Values("X-Robots-Tag") {
		tokens = appendTokens(tokens, v)
	}
	r.TDM = reserve(r.TDM, p.Header.Get("TDM-Reservation"), p.Header.Get("TDM-Policy"))
	slices.Sort(tokens)
	r.Robots = slices.Compact(tokens)
	r.Robots = r.Robots[:min(len(r.Robots), maxRobots)]
	return r
}

// appendTokens splits a directive at commas: "noindex, max-snippet:-1".
func appendTokens(tokens []string, directive string) []string {
	for t := range strings.SplitSeq(directive, ",") {
		if t = strings.ToLower(strings.Join(strings.Fields(t), " ")); t != "" && len(t) < 80 && len(tokens) < 8*maxRobots {
			tokens = append(tokens, t)
		}
	}
	return tokens
}

// reserve adds a reservation (W3C TDMRep: "1" reserves) or a policy to what is known.
func reserve(t *news.TDM, reservation, policy string) *news.TDM {
	reservation, policy = strings.TrimSpace(reservation), strings.TrimSpace(policy)
	if reservation != "0" && reservation != "1" && policy == "" {
		return t
	}
	if t == nil {
		t = &news.TDM{}
	}
	t.Reserved = t.Reserved || reservation == "1"
	if policy != "" && t.Policy == "" {
		t.Policy = policy
	}
	return t
}
