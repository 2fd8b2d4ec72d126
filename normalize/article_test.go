package normalize

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kabar/internal/shared"
	"kabar/news"
	"kabar/page"
)

// TestSeed holds the article that the project began with: page and plain text must give the same clean text.
func TestSeed(t *testing.T) {
	dir := shared.Dir(t, "data", "seed")
	read := func(name string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	source := read("riau24_article.txt")
	p, err := page.Parse("", nil, read("riau24_article.html"))
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	lines := bufio.NewScanner(strings.NewReader(string(source)))
	for lines.Scan() {
		if line := strings.TrimSpace(lines.Text()); line != "" && line != "(***)" {
			want = append(want, line)
		}
	}
	_, want[0], _ = strings.Cut(want[0], " - ")
	a := Article(p, Options{})
	if got := strings.Join([]string{a.Title, strings.Join(a.Authors, ","), a.Published.String(), a.Section, strings.Join(a.Tags, ","), a.Language}, "|"); got !=
		"Kim Jong Un Tawarkan Dukungan Penuh untuk Perang Rusia di Ukraina|R24/zura|2025-07-13T10:21:00+07:00|Internasional|Korea Utara,Rusia,Ukraina,Kim Jong Un|id" {
		t.Errorf("facts of the page: %s", got)
	}
	for name, a := range map[string]news.Article{"page": a, "plain": Plain(string(source), Options{})} {
		if len(a.Paragraphs) != 25 {
			t.Errorf("%s: %d paragraphs, want 25", name, len(a.Paragraphs))
		}
		for i := range min(len(want), len(a.Paragraphs)) {
			if a.Paragraphs[i] != want[i] {
				t.Errorf("%s: paragraph %d is\n%s\nwant\n%s", name, i, a.Paragraphs[i], want[i])
				break
			}
		}
		if a.EndMark != "(***)" || a.Dateline == nil || a.Dateline.Raw != "RIAU24.COM - " {
			t.Errorf("%s: end mark %q, dateline %+v", name, a.EndMark, a.Dateline)
		}
	}
}
