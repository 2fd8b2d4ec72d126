package date

import (
	"testing"
	"time"
)

func TestLine(t *testing.T) {
	monday := time.Date(2025, 7, 14, 12, 0, 0, 0, time.FixedZone("", 7*3600)) // Monday
	yes, no := true, false
	tests := []struct {
		name, line, want string
		o                LineOptions
	}{
		{"update first", "Diperbarui: Senin, 14 Juli 2025 09:00 WIB | Terbit: Minggu, 13 Juli 2025 10:21 WIB", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"update alone", "Terakhir diperbarui 13 Juli 2025 10:21 WIB", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"update without a day", "13 Juli 2025 10:21 WIB | Update: 11:45 WIB", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"update time only behind the date", "13 Juli 2025 | Diperbarui 11:45 WIB", "2025-07-13", LineOptions{}},
		{"update behind in brackets", "14 Juli 2025 (diperbarui), 13 Juli 2025 (terbit)", "2025-07-13", LineOptions{}},
		{"English update", "Published July 12, 2025, 8:05 AM Updated July 13, 2025, 9:00 AM", "2025-07-12T08:05:00+07:00", LineOptions{}},
		{"English update first", "Updated: July 13, 2025 9:00 AM; Published: July 12, 2025 8:05 AM", "2025-07-12T08:05:00+07:00", LineOptions{}},
		{"time before the date", "10:21 WIB, Minggu, 13 Juli 2025", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"weekday behind the date", "13 Juli 2025 (Minggu) 10:21 WIB", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"weekday behind contradicts", "13 Juli 2025 (Senin) 10:21 WIB", "", LineOptions{}},
		{"dotted time with seconds", "Minggu, 13 Juli 2025 10.21.07 WIB", "2025-07-13T10:21:07+07:00", LineOptions{}},
		{"24:00", "Minggu, 13 Juli 2025 | 24:00 WIB", "2025-07-14T00:00:00+07:00", LineOptions{}},
		{"25:00", "Minggu, 13 Juli 2025 | 25:00 WIB", "", LineOptions{}},
		{"10:75", "13 Juli 2025 10:75 WIB", "", LineOptions{}},
		{"year first with zone", "2025/07/13 10:21 WITA", "2025-07-13T10:21:00+08:00", LineOptions{}},
		{"two zones", "Minggu, 13 Juli 2025 10:21 WIB / 11:21 WITA", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"two zones contradict", "Minggu, 13 Juli 2025 10:21 WIB / 10:45 WITA", "", LineOptions{}},
		{"Hijri first", "Ahad, 17 Muharam 1447 H | 13 Juli 2025", "2025-07-13", LineOptions{}},
		{"Hijri last", "13 Juli 2025 / 17 Muharam 1447", "2025-07-13", LineOptions{}},
		{"Hijri alone", "17 Muharam 1447 H", "", LineOptions{}},
		{"no year, next month", "15 Agustus", "2024-08-15", LineOptions{}},
		{"no year, leap day", "29 Februari", "2024-02-29", LineOptions{}},
		{"no year, time", "Minggu, 13 Juli | 10:21 WIB", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"no year, figures in brackets with a time", "Minggu (13/7) 10.21 WIB", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"no year, figures alone", "13/7", "", LineOptions{}},
		{"person named after a month", "12 Mei Lestari", "", LineOptions{}},
		{"short year", "13/07/25 10:21 WIB", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"short year with dots", "Minggu, 13.07.25", "2025-07-13", LineOptions{}},
		{"order open", "04/05/2025 10:00", "", LineOptions{}},
		{"order by the site", "04/05/2025 10:00", "2025-05-04T10:00:00+07:00", LineOptions{DayFirst: &yes}},
		{"order by the site, month first", "04/05/2025 10:00", "2025-04-05T10:00:00+07:00", LineOptions{DayFirst: &no}},
		{"order by the country", "04/05/2025", "2025-05-04", LineOptions{Site: "harianriau.example.id"}},
		{"order unknown site abroad", "04/05/2025", "", LineOptions{Site: "daily.example", Fetched: time.Date(2025, 7, 14, 12, 0, 0, 0, time.UTC)}},
		{"order by the zone", "04/05/2025 08:00 WIT", "2025-05-04T08:00:00+09:00", LineOptions{}},
		{"order by the weekday", "Friday, 04/07/2025", "2025-07-04", LineOptions{}},
		{"order the same either way", "07/07/2025", "2025-07-07", LineOptions{}},
		{"month of letters", "13-Jul-2025 10:21:05", "2025-07-13T10:21:05+07:00", LineOptions{}},
		{"glued", "Minggu,13Juli2025 10:21WIB", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"label and counter", "Redaksi - Minggu, 13 Juli 2025 - 10:21 WIB | 1.234 views", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"counter with a dot behind a day", "13 Juli 2025 | Dibaca 10.21 kali", "2025-07-13", LineOptions{}},
		{"month only", "Edisi Juni 2025", "2025-06", LineOptions{}},
		{"month to come", "September 2025", "", LineOptions{}},
		{"year only", "2024", "", LineOptions{}},
		{"copyright", "Copyright © 2020-2025 Harian Contoh", "", LineOptions{}},
		{"phone number", "Telp. 0761-12345", "", LineOptions{}},
		{"score", "Indonesia 3-1 Malaysia, menit 45", "", LineOptions{}},
		{"amount", "Rp 13.7.2025", "", LineOptions{}},
		{"decree", "Perpres No. 12/2024", "", LineOptions{}},
		{"span, hour and minutes", "1 jam 20 menit lalu", "2025-07-14T10:40:00+07:00", LineOptions{}},
		{"span, one", "satu jam yang lalu", "2025-07-14T11:00:00+07:00", LineOptions{}},
		{"span, week", "seminggu yang lalu", "2025-07-07", LineOptions{}},
		{"span, month over the year", "8 bulan yang lalu", "2024-11", LineOptions{}},
		{"span, setahun", "setahun yang lalu", "2024", LineOptions{}},
		{"span, short English", "3h ago", "2025-07-14T09:00:00+07:00", LineOptions{}},
		{"span with a label", "Diterbitkan 5 menit yang lalu", "2025-07-14T11:55:00+07:00", LineOptions{}},
		{"span, yg", "5 mnt yg lalu", "2025-07-14T11:55:00+07:00", LineOptions{}},
		{"span, Malay", "2 minggu lepas", "2025-06-30", LineOptions{}},
		{"span, German", "vor 2 Stunden", "2025-07-14T10:00:00+07:00", LineOptions{}},
		{"span, Spanish", "hace 3 horas", "2025-07-14T09:00:00+07:00", LineOptions{}},
		{"span, Polish", "2 godziny temu", "2025-07-14T10:00:00+07:00", LineOptions{}},
		{"span, Russian", "5 минут назад", "2025-07-14T11:55:00+07:00", LineOptions{}},
		{"span, Swedish", "2 timmar sedan", "2025-07-14T10:00:00+07:00", LineOptions{}},
		{"span, Hindi", "2 घंटे पहले", "2025-07-14T10:00:00+07:00", LineOptions{}},
		{"span, Arabic", "منذ 3 ساعات", "2025-07-14T09:00:00+07:00", LineOptions{}},
		{"span, Japanese", "2時間前", "2025-07-14T10:00:00+07:00", LineOptions{}},
		{"span, Chinese", "3小时前", "2025-07-14T09:00:00+07:00", LineOptions{}},
		{"span, Korean", "5분 전", "2025-07-14T11:55:00+07:00", LineOptions{}},
		{"span, no number before", "数日前", "", LineOptions{}},
		{"a morning in Japanese", "午前", "", LineOptions{}},
		{"yesterday, Spanish", "Ayer, 10:21", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"months of the Levant", "13 تموز 2025", "2025-07-13", LineOptions{}},
		{"Bengali", "১৩ জুলাই ২০২৫", "2025-07-13", LineOptions{}},
		{"span, French", "il y a 3 jours", "2025-07-11", LineOptions{}},
		{"reading time", "3 menit baca", "", LineOptions{}},
		{"span of the future", "2 jam lagi", "", LineOptions{}},
		{"range of spans", "2-3 jam lalu", "", LineOptions{}},
		{"tomorrow", "besok 10:00 WIB", "", LineOptions{}},
		{"today with a time", "Hari ini pukul 09.15", "2025-07-14T09:15:00+07:00", LineOptions{}},
		{"yesterday, English", "Yesterday at 9:15 PM", "2025-07-13T21:15:00+07:00", LineOptions{}},
		{"last Sunday is a Sunday", "Minggu lalu", "", LineOptions{}},
		{"evening", "13 Juli 2025 pukul 7.30 malam", "2025-07-13T19:30:00+07:00", LineOptions{}},
		{"noon", "13 Juli 2025, 1:30 siang", "2025-07-13T13:30:00+07:00", LineOptions{}},
		{"hour only", "13 July 2025, 7pm", "2025-07-13T19:00:00+07:00", LineOptions{}},
		{"Malay date", "Selasa, 8 Julai 2025 7:05 pagi", "2025-07-08T07:05:00+07:00", LineOptions{}},
		{"Malay weekday contradicts", "Khamis, 8 Julai 2025", "", LineOptions{}},
		{"zone in brackets", "13/07/2025 10:21 (GMT+7)", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"Vietnamese", "Chủ nhật, 13/7/2025, 10:21 (GMT+7)", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"Vietnamese words", "ngày 13 tháng 7 năm 2025", "2025-07-13", LineOptions{}},
		{"offset with a dot", "13 Jul 2025 10:21 GMT+07.00", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"zone written out", "13 Juli 2025, 10:21 Waktu Indonesia Tengah", "2025-07-13T10:21:00+08:00", LineOptions{}},
		{"zone written out, east", "13 Juli 2025, 10:21:05 waktu Indonesia Timur", "2025-07-13T10:21:05+09:00", LineOptions{}},
		{"telephone number like a day", "Kode pos 28282, Telp. (0761) 20250713", "", LineOptions{}},
		{"day in eight figures", "Terbit 20250713", "2025-07-13", LineOptions{}},
		{"span, number written out", "dua jam yang lalu", "2025-07-14T10:00:00+07:00", LineOptions{}},
		{"span, days written out", "Tiga hari lalu", "2025-07-11", LineOptions{}},
		{"span, some", "beberapa jam lalu", "", LineOptions{}},
		{"dots and blanks", "4. 2. 2025", "2025-02-04", LineOptions{}},
		{"dots and blanks behind a name", "Von Anna Berg 4. 12. 2024.", "2024-12-04", LineOptions{}},
		{"dots and blanks of no date", "4. 13. 2024", "", LineOptions{}},
		{"Chinese", "2025年7月13日 10:21", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"German", "Sonntag, 13. Juli 2025, 10:21 Uhr", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"French", "Publié le 13 juillet 2025 à 10h21", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"Spanish", "13 de julio de 2025", "2025-07-13", LineOptions{}},
		{"Russian", "13 июля 2025, 10:21", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"Arabic", "13 يوليو 2025", "2025-07-13", LineOptions{}},
		{"Thai year", "13 กรกฎาคม 2568", "2025-07-13", LineOptions{}},
		{"before the web", "17 Agustus 1945", "", LineOptions{}},
		{"later today in another zone", "15 Juli 2025 11:59 WIB", "2025-07-15T11:59:00+07:00", LineOptions{}},
		{"later than a day", "15 Juli 2025 12:01 WIB", "", LineOptions{}},
		{"no-break hyphen range", "13 Juli 2025 10:21 - 11:00 WIB", "2025-07-13T10:21:00+07:00", LineOptions{}},
		{"long prose", "Pada Minggu pagi sejumlah besar warga desa berkumpul di depan kantor camat untuk meminta penjelasan tentang rencana tanggal 13 Juli 2025", "", LineOptions{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if tt.o.Fetched.IsZero() {
				tt.o.Fetched = monday
			}
			d, ok := Line(tt.line, tt.o)
			if got := d.String(); got != tt.want || ok != (tt.want != "") {
				t.Errorf("Line(%q) = %q, %v, want %q", tt.line, got, ok, tt.want)
			}
		})
	}
}

