package normalize

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"kabar/page"
)

const scripted = `<p>Jembatan di hulu sungai ditutup selama dua hari karena lantainya diperbaiki oleh petugas kabupaten sejak pagi.</p>` +
	`<p>Warga diminta memakai jalan lain sampai pekerjaan selesai pada Jumat sore, kata kepala dinas di kantornya, Rabu.</p>` +
	`<p>Kendaraan berat dialihkan ke jalan lintas timur, dan pompong disediakan tanpa biaya bagi sepeda motor setiap hari.</p>` +
	`<p>Perbaikan menelan biaya yang besar, tetapi lantai baja dinilai lebih awet daripada kayu yang selama ini dipakai.</p>`

func TestEmbedded(t *testing.T) {
	quoted := func(s string) string {
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	state := `{"teaser":"<p>Kurz</p><p>um</p>","content":` + quoted(scripted) + `}`
	for name, script := range map[string]string{
		"a state object":             `<script>window.__STATE__ = ` + state,
		"JSON in a string":           `<script>self.push([1,` + quoted(state) + `])`,
		"markup that is not escaped": `<script>var x = {"content":"` + strings.ReplaceAll(scripted, `"`, `\"`) + `"};`,
		"a template":                 `<script type="text/template"><div>` + strings.ReplaceAll(strings.ReplaceAll(scripted, "<p>", ""), "</p>", "<br><br>") + `</div>`,
		"a template beside one of the interface": `<script type="text/x-template"><ul>{{#each items}}<li>{{title}} ` + strings.Repeat("{{text}} ", 200) + `{{/each}}</ul></script>` +
			`<script type="text/template">` + scripted,
	} {
		t.Run(name, func(t *testing.T) {
			p, err := page.Parse("https://www.harian.example/a", http.Header{}, []byte(
				`<html lang="id"><head><title>Jembatan Ditutup</title></head><body><div id="app"></div>`+script+`</script></body></html>`))
			if err != nil {
				t.Fatal(err)
			}
			a := Article(p, Options{})
			if len(a.Paragraphs) != 4 || !strings.HasPrefix(a.Text(), "Jembatan di hulu") || a.Title != "Jembatan Ditutup" || a.Language != "id" {
				t.Errorf("%q by %q in %s", a.Paragraphs, a.Title, a.Language)
			}
		})
	}
	for name, script := range map[string]string{
		"a string without end": `x = "<p>` + strings.Repeat("kata ", 200),
		"no string":            strings.Repeat("<p><p>", 1000),
		"backslashes":          `"` + strings.Repeat(`\`, 1000) + `<p>` + `"`,
	} {
		t.Run(name, func(t *testing.T) {
			if got := longestMarkup(script, maxEmbeddings); got != "" {
				t.Errorf("found %.60q", got)
			}
		})
	}
}

func FuzzEmbedded(f *testing.F) {
	f.Add(`x = {"a":"\u003cp\u003ea<p>b"}`)
	f.Fuzz(func(t *testing.T, s string) {
		if got := longestMarkup(s, maxEmbeddings); len(got) > 3*len(s) {
			t.Errorf("%d octets of %d", len(got), len(s))
		}
	})
}
