package bolt

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"kabar/news"
	"kabar/store"
)

func TestDelta(t *testing.T) {
	base := []string{"Paragraf pertama, tentang banjir.", "Paragraf kedua.", "Paragraf ketiga yang agak lebih panjang daripada yang lain."}
	for name, text := range map[string][]string{
		"equal":              base,
		"a word exchanged":   {base[0], "Paragraf lain.", base[2]},
		"reordered":          {base[2], base[0]},
		"repeated":           {base[0], base[0], base[0]},
		"begins and ends so": {"Paragraf", "lain.", "Paragraf kedua. Paragraf kedua."},
		"nothing in common":  {"xyz", "", "\xff\x00"},
		"one":                {""},
		"many":               slices.Repeat([]string{"Baris baru", base[1]}, 200_000),
	} {
		t.Run(name, func(t *testing.T) {
			packed := encodeDelta(text, base, 7, 3)
			if doc, revision, ok := deltaBase(packed); doc != 7 || revision != 3 || !ok {
				t.Errorf("base %d, %d, %t", doc, revision, ok)
			}
			got, err := decodeDelta(packed, base)
			if err != nil || !slices.Equal(got, text) {
				t.Errorf("got %.200q, %v", got, err)
			}
		})
	}
	if n := len(encodeDelta(base, base, 1, 1)); n > 30 {
		t.Errorf("equal texts differ by %d bytes", n)
	}
}

func FuzzDelta(f *testing.F) {
	base := []string{"satu dua", "tiga"}
	f.Add(encodeDelta([]string{"satu", "tiga dua"}, base, 1, 1))
	f.Add([]byte{packDelta, 0, 10, 1, 1, 1, 1, 8, 0, 0})
	f.Fuzz(func(t *testing.T, packed []byte) {
		text, err := decodeDelta(packed, base)
		if err != nil {
			return
		}
		if again, err := decodeDelta(encodeDelta(text, base, 1, 1), base); err != nil || !slices.Equal(again, text) {
			t.Errorf("%q became %q, %v", text, again, err)
		}
	})
}

// A member's text takes little space unless it is to be kept in full, and a damaged base is damage.
func TestMemberTextSpace(t *testing.T) {
	long := benchLines(40)
	sizes := map[bool]int{}
	for _, full := range []bool{false, true} {
		s := mustOpen(t, t.TempDir(), Options{KeepMemberTexts: full, Near: func(_, _ news.Article) store.Likeness { return store.Likeness{Similarity: 0.9, Same: true} }})
		for i, text := range []string{long, long + "\n\nDitambah satu paragraf."} {
			mustAdd(t, s, i)
			v := testVisit(mustLease(t, s), text)
			v.Document.Signature = []uint64{1}
			if _, err := s.Commit(t.Context(), v); err != nil {
				t.Fatal(err)
			}
		}
		tx, err := s.db.Begin(false)
		if err != nil {
			t.Fatal(err)
		}
		sizes[full] = len(bucket(tx, bucketTexts).Get(revKey(2, 1)))
		if err := tx.Rollback(); err != nil {
			t.Fatal(err)
		}
		mustCheck(t, s)
	}
	if sizes[false] == 0 || sizes[true] < 3*sizes[false] {
		t.Errorf("as a difference %d bytes, in full %d", sizes[false], sizes[true])
	}
}

func benchLines(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "Kalimat nomor %d menyebut angka %d dan %x.\n\n", i, i*i*7919, i*104729)
	}
	return strings.TrimSpace(b.String())
}

// An index of another scheme is made anew from the texts.
func TestScheme(t *testing.T) {
	dir := t.TempDir()
	first := func(a news.Article) []uint64 { return []uint64{uint64(a.Text()[0])} }
	second := func(a news.Article) []uint64 { return []uint64{1000 + uint64(a.Text()[0])} }
	o := Options{
		Near: func(_, _ news.Article) store.Likeness { return store.Likeness{Similarity: 0.9, Same: true} }, Scheme: "1", Signature: first, nearTable: 8,
	}
	s := mustOpen(t, dir, o)
	publish := func(i int, text string, signature func(news.Article) []uint64) store.Receipt {
		t.Helper()
		mustAdd(t, s, i)
		v := testVisit(mustLease(t, s), text)
		v.Document.Signature = signature(v.Document.Article)
		r, err := s.Commit(t.Context(), v)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for i, text := range []string{"a1", "b1", "c1", "a2", "d1", "e1", "f1", "g1", "h1", "i1", "j1", "k1"} {
		publish(i, text, first)
	}
	o.Scheme, o.Signature = "2", nil
	s.Close()
	if _, err := Open(dir, o); err == nil || !strings.Contains(err.Error(), `"1"`) {
		t.Fatalf("without a way to make the index anew: %v", err)
	}
	o.Signature = second
	for range 2 { // the second time nothing is to be done
		s = mustOpen(t, dir, o)
		st, err := s.Stats(t.Context())
		if err != nil || st.Near.Scheme != "2" || st.Near.Documents != 11 {
			t.Fatalf("%+v, %v", st.Near, err)
		}
		mustCheck(t, s)
		s.Close()
	}
	s = mustOpen(t, dir, o)
	if r := publish(20, "b2", second); r.Level != news.NearText {
		t.Errorf("not found in the new index: %+v", r)
	}
	if r := publish(21, "z", first); r.Level != "" {
		t.Errorf("found in the old index: %+v", r)
	}
	mustCheck(t, s)
}
