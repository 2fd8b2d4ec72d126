package main

import (
	"fmt"
	"slices"
	"strings"
)

// report is one line for each set and extractor.
type report []figures

// columns of the tables: metric, value, heading.
var (
	textColumns = [][3]string{
		{"sh_f1", "f1", "SH_F1"}, {"sh_f1", "precision", "precision"}, {"sh_f1", "recall", "recall"}, {"rouge_lsum", "mean_f1", "ROUGE-LSum"},
		{"para_f1", "f1", "PARA_F1"}, {"snip_f1", "f1", "SNIP_F1"}, {"dateline", "accuracy", "dateline"}, {"end_mark", "accuracy", "end mark"},
	}
	fieldColumns = [][3]string{
		{"title", "accuracy", "title"}, {"title", "mean_f1", "title words"}, {"date_day", "accuracy", "day"}, {"date_instant", "accuracy", "instant"},
		{"authors", "accuracy", "authors"}, {"language", "accuracy", "language"},
	}
	kindColumns = [][3]string{{"is_article", "precision", "precision"}, {"is_article", "recall", "recall"}, {"is_article", "f1", "F1"}}
)

func (r report) markdown() string {
	var b strings.Builder
	b.WriteString("# Quality\n\nWritten by `make quality`: every extractor over the recorded pages, one after the other, on one core. The metrics are those of the " +
		"shared scorer. Kabar's weights were learned from these pages; the figures to expect on other sites are those of " +
		"cross-validation by site, in `extraction.md`.\n\n## Text\n\n")
	r.table(&b, textColumns)
	b.WriteString("\n## Fields\n\n")
	r.table(&b, fieldColumns)
	b.WriteString("\n## Kind\n\nIs the page an article? Against all other kinds together; the other extractors do not say.\n\n")
	slices.DeleteFunc(slices.Clone(r), func(f figures) bool { return f.name != "kabar" || strings.Contains(f.set, " ") }).table(&b, kindColumns)
	b.WriteString("\n## Speed\n\nAll of an extraction, from bytes to record, against `html.Parse` alone on the same pages.\n\n")
	b.WriteString("| extractor | pages | pages/s | speed relative to html.Parse | allocated a page |\n| --- | ---: | ---: | ---: | ---: |\n")
	for _, f := range r.sums() {
		n := float64(f.pages)
		fmt.Fprintf(&b, "| %s | %d | %.0f | %.2f | %.2f MB |\n", f.name, f.pages, n/f.took.Seconds(), f.parse.Seconds()/f.took.Seconds(), float64(f.alloc)/n/1e6)
	}
	return b.String()
}

func (r report) table(b *strings.Builder, columns [][3]string) {
	b.WriteString("| set | extractor |")
	for _, c := range columns {
		fmt.Fprintf(b, " %s |", c[2])
	}
	b.WriteString("\n| --- | --- |" + strings.Repeat(" ---: |", len(columns)) + "\n")
	for _, f := range r {
		var cells strings.Builder
		any := false
		for _, c := range columns {
			v, ok := f.metrics[c[0]][c[1]]
			if !ok {
				cells.WriteString(" |")
				continue
			}
			any = true
			fmt.Fprintf(&cells, " %.3f |", v)
		}
		if any {
			fmt.Fprintf(b, "| %s | %s |%s\n", f.set, f.name, cells.String())
		}
	}
}

// sums adds up each extractor's figures over the sets.
func (r report) sums() []figures {
	var out []figures
	for _, f := range r {
		if strings.Contains(f.set, " ") {
			continue // a part of another line
		}
		i := slices.IndexFunc(out, func(o figures) bool { return o.name == f.name })
		if i < 0 {
			out, i = append(out, figures{name: f.name}), len(out)
		}
		out[i].pages += f.pages
		out[i].took += f.took
		out[i].parse += f.parse
		out[i].alloc += f.alloc
	}
	return out
}
