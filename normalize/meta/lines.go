package meta

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"kabar/date"
	"kabar/news"
)

// maxLines bounds how many visible lines are handed to the date reader.
const maxLines = 8

// visible reads the date lines near the headline, nearest first, those behind it before those in front.
func (r *reader) visible() (published, modified []reading) {
	type candidate struct{ distance, i int }
	var order []candidate
	for i := range r.lines {
		if d, ok := r.distance(&r.lines[i]); ok {
			order = append(order, candidate{d, i})
		}
	}
	slices.SortStableFunc(order, func(a, b candidate) int { return a.distance - b.distance })
	var blocks []*html.Node
	for _, c := range order[:min(len(order), maxLines)] {
		m := &r.lines[c.i]
		relative := !datish(m.node.Data)
		if relative && (!r.fresh() || r.headline == nil || m.place < r.headline.place || r.beyond(m)&apart != 0) {
			continue
		}
		block := blockOf(m.node)
		if block == nil || slices.Contains(blocks, block) {
			continue
		}
		blocks = append(blocks, block)
		text := shortText(block, maxLine)
		if text == "" || block.DataAtom == atom.H1 {
			text = clean(m.node.Data)
		}
		weight := weightLine - min(len(published), 3)
		if prose(text) {
			if first := firstPublished(text); first != "" {
				text, weight = first, weightProp
			} else if text = datedHead(text); text != "" && r.beneath(m.place) {
				weight = weightHead
			} else {
				continue
			}
		}
		o := date.LineOptions{Fetched: r.options.Now, Site: r.site, DayFirst: r.dayFirst()}
		if local := r.options.Now; relative && !local.IsZero() && r.zone() != nil { // yesterday is the outlet's
			o.Fetched = local.In(r.zone())
		}
		d, ok := date.Line(text, o)
		if !ok && len(text) > len(m.node.Data) { // the neighbours may be what confuses
			text = clean(m.node.Data)
			d, ok = date.Line(text, o)
		}
		if ofSomethingElse(text) || len(text)*2 >= len(r.title) && strings.Contains(r.title, text) { // the title itself speaks of a day
			continue
		}
		if !ok || !r.plausible(d) || d.Precision < news.Day || r.clockOfPage(m, d) {
			continue
		}
		line := reading{d, d.Precision > news.Day && namesZone(text), "text", "text: " + cut(text, 80), weight}
		if relative {
			line.weight -= 2
			line.zoned = line.zoned || d.Precision > news.Day && !strings.ContainsAny(text, ":.") // a span leads to an instant
		}
		if ofChange(text) {
			modified = append(modified, line)
		} else {
			published = append(published, line)
		}
	}
	return published, modified
}

// fresh reports whether the page comes from a server just now, so that "2 hours ago" means something: with the response's Date
// header (RFC 9110 section 6.6.1). Of a page that was read from a file nobody knows when it was fetched.
func (r *reader) fresh() bool { return r.page.Header.Get("Date") != "" }

// distance says how far a line is from where the article's date stands, in nodes; ok is false where it is too far, or
// stands among what is not the article's.
func (r *reader) distance(m *mention) (d int, ok bool) {
	where := r.beyond(m)
	switch {
	case where&(inComments|inNav|inFooter) != 0,
		where&(inLink|inDates) == inLink,
		where&(inCaption|inDates) == inCaption && !r.adjacent(m.place),
		where&inHeading != 0 && !r.inHeadline(m):
		return 0, false
	}
	if r.headline == nil {
		return m.place, where&(inRelated|inAside|inHeader|inLink) == 0
	}
	switch d = m.place - r.headline.place; {
	case d < -45, d < 0 && where&inHeader != 0:
		if d < -200 || where&(apart|inHeader) != 0 || !ofPublication(m.node.Data) {
			return 0, false
		}
		d *= -4
	case d < 0:
		d *= -4
	case d > 250, d > 100 && where&inDates == 0:
		if block := blockOf(m.node); !ofPublication(m.node.Data) && (block == nil || !ofPublication(shortText(block, maxLine))) {
			return 0, false
		}
	}
	if where&(inRelated|inAside) != 0 {
		d += 60
	}
	if where&inDates != 0 {
		d -= 40
	}
	return d, true
}

// beyond is the region of m without what the headline lies in as well: what a site calls a teaser or a sidebar, and lays
// around the article itself, sets nothing apart.
func (r *reader) beyond(m *mention) region {
	if r.headline == nil || m.place < r.headline.place-100 {
		return m.where
	}
	return m.where &^ (r.headline.where & (inRelated | inAside | inCaption))
}

// clockOfPage reports whether a line may be the day on which the page was fetched, as many outlets show it above
// everything: in front of the headline, today, without a time.
func (r *reader) clockOfPage(m *mention, d news.Date) bool {
	if r.headline == nil || m.place > r.headline.place || d.Precision > news.Day || r.options.Now.IsZero() {
		return false
	}
	diff := r.options.Now.Sub(d.Time)
	return diff < 36*time.Hour && diff > -36*time.Hour
}

// adjacent reports whether a place is next to the headline: some sites lay headline and date over the picture.
func (r *reader) adjacent(place int) bool {
	return r.headline != nil && place > r.headline.place-8 && place < r.headline.place+12
}

// prose reports whether a line is a sentence rather than a date with its labels.
func prose(s string) bool {
	return strings.Count(s, " ") >= 8 && (strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "!")) ||
		strings.Count(s, " ") > 24 || strings.Contains(s, " replies")
}

