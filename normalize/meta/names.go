package meta

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// label is a word that stands before (or behind) the name of who did something.
type label struct {
	word   string // lower case
	role   mark   // markAuthor, markEditor, or markCaption for all whose names are not wanted
	strong bool   // it means only that, wherever it stands; "by" and "di" are no names' labels amid a line
}

// labels in the order in which they are tried: longer ones before those that they begin with.
var labels = slices.Concat(
	labelsOf(markAuthor, true, "ditulis oleh", "diposting oleh", "written by", "article by", "published by", "reported by", "story by",
		"words by", "posted by", "opinion by", "analysis by", "alles von", "all posts by", "kolumne von", "kommentar von", "gastbeitrag von", "artikel von", "text von", "beitrag von", "publicado por", "escrito por", "publié par", "penulis",
		"reporter", "rep:", "rep :", "wartawan", "pewarta", "laporan", "kontributor", "jurnalis", "author", "autor", "autorin", "teks", "text",
		"dilaporkan oleh", "scritto da", "articolo di", "a cura di", "geschreven door", "skrevet av", "skrevet af", "skriven av", "napisał", "napisała", "kirjoittanut",
		"écrit par", "rédigé par", "redigido por", "yazan", "yazar", "muhabir", "автор", "текст", "корреспондент", "journaliste", "periodista", "tác giả",
		"作者", "撰文", "記者", "记者", "文", "기자", "글", "ผู้เขียน", "โดย", "लेखक", "بقلم", "كتب", "الكاتب"),
	labelsOf(markAuthor, false, "oleh", "by", "von", "vom", "por", "par", "di", "af", "av", "door", "bởi"),
	labelsOf(markEditor, true, "editor", "penyunting", "redaktur", "red:", "red :", "redaktion", "edited by", "penerjemah", "redakcja", "editör", "редактор",
		"責任編輯", "责任编辑", "編輯", "编辑", "biên tập"),
	labelsOf(markCaption, true, "foto", "fotos", "illustration von", "illustration", "illustrasi", "ilustrasi", "photo", "image", "bild", "credit", "sumber", "source", "quelle", "fuente", "bron"),
)

func labelsOf(role mark, strong bool, words ...string) (list []label) {
	for _, w := range words {
		list = append(list, label{w, role, strong})
	}
	return list
}

// beginsWithLabel reports whether a text begins with the label of an author or editor.
func beginsWithLabel(s string) bool {
	switch s[0] | 0x20 {
	case 'p', 'r', 'w', 'l', 'o', 'k', 'j', 'd', 'a', 's', 't', 'b', 'v', 'e', 'i', 'f', 'c', 'g', 'n', 'y', 'm', 0xc3 | 0x20:
	default:
		if s[0] < 0x80 {
			return false
		}
	}
	for i := range labels {
		if mayBegin(s[0], labels[i].word) && labels[i].role != markCaption && labelAt(s, labels[i].word, labels[i].strong) > 0 {
			return true
		}
	}
	return false
}

// mayBegin compares a first byte with that of a word in lower case; capitals beyond ASCII may differ in it.
func mayBegin(c byte, word string) bool { return word[0] == c|0x20 || c >= 0x80 && word[0] >= 0x80 }

// labelAt is the length of word with its colon when s begins with it as a label: followed by a colon, the end, or a
// blank and a capital.
func labelAt(s, word string, strong bool) int {
	if len(s) < len(word) || !strings.EqualFold(s[:len(word)], word) {
		return 0
	}
	rest := strings.TrimLeft(s[len(word):], " \t\r\n\u00a0")
	n := len(s) - len(rest)
	switch {
	case rest == "":
		return n
	case rest[0] == ':':
		return n + 1
	case strings.HasPrefix(rest, "："), word[0] >= 0x80 && strings.HasPrefix(rest, "／"):
		return n + len("：")
	case n > len(word):
		c, _ := utf8.DecodeRuneInString(rest)
		if unicode.IsUpper(c) || word[0] >= 0x80 && unicode.Is(unicode.Lo, c) { // most scripts have no capitals
			return n
		}
	}
	return 0
}

