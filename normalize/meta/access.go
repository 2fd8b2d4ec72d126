package meta

import (
	"strings"

	"golang.org/x/net/html"

	"kabar/page"
)

// decideAccess decides whether the page hides its text from those who do not pay.
func (r *reader) decideAccess() {
	f := &r.facts
	set := func(from string) { f.Paywalled, f.Why["paywalled"] = true, from }
	free := strings.ToLower(r.graph.article.get("isAccessibleForFree").string())
	if free == "" { // said of a part only
		r.graph.article.get("hasPart").each(func(v *value) {
			if free == "" {
				free = strings.ToLower(v.get("isAccessibleForFree").string())
			}
		})
	}
	switch free {
	case "false", "no", "0", "http://schema.org/false", "https://schema.org/false":
		set("jsonld")
		return
	}
	for _, m := range r.about {
		if m.prop == "isAccessibleForFree" {
			s := page.Attr(m.node, "content")
			if strings.EqualFold(s, "false") {
				set("microdata")
				return
			}
		}
	}
	for _, m := range r.metas {
		s := strings.ToLower(strings.TrimSpace(m.content))
		switch m.role {
		case roleFree:
			if s == "false" {
				set(m.name)
				return
			}
		case roleTier:
			if s == "locked" || s == "paid" || s == "premium" {
				set(m.name)
				return
			}
		}
	}
	if r.gated {
		set("gate")
	}
}

// offersSubscription reports whether a short element asks the reader to subscribe.
func offersSubscription(n *html.Node) bool {
	text := strings.ToLower(shortText(n, 600))
	if text == "" {
		return false
	}
	for _, word := range [...]string{"berlangganan", "khusus pelanggan", "langganan", "subscribe", "subscription", "subscriber",
		"abonnieren", "abonnement", "abonnent",
		"abonner", "suscríbete", "suscripción", "abbonati", "abbonamento", "assine", "melanggan"} {
		if strings.Contains(text, word) {
			return true
		}
	}
	return false
}