func FuzzLine(f *testing.F) {
	for _, s := range []string{"Minggu, 13 Juli 2025 | 10:21 WIB", "2 jam yang lalu", "kemarin 14:30", "Jumat (11/7)", "11:21 WITA / 10:21 WIB, Minggu 13 Juli 2025", "&#43;0700", "9999999 tahun lalu", "il y a 2 heures"} {
		f.Add(s)
	}
	fetched := time.Date(2025, 7, 14, 12, 0, 0, 0, time.FixedZone("", 7*3600))
	f.Fuzz(func(t *testing.T, s string) {
		Line(s, LineOptions{})
		d, ok := Line(s, LineOptions{Fetched: fetched})
		if ok && (d.IsZero() || d.Time.Year() < earliestYear || d.Time.After(fetched.Add(48*time.Hour))) {
			t.Fatalf("Line(%q) = %v", s, d)
		}
		if !ok && !d.IsZero() {
			t.Fatalf("Line(%q) gives %v and not ok", s, d)
		}
	})
}

func BenchmarkLine(b *testing.B) {
	inputs := []string{"Minggu, 13 Juli 2025 | 10:21 WIB", "2 jam yang lalu", "Penulis: Andi | Senin, 02 Maret 2020 | 16:45 WIB | Dibaca 1.229 kali", "Editor: Julia Mei"}
	o := LineOptions{Fetched: time.Date(2025, 7, 14, 12, 0, 0, 0, time.FixedZone("", 7*3600))}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		Line(inputs[n%len(inputs)], o)
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "lines/s")
}