// firstPublished is the date of a sentence that tells when the article first appeared, and "" where none is told so.
func firstPublished(s string) string {
	lower := strings.ToLower(s)
	if len(lower) != len(s) {
		return ""
	}
	for _, w := range [...]string{"originally published on ", "first published on ", "pertama kali terbit pada ", "pertama kali tayang pada ", "erstmals veröffentlicht am "} {
		i := strings.Index(lower, w)
		if i < 0 {
			continue
		}
		rest := s[i+len(w):]
		for _, end := range [...]string{" but ", " and ", ". ", ";", " dan ", " und "} {
			rest, _, _ = strings.Cut(rest, end)
		}
		return cut(strings.TrimRight(rest, "."), 60)
	}
	return ""
}

// datedHead is the date with which a paragraph begins, as agencies and associations put it: "(13 Juli 2025) Jembatan …",
// "13.7.2025 - Jembatan …"; "" without one.
func datedHead(s string) string {
	end := 0
	switch {
	case s[0] == '(':
		end = strings.IndexByte(s, ')')
		s = s[1:]
		end--
	case digit(s[0]):
		for _, dash := range [...]string{" - ", " – ", " — "} {
			if i := strings.Index(s, dash); i > 0 && (end == 0 || i < end) {
				end = i
			}
		}
	}
	if end < 8 || end > 30 || !datish(s[:end]) {
		return ""
	}
	return s[:end]
}

// ofPublication reports whether a line says that it tells when the article appeared: such lines stand below the text too.
func ofPublication(s string) bool {
	s = strings.ToLower(strings.TrimSpace(s[:min(len(s), 40)]))
	for _, w := range [...]string{"published", "posted", "first published", "originally published", "submitted", "diterbitkan", "dipublikasikan",
		"diposting", "tayang", "terbit", "erschienen", "erstellt am", "veröffentlicht", "gespeichert von", "eingestellt", "publié", "publicado",
		"pubblicato", "gepubliceerd", "opublikowano", "disiarkan", "diterbitkan pada", "dimuat", "publicerad", "publisert", "udgivet", "yayınlanma", "yayın tarihi",
		"опубликовано", "julkaistu", "xuất bản", "đăng", "发布", "發布", "公開", "입력", "เผยแพร่", "प्रकाशित", "نشر", "تاريخ النشر"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// ofChange reports whether a line tells when a page was changed, not when it appeared.
func ofChange(s string) bool {
	s = strings.ToLower(s[:min(len(s), 40)])
	for _, w := range [...]string{"updated", "last update", "modified", "last post", "edited", "revised", "diperbarui", "dimutakhirkan", "disunting",
		"dikemas kini", "aktualisiert", "bearbeitet", "actualizado", "mis à jour", "aggiornato", "letzte änderung", "zuletzt",
		"atualizado", "güncelleme", "güncellendi", "zaktualizowano", "aktualizacja", "обновлено", "изменено", "uppdaterad", "oppdatert", "opdateret", "bijgewerkt",
		"gewijzigd", "laatst", "päivitetty", "cập nhật", "更新", "수정", "업데이트", "แก้ไข", "อัปเดต", "अपडेट", "تحديث", "modifié", "modificado", "modificato",
		"dikemaskini", "disemak", "terakhir diubah", "pembaruan"} {
		if i := strings.Index(s, w); i >= 0 && i < 12 {
			return true
		}
	}
	return false
}

// ofSomethingElse reports whether a line dates what is no article: who joined, what was founded, what will be held.
func ofSomethingElse(s string) bool {
	s = strings.ToLower(s[:min(len(s), 40)])
	for _, w := range [...]string{"founded", "joined", "registered", "member since", "born", "since ", "copyright", "©", "bergabung", "terdaftar",
		"didirikan", "lahir", "anmeldedatum", "registriert", "mitglied seit", "dabei seit", "expires", "valid until", "berlaku", "deadline", "tutup pada", "gegründet", "geboren", "fondé", "né le", "née le", "fundado", "fundada", "nacido", "nascido",
		"nascida", "fondata", "nato il", "nata il", "inscrit", "registrado", "opgericht", "założon", "kuruluş", "основан", "miembro desde", "membre depuis"} {
		if strings.HasPrefix(s, w) {
			return true
		}
	}
	return false
}

// inHeadline reports whether m stands in the headline's element, as in <h1>Headline <small>2 May 2024</small></h1>.
func (r *reader) inHeadline(m *mention) bool {
	if r.headline == nil {
		return false
	}
	for p := m.node.Parent; p != nil; p = p.Parent {
		if p == r.headline.node {
			return pieces(p) > 1
		}
	}
	return false
}

// dayFirst tells the date reader that 3.11.2023 is a day in November, which holds for all languages here but American English
// (and "en" alone, which is what templates say).
func (r *reader) dayFirst() *bool {
	lang := strings.ToLower(r.page.Lang)
	if lang == "" || lang == "en" {
		if locale, _ := r.first(roleLanguage); len(locale) >= 5 { // og:locale names a country: en_GB
			lang = strings.ReplaceAll(strings.ToLower(locale), "_", "-")
		}
	}
	switch lang {
	case "en", "en-us", "en-ph", "en-ca":
		return nil
	}
	switch lang, _, _ = strings.Cut(lang, "-"); lang {
	case "", "zh", "ja", "ko":
		return nil
	}
	yes := true
	return &yes
}
