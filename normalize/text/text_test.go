package text

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestCleanText(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"nothing to do", "Harga cabai naik 5 persen.", "Harga cabai naik 5 persen."},
		{"curly quotes stay", "“Kutip” dan ‘kutip’ – begitu…", "“Kutip” dan ‘kutip’ – begitu…"},
		{"three bytes", "Jumâ€™at", "Jum’at"},
		{"two bytes", "MÃ¼nchen dan 37 Â°C", "München dan 37 °C"},
		{"two layers", "JumÃ¢â‚¬â„¢at", "Jum’at"},
		{"three layers", "The cat doesnÃƒÂ¢Ã¢â€šÂ¬Ã¢â€žÂ¢t care.", "The cat doesn’t care."},
		{"Latin-1", "CafÃ\u0083Â© lama", "Café lama"},
		{"Cyrillic", "РњРѕСЃРєРІР°", "Москва"},
		{"Macintosh", "un r√©gime", "un régime"},
		{"Central European", "LiĂ¨ge", "Liège"},
		{"control character of Windows", "Jum\u0092at", "Jum’at"},
		{"emoji in surrogates", "halo í\u00a0½í¸\u008d", "halo 😍"},
		{"no-break blank", "AntamÂ\u00a0Lompat", "Antam Lompat"},
		{"capital and ellipsis", "SÓ… É’ É¿ NICIODATĂ™", "SÓ… É’ É¿ NICIODATĂ™"},
		{"sign between figures", "5×£35", "5×£35"},
		{"vowel and ellipsis", "Brontë…”", "Brontë…”"},
		{"square root", "(-1/2)! = √π", "(-1/2)! = √π"},
		{"Ukrainian", "Різдво і ВІКІ", "Різдво і ВІКІ"},
		{"reference", "Rp&nbsp;5.000 &lt; R&amp;D &#8217; R&D &copy=2", "Rp 5.000 < R&D ’ R&D &copy=2"},
		{"reference twice", "5 &amp;lt; 7", "5 < 7"},
		{"no reference", "a &nosuch; b &; c", "a &nosuch; b &; c"},
		{"blanks", "  a\t b\u00a0\u2009c\u3000 ", "a b c"},
		{"lines", "a \r\n b\rc\u2028d\n\n\n\ne\u2029f", "a\nb\nc\nd\n\ne\n\nf"},
		{"invisible", "Pekan\u00adbaru\u200b \ufeffHarian\u2060\x07\x1b", "Pekanbaru Harian"},
		{"directions around Latin", "\u202aJakarta\u202c\u200f", "Jakarta"},
		{"directions in Hebrew", "שלום\u200f!", "שלום\u200f!"},
		{"joiner in Persian", "می\u200cخواهم", "می\u200cخواهم"},
		{"joiner in Latin", "ka\u200cta\u200d", "kata"},
		{"joiner in emoji", "👩\u200d💻", "👩\u200d💻"},
		{"composed", "A\u030angstro\u0308m", "Ångström"},
		{"invalid bytes", "a\xffb", "a\ufffdb"},
		{"empty", "", ""},
		{"blank", " \n ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := CleanText(tt.in); got != tt.want {
				t.Errorf("CleanText(%q) = %q, want %q", tt.in, got, tt.want)
			}
			want := strings.Join(strings.Fields(tt.want), " ")
			if got := Clean(tt.in); got != want {
				t.Errorf("Clean(%q) = %q, want %q", tt.in, got, want)
			}
		})
	}
}

func TestCleanAllocatesNothing(t *testing.T) {
	for _, s := range []string{
		"Harga cabai naik 5 persen, kata Menteri Perdagangan di Jakarta.",
		"“Kutip” – begitu, kata ’Aisyah… São Paulo, Düsseldorf, Nguyễn Phú Trọng",
		"Москва подтвердила 新华社北京电 ภาษาไทย",
	} {
		Clean(s) // tables are made on first use
		if n := testing.AllocsPerRun(20, func() { Clean(s); CleanText(s) }); n > 0 {
			t.Errorf("%q: %v allocations", s, n)
		}
	}
}

func FuzzClean(f *testing.F) {
	for _, s := range []string{"Jumâ€™at", "&amp;lt;", "Ã perturber Ã©", "a\u200db", "í ½í¸", "РњРѕСЃ", "╨┐╤Ç", "A\u030a", "\xff\xfe", "a\r\n\n\nb", "Å veices baÅ†Ä·ieri"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, clean := range map[string]func(string) string{"Clean": Clean, "CleanText": CleanText} {
			once := clean(s)
			if !utf8.ValidString(once) || !norm.NFC.IsNormalString(once) {
				t.Fatalf("%s(%q) = %q, which is not valid UTF-8 in NFC", name, s, once)
			}
			if twice := clean(once); twice != once {
				t.Fatalf("%s(%q) = %q, and again %q", name, s, once, twice)
			}
			if strings.TrimSpace(once) != once || strings.Contains(once, "  ") || strings.Contains(once, "\n\n\n") {
				t.Fatalf("%s(%q) = %q", name, s, once)
			}
		}
	})
}

func BenchmarkClean(b *testing.B) {
	for _, bb := range []struct{ name, s string }{
		{"plain", strings.Repeat("Harga cabai naik 5 persen, kata “Menteri” Perdagangan di Jakarta. ", 8) + "Selesai."},
		{"mojibake", strings.Repeat("Harga cabai naik 5 persen, kata â€œMenteriâ€\u009d Perdagangan di Jakarta. ", 8) + "Selesai."},
		{"blanks", strings.Repeat("Harga cabai  naik&nbsp;5 persen. ", 16)},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(bb.s)))
			for b.Loop() {
				Clean(bb.s)
			}
		})
	}
}
