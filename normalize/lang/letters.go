package lang

import (
	"bytes"
	"math/bits"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// Letters that, among the languages of a script, one or few have. A text of that language is full of them.
var letters = map[script][]struct{ tag, letters string }{
	cyrillic: {
		{"mn", "өү"}, {"kk", "әғқңұһі"}, {"ky", "ңөү"}, {"tg", "ҷҳӣӯқғ"}, {"tt", "әөүҗңһ"}, {"ba", "ҙҡғҫәөүһ"}, {"be", "ўі"}, {"mk", "ѓќѕџљњј"}, {"sr", "ђћџљњј"}, {"uk", "їєґі"},
	},
	arabic: {
		{"ur", "ٹڈڑےںھہ"}, {"ps", "ټډړږښڼېۍ"}, {"sd", "ڄڃڇڙڳڱٻڀٺٽڦڪ"}, {"ug", "ۇۆۈېەڭ"}, {"ckb", "ڕڵێۆە"},
	},
	bengali: {{"as", "ৰৱ"}},
}

// decisive is the share of a text's characters, one in so many, that letters of one language must make.
const decisive = 50

// byLetters tells a language by the letters that only it has; empty when there is none. It answers only for
// languages that the model does not know better.
func byLetters(s script, norm []byte) string {
	best, most := "", 0
	rivals := letters[s]
	if rivals == nil {
		return ""
	}
	total := utf8.RuneCount(norm)
	for _, l := range rivals {
		n, kinds := 0, 0
		for _, r := range l.letters {
			if k := bytes.Count(norm, utf8.AppendRune(nil, r)); k > 0 {
				n += k
				kinds++
			}
		}
		if kinds < 2 && n*10 < total || n*decisive < total {
			continue
		}
		if n > most {
			best, most = l.tag, n
		}
	}
	if best == "mk" || best == "sr" { // they share most of these letters; two small words part them
		best = "sr"
		if !bytes.ContainsAny(norm, "ђћ") && (bytes.ContainsAny(norm, "ѓќѕ") || bytes.Contains(norm, []byte(" во ")) || bytes.Contains(norm, []byte(" ќе "))) {
			best = "mk"
		}
	}
	switch {
	case best == "" && s == bengali:
		return "bn"
	case best == "uk" && bytes.ContainsRune(norm, 'ы'), best == "kk" && !bytes.ContainsAny(norm, "әғқңұһ"):
		return ""
	}
	return best
}

// unaccented are languages of the model that are written with the 26 letters alone; é, as schoolbooks put it, does not count.
var unaccented = map[string]bool{
	"id": true, "ms": true, "bew": true, "bjn": true, "min": true, "max": true, "mui": true, "rej": true, "nij": true,
	"bbc": true, "btk": true, "kzj": true, "dtp": true, "sw": true, "tl": true, "ceb": true,
}

// accents is the share of a text's characters, one in so many, from which letters beyond the 26 are no foreign names.
const accents = 16

// fewWords is the length in bytes below which the model may take a text for another on a few runs of letters; longer ones it knows
// better, also where they write Arabic with signs.
const fewWords = 300

// accented reports whether a short text has many letters beyond the 26, é and its kin aside.
func accented(norm []byte) bool {
	if len(norm) > fewWords {
		return false
	}
	n, total := 0, 0
	for i := 0; i < len(norm); total++ {
		if norm[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := utf8.DecodeRune(norm[i:])
		if i += size; unicode.IsLetter(r) && r != 'é' && r != 'è' && r != 'ê' {
			n++
		}
	}
	return n >= 3 && n*accents >= total
}

// Function words of languages that the model does not know, chosen so that its own languages have few of them.
var functionWords = map[script][]struct{ tag, words string }{
	latin: {
		{"af", "nie hy ek hulle jy 'n vir sal kan"},
		{"sq", "dhe të në një është për nuk kjo që"},
		{"eu", "eta ez dira zen dute baina ere dela baita du da"},
		{"gl", "unha dunha polo pola non tamén cunha máis"},
		{"is", "að og ekki við það hann fyrir þetta á sem"},
		{"ga", "agus bhí tá ag níl seo bhfuil leis raibh an"},
		{"cy", "yn yr mae wedi gan ond oedd hyn yng y"},
		{"lv", "uz bija lai arī vai šo gada viņš kā un"},
		{"mt", "ta' għal kien hija huwa dwar biex minn fil"},
		{"az", "və üçün ilə sonra onun olub dedi həm bu"},
		{"uz", "va bilan uchun ham edi bo'lgan kerak emas haqida"},
		{"tk", "we bilen üçin hem diýip boldy ýyl onuň"},
		{"ku", "û ji li dike kir jî ew bû"},
		{"so", "iyo oo waxaa ayaa waa waxay kale inuu"},
		{"ha", "wannan wani kuma cikin yana sun kan"},
		{"yo", "ní àti náà àwọn wọ́n nínú tí ó"},
		{"ig", "nke bụ ndị ọ dị maka n'ime"},
		{"zu", "ukuthi futhi kodwa ngoba uma kakhulu abantu"},
		{"xh", "ukuba kwaye kodwa ngoko kunye ngenxa abantu"},
		{"rw", "muri cyangwa kandi n'uko abantu ari"},
		{"mg", "ny sy dia tsy izy amin'ny an'ny ireo fa"},
		{"ht", "nan yo pou gen moun sou pa ki"},
		{"eo", "kaj estas kun ĝi sed ili mi al"},
		{"la", "quod sed cum esse sunt quae ut et"},
		{"lb", "vun ass mat och huet den op"},
		{"ilo", "dagiti kadagiti ket ti iti nga wenno"},
		{"tet", "ne'ebé hosi sira ho iha ne'e"},
	},
	cyrillic: {
		{"sr", "је су као али што који није још"},
		{"mk", "во со што ги дека како или"},
		{"be", "што гэта яго быў але як"},
	},
	devanagari: {
		{"ne", "छ र को मा हो पनि ले यो छन् भने गरेको लागि तर भएको थियो"},
		{"sa", "च न इति एव अपि तु सः अस्ति तत् भवति"},
	},
}

// maxFallbacks bounds the languages of one script that are told by function words: a bit each.
const maxFallbacks = 32

// fallback is what tells the languages of one script by function words.
type fallback struct {
	tags  []string
	words map[string]uint32 // bit i: tags[i] has the word
}

var fallbacks = sync.OnceValue(func() map[script]fallback {
	out := make(map[script]fallback, len(functionWords))
	for s, all := range functionWords {
		f := fallback{words: make(map[string]uint32)}
		for i, of := range all {
			f.tags = append(f.tags, of.tag)
			for w := range strings.FieldsSeq(of.words) {
				f.words[w] |= 1 << i
			}
		}
		out[s] = f
	}
	return out
})

// byWords tells a language that the model does not know by its most frequent words, which must be many of the
// words of the text, and of several kinds.
func byWords(s script, norm []byte) (string, float64) {
	rivals := fallbacks()[s]
	if len(rivals.tags) == 0 {
		return "", 0
	}
	var hits, kinds [maxFallbacks]int
	var last [maxFallbacks][]byte
	total := 0
	for w := range bytes.FieldsSeq(norm) {
		total++
		for with := rivals.words[string(w)]; with != 0; with &= with - 1 {
			i := bits.TrailingZeros32(with)
			hits[i]++
			if !bytes.Equal(last[i], w) {
				kinds[i]++
				last[i] = w
			}
		}
	}
	if total < 6 {
		return "", 0
	}
	best := 0
	for i := range rivals.tags {
		if hits[i] > hits[best] {
			best = i
		}
	}
	if hits[best] < 3 || kinds[best] < 3 || hits[best]*100 < total*leastHits {
		return "", 0
	}
	return rivals.tags[best], min(1, float64(hits[best])/float64(total)*4)
}

// leastHits is the share of function words, in percent, that makes a language.
const leastHits = 18
