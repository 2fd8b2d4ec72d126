package block

import "bytes"

// calls are how outlets lead to their other pages amid a text. They are rules beside the model, for what
// they show is sure, frequent, and would spoil a corpus.
var calls = [...]string{
	"baca juga", "baca pula", "baca selengkapnya", "baca lainnya", "simak juga", "simak pula", "simak video", "lihat juga", "tonton juga",
	"artikel terkait", "berita terkait", "artikel berkaitan", "berita berkaitan", "baca lagi", "jangan lewatkan",
	"read also", "also read", "read more", "read next", "see also", "related articles", "related stories", "related story", "related news",
	"lesen sie auch", "lesen sie mehr", "mehr zum thema", "lire aussi", "à lire aussi", "lee también", "lea también", "leer también", "leia também", "leia mais",
	"leggi anche", "lees ook", "les også", "læs også", "läs också", "czytaj także", "czytaj też", "czytaj więcej",
}

// roles stand before the names of who made a text, with a colon.
var roles = [...]string{"penulis", "editor", "reporter", "pewarta", "penyunting", "wartawan", "sumber", "fotografer", "foto", "baca", "lihat", "simak"}

// Calls and credits are short.
const (
	maxCall   = 40 // words
	maxCredit = 25
)

// furniture reports a block that is a call to read something else, or a line of credits.
func (v *view) furniture(b *block) bool {
	if b.words > maxCall {
		return false
	}
	text := bytes.ToLower(v.text[b.start:min(b.end, b.start+64)])
	text = bytes.TrimLeft(text, " \"“>»*|-–—([")
	for _, c := range calls {
		rest, ok := bytes.CutPrefix(text, []byte(c))
		if !ok {
			continue
		}
		rest = bytes.TrimLeft(rest, " ")
		if len(rest) == 0 || bytes.IndexByte([]byte(":!|>-"), rest[0]) >= 0 || b.linkWords*2 >= b.words {
			return true
		}
	}
	if b.words <= maxCredit {
		for _, r := range roles {
			rest, ok := bytes.CutPrefix(text, []byte(r))
			if rest = bytes.TrimLeft(rest, " "); ok && len(rest) > 0 && rest[0] == ':' && (b.linkWords > 0 || b.words < 12 && b.stops < 2) {
				return true
			}
		}
	}
	return false
}
