package normalize

import (
	"net/http"
	"strings"
	"testing"

	"kabar/page"
)

const overlaid = `<html><head><title>Jembatan ditutup</title><script>alert(1)</script></head><body onload="x()">
<nav><ul><li><a href="javascript:x()">Depan &lt;b&gt;</a></li><li><a href="/b">Daerah</a></li><li><a href="/c">Olahraga</a></li></ul></nav>
<article><h1>Jembatan ditutup</h1>
<p>Jembatan di hulu sungai ditutup <b>selama dua hari</b> karena lantainya diperbaiki oleh petugas kabupaten, kata kepala dinas di kantornya.</p>
<p>Warga diminta memakai jalan lain sampai pekerjaan selesai pada Jumat sore, supaya lalu lintas tetap lancar bagi semua orang.</p>
</article><img src="https://harian.example/x.png"><style>p{display:none}</style></body></html>`

func overlayOf(t testing.TB, body string) string {
	p, err := page.Parse("https://harian.example/a?b=<c>", http.Header{}, []byte(body))
	if err != nil {
		t.Skip("no page")
	}
	e := Explain(p, Options{})
	var b strings.Builder
	if err := e.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestOverlay(t *testing.T) {
	got := overlayOf(t, overlaid)
	for _, want := range []string{
		">selama dua hari</mark></b>", `<mark class=k id=text title="`, `<mark class=k title="`, `<mark class=f title="0.00 link among links`, "Depan &lt;b&gt;</mark>", "a?b=&lt;c&gt;",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in the overlay", want)
		}
	}
	for _, not := range []string{"<script", "javascript:", "onload", "<img", `<a href="`, "display:none}"} {
		if strings.Contains(got, not) {
			t.Errorf("%q of the page is in the overlay", not)
		}
	}
}

// The nodes of the blocks are all text that the walk reads, each in one block.
func TestExplainNodes(t *testing.T) {
	p, err := page.Parse("https://harian.example/a", http.Header{}, []byte(overlaid))
	if err != nil {
		t.Fatal(err)
	}
	e := Explain(p, Options{})
	for i := range e.Blocks {
		text := ""
		for _, n := range e.Blocks[i].Nodes {
			text += n.Data
		}
		if got := strings.Join(strings.Fields(text), " "); got != e.Blocks[i].Text {
			t.Errorf("block %d is %q, its nodes hold %q", i, e.Blocks[i].Text, got)
		}
	}
}

func FuzzOverlay(f *testing.F) {
	f.Add(overlaid)
	f.Add("<p>a<table><td>b<br>c<a>d<p>e</table>f")
	f.Fuzz(func(t *testing.T, body string) {
		got := overlayOf(t, body)
		if n := strings.Count(got, "<script"); n != 0 {
			t.Errorf("%d scripts in the overlay", n)
		}
	})
}
