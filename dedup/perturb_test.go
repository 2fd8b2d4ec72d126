package dedup

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// stories are invented reports of different matters.
var stories = []string{`Pasar Lama Teluk Nibung kembali dibuka setelah tiga pekan ditutup untuk perbaikan atap. Sebanyak 142 pedagang menempati lapak baru yang dibagi lewat undian terbuka di aula kecamatan.

Kepala Unit Pengelola Pasar, Marlina Sitorus, mengatakan pedagang ikan dan sayur kini dipisahkan agar saluran air tidak tersumbat. "Kami belajar dari banjir dua tahun lalu, ketika sisik ikan menutup selokan," ujar Marlina.

Pedagang sayur, Ujang Effendi, mengaku lapaknya lebih sempit, tetapi pembeli lebih mudah lewat. Ia berharap tarif parkir sepeda motor tidak dinaikkan sampai pembeli terbiasa dengan pintu masuk yang baru.

Dinas Perdagangan menanggung biaya perbaikan sebesar Rp 640 juta. Marlina menambahkan, undian lapak tahap kedua untuk pedagang pakaian digelar bulan depan.`,

	`Perahu nelayan asal Tanjung Serai ditemukan selamat setelah terombang-ambing dua hari di perairan Selat Kampung. Tiga awaknya dalam keadaan sehat dan sudah dijemput keluarga.

Komandan Pos Pencarian, Letnan Hendra Wijaya, menjelaskan mesin perahu mati karena saringan solar tersumbat. Awak perahu bertahan dengan menadah air hujan memakai terpal dan memancing ikan kecil.

"Mereka menyalakan senter setiap malam, dan pada malam kedua cahaya itu terlihat kapal barang," kata Hendra. Kapal barang itu kemudian menghubungi pos melalui radio.

Nakhoda perahu, Zulkifli, berterima kasih kepada awak kapal barang. Menurut Hendra, nelayan Tanjung Serai akan mendapat pelatihan merawat mesin dan radio genggam dari koperasi setempat. Zulkifli sendiri berencana kembali melaut pekan depan setelah solar dan saringan diganti.`,

	`Lomba paduan suara pelajar tingkat kabupaten dimenangi Sekolah Menengah Bukit Pinang. Paduan suara beranggotakan 36 murid itu membawakan lagu daerah dengan iringan gambus dan rebana.

Pelatihnya, Rosmawati Hasibuan, menuturkan latihan berlangsung setiap Sabtu sejak Februari di gudang sekolah yang dibersihkan bersama orang tua murid. Gudang itu dipilih karena gemanya mirip panggung besar.

Juri dari Dewan Kesenian, Teuku Iskandar, menilai keseimbangan suara alto dan tenor menjadi kekuatan paduan suara tersebut. "Mereka mendengarkan satu sama lain, itu yang jarang," ujar Iskandar.

Bukit Pinang akan mewakili kabupaten pada lomba tingkat provinsi di Kota Batang. Rosmawati sedang mencari bus sewaan, sebab bus sekolah hanya memuat 24 murid.`,

	`Harga kakao di tingkat petani Lembah Suoh menembus angka tertinggi dalam sepuluh tahun. Pengepul membeli biji kering seharga Rp 98.000 per kilogram, naik dari Rp 71.000 pada awal musim.

Ketua kelompok tani, Sugeng Riyadi, menyebut kenaikan dipicu panen yang buruk di Afrika Barat. Namun petani Lembah Suoh belum menikmati sepenuhnya, karena sepertiga pohon kakao mereka terserang busuk buah.

"Pohon tua harus dipangkas sekarang, kalau menunggu harga turun kita rugi dua kali," kata Sugeng. Kelompoknya menyiapkan 4.000 bibit sambung samping di kebun induk.

Penyuluh pertanian Dewi Anggraini mengingatkan petani untuk menjemur biji sampai kadar air tujuh persen. Biji yang lembap ditolak pabrik cokelat, sedangkan pengepul memotong harganya hingga separuh. Dewi mengunjungi kebun induk setiap Kamis.`,
}

// notice is what an outlet puts below every story.
const notice = `Redaksi menerima surat pembaca melalui pos atau surat elektronik dengan menyertakan fotokopi tanda pengenal yang masih berlaku. Surat yang dimuat menjadi milik redaksi dan dapat disunting tanpa mengubah maksudnya. Seluruh isi halaman ini dilindungi undang-undang hak cipta.

Pemasangan iklan baris dilayani setiap hari kerja oleh bagian usaha pada jam kantor. Iklan keluarga, lowongan pekerjaan, serta pengumuman lelang dikenai tarif yang berbeda menurut jumlah baris dan kolom. Pembayaran dilakukan di muka melalui bank yang ditunjuk perusahaan.

Pelanggan yang pindah alamat diminta memberi tahu bagian peredaran paling lambat sepekan sebelumnya supaya pengiriman tidak terputus. Keluhan tentang koran basah, robek, ataupun terlambat dapat disampaikan lewat telepon. Penggantian diberikan keesokan harinya bersama edisi berikutnya tanpa biaya tambahan apa pun.`

