package dedup

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// edits are what happens to a report on its way from one outlet to another, by kind; all leave it the same article.
var edits = []struct {
	kind string
	do   func(string) string
}{
	{"dateline changed", func(s string) string { return "TELUK NIBUNG, KOMPAS.EXAMPLE -- " + s }},
	{"headline inserted", func(s string) string { return text("Warga Lega, Pekerjaan Rumah Masih Panjang", s) }},
	{"pointers interleaved", func(s string) string {
		p := parts(s)
		for i := range p {
			p[i] += []string{"\n\nBaca juga: Jalan Pesisir Ditutup Sementara", "\n\nBaca juga: Dua Sekolah Dapat Perpustakaan Baru Tahun Ini"}[i%2]
		}
		return text(p...)
	}},
	{"cut to 80 %", func(s string) string { return cut(s, 0.8) }},
	{"cut to 65 %", func(s string) string { return cut(s, 0.65) }},
	{"cut to 50 %", func(s string) string { return cut(s, 0.5) }},
	{"paragraph at the begin", func(s string) string { return text(extra, s) }},
	{"paragraph in the middle", func(s string) string { p := parts(s); return text(slices.Insert(p, len(p)/2, extra)...) }},
	{"paragraph at the end", func(s string) string { return text(s, extra) }},
	{"quotes and dashes", func(s string) string {
		return strings.NewReplacer(`."`, ".”", `,"`, ",”", `"`, "“", ", ", " – ").Replace(s)
	}},
	{"paragraphs merged", func(s string) string { return strings.Join(parts(s), " ") }},
	{"paragraphs split", func(s string) string { return strings.ReplaceAll(s, ". ", ".\n\n") }},
	{"number format", func(s string) string { return thousands.ReplaceAllString(s, "$1,$2") }},
	{"words replaced", reworded},
}

// extra is a short paragraph that an editor adds.
const extra = "Hal itu disampaikan kepada wartawan seusai pertemuan dengan warga, yang berlangsung sekitar satu jam dan dihadiri perangkat setempat."

var thousands = regexp.MustCompile(`(\d)\.(\d{3})\b`)

func cut(s string, share float64) string {
	ws := strings.Fields(s)
	return strings.Join(ws[:int(float64(len(ws))*share)], " ")
}

// reworded replaces every tenth word that is no name and no number.
func reworded(s string) string {
	others := strings.Fields("warta pula lantas guna senantiasa tentu boleh perlu silam kerap segera cukup")
	out := strings.Fields(s)
	for i := 5; i < len(out); i += 10 {
		for j := i; j < min(i+5, len(out)); j++ {
			if w := out[j]; w[0] >= 'a' && w[0] <= 'z' && strings.Trim(w, "abcdefghijklmnopqrstuvwxyz") == "" {
				out[j] = others[i/10%len(others)]
				break
			}
		}
	}
	return strings.Join(out, " ")
}