// findLabel finds the first label of a line; end is 0 when there is none.
func findLabel(s string) (role mark, strong bool, start, end int) {
	for i := 0; i < len(s); i++ {
		if i > 0 && s[i-1] != ' ' && s[i-1] != '|' && s[i-1] != '/' && s[i-1] != '(' {
			continue
		}
		begins := i == 0 || strings.HasSuffix(s[:i], "| ")
		for _, l := range labels {
			if !mayBegin(s[i], l.word) || !begins && !l.strong {
				continue
			}
			if n := labelAt(s[i:], l.word, l.strong); n > 0 {
				return l.role, l.strong, i, i + n
			}
		}
	}
	return 0, false, 0, 0
}

// conjunctions join two names.
var conjunctions = [...]string{" and ", " dan ", " und ", " & ", " y ", " et ", " og ", " och ", " e ", " ja ", " en ", " ve ", " и ", " và ", " และ ", " और ", " és ", "、", "，",
	" with ", " AND ", " DAN ", " UND ", " bersama ", "; ", ";",
	" | ", " / ", " • ", " · "}

// splitNames cuts a byline into names: without labels, roles, addresses; each once more to be judged by
// whoever knows where the byline stood.
func splitNames(s string) []string {
	if len(s) > 400 || strings.Contains(s, "://") || strings.HasPrefix(s, "www.") || unfilled(s) {
		return nil
	}
	s = strings.TrimLeft(s, " (:")
	if head, rest, ok := strings.Cut(s, ","); ok && station(head) {
		s = strings.TrimLeft(rest, " ")
	}
	if role, _, start, end := findLabel(s); end > 0 && start == 0 {
		if role != markAuthor {
			return nil
		}
		if end < len(s) {
			s = s[end:]
		}
	}
	for _, c := range conjunctions {
		if strings.Contains(s, c) {
			s = strings.ReplaceAll(s, c, "\x00")
		}
	}
	var names []string
	for part := range strings.SplitSeq(s, "\x00") {
		pieces := strings.Split(part, ",")
		for i, piece := range pieces {
			name := trimName(piece)
			if name == "" {
				continue
			}
			if i > 0 && (!personal(name) || roleWords(name) || !strings.Contains(name, " ")) && (!agency(name) || strings.ContainsAny(piece, "0123456789")) {
				continue // "Jane Doe, Senior Reporter", "Jane Doe, Dec 17"
			}
			if len(names) > 0 && roleWords(name) { // "Jane Doe, Privacy and Security Expert"
				continue
			}
			names = append(names, name)
		}
	}
	return names
}

// station reports whether a text is a function with the place of it, which stands before the name: "Kontributor Lalang, Hartono".
func station(s string) bool {
	role, place, ok := strings.Cut(strings.TrimLeft(s, " :"), " ")
	if !ok || strings.Contains(strings.TrimSpace(place), " ") {
		return false
	}
	switch strings.ToLower(role) {
	case "kontributor", "koresponden", "wartawan", "reporter", "correspondent":
		return true
	}
	return false
}

// trimName cuts what stands around a name.
func trimName(s string) string {
	whole := s
	s = strings.Trim(s, " \t\u00a0.:,;|/-–—•·*#<>\"")
	if _, _, start, end := findLabel(s); end > 0 && start == 0 {
		s = strings.TrimLeft(s[end:], " :")
	}
	if i := strings.IndexAny(s, "(["); i > 0 {
		s = s[:i]
	} else if i == 0 {
		s = strings.Trim(s, "()[]")
	}
	if i := strings.LastIndex(s, ": "); i > 0 { // what the label did not say: "Periodista Digital: Jane Doe"
		s = s[i+2:]
	}
	for _, sep := range [...]string{" - ", " – ", " — "} {
		if i := strings.Index(s, sep); i > 0 {
			s = s[:i]
		}
	}
	for _, word := range [...]string{" am ", " on ", " pada ", " le ", " at ", " für ", " from "} { // "on Monday", "from the capital"
		if i := strings.Index(s, word); i > 0 {
			s = s[:i]
		}
	}
	for i := 1; i < len(s); i++ { // "Jane Doe 12 May"
		if digit(s[i]) && s[i-1] == ' ' {
			s = dropDateWords(strings.TrimRight(s[:i], " ,|-"))
			break
		}
	}
	for _, role := range [...]string{" 기자", "記者", "记者"} {
		s = strings.TrimPrefix(strings.TrimSuffix(s, role), role)
	}
	for { // "Jane Doe Chief Reporter"
		i := strings.LastIndexByte(s, ' ')
		if i < 0 || !roleWords(s[i+1:]) || strings.Count(s, " ") < 2 {
			break
		}
		s = s[:i]
	}
	s = strings.TrimSpace(s)
	if slug(s) {
		return ""
	}
	if n := len(s); n > 3 && s[n-2] == ' ' && s[n-1] >= 'A' && s[n-1] <= 'Z' && strings.Contains(whole, s+".") { // "Sari W."
		s += "."
	}
	if len(s) > 80 || len(s) < 2 || strings.ContainsAny(s, "@<>{}=") || strings.Count(s, " ") > 6 {
		return ""
	}
	return s
}

