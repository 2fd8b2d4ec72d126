package dateline

import (
	"slices"
	"strings"
	"testing"

	"kabar/news"
)

const (
	idText = "Pemerintah kota akan membuka jalan yang rusak karena banjir dan longsor pada pekan ini untuk umum."
	enText = "The city will open the road that was closed by a landslide, the mayor said on Tuesday."
)

func TestStripPrefix(t *testing.T) {
	tests := []struct {
		name, head, text string
		want             news.Dateline // Raw is head
		hints            Hints
	}{
		{"outlet", "HARIANRIAU.EXAMPLE.COM - ", idText, news.Dateline{Outlet: "HARIANRIAU.EXAMPLE.COM"}, Hints{}},
		{"outlet and place", "HarianContoh.com, PEKANBARU – ", idText, news.Dateline{Outlet: "HarianContoh.com", Place: "PEKANBARU"}, Hints{}},
		{"place and outlet", "PEKANBARU, HarianContoh.co.id -- ", idText, news.Dateline{Outlet: "HarianContoh.co.id", Place: "PEKANBARU"}, Hints{}},
		{"glued", "HarianContoh.com, JAKARTA—", idText, news.Dateline{Outlet: "HarianContoh.com", Place: "JAKARTA"}, Hints{}},
		{"dash before the text only", "Karanganyar, Contohku.com- ", idText, news.Dateline{Outlet: "Contohku.com", Place: "Karanganyar"}, Hints{}},
		{"outlet in brackets", "Menggala (contohpost.co) – ", idText, news.Dateline{Outlet: "contohpost.co", Place: "Menggala"}, Hints{}},
		{"no separator, known place", "Contohku6.com, Jakarta ", idText, news.Dateline{Outlet: "Contohku6.com", Place: "Jakarta"}, Hints{}},
		{"no separator, known outlet", "Contohku6.com, Wonokerto ", idText, news.Dateline{Outlet: "Contohku6.com", Place: "Wonokerto"}, Hints{Outlets: []string{"", "contohku6.com"}}},
		{"colon behind the outlet", "Contohku6.com, Jakarta: ", idText, news.Dateline{Outlet: "Contohku6.com", Place: "Jakarta"}, Hints{}},
		{"name of the site", "Koran Sumber - ", idText, news.Dateline{Outlet: "Koran Sumber"}, Hints{Outlets: []string{"Koran Sumber"}}},
		{"name of the site without its ending", "SUMBERKITA, Garut – ", idText, news.Dateline{Outlet: "SUMBERKITA", Place: "Garut"}, Hints{Outlets: []string{"www.sumberkita.example", "sumberkita.id"}}},
		{"seen on other articles", "Kata Kami - ", idText, news.Dateline{Outlet: "Kata Kami"}, Hints{SitePrefixes: []string{"Kata Kami - "}}},
		{"place", "SEMARAPURA - ", idText, news.Dateline{Place: "SEMARAPURA"}, Hints{}},
		{"place, usual spelling", "Bandung - ", idText, news.Dateline{Place: "Bandung"}, Hints{}},
		{"two places", "Tulang Bawang, Lampung – ", idText, news.Dateline{Place: "Tulang Bawang, Lampung"}, Hints{}},
		{"older form with a comma", "Jakarta, ", idText, news.Dateline{Place: "Jakarta"}, Hints{}},
		{"byline", "Laporan Wartawan Contohnews.com, Ani Wijaya CONTOHNEWS.COM, JAKARTA - ", idText, news.Dateline{Outlet: "CONTOHNEWS.COM", Place: "JAKARTA"}, Hints{}},
		{"agency", "SANTA FE, N.M. (AP) — ", enText, news.Dateline{Place: "SANTA FE, N.M.", Agency: "AP"}, Hints{}},
		{"agency and date", "KUALA LUMPUR, Aug 6 (Berkala) -- ", enText, news.Dateline{Place: "KUALA LUMPUR", Date: "Aug 6", Agency: "Berkala"}, Hints{}},
		{"date and colon", "NEW DELHI, Nov 26: ", enText, news.Dateline{Place: "NEW DELHI", Date: "Nov 26"}, Hints{}},
		{"date first", "SEPTEMBER 27, 2004 (WEEKLYBITS) - CHICAGO -- ", enText, news.Dateline{Place: "CHICAGO", Date: "SEPTEMBER 27, 2004", Agency: "WEEKLYBITS"}, Hints{}},
		{"capitals and colon, known place", "LEICESTER: ", enText, news.Dateline{Place: "LEICESTER"}, Hints{}},
		{"capitals and colon, named in the text", "MBALIZI: ", "Traders in the town of Mbalizi said the road was closed.", news.Dateline{Place: "MBALIZI"}, Hints{}},
		{"German agency", "Frankfurt/Main (dpa) - ", "Der Zug ist nach Angaben der Bahn mit zwei Stunden Verspätung angekommen.", news.Dateline{Place: "Frankfurt/Main", Agency: "dpa"}, Hints{}},
		{"bold", "Nagari Contoh - ", idText, news.Dateline{Place: "Nagari Contoh"}, Hints{BoldPrefix: "Nagari Contoh"}},
		{"bold without separator", "Contohku6.com, Wonokerto ", idText, news.Dateline{Outlet: "Contohku6.com", Place: "Wonokerto"}, Hints{BoldPrefix: "Contohku6.com, Wonokerto"}},
		{"Chinese", "某某社北京11月17日电 ", "记者17日获悉，有关部门继续工作。", news.Dateline{Agency: "某某社", Place: "北京", Date: "11月17日"}, Hints{}},
		{"Japanese", "【ソウル＝山田太郎】", "韓国の大統領は３日夜、談話を出した。", news.Dateline{Place: "ソウル"}, Hints{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := []string{tt.head + tt.text, "Alinea kedua."}
			given := slices.Clone(in)
			out, dl, mark := Strip(in, tt.hints)
			if !slices.Equal(in, given) {
				t.Fatal("the argument was changed")
			}
			if len(out) != 2 || out[0] != tt.text || mark != "" {
				t.Fatalf("got %q, %+v, %q", out, dl, mark)
			}
			tt.want.Raw = tt.head
			if *dl != tt.want {
				t.Errorf("got %+v, want %+v", *dl, tt.want)
			}
		})
	}
}

