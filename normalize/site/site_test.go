package site

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// story is an article of its own, with the site's lines around it.
func story(n int, head, tail []string) []string {
	out := slices.Clone(head)
	for i := range 5 {
		var w []string
		for k := range 20 {
			w = append(w, fmt.Sprintf("kata%d", n*1000+i*20+k))
		}
		out = append(out, strings.Join(w, " ")+".")
	}
	return append(out, tail...)
}

const (
	follow = "Ikuti kabar terbaru kami di kanal pesan setiap hari."
	brief  = "Dapatkan berita pilihan langsung di surel Anda."
)

func TestStrip(t *testing.T) {
	tail := []string{follow, brief}
	tests := []struct {
		name    string
		taught  [][]string
		page    []string
		dropped []string
	}{
		{"seen first and alone", nil, story(9, nil, tail), nil},
		{"two others are too few", [][]string{story(1, nil, tail), story(2, nil, tail)}, story(9, nil, tail), nil},
		{"three others", [][]string{story(1, nil, tail), story(2, nil, tail), story(3, nil, tail)}, story(9, nil, tail), tail},
		{"amid the text", [][]string{story(1, nil, tail), story(2, nil, tail), story(3, nil, tail)},
			append(story(9, nil, []string{follow}), story(10, nil, nil)...), []string{follow}},
		{"a short line at the end", [][]string{story(1, nil, []string{"Selesai"}), story(2, nil, []string{"Selesai"}), story(3, nil, []string{"Selesai"})},
			story(9, nil, []string{"Selesai"}), []string{"Selesai"}},
		{"an end mark", [][]string{story(1, nil, []string{"(***)"}), story(2, nil, []string{"(***)"}), story(3, nil, []string{"(***)"})},
			story(9, nil, []string{"(***)"}), nil},
		{"a subheading", [][]string{story(1, nil, []string{"Latar belakang", "akhir satu"}), story(2, nil, []string{"Latar belakang", "akhir dua"}), story(3, nil, []string{"Latar belakang", "akhir tiga"})},
			story(9, nil, []string{"Latar belakang", "akhir lain"}), nil},
		{"the background of one topic among many", slices.Concat(
			[][]string{story(1, nil, tail[:1]), story(2, nil, tail[:1]), story(3, nil, tail[:1]), story(4, nil, tail[:1])}, plain(20, 41)), story(9, nil, tail[:1]), nil},
		{"one frame filled in each day", [][]string{frame(1), frame(2), frame(3), frame(4), frame(5)}, frame(6), nil},
		{"corrections of one article", [][]string{story(1, nil, nil), story(1, nil, nil), append(story(1, nil, nil), follow), append(story(1, nil, nil), follow)}, story(1, nil, nil), nil},
		{"nothing else", [][]string{story(1, nil, tail), story(2, nil, tail), story(3, nil, tail)}, tail, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p := new(Profile)
			for _, page := range tt.taught {
				p.Learn(NewLesson(page))
			}
			kept, dropped := p.Strip(tt.page)
			if !slices.Equal(dropped, tt.dropped) {
				t.Errorf("dropped %q, want %q", dropped, tt.dropped)
			}
			if len(kept)+len(dropped) != len(tt.page) {
				t.Errorf("%d kept of %d", len(kept), len(tt.page))
			}
		})
	}
}

func plain(from, to int) (all [][]string) {
	for n := from; n < to; n++ {
		all = append(all, story(n, nil, nil))
	}
	return all
}

// frame is a report of which most is the same each day.
func frame(day int) []string {
	price := fmt.Sprintf("Harga hari ke-%d tercatat %d rupiah untuk setiap gram di semua gerai.", day, 1000+day)
	return []string{price,
		"Harga itu berlaku di seluruh gerai dan dapat berubah sewaktu-waktu mengikuti pasar dunia yang terus bergerak dari hari ke hari.",
		"Pembeli dikenai pajak penghasilan sesuai dengan aturan yang berlaku, dan bukti potong pajak diberikan pada setiap pembelian di gerai.",
		"Berikut harga untuk ukuran yang lain, dari setengah gram sampai satu kilogram, yang dapat dibeli di gerai atau lewat laman resmi perusahaan."}
}

func TestPrefixes(t *testing.T) {
	p := new(Profile)
	for n := range 4 {
		page := story(n, nil, nil)
		page[0] = "WARTA SIAK - Sebanyak " + page[0]
		p.Learn(NewLesson(page))
	}
	if got := p.Prefixes(); !slices.Contains(got, "WARTA SIAK - ") {
		t.Errorf("%q", got)
	}
}