// dropDateWords drops the weekday and the month that stood before a number which has been cut off: "Jane Doe Sun Dec".
func dropDateWords(s string) string {
	for s != "" {
		i := strings.LastIndexByte(s, ' ')
		w := strings.ToLower(strings.Trim(s[i+1:], ".,"))
		if len(w) < 3 || len(w) > 9 || !strings.Contains(" jan feb mar apr may mei jun jul aug agu sep oct okt nov dec des dez "+
			"mon tue wed thu fri sat sun sen sel rab kam jum sab min ", " "+w[:3]+" ") {
			return s
		}
		s = strings.TrimRight(s[:max(i, 0)], " ,")
	}
	return s
}

// slug reports whether a text is a name as addresses and accounts write it: "jane-doe", "jane.doe".
func slug(s string) bool {
	return strings.ContainsAny(s, "-.") && !strings.Contains(s, " ") && strings.ToLower(s) == s && !strings.HasSuffix(s, ".")
}

// personal reports whether a text looks like the name of a person or an agency: two to five words with capitals but for
// particles, no digits.
func personal(s string) bool {
	words, capitals := 0, 0
	for w := range strings.FieldsSeq(s) {
		words++
		c, _ := utf8.DecodeRuneInString(w)
		switch {
		case unicode.IsUpper(c) || unicode.IsLetter(c) && !unicode.IsLower(c):
			capitals++
		case !unicode.IsLetter(c) || words > 1 && !particle(w):
			return false
		}
		for _, c := range w {
			if unicode.IsDigit(c) {
				return false
			}
		}
	}
	return words >= 1 && words <= 6 && capitals*2 >= words
}

// particle reports whether a word that begins with a small letter stands within names.
func particle(w string) bool {
	if strings.ContainsAny(w, "'’-") || len(w) == 1 { // d'Arc, al-Masri, e
		return true
	}
	switch w {
	case "von", "van", "vom", "vor", "der", "den", "des", "de", "la", "las", "los", "le", "les", "du", "di", "da", "do", "dos", "das", "del", "della",
		"degli", "dello", "bin", "binti", "bt", "ibn", "ben", "al", "el", "ul", "abu", "abd", "ter", "ten", "te", "zu", "zum", "zur", "af", "av", "san", "st", "mac",
		"mc", "und", "and", "dan", "et", "ap":
		return true
	}
	return false
}

// called reports whether a text looks like what a byline calls its writer: a name, or the shorthand of a newsroom.
func called(s string) bool { return personal(s) || shorthand(s) }

// shorthand reports whether a text is a desk and a writer's initials as newsrooms sign: "HR/ani", "H24/budi".
func shorthand(s string) bool {
	desk, initials, ok := strings.Cut(s, "/")
	if !ok || len(desk) < 2 || len(desk) > 6 || len(initials) < 2 || len(initials) > 12 {
		return false
	}
	for _, c := range desk {
		if !(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') {
			return false
		}
	}
	for _, c := range initials {
		if !(c >= 'a' && c <= 'z') {
			return false
		}
	}
	return desk[0] >= 'A'
}