func TestStripKeeps(t *testing.T) {
	for _, s := range []string{
		"Jakarta - Bandung dapat ditempuh dalam 46 menit dengan kereta cepat yang baru.",
		"Covid-19 - bersama influenza dan campak - kembali masuk daftar.",
		"PT Kereta Contoh (Persero) - dulu Contoh Raya - membuka lowongan.",
		"Jakarta, Bandung, dan Surabaya akan menjadi tuan rumah pada tahun ini.",
		"Jakarta punya spot olahraga yang wajib masuk daftar.",
		"KETIDAKPASTIAN pasar keuangan global makin tinggi dan akan berlanjut.",
		"FOTO: Kondisi kapal yang tenggelam di perairan utara",
		"VIRAL - Pengemudi yang marah dan memukul itu akan ditangkap dengan segera.",
		"Akhir-akhir ini hujan turun setiap hari dan petani tidak bisa menanam.",
		"Mary Anne Peters — a spokeswoman for the mayor — said the road was closed.",
		"Question: How often is it to be watered?",
		"CARROT AND STICK: The city is hoping that the owners will comply.",
		"London - Paris trains will run every half hour from next spring.",
		"Migration – Probleme zwischen den Menschen sind auch in der Stadt ein Thema.",
		"Düsseldorf: Tote Tauben liegen auf der Straße und nicht nur dort.",
		"Jakarta (population 10.6 million) is sinking faster than any other city.",
		"SUYATNO (45) - petani yang kehilangan lahan - datang dengan keluarga.",
		"Tokoku.com Indonesia mengumumkan laba yang naik pada tahun ini.",
		"Jakarta - ",
		"",
	} {
		out, dl, mark := Strip([]string{s}, Hints{})
		if len(out) != 1 || out[0] != s || dl != nil || mark != "" {
			t.Errorf("%q was touched: %q, %+v, %q", s, out, dl, mark)
		}
	}
}

func TestStripEndMark(t *testing.T) {
	tests := []struct{ in, out, mark string }{
		{"kata warga itu. (***)", "kata warga itu.", "(***)"},
		{"kata warga itu.\n(***)", "kata warga itu.", "(***)"},
		{"kata warga itu.***", "kata warga itu.", "***"},
		{"kata warga itu. (*).", "kata warga itu.", "(*)."},
		{"kata warga itu.(rou/rou)", "kata warga itu.", "(rou/rou)"},
		{"8. Pintu keluar tol (abc/def)", "8. Pintu keluar tol", "(abc/def)"},
		{"tutupnya. [noe]", "tutupnya.", "[noe]"},
		{"tegasnya. (E-2)", "tegasnya.", "(E-2)"},
		{"tegasnya. (Rina Yuliana)", "tegasnya.", "(Rina Yuliana)"},
		{"tegasnya. (red/AB/ foto Budi Santoso /tim)", "tegasnya.", "(red/AB/ foto Budi Santoso /tim)"},
		{"katanya.” (contohpos.com)", "katanya.”", "(contohpos.com)"},
		{"oleh persatuan belia. – BERKALA", "oleh persatuan belia.", "– BERKALA"},
		{"the official said. PTI", "the official said.", "PTI"},
		{"", "", "(ant/rd)"},
		{"", "", "[]"},
		{"", "", "___"},
		{"", "", "❖"},
		{"", "", "Berkala News Agency (BNA)"},
		{"Rapat digelar pada Kamis (14/3/2019).", "", ""},
		{"bersama Komunitas Informasi Masyarakat (KIM).", "", ""},
		{"di kawasan barat Indonesia (Persero)", "", ""},
		{"dan Dr. Budi (pendiri Contoh Farma)", "", ""},
		{"He was seen. (The report could not be confirmed.)", "", ""},
		{"It fell. (See chart 3 for the figures of last year)", "", ""},
		{"kurs tengah 16.240 (BI)", "", ""},
		{"Vielen Dank!", "", ""},
		{"www.contoh.example", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.in+tt.mark, func(t *testing.T) {
			last := tt.in
			if tt.out == "" && tt.mark != "" {
				last = tt.mark
			}
			out, _, mark := Strip([]string{idText, last}, Hints{})
			want := []string{idText}
			switch {
			case tt.mark == "":
				want = append(want, tt.in)
			case tt.out != "":
				want = append(want, tt.out)
			}
			if !slices.Equal(out, want) || mark != tt.mark {
				t.Errorf("got %q, %q, want %q, %q", out, mark, want, tt.mark)
			}
		})
	}
}

