package archive

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/klauspost/compress/gzip"

	"kabar/news"
)

// markup is a page of about 100 kB that compresses about as well as real ones do.
func markup() []byte {
	random := rand.New(rand.NewPCG(1, 2))
	var words [2000]string
	for i := range words {
		b := make([]byte, 3+random.IntN(7))
		for k := range b {
			b[k] = "aeiou nrtlskdmgpbhyjcw"[random.IntN(22)]
		}
		words[i] = string(b)
	}
	var b bytes.Buffer
	for b.Len() < 100_000 {
		fmt.Fprintf(&b, `<div class="item item-%d"><a href="/berita/%d/`, random.IntN(20), random.IntN(1e6))
		for range 20 {
			// Of the words of a language some are frequent: the square of an even choice makes them so.
			x := random.Float64()
			b.WriteString(words[int(x*x*2000)] + " ")
		}
		b.WriteString("</a></div>\n")
	}
	return b.Bytes()
}

func BenchmarkWrite(b *testing.B) {
	page := markup()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(page)
	_ = z.Close()
	for _, bb := range []struct {
		name, encoding string
		body           []byte
	}{{"text", "", page}, {"gzip", "gzip", packed.Bytes()}} {
		b.Run(bb.name, func(b *testing.B) {
			dir := b.TempDir()
			w := open(b, dir, Options{})
			r := sample(1)
			r.Body = bb.body
			if bb.encoding != "" {
				r.Header.Set("Content-Encoding", bb.encoding)
			}
			b.SetBytes(int64(len(r.Body)))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				n++
				r.URL = fmt.Sprintf("https://www.kabar.example/%d", n)
				if _, err := w.Write(r); err != nil {
					b.Fatal(err)
				}
			}
			w.Close()
			kept := int64(0)
			for _, path := range must[[]string](b)(Files(dir)) {
				kept += must[os.FileInfo](b)(os.Stat(path)).Size()
			}
			b.ReportMetric(float64(kept)/float64(n)/float64(len(r.Body)), "kept/body")
		})
	}
}

func BenchmarkRead(b *testing.B) {
	dir := b.TempDir()
	w := open(b, dir, Options{})
	r := sample(1)
	r.Body = markup()
	c := must[news.Capture](b)(w.Write(r))
	w.Close()
	b.SetBytes(int64(len(r.Body)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(dir, c); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkScan(b *testing.B) {
	dir := b.TempDir()
	w := open(b, dir, Options{})
	r := sample(1)
	r.Body = markup()
	for i := range 50 {
		r.URL = fmt.Sprintf("https://www.kabar.example/%d", i)
		must[news.Capture](b)(w.Write(r))
	}
	w.Close()
	path := must[[]string](b)(Files(dir))[0]
	b.SetBytes(50 * int64(len(r.Body)))
	b.ReportAllocs()
	for b.Loop() {
		if err := Scan(path, func(*Raw) error { return nil }, nil); err != nil {
			b.Fatal(err)
		}
	}
}