// frames are texts that an outlet fills anew each day or for each place; each filling is an article of its own.
var frames = []struct {
	kind, frame string
	fill        [][]any
}{
	{"gold price", `Harga emas batangan di gerai Logam Sejahtera %s hari ini tercatat Rp %s per gram. Harga tersebut belum termasuk pajak penghasilan yang dikenakan kepada pembeli tanpa nomor pokok wajib pajak. Untuk pecahan setengah gram, emas dijual Rp %s. Harga beli kembali atau buyback berada di level Rp %s per gram. Pembeli dapat datang langsung ke gerai pada jam kerja dengan membawa kartu identitas yang masih berlaku.`,
		[][]any{{"Senin", "1.934.000", "1.017.000", "1.780.000"}, {"Selasa", "1.921.000", "1.010.500", "1.768.000"}}},
	{"prayer times", `Berikut jadwal salat untuk wilayah %s dan sekitarnya hari ini, %s 2025. Imsak pukul %s, Subuh pukul %s, Zuhur pukul %s, Asar pukul %s, Magrib pukul %s, dan Isya pukul %s waktu setempat. Jadwal ini disusun berdasarkan perhitungan kantor agama setempat. Warga diimbau menyesuaikan dengan pengeras suara masjid terdekat dan mendahulukan kehati-hatian.`,
		[][]any{{"Kota Bukit Pinang", "3 Maret", "04.41", "04.51", "12.19", "15.24", "18.23", "19.32"}, {"Kota Teluk Nibung", "3 Maret", "04.47", "04.57", "12.25", "15.29", "18.29", "19.38"},
			{"Kota Bukit Pinang", "9 Maret", "04.40", "04.50", "12.17", "15.21", "18.21", "19.30"}}},
	{"weather", `Cuaca di %s hari ini diperkirakan %s sepanjang pagi, lalu %s menjelang sore. Suhu udara berkisar antara %s hingga %s derajat Celsius dengan kelembapan %s persen. Angin bertiup dari arah %s dengan kecepatan %s kilometer per jam. Warga diminta tetap waspada terhadap perubahan cuaca yang mendadak dan menyiapkan payung sebelum bepergian.`,
		[][]any{{"Lembah Suoh", "cerah berawan", "hujan ringan", "23", "31", "78", "timur", "12"}, {"Tanjung Serai", "berawan", "hujan sedang", "25", "33", "81", "barat", "18"}}},
	{"district budget", `Pemerintah Kabupaten %s mengalokasikan anggaran sebesar Rp %s miliar untuk pembangunan jalan pada tahun depan. Jumlah itu meliputi %s kilometer jalan kabupaten dan %s jembatan yang tersebar di %s kecamatan. Anggaran tersebut telah disetujui dewan dalam rapat paripurna dan akan dilelang melalui layanan pengadaan secara elektronik. Masyarakat dapat memantau pelaksanaannya melalui laman resmi pemerintah daerah.`,
		[][]any{{"Batang Hulu", "84,2", "37", "4", "11"}, {"Suoh Tengah", "61,7", "29", "6", "9"}}},
	{"score", `%s mengalahkan %s dengan skor %s pada lanjutan liga daerah. Babak pertama berlangsung ketat sebelum tuan rumah unggul pada menit ke-%s lewat tendangan dari luar kotak penalti. Gol berikutnya lahir pada menit ke-%s setelah umpan silang dari sisi kanan. Hasil ini membawa tuan rumah naik ke peringkat %s klasemen sementara dengan %s poin dari seluruh laga yang telah dimainkan musim ini.`,
		[][]any{{"Persebu", "Pinang United", "3-1", "34", "58", "2", "41"}, {"Suoh Putra", "Serai FC", "2-0", "12", "77", "5", "33"}}},
	{"closing report", `Indeks harga saham gabungan ditutup %s %s persen ke level %s pada perdagangan %s. Sebanyak %s saham menguat, %s saham melemah, dan sisanya tidak bergerak. Nilai transaksi mencapai Rp %s triliun dari seluruh pasar. Investor asing membukukan transaksi yang sebagian besar terjadi di saham perbankan dan barang konsumsi, sementara rupiah bergerak terbatas terhadap dolar.`,
		[][]any{{"naik", "0,42", "7.102", "Rabu", "301", "244", "9,8"}, {"turun", "0,87", "7.040", "Kamis", "188", "377", "11,2"}}},
	{"earthquake", `Gempa bumi dengan magnitudo %s mengguncang wilayah %s pada pukul %s. Pusat gempa berada di laut pada kedalaman %s kilometer, sekitar %s kilometer arah %s. Gempa tersebut tidak berpotensi tsunami. Masyarakat diimbau tetap tenang dan tidak terpengaruh isu yang tidak dapat dipertanggungjawabkan kebenarannya. Informasi ini mengutamakan kecepatan sehingga hasil pengolahan data belum stabil dan bisa berubah.`,
		[][]any{{"5,1", "Tanjung Serai", "03.12", "10", "62", "barat daya"}, {"4,6", "Teluk Nibung", "21.45", "24", "38", "tenggara"}}},
	{"exchange rate", `Nilai tukar rupiah terhadap dolar dibuka di level %s pada %s pagi. Dibandingkan penutupan sebelumnya, rupiah bergerak %s poin. Kurs jual bank tercatat Rp %s dan kurs beli Rp %s per dolar. Pelaku pasar masih menunggu keputusan suku bunga bank sentral dan data tenaga kerja yang akan diumumkan pekan ini, sehingga pergerakan mata uang kawasan cenderung terbatas.`,
		[][]any{{"16.210", "Senin", "35", "16.310", "16.110"}, {"16.342", "Jumat", "71", "16.440", "16.240"}}},
}

