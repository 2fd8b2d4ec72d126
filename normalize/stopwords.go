package normalize

import "strings"

// stopwords are the commonest function words by language; a running text is never without them, lists of names
// or prices often are. Languages without an entry get no ratio.
var stopwords = func() map[string]map[string]bool {
	all := map[string]map[string]bool{}
	for language, words := range map[string]string{
		"de": "der die das und in zu den von mit ist im für auf nicht ein eine dem des sich auch an als es er sie",
		"en": "the be to of and that have with a in is was for it on as at by from he his are this an which or but not had has",
		"es": "de la que el en y a los se del las un por con no una su para es al lo como más o",
		"fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se il ce",
		"id": "yang dan di ke dari untuk dengan ini itu pada dalam tidak akan juga adalah oleh sebagai karena telah bisa ada para saat kepada atau sudah tersebut",
		"it": "di e il la che in a per un è del non una con i si le da al dei della come",
		"jv": "ing sing lan iki saka kang karo marang uga ana kanggo iku wis ora dadi yaiku nanging utawa",
		"ms": "yang dan di ke dari untuk dengan ini itu pada dalam tidak akan juga adalah oleh sebagai kerana telah boleh ada para kepada atau sudah tersebut",
		"nl": "de het een van en in is dat op te voor met zijn die niet aan er om ook als door",
		"pt": "de a o que e do da em um para com não uma os no se na por mais as dos como",
		"su": "nu jeung di ka ti anu pikeun ieu éta dina teu ogé ku nyaéta aya kana sareng atawa geus",
	} {
		set := map[string]bool{}
		for w := range strings.FieldsSeq(words) {
			set[w] = true
		}
		all[language] = set
	}
	return all
}()

// stopwordsOf returns the function words of a BCP 47 language, nil when there are none.
func stopwordsOf(language string) map[string]bool {
	base, _, _ := strings.Cut(language, "-")
	return stopwords[base]
}
