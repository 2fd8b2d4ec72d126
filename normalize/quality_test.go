package normalize

import (
	"math"
	"testing"
)

func TestMeasure(t *testing.T) {
	tests := []struct {
		name                    string
		text                    []string
		words, sentences, lines int
		ratios                  map[string]float64
	}{
		{"two sentences", []string{"Harga naik 5 persen. Kata siapa?"}, 6, 2, 1, map[string]float64{"alpha_words": 0.8333, "punctuated_lines": 1, "digits": 0.0313, "duplicate_lines": 0}},
		{"a heading counts as a sentence", []string{"Harga cabai", "Naik lagi."}, 4, 2, 2, map[string]float64{"punctuated_lines": 0.5, "short_lines": 1}},
		{"a list", []string{"- satu\n- dua"}, 4, 2, 2, map[string]float64{"bullet_lines": 1, "alpha_words": 0.5}},
		{"lines twice", []string{"abcde", "abcde"}, 2, 2, 2, map[string]float64{"duplicate_lines": 0.5, "duplicate_line_characters": 0.5}},
		{"closing quotation marks", []string{`Ia berkata, "Tidak."`, "(Selesai.)"}, 4, 2, 2, map[string]float64{"punctuated_lines": 1}},
		{"an ellipsis", []string{"Lalu hujan…"}, 2, 1, 1, map[string]float64{"ellipsis_lines": 1, "symbol_words": 0.5}},
		{"no blanks between words", []string{"今日は雨。明日は晴れ。"}, 9, 2, 1, map[string]float64{"alpha_words": 1, "punctuated_lines": 1}},
		{"capitals", []string{"ABcd"}, 1, 1, 1, map[string]float64{"upper": 0.5}},
		{"stop words", []string{"Yang datang, dan (yang) pergi."}, 5, 1, 1, map[string]float64{"stop_words": 0.6, "word_length": 5.2}},
		{"the most frequent run", []string{"aa bb cc aa bb dd aa bb"}, 8, 1, 1, map[string]float64{"top_2_words": 0.75, "top_3_words": 0, "duplicate_5_words": 0}},
		{"runs that stood before", []string{"a b c d e x", "a b c d e f"}, 12, 2, 2, map[string]float64{"top_4_words": 0.6667, "duplicate_5_words": 0.4167, "duplicate_6_words": 0}},
		{"nothing", nil, 0, 0, 0, map[string]float64{"digits": 0}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			q := Measure(tt.text, "id")
			if q.Words != tt.words || q.Sentences != tt.sentences || q.Lines != tt.lines || q.Tokenizer != Tokenizer {
				t.Errorf("%d words, %d sentences, %d lines by %s; want %d, %d, %d", q.Words, q.Sentences, q.Lines, q.Tokenizer, tt.words, tt.sentences, tt.lines)
			}
			for name, want := range tt.ratios {
				if got, ok := q.Ratios[name]; !ok || math.Abs(got-want) > 1e-4 {
					t.Errorf("%s is %v, want %v", name, got, want)
				}
			}
			for name, v := range q.Ratios {
				if v < 0 || v > 1 && name != "word_length" || math.IsNaN(v) {
					t.Errorf("%s is %v", name, v)
				}
			}
		})
	}
}

func TestMeasureUnknownLanguage(t *testing.T) {
	for language, want := range map[string]bool{"id": true, "en-GB": true, "und": false, "": false, "zu": false} {
		if _, ok := Measure([]string{"Satu dua tiga."}, language).Ratios["stop_words"]; ok != want {
			t.Errorf("%q: stop words measured: %v", language, ok)
		}
	}
}

func FuzzMeasure(f *testing.F) {
	f.Add("a \xff\xfe今 a", "\xff今\xff a a a a a a a a a a a a")
	f.Add("Harga naik. 今日は雨。\n…", "")
	f.Fuzz(func(t *testing.T, a, b string) {
		q := Measure([]string{a, b}, "en")
		for name, v := range q.Ratios {
			if !(v >= 0 && (v <= 1 || name == "word_length")) {
				t.Errorf("%s is %v", name, v)
			}
		}
	})
}

func BenchmarkMeasure(b *testing.B) {
	text := []string{"Harga cabai rawit merah di pasar tradisional “naik” menjadi Rp 90.000 per kilogram, kata pedagang pada Jumat."}
	for range 5 {
		text = append(text, text...)
	}
	b.ReportAllocs()
	for b.Loop() {
		Measure(text, "id")
	}
	b.ReportMetric(float64(len(text)*b.N)/b.Elapsed().Seconds(), "paragraphs/s")
}
