package dedup

import (
	"math/rand/v2"
	"strings"
	"testing"

	"kabar/news"
)

const flood = `Banjir yang merendam tiga kecamatan di Kabupaten Harian mulai surut pada Senin (14/7/2025) pagi. Kepala Badan Penanggulangan Bencana Daerah, Rusli Amin, mengatakan ketinggian air turun 40 sentimeter sejak semalam.

"Warga sudah mulai membersihkan rumah, tetapi dapur umum tetap kami buka sampai keadaan benar-benar aman," kata Rusli di posko utama, Senin.

Menurut data posko, 1.250 keluarga sempat mengungsi ke dua gedung sekolah dan satu masjid. Sebagian besar sudah pulang, sedangkan 310 keluarga masih bertahan karena rumah mereka di tepi sungai.

Pemerintah kabupaten menyiapkan bantuan beras dan air bersih untuk tujuh hari ke depan. Jalan lintas yang sempat terputus di Desa Sungai Rawa kini dapat dilalui kendaraan kecil, sementara truk diminta memutar lewat jalan provinsi.

Badan meteorologi memperkirakan hujan ringan masih turun di hulu sungai hingga akhir pekan. Warga di bantaran sungai diminta tetap waspada dan menyimpan dokumen penting di tempat yang tinggi.`

const gold = `Harga emas batangan di gerai Logam Harian pada hari ini, %DATE%, tercatat Rp %PRICE% per gram. Harga itu %MOVE% dibandingkan perdagangan sebelumnya. Harga pembelian kembali atau buyback berada di angka Rp %BACK% per gram. Harga jual kembali ini belum memperhitungkan pajak sesuai dengan peraturan menteri keuangan. Pembeli yang menyertakan nomor pokok wajib pajak dikenai potongan sebesar 0,25 persen, sedangkan yang tidak menyertakannya dikenai 0,5 persen. Setiap pembelian emas batangan disertai bukti potong pajak penghasilan pasal 22.`

func fill(date, price, move, back string) string {
	return strings.NewReplacer("%DATE%", date, "%PRICE%", price, "%MOVE%", move, "%BACK%", back).Replace(gold)
}

func paragraphs(first, last int) string {
	return strings.Join(strings.Split(flood, "\n\n")[first:last], "\n\n")
}

const landslide = `Tanah longsor menutup jalan penghubung dua desa di kaki Bukit Lembah pada Minggu malam. Tidak ada korban jiwa dalam peristiwa itu, tetapi arus kendaraan terhenti lebih dari enam jam. Alat berat baru tiba menjelang subuh karena hujan deras menyulitkan perjalanan dari ibu kota kabupaten. Warga bergotong royong memindahkan batang pohon yang melintang.`