// TestBounds teaches far more than is kept.
func TestBounds(t *testing.T) {
	p := new(Profile)
	tail := []string{follow}
	for n := range 3 * memory {
		p.Learn(NewLesson(story(n, nil, tail)))
	}
	if len(p.lines) > maxLines || p.Articles >= memory {
		t.Errorf("%d lines, %d articles", len(p.lines), p.Articles)
	}
	if _, dropped := p.Strip(story(-1, nil, tail)); !slices.Equal(dropped, tail) {
		t.Errorf("dropped %q", dropped)
	}
	if b := p.Append(nil); len(b) > 4<<10 {
		t.Errorf("%d bytes", len(b))
	}
	for n := range 2 * memory { // the site has given it up
		p.Learn(NewLesson(story(10000+n, nil, nil)))
	}
	if _, dropped := p.Strip(story(-1, nil, tail)); dropped != nil {
		t.Errorf("dropped %q", dropped)
	}
}

func TestNext(t *testing.T) {
	p := (*Profile)(nil).Next()
	for n := range 3 {
		p.Learn(NewLesson(story(n, nil, []string{follow})))
	}
	q := p.Next()
	before := p.Append(nil)
	q.Learn(NewLesson(story(7, nil, []string{follow})))
	q.Health.Add(Observation{Words: 5})
	if p.Version != 1 || q.Version != 2 || !bytes.Equal(before, p.Append(nil)) {
		t.Errorf("versions %d and %d; what the next one learned has changed this one", p.Version, q.Version)
	}
}

func TestDrifting(t *testing.T) {
	sound := func(n int) Observation {
		return Observation{Words: 250 + 40*(n%7), Title: true, Date: n%10 != 0, Stripped: n%3 != 0}
	}
	tests := []struct {
		name string
		now  func(n int) Observation
		want string
	}{
		{"as ever", sound, ""},
		{"no text", func(n int) Observation {
			if n%2 == 0 {
				return Observation{}
			}
			return sound(n)
		}, "without a text"},
		{"no title", func(n int) Observation { o := sound(n); o.Title = false; return o }, "without a title"},
		{"no date", func(n int) Observation { o := sound(n); o.Date = false; return o }, "without a date"},
		{"no dateline", func(n int) Observation { o := sound(n); o.Stripped = false; return o }, "without a dateline"},
		{"cut short", func(n int) Observation { o := sound(n); o.Words /= 6; return o }, "words"},
		{"one bad page", func(n int) Observation {
			if n == 3 {
				return Observation{}
			}
			return sound(n)
		}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var h Health
			for n := range 100 {
				h.Add(sound(n))
				if why := h.Drifting(); why != "" {
					t.Fatalf("after %d sound pages: %s", n+1, why)
				}
			}
			found := ""
			for n := range recently {
				h.Add(tt.now(n))
				if why := h.Drifting(); why != "" && found == "" {
					found = why
				}
			}
			if (tt.want == "") != (found == "") || !strings.Contains(found, tt.want) {
				t.Errorf("%q, want %q", found, tt.want)
			}
			for n := range 400 { // the new has become the norm
				h.Add(tt.now(n))
			}
			if why := h.Drifting(); why != "" {
				t.Errorf("still %q", why)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	p := new(Profile)
	for n := range 5 {
		p.Learn(NewLesson(story(n, nil, []string{follow})))
		p.Health.Add(Observation{Words: n * 100, Title: true})
	}
	f.Add(p.Append(nil))
	f.Add([]byte{format})
	f.Fuzz(func(t *testing.T, b []byte) {
		p, err := Parse(b)
		if err != nil {
			return
		}
		q, err := Parse(p.Append(nil))
		if err != nil || !bytes.Equal(q.Append(nil), p.Append(nil)) {
			t.Fatalf("not read as it was written: %v", err)
		}
		p.Health.Drifting()
		p.Learn(NewLesson(story(1, nil, nil)))
		p.Strip(story(1, nil, nil))
		p.Prefixes()
	})
}

func BenchmarkStrip(b *testing.B) {
	p := new(Profile)
	for n := range 100 {
		p.Learn(NewLesson(story(n, nil, []string{follow})))
	}
	page := story(-1, nil, []string{follow})
	b.ReportAllocs()
	for b.Loop() {
		p.Strip(page)
	}
}