// followUps are later reports on the matter of stories, each to be followed by what was known before.
var followUps = []string{
	`Pedagang Pasar Lama Teluk Nibung mengeluhkan atap baru yang bocor pada hujan pertama. Air menggenangi lorong tengah, dan sembilan lapak beras terpaksa dikosongkan sejak Selasa sore. Ketua paguyuban, Rahmat Hidayat, meminta kontraktor kembali sebelum masa pemeliharaan habis.

Kontraktor berjanji menambal sambungan talang pekan ini. Pihaknya beralasan baut sengaja dilonggarkan karena lembaran atap masih memuai, dan akan dikencangkan setelah dua kali panas terik. Marlina Sitorus mengancam menahan sisa pembayaran bila kebocoran berulang.`,
	`Zulkifli, nakhoda yang sempat hilang, kembali melaut pada Jumat dini hari dengan mesin pinjaman. Puluhan tetangga mengantarnya ke dermaga, dan istrinya membawakan dua senter cadangan. Ia berjanji pulang sebelum magrib dan melapor lewat radio setiap tiga jam.

Koperasi Tanjung Serai membagikan dua belas radio genggam kepada nelayan yang selesai berlatih. Pelatih dari sekolah pelayaran mengajarkan cara membersihkan saringan dengan kain bekas. Hendra Wijaya menyebut pelatihan serupa diminta tiga kampung lain.`,
	`Paduan suara Bukit Pinang gagal meraih juara di tingkat provinsi, tetapi pulang dengan penghargaan kostum terbaik. Rombongan tiba di sekolah tengah malam dan disambut orang tua dengan bubur kacang hijau. Mereka kalah tipis dari tuan rumah Kota Batang.

Rosmawati Hasibuan mengatakan dirinya tidak kecewa. Menurutnya murid kelas akhir sudah menampilkan yang terbaik meskipun bus sewaan mogok dua kali di tanjakan dan latihan terakhir dibatalkan. Sekolah berencana membangun panggung kecil di samping gudang.`,
	`Pabrik cokelat menolak dua truk biji kakao dari Lembah Suoh karena berjamur. Sopir menunggu semalam di gerbang sebelum diperintahkan kembali, sedangkan ongkos angkut ditanggung pengepul. Kejadian itu yang pertama sejak pabrik memasang alat ukur baru.

Sugeng Riyadi mengakui sebagian anggota terburu-buru menjual selagi harga tinggi. Kelompok tani memutuskan menyewa rumah pengering milik koperasi kopi selama musim hujan. Dewi Anggraini menawarkan bantuan memeriksa setiap karung sebelum diangkut.`,
}

// invented are pairs of each kind, made from the stories and frames.
func invented() (pairs []pair) {
	add := func(kind string, duplicate bool, a, b string) {
		pairs = append(pairs, pair{ID: fmt.Sprintf("%s %d", kind, len(pairs)), Kind: kind, Duplicate: duplicate, A: Text{Text: a}, B: Text{Text: b}})
	}
	for _, s := range append(slices.Clone(stories), flood) {
		for i, e := range edits {
			add(e.kind, true, s, e.do(s))
			for _, f := range edits[i+1:] {
				add("two combined", true, s, e.do(f.do(s)))
			}
		}
	}
	for _, f := range frames {
		for i, x := range f.fill {
			for _, y := range f.fill[i+1:] {
				add(f.kind, false, fmt.Sprintf(f.frame, x...), fmt.Sprintf(f.frame, y...))
			}
		}
	}
	for i, s := range stories {
		other, third := stories[(i+1)%len(stories)], stories[(i+2)%len(stories)]
		short := text(parts(s)[:2]...)
		add("follow-up", false, s, text(followUps[i], "Sebelumnya diberitakan, "+parts(s)[0], parts(s)[1]))
		add("round-up", false, short, text(short, other, third))
		add("round-up", false, short, text(other, short, text(parts(third)[:2]...)))
		add("parts of a series", false, text("Tulisan ini bagian pertama dari dua tulisan tentang daerah.", s), text("Tulisan ini bagian kedua dari dua tulisan tentang daerah.", followUps[i]))
		add("long tail", false, text(short, notice), text(text(parts(other)[:2]...), notice))
		add("longer tail", false, text(short, notice, third), text(text(parts(other)[:2]...), notice, third))
	}
	return pairs
}

func TestInventedKinds(t *testing.T) {
	type score struct{ n, wrong int }
	scores := map[string]score{}
	var order []string
	tp, fp, fn := 0, 0, 0
	for _, p := range invented() {
		v := Judge(p.A, p.B)
		s, seen := scores[p.Kind]
		if !seen {
			order = append(order, p.Kind)
		}
		s.n++
		switch {
		case v.Duplicate && p.Duplicate:
			tp++
		case v.Duplicate:
			fp++
		case p.Duplicate:
			fn++
		}
		if v.Duplicate != p.Duplicate {
			s.wrong++
			t.Logf("%s: %+v", p.ID, v)
		}
		scores[p.Kind] = s
	}
	for _, k := range order {
		s := scores[k]
		t.Logf("%-24s %d of %d right", k, s.n-s.wrong, s.n)
		if s.wrong*100 > s.n {
			t.Errorf("%s: %d of %d wrong, want at most one in a hundred", k, s.wrong, s.n)
		}
	}
	t.Logf("F1 %.3f: %d merged rightly, %d wrongly, %d missed", 2*float64(tp)/float64(2*tp+fp+fn), tp, fp, fn)
}