func TestJudge(t *testing.T) {
	typos := strings.NewReplacer("ketinggian", "ketingian", "membersihkan", "mebmersihkan", "Sebagian", "Sebagain", "hingga", "hinga").Replace(flood)
	quotes := strings.NewReplacer(`"`, "”", "-", "–", "\n\n", "\n").Replace(flood)
	reworded := strings.NewReplacer("mengatakan", "menyebut", "surut", "menyusut", "sampai", "hingga", "sempat", "sebelumnya", "sedangkan", "sementara", "diminta", "diimbau", "kini", "sekarang").Replace(flood)
	added := flood + "\n\nSementara itu, redaksi masih menghubungi pihak terkait untuk mendapatkan keterangan tambahan mengenai kerugian akibat bencana ini."
	pointers := strings.Replace(flood, "\n\n", "\n\nBaca juga: Lima Jembatan Gantung Rusak Diterjang Arus\n\nSimak Video: Perahu Karet Menjemput Warga Lansia\n\n", 2)
	header := "Banjir di Kabupaten Harian Mulai Surut, Ratusan Keluarga Masih Mengungsi\n\nPenulis: Dewi Lestari\n\nHARIANRIAU.EXAMPLE, PEKANBARU - " + flood
	retold := `Air yang menggenangi permukiman di Kabupaten Harian berangsur turun. Rusli Amin dari Badan Penanggulangan Bencana Daerah menuturkan bahwa warga kembali ke rumah masing-masing mulai Senin pagi, walaupun posko dan dapur umum belum ditutup. Ia mencatat 310 keluarga belum dapat pulang. Bantuan berupa beras dan air bersih disiapkan untuk satu minggu, dan truk untuk sementara dialihkan ke jalan provinsi.`
	roundup := "Sejumlah daerah dilanda bencana dalam dua hari terakhir. Berikut rangkumannya.\n\n" + strings.Repeat(landslide+"\n\n", 1) + paragraphs(0, 2) + "\n\n" +
		strings.NewReplacer("Tanah longsor", "Angin kencang", "jalan penghubung", "atap pasar", "Minggu", "Sabtu", "pohon", "tiang").Replace(landslide) + "\n\n" +
		`Kebakaran lahan dilaporkan di pesisir timur. Petugas gabungan memadamkan api di area seluas dua hektare dengan mesin pompa dan selang panjang. Asap sempat mengganggu jarak pandang nelayan yang hendak melaut. Kepala desa setempat meminta pemilik kebun tidak membuka lahan dengan cara membakar, karena angin sedang kencang dan sumur warga mengering sejak awal bulan.`
	monday := fill("Senin (14/7/2025)", "1.906.000", "naik Rp 5.000", "1.750.000")

	tests := []struct {
		name string
		a, b string
		want bool
	}{
		{"other quotation marks, dashes and breaks", flood, quotes, true},
		{"dateline, headline and byline", flood, header, true},
		{"pointers to other articles", flood, pointers, true},
		{"typing errors", flood, typos, true},
		{"a paragraph added", flood, added, true},
		{"end cut off", flood, paragraphs(0, 3), true},
		{"end cut off, header and pointers on the other side", paragraphs(0, 4), strings.Replace(header, "\n\nMenurut", "\n\nBaca juga: Harga Beras Naik\n\nMenurut", 1), true},
		{"words exchanged", flood, reworded, true},
		{"date written otherwise", flood, strings.Replace(flood, "(14/7/2025)", "(14/7)", 1), true},
		{"number written otherwise", flood, strings.Replace(flood, "1.250", "1250", 1), true},
		{"one figure corrected among many", monday + " " + strings.Join(strings.Fields("1 2 3 4 5 6 7 8 9 10 11 12"), " gram, "), strings.Replace(monday, "0,25", "0,45", 1) + " " + strings.Join(strings.Fields("1 2 3 4 5 6 7 8 9 10 11 12"), " gram, "), true},

		{"another matter", flood, landslide, false},
		{"told anew", flood, retold, false},
		{"in a round-up", paragraphs(0, 2), roundup, false},
		{"a teaser", paragraphs(0, 1), flood + "\n\n" + landslide + "\n\n" + retold, false},
		{"another day", monday, fill("Selasa (15/7/2025)", "1.911.000", "naik Rp 5.000", "1.755.000"), false},
		{"another day, the same figures", monday, fill("Selasa (15/7/2025)", "1.906.000", "naik Rp 5.000", "1.750.000"), false},
		{"other figures", monday, fill("Senin (14/7/2025)", "1.911.000", "turun Rp 6.000", "1.755.000"), false},
		{"other places", flood, strings.NewReplacer("Kabupaten Harian", "Kabupaten Rokan", "Rusli", "Hasan", "Amin", "Basri", "Sungai Rawa", "Bukit Datar").Replace(flood), false},
		{"empty", "", flood, false},
		{"both empty", "", "", false},
		{"no words", "***", "—", false},
		{"few words shared", "Simak videonya berikut ini di kanal kami.", "Simak videonya berikut ini di kanal kami ya.", false},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			for _, v := range []Verdict{Judge(Text{Text: c.a}, Text{Text: c.b}), Judge(Text{Text: c.b}, Text{Text: c.a})} {
				if v.Duplicate != c.want {
					t.Errorf("got %+v, want %t", v, c.want)
				}
				if v.Why == "" || v.Duplicate != (v.Level != "") || v.Similarity < 0 || v.Similarity > 1 {
					t.Errorf("%+v", v)
				}
			}
		})
	}
	if v := Judge(Text{Text: flood}, Text{Text: quotes}); v.Level != news.SameText || v.Similarity != 1 {
		t.Errorf("other form: %+v", v)
	}
	if v := Judge(Text{Text: flood}, Text{Text: typos}); v.Level != news.NearText {
		t.Errorf("typing errors: %+v", v)
	}
}