// roleWords reports whether a text speaks of a function.
func roleWords(s string) bool {
	for w := range strings.FieldsSeq(s) {
		switch strings.ToLower(w) {
		case "reporter", "editor", "correspondent", "writer", "journalist", "columnist", "director", "producer", "author", "contributor",
			"senior", "chief", "redakteur", "redakteurin", "chefredakteur", "chefredakteurin", "chefredaktion", "autor", "autorin",
			"korrespondent", "korrespondentin", "wartawan", "jurnalis", "penulis", "photographer", "professor", "manager", "head",
			"bureau", "staff", "news", "for", "at", "of", "in", "expert", "specialist", "analyst", "strategist", "founder", "co-founder", "ceo",
			"president", "consultant", "lead", "advisor", "engineer", "dosen", "peneliti", "pengamat", "ketua", "kontributor", "koresponden",
			"fotografer", "redaktur", "mahasiswa", "guru", "pemerhati", "pegiat", "aktivis", "direktur", "pemimpin", "wakil", "pengarang", "pensyarah", "pengerusi",
			"journaliste", "rédacteur", "rédactrice", "correspondant", "correspondante", "chroniqueur", "chroniqueuse", "periodista", "redactor", "redactora",
			"corresponsal", "columnista", "repórter", "jornalista", "colunista", "correspondente", "giornalista", "inviato", "corrispondente", "direttore",
			"redacteur", "verslaggever", "verslaggeefster", "correspondente-chefe", "muhabir", "muhabiri", "gazeteci", "dziennikarz", "dziennikarka", "redaktor",
			"журналист", "корреспондент", "обозреватель", "редактор", "journalisten", "reportern", "redaktör", "toimittaja", "kolumnist", "kolumnistin",
			"volontär", "volontärin", "journalistin", "reporterin", "fotograf", "fotografin", "leiter", "leiterin":
			return true
		}
	}
	return false
}

// desk reports whether a text names a newsroom, a function or a machine in a person's place.
func desk(s string) bool {
	for w := range strings.FieldsFuncSeq(s, func(c rune) bool { return !unicode.IsLetter(c) }) {
		switch w = strings.ToLower(w); w {
		case "redaksi", "redaktion", "redazione", "redacción", "redaccion", "redação", "rédaction", "redakcja", "redactie",
			"redaksjonen", "newsroom", "newsdesk", "desk", "admin", "administrator", "team", "staff", "webmaster", "developer", "redakcija", "redaktionen", "redakce", "redacția", "redacţia", "équipe", "equipe", "equipo",
			"editorial", "editor", "editors", "cyber", "reporters", "unknown", "anonymous", "guest", "user", "correspondent",
			"reporter", "correspondents", "onlineredaktion", "website", "twitter", "facebook", "follow", "email", "mail", "whatsapp",
			"instagram", "linkedin", "telegram", "share", "posts", "beiträge", "gmbh", "ltd", "inc", "llc", "kg", "pt", "ag", "corp",
			"stiftung", "verlag", "e.v", "profil", "profile", "bio", "abonnieren", "login", "comments", "kommentare", "views",
			"minutes", "min", "read", "updated", "published", "contributor", "contributors", "autoren", "authors", "experts", "source",
			"sumber", "advertorial", "sponsored", "www", "veröffentlicht", "publié", "publicado", "pubblicato", "il", "about", "über",
			"this", "post", "article", "artikel", "home", "author", "coordinator", "marketing", "search", "register", "sign", "member", "person":
			return true
		}
		if strings.HasPrefix(w, "redaksi") {
			return true
		}
	}
	for _, part := range [...]string{"編集部", "编辑部", "編輯部", "편집국", "편집부", "редакци", "Редакци", "กองบรรณาธิการ", "डेस्क", "فريق التحرير", "Ban biên tập", "toimitus", "Toimitus", "Haber Merkezi", "szerkesztőség"} {
		if strings.Contains(s, part) {
			return true
		}
	}
	return false
}

// body reports whether a name is one of an association, an office or a company rather than of a person or an agency.
func body(s string) bool {
	if strings.HasSuffix(s, "e.V") || strings.HasSuffix(s, "e.V.") {
		return true
	}
	for w := range strings.FieldsSeq(s) {
		switch strings.ToLower(strings.Trim(w, ".,()")) {
		case "bund", "verband", "verein", "gesellschaft", "institut", "institute", "universität", "university", "universitas", "ministerium",
			"ministry", "kementerian", "dinas", "humas", "foundation", "association", "club", "council", "media", "verlag", "group", "company":
			return true
		}
	}
	return false
}

// agency reports whether a name is that of a news agency, by its shape: a few capitals or lower-case letters.
func agency(s string) bool {
	if len(s) > 5 || len(s) < 2 {
		return false
	}
	switch strings.ToLower(s) { // degrees and the like
	case "phd", "md", "mba", "msc", "bsc", "rn", "cfp", "cpa", "esq", "jr", "sr", "ii", "iii", "ma", "dds", "cfa", "rd", "jd":
		return false
	}
	for i := 0; i < len(s); i++ {
		if c := s[i] | 0x20; c < 'a' || c > 'z' {
			return false
		}
	}
	return true
}
