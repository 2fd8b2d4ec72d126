package lang

import "unicode/utf8"

type script uint8

const (
	unknown script = iota
	latin
	cyrillic
	arabic
	devanagari
	greek
	armenian
	hebrew
	bengali
	gurmukhi
	gujarati
	oriya
	tamil
	telugu
	kannada
	malayalam
	sinhala
	thai
	lao
	tibetan
	burmese
	georgian
	hangul
	ethiopic
	khmer
	javanese
	sundanese
	balinese
	batak
	lontara
	kana
	han
	scripts
)

// Ranges of characters, in order; between them is nothing that is looked at.
var ranges = [...]struct {
	from, to rune
	s        script
}{
	{'A', 'Z', latin}, {'a', 'z', latin}, {0xC0, 0x24F, latin}, {0x370, 0x3FF, greek}, {0x400, 0x52F, cyrillic}, {0x531, 0x58F, armenian}, {0x591, 0x5F4, hebrew},
	{0x620, 0x6FF, arabic}, {0x750, 0x77F, arabic}, {0x900, 0x97F, devanagari}, {0x980, 0x9FF, bengali}, {0xA00, 0xA7F, gurmukhi}, {0xA80, 0xAFF, gujarati},
	{0xB00, 0xB7F, oriya}, {0xB80, 0xBFF, tamil}, {0xC00, 0xC7F, telugu}, {0xC80, 0xCFF, kannada}, {0xD00, 0xD7F, malayalam}, {0xD80, 0xDFF, sinhala},
	{0xE00, 0xE7F, thai}, {0xE80, 0xEFF, lao}, {0xF00, 0xFFF, tibetan}, {0x1000, 0x109F, burmese}, {0x10A0, 0x10FF, georgian}, {0x1100, 0x11FF, hangul},
	{0x1200, 0x139F, ethiopic}, {0x1780, 0x17FF, khmer}, {0x1A00, 0x1A1F, lontara}, {0x1B00, 0x1B7F, balinese}, {0x1B80, 0x1BBF, sundanese}, {0x1BC0, 0x1BFF, batak},
	{0x1E00, 0x1EFF, latin}, {0x1F00, 0x1FFF, greek}, {0x3040, 0x30FF, kana}, {0x3130, 0x318F, hangul}, {0x31F0, 0x31FF, kana}, {0x3400, 0x4DBF, han}, {0x4E00, 0x9FFF, han},
	{0xA980, 0xA9DF, javanese}, {0xAC00, 0xD7AF, hangul}, {0xF900, 0xFAFF, han}, {0xFB50, 0xFDFF, arabic}, {0xFE70, 0xFEFC, arabic}, {0x20000, 0x3FFFF, han},
}

func scriptOf(r rune) script {
	if r < utf8.RuneSelf {
		if r|0x20 >= 'a' && r|0x20 <= 'z' {
			return latin
		}
		return unknown
	}
	lo, hi := 0, len(ranges)
	for lo < hi {
		mid := (lo + hi) / 2
		if ranges[mid].to < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(ranges) && r >= ranges[lo].from {
		return ranges[lo].s
	}
	return unknown
}

// mainScript is the script that most of the text is in, and its share of all letters. A sign of the East
// Asian scripts counts three times: it says as much as three letters.
func mainScript(norm []byte) (script, float64) {
	var count [scripts]int
	total := 0
	for i := 0; i < len(norm); {
		c := norm[i]
		if c < utf8.RuneSelf {
			i++
			if c >= 'a' && c <= 'z' {
				count[latin]++
				total++
			}
			continue
		}
		r, size := utf8.DecodeRune(norm[i:])
		i += size
		if s := scriptOf(r); s != unknown {
			n := 1
			if s == han || s == kana || s == hangul {
				n = 3
			}
			count[s] += n
			total += n
		}
	}
	if total < 2 {
		return unknown, 0
	}
	// Japanese mixes kana and Han; a tenth of kana tells it from Chinese.
	if count[kana] > 0 && count[kana]*10 >= count[han] {
		count[kana] += count[han]
		count[han] = 0
	}
	best := unknown
	for s, n := range count {
		if n > count[best] {
			best = script(s)
		}
	}
	return best, float64(count[best]) / float64(total)
}

// only is the language of a script that is read as that of one language; empty for a shared one.
func (s script) only() string {
	return [scripts]string{
		greek: "el", armenian: "hy", hebrew: "he", bengali: "", gurmukhi: "pa", gujarati: "gu", oriya: "or", tamil: "ta", telugu: "te", kannada: "kn",
		malayalam: "ml", sinhala: "si", thai: "th", lao: "lo", tibetan: "bo", burmese: "my", georgian: "ka", hangul: "ko", ethiopic: "am", khmer: "km",
		javanese: "jv", sundanese: "su", balinese: "ban", batak: "bbc", lontara: "bug", kana: "ja", han: "zh",
	}[s]
}

// model is the name that the model has for a script.
func (s script) model() string {
	switch s {
	case latin:
		return "latn"
	case cyrillic:
		return "cyrl"
	case arabic:
		return "arab"
	case devanagari:
		return "deva"
	}
	return "none"
}