func TestJudgeTitles(t *testing.T) {
	text := func(piece string) string { return landslide + " " + piece + " " + paragraphs(2, 4) }
	a := Text{Title: "Jadwal Pemadaman Listrik 14 Juli 2025", Text: text("Petugas memasang rambu.")}
	b := Text{Title: "Jadwal Pemadaman Listrik 15 Juli 2025", Text: text("Petugas telah memasang rambu.")}
	if v := Judge(a, b); v.Duplicate {
		t.Errorf("headlines of two days: %+v", v)
	}
	b.Title = "Listrik Padam Bergilir, Warga Diminta Bersabar"
	if v := Judge(a, b); !v.Duplicate {
		t.Errorf("another headline: %+v", v)
	}
}

func TestTextHash(t *testing.T) {
	base := TextHash("“Café” naik 5 persen — kata Jum'at.\n\nSelesai")
	for name, same := range map[string]string{
		"plain quotation marks": "\"Café\" naik 5 persen - kata Jum'at. Selesai",
		"upper case":            "CAFÉ NAIK 5 PERSEN KATA JUM’AT SELESAI",
		"decomposed":            "Cafe\u0301 naik 5 persen kata Jumat Selesai",
		"full-width":            "Ｃafé naik ５ persen kata Jumat Selesai",
		"invisible":             "Ca\u00adfé\u200b naik\u00a05 persen kata Jumat\ufeff Selesai",
		"ligature-free":         "Café naik 5 persen kata Jumat\r\nSelesai\x00",
	} {
		if TextHash(same) != base {
			t.Errorf("%s: another hash", name)
		}
	}
	for name, other := range map[string]string{
		"accent":  "Cafe naik 5 persen kata Jumat Selesai",
		"digit":   "Café naik 6 persen kata Jumat Selesai",
		"letters": "Café naik 5 persen kata Jumat",
		"order":   "naik Café 5 persen kata Jumat Selesai",
	} {
		if TextHash(other) == base {
			t.Errorf("%s: the same hash", name)
		}
	}
	if TextHash("") != TextHash(" …") {
		t.Error("texts without letters differ")
	}
	if long := strings.Repeat("é kata ", 10_000); TextHash(long) != TextHash(strings.ToUpper(long)) {
		t.Error("blocks: another hash")
	}
}

func TestSignature(t *testing.T) {
	a := Signature(flood)
	if len(a) != Bands+LeadBands {
		t.Fatalf("%d bands", len(a))
	}
	if Signature("Simak videonya berikut ini.") != nil || Signature("") != nil {
		t.Error("a short text has a signature")
	}
	for name, near := range map[string]string{
		"upper case": strings.ToUpper(flood),
		"cut":        paragraphs(0, 3),
		"header":     "HARIANRIAU.EXAMPLE, PEKANBARU - " + flood,
	} {
		if !share(a, Signature(near)) {
			t.Errorf("%s: no band shared", name)
		}
	}
	if share(a, Signature(landslide+landslide)) {
		t.Error("another text shares a band")
	}
	// A stored index must be readable by the next build: with another value here, SignatureVersion must change.
	if got, want := a[0], uint64(0xfedb5a21cd55c873); got != want {
		t.Errorf("the first band is %#x, want %#x", got, want)
	}
}

