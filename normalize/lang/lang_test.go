package lang

import (
	"strings"
	"testing"
	"unicode/utf8"

	"kabar/internal/shared"
)

func TestDetect(t *testing.T) {
	tests := []struct{ want, text string }{
		{"id", "Pemerintah kota menyatakan bahwa harga cabai naik karena pasokan dari daerah berkurang."},
		{"ms", "Kerajaan negeri memaklumkan bahawa harga cili meningkat kerana bekalan daripada petani berkurangan."},
		{"jv", "Rega lombok mundhak amarga pasokan saka tani suda, nanging wong-wong isih padha tuku."},
		{"su", "Harga cabe naek kusabab pasokan ti patani ngurangan, tapi jalma loba kénéh anu meuli."},
		{"min", "Harago lado naiak dek karano pasokan dari urang tani bakurang, tapi urang banyak masih juo mambali."},
		{"en", "The price of chillies rose because farmers delivered less, but people are still buying them."},
		{"de", "Der Preis ist gestiegen, weil die Bauern weniger geliefert haben."},
		{"fr", "Le prix des piments a augmenté parce que les agriculteurs en ont livré moins."},
		{"es", "El precio ha subido porque los agricultores han entregado menos que el año pasado."},
		{"nl", "De prijs is gestegen omdat de boeren minder hebben geleverd dan vorig jaar."},
		{"vi", "Giá ớt tăng vì nông dân giao ít hơn, nhưng người dân vẫn mua."},
		{"tr", "Çiftçiler daha az teslimat yaptığı için fiyatlar yükseldi."},
		{"tr", "Bakan haftalarca süren protestoların ardından cuma günü istifa etti."},
		{"id", "Dua warga asal Lübeck dan São Paulo mengikuti lomba lari itu bersama seratus peserta lain."},
		{"ru", "Цена на перец выросла, потому что крестьяне поставили меньше."},
		{"uk", "Ціна на перець зросла, тому що селяни постачили менше, ніж торік."},
		{"sr", "Цена је порасла јер су сељаци испоручили мање него што је планирано, али људи још купују њих."},
		{"ar", "ارتفع سعر الفلفل لأن المزارعين سلموا كميات أقل من العام الماضي."},
		{"fa", "قیمت فلفل افزایش یافت زیرا کشاورزان کمتر از سال گذشته تحویل دادند."},
		{"ur", "مرچ کی قیمت بڑھ گئی ہے کیونکہ کسانوں نے کم مال پہنچایا ہے۔"},
		{"hi", "मिर्च की कीमत बढ़ गई है क्योंकि किसानों ने कम आपूर्ति की।"},
		{"zh", "由于农民供应减少，辣椒价格上涨。"},
		{"ja", "農家の出荷が減ったため、唐辛子の価格が上がった。"},
		{"ko", "농민들의 출하가 줄어 고추 가격이 올랐다."},
		{"th", "ราคาพริกขึ้นเพราะเกษตรกรส่งน้อยลง"},
		{"ta", "மிளகாய் விலை உயர்ந்தது."},
		{"ka", "ფასი გაიზარდა."},
		{"af", "Die prys het gestyg omdat die boere minder gelewer het, maar hulle sal nie ophou nie en hy sê ek kan kom."},
		{"is", "Verðið hækkaði það sem af er ári og hann sagði að það væri ekki gott við þetta fyrir fólkið á landinu."},
		{Und, ""},
		{Und, "12.345,67 % – 2025"},
		{Und, "?"},
	}
	for _, tt := range tests {
		if got, score := Detect(tt.text); got != tt.want || score < 0 || score > 1 {
			t.Errorf("Detect(%q) = %s, %.2f, want %s", tt.text, got, score, tt.want)
		}
	}
}

// A long text is sampled in several places: a foreign heading does not decide.
func TestDetectLongText(t *testing.T) {
	text := "Breaking news from the city council, updated every hour with the latest. " +
		strings.Repeat("Pemerintah kota menyatakan bahwa harga cabai naik karena pasokan dari daerah berkurang. ", 200)
	if got, score := Detect(text); got != "id" || score < 0.9 {
		t.Errorf("got %s, %.2f", got, score)
	}
}

func TestModel(t *testing.T) {
	m, err := parseModel(weights)
	if err != nil {
		t.Fatal(err)
	}
	for i := 1; i < len(m.scripts); i++ {
		if m.scripts[i] < m.scripts[i-1] {
			t.Errorf("%s stands behind %s: languages of one script must stand together", m.langs[i], m.langs[i-1])
		}
	}
	for _, broken := range []string{"", "kabar-lang", "kabar-lang 1 15 1 1\nlatn:id\n", "kabar-lang 2 15 0 1\n\n", strings.Replace(string(weights), "kabar-lang 1", "kabar-lang 9", 1)} {
		if _, err := parseModel([]byte(broken)); err == nil {
			t.Errorf("%.40q was taken for a model", broken)
		}
	}
}

// Every function word of a language that the model does not know would be in vain if there were more languages
// than are counted.
func TestFallbacksFit(t *testing.T) {
	for s, all := range functionWords {
		if len(all) > maxFallbacks {
			t.Errorf("script %d has %d languages, %d are counted", s, len(all), maxFallbacks)
		}
	}
}

func TestSharedTexts(t *testing.T) {
	t.Parallel()
	type example struct{ ID, Text, Lang string }
	for _, tt := range []struct {
		name  string
		least float64
	}{{"data/text/langid_sentences.jsonl", 0.99}, {"data/text/langid_documents.jsonl", 0.99}} {
		right, total := 0, 0
		for _, e := range shared.Lines[example](t, tt.name) {
			total++
			got, _ := Detect(e.Text)
			if got == e.Lang {
				right++
			} else {
				t.Logf("%s: %s taken for %s: %.60q", e.ID, e.Lang, got, e.Text)
			}
		}
		// The model has seen these texts: this tells whether model and code fit, not how good it is on others.
		if float64(right) < tt.least*float64(total) {
			t.Errorf("%s: %d of %d right", tt.name, right, total)
		}
	}
}

func TestBatch(t *testing.T) {
	in := `{"id":"a","text":"Pemerintah kota menyatakan bahwa harga cabai naik karena pasokan berkurang."}
{"id":"b","text":""}
`
	want := `{"id":"a","lang":"id"}
{"id":"b","lang":"und"}
`
	var out strings.Builder
	if err := Batch(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
	if err := Batch(strings.NewReader("{}\nnonsense\n"), &out); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("%v, want an error that names line 2", err)
	}
}

func FuzzDetect(f *testing.F) {
	for _, s := range []string{"Harga cabai naik", "Jum'at a.b@c.d http://x", "农民供应", "\xff\xfe a", "ў'і' ы", strings.Repeat("é", 3000)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tag, score := Detect(s)
		if again, same := Detect(s); again != tag || same != score {
			t.Fatalf("Detect(%q) = %s, %v, and again %s, %v", s, tag, score, again, same)
		}
		if tag == "" || score < 0 || score > 1 || !utf8.ValidString(tag) {
			t.Fatalf("Detect(%q) = %q, %v", s, tag, score)
		}
	})
}

func BenchmarkDetect(b *testing.B) {
	sentence := "Pemerintah kota menyatakan bahwa harga cabai naik karena pasokan dari daerah berkurang. "
	for _, bb := range []struct {
		name string
		n    int
	}{{"sentence", 1}, {"article", 40}, {"long", 600}} {
		text := strings.Repeat(sentence, bb.n)
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				Detect(text)
			}
		})
	}
}