func parts(text string) []string { return strings.Split(text, "\n\n") }

func text(paragraphs ...string) string { return strings.Join(paragraphs, "\n\n") }

// dressings are what an outlet does to a report that it takes over; all leave it the same article.
var dressings = []struct {
	name string
	do   func(string) string
}{
	{"as it is", func(s string) string { return s }},
	{"dateline", func(s string) string { return "HARIANRIAU.EXAMPLE, PEKANBARU - " + s }},
	{"dateline with a date", func(s string) string { return "DUMAI, SENIN (14/7/2025) | " + s }},
	{"headline and byline", func(s string) string {
		return text("Kabar dari Daerah: Yang Terjadi dan Yang Menunggu", "Penulis: Dewi Lestari | Penyunting: Ahmad", s)
	}},
	{"pointers", func(s string) string {
		p := parts(s)
		return text(append([]string{p[0], "Baca juga: Lima Jembatan Gantung Rusak Diterjang Arus", p[1], "BACA JUGA: Harga Beras Naik"}, p[2:]...)...)
	}},
	{"last paragraph cut off", func(s string) string { p := parts(s); return text(p[:len(p)-1]...) }},
	{"half cut off", func(s string) string { p := parts(s); return text(p[:(len(p)+1)/2]...) }},
	{"a paragraph added", func(s string) string {
		return s + "\n\nSementara itu, redaksi masih menghubungi pihak terkait untuk mendapatkan keterangan tambahan mengenai hal ini."
	}},
	{"one paragraph made of all", func(s string) string { return strings.Join(parts(s), " ") }},
}

// Any two dressings of a report are one article.
func TestDressedAlike(t *testing.T) {
	for i, story := range append(slices.Clone(stories), flood) {
		for _, a := range dressings {
			for _, b := range dressings {
				x, y := a.do(story), b.do(story)
				if v := Judge(Text{Text: x}, Text{Text: y}); !v.Duplicate || !v.Related {
					t.Errorf("story %d, %s and %s: %+v", i, a.name, b.name, v)
				}
			}
		}
	}
}

// What holds a report beside others is not that report, and what two reports share is not what they are about.
func TestSwallowed(t *testing.T) {
	for i, story := range stories {
		other, third := stories[(i+1)%len(stories)], stories[(i+2)%len(stories)]
		lead := func(s string) string { return text(parts(s)[:2]...) }
		for _, c := range []struct {
			name string
			a, b string
		}{
			{"first of three", story, text("Berikut rangkuman kabar daerah kemarin.", story, other, third)},
			{"second of three", story, text("Berikut rangkuman kabar daerah kemarin.", other, story, third)},
			{"last of three", story, text("Berikut rangkuman kabar daerah kemarin.", other, third, story)},
			{"leads of three", story, text("Berikut rangkuman kabar daerah kemarin.", lead(other), lead(story), lead(third))},
			{"its lead among others", lead(story), text(other, lead(story), third)},
			{"two leads of one story in two round-ups", text(lead(story), lead(other)), text(lead(story), lead(third))},
			{"the outlet's notice below both", text(story, notice), text(other, notice)},
			{"and above both", text(notice, story), text(notice, other)},
			{"the background of another", text(append(parts(story)[:2], parts(third)[1:]...)...), text(append(parts(other)[:2], parts(third)[1:]...)...)},
		} {
			t.Run(fmt.Sprint(i, " ", c.name), func(t *testing.T) {
				v := Judge(Text{Text: c.a}, Text{Text: c.b})
				if v.Duplicate || v.Related {
					t.Errorf("%+v", v)
				}
				if back := Judge(Text{Text: c.b}, Text{Text: c.a}); back != v {
					t.Errorf("%+v, but the other way round %+v", v, back)
				}
			})
		}
	}
}

// The notice of an outlet below one of the two is no reason to keep both.
func TestNoticeBelowOne(t *testing.T) {
	for i, story := range append(slices.Clone(stories), flood) {
		if v := Judge(Text{Text: story}, Text{Text: text(append(parts(story), parts(notice)[0])...)}); !v.Duplicate {
			t.Errorf("story %d: %+v", i, v)
		}
	}
}