// The judge must not take long on texts made to be slow to align.
func TestJudgeHostile(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	two := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteString([]string{"satu ", "dua "}[rng.IntN(2)])
		}
		return b.String()
	}
	distinct := make([]string, 30_000)
	for i := range distinct {
		distinct[i] = strings.Repeat(string(rune('a'+i%26)), 1+i%7) + string(rune('a'+i/26%26)) + string(rune('a'+i/676%26)) + string(rune('a'+i/17576%26))
	}
	shuffled := append([]string(nil), distinct...)
	rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
	for name, p := range map[string][2]string{
		"one word":     {strings.Repeat("a ", 1<<17), strings.Repeat("a ", 1<<17-1)},
		"two words":    {two(25_000), two(25_000)},
		"shuffled":     {strings.Join(distinct, " "), strings.Join(shuffled, " ")},
		"no blanks":    {strings.Repeat("a", 1<<18), strings.Repeat("a", 1<<18-1)},
		"digits":       {strings.Repeat("1.", 1<<17), strings.Repeat("1,", 1<<17)},
		"lines":        {strings.Repeat("baca:\n", 1<<17), strings.Repeat("baca\n", 1<<17)},
		"marks":        {"e" + strings.Repeat("\u0301", 1<<17), strings.Repeat("e\u0301", 1<<17)},
		"invalid":      {strings.Repeat("\xff\xfe", 1<<18), strings.Repeat("a\xff", 1<<18)},
		"NUL":          {strings.Repeat("\x00", 1<<18), strings.Repeat("a\x00", 1<<18)},
		"many figures": {strings.Repeat("1 2 3 4 ", 10_000), strings.Repeat("4 3 2 1 ", 10_000)},
	} {
		t.Run(name, func(t *testing.T) {
			v := Judge(Text{Text: p[0]}, Text{Text: p[1]})
			if v.Similarity < 0 || v.Similarity > 1 {
				t.Errorf("%+v", v)
			}
			Signature(p[0])
			TextHash(p[1])
		})
	}
}

func FuzzJudge(f *testing.F) {
	f.Add(flood, "Baca juga: x\n"+flood)
	f.Add(fill("Senin (14/7/2025)", "1.906.000", "naik", "1"), fill("Senin (15/7/2025)", "1.906.001", "naik", "1"))
	f.Add("a'b 1.2.3 4/5/ é", "A’B 1,2,3 4/5 e\u0301")
	f.Fuzz(func(t *testing.T, a, b string) {
		v, back := Judge(Text{Title: a, Text: a + " " + flood}, Text{Title: b, Text: b + " " + flood}), Judge(Text{Title: b, Text: b + " " + flood}, Text{Title: a, Text: a + " " + flood})
		if v.Duplicate != back.Duplicate || v.Similarity < 0 || v.Similarity > 1 || v.Duplicate != (v.Level != "") {
			t.Errorf("%+v, and the other way round %+v", v, back)
		}
		if TextHash(a) == TextHash(b) && len(words(a)) > 0 && len(words(b)) > 0 && !Judge(Text{Text: a}, Text{Text: b}).Duplicate {
			t.Errorf("%q and %q have one hash and are two", a, b)
		}
		Signature(a)
	})
}

func BenchmarkTextHash(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(flood)))
	for b.Loop() {
		TextHash(flood)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
}

func BenchmarkSignature(b *testing.B) {
	b.ReportAllocs()
	b.SetBytes(int64(len(flood)))
	for b.Loop() {
		Signature(flood)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "docs/s")
}

func BenchmarkJudge(b *testing.B) {
	near := Text{Text: "HARIANRIAU.EXAMPLE, PEKANBARU - " + strings.Replace(flood, "ketinggian", "ketingian", 1)}
	b.ReportAllocs()
	for b.Loop() {
		Judge(Text{Text: flood}, near)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "pairs/s")
}