func TestStripBlockOfItsOwn(t *testing.T) {
	out, dl, mark := Strip([]string{"PEKANBARU, HARIANCONTOH.COM - ", idText, "(ant/rd)"}, Hints{})
	if !slices.Equal(out, []string{idText}) || dl == nil || dl.Place != "PEKANBARU" || mark != "(ant/rd)" {
		t.Errorf("got %q, %+v, %q", out, dl, mark)
	}
	if out, dl, mark = Strip([]string{"(***)"}, Hints{}); len(out) != 1 || dl != nil {
		t.Errorf("an article became empty: %q, %+v, %q", out, dl, mark)
	}
	if out, dl, mark = Strip(nil, Hints{}); out != nil || dl != nil || mark != "" {
		t.Errorf("got %q, %+v, %q of nothing", out, dl, mark)
	}
}

func TestLearner(t *testing.T) {
	var l Learner
	for _, s := range []string{"Kata Kami - " + idText, "Kata Kami - " + enText, "Sekali Saja - " + idText, "PALU (KK) - " + idText, "LUWUK (KK) - " + enText} {
		l.Add(s)
	}
	if got, want := l.Prefixes(), []string{"KK - ", "Kata Kami - ", "X (KK) - "}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestBatch(t *testing.T) {
	in := `{"id":"a","text":"PALU - ` + idText + `\n\n…\n\n(ant/rd)"}
{"id":"b","text":"` + enText + `"}
`
	want := `{"id":"a","text":"` + idText + `","dateline":{"raw":"PALU - ","place":"PALU"},"end_mark":"(ant/rd)"}
{"id":"b","text":"` + enText + `"}
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

// Whatever comes in, what was stripped and what stays make up the input, but for blanks at the seam.
func FuzzStrip(f *testing.F) {
	f.Add("PEKANBARU, HARIANCONTOH.COM - "+idText, "kata warga. (ant/rd)", "HarianContoh", "PEKANBARU")
	f.Add("By NAME NAME WASHINGTON (AP) -- Text", "end. PTI", "", "")
	f.Add("【a＝b】c", "(", ")", "—")
	f.Add("新华社11月日电 x", "- A", "x.co", "x")
	f.Fuzz(func(t *testing.T, first, last, name, bold string) {
		in := []string{first, last}
		given := slices.Clone(in)
		out, dl, mark := Strip(in, Hints{Outlets: []string{name}, BoldPrefix: bold, SitePrefixes: []string{name + " - ", bold}})
		if !slices.Equal(in, given) {
			t.Fatal("the argument was changed")
		}
		if len(out) == 0 {
			t.Fatal("nothing is left")
		}
		if dl != nil && (dl.Raw == "" || !strings.HasPrefix(strings.Join(in, ""), dl.Raw) && !strings.HasPrefix(last, dl.Raw)) {
			t.Fatalf("dateline %q is not at the start of %q", dl.Raw, in)
		}
		left := strings.Join(out, "")
		if dl != nil {
			left = dl.Raw + left
		}
		squeeze := func(s string) string { return strings.Join(strings.FieldsFunc(s, isBlank), "") }
		if got, want := squeeze(left+mark), squeeze(first+last); got != want {
			t.Fatalf("%q came out as %q, %+v, %q", in, out, dl, mark)
		}
	})
}

func BenchmarkStrip(b *testing.B) {
	paragraphs := []string{"PEKANBARU, HARIANCONTOH.COM - " + idText}
	for range 12 {
		paragraphs = append(paragraphs, idText+" "+idText)
	}
	paragraphs = append(paragraphs, "kata warga. (ant/rd)")
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		Strip(paragraphs, Hints{Language: "id", Outlets: []string{"Harian Contoh", "hariancontoh.com"}})
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "articles/s")
}
