package meta

import (
	"slices"
	"testing"
)

func TestSplitNames(t *testing.T) {
	for _, c := range []struct {
		in   string
		want []string
	}{
		{"Sari Wulandari", []string{"Sari Wulandari"}},
		{"Oleh: Sari Wulandari", []string{"Sari Wulandari"}},
		{"Penulis : Sari Wulandari dan Budi Hartono", []string{"Sari Wulandari", "Budi Hartono"}},
		{"By Jane Doe and John Roe", []string{"Jane Doe", "John Roe"}},
		{"Jane Doe, John Roe & Ann Poe", []string{"Jane Doe", "John Roe", "Ann Poe"}},
		{"Jane Doe, Senior Reporter", []string{"Jane Doe"}},
		{"Jane Doe Chief Correspondent", []string{"Jane Doe"}},
		{"Jane Doe (Photos: John Roe)", []string{"Jane Doe"}},
		{"Jane Doe | Harian Riau", []string{"Jane Doe", "Harian Riau"}},
		{"Jane Doe - Harian Riau", []string{"Jane Doe"}},
		{"von Anna von Berg", []string{"Anna von Berg"}},
		{"Artikel von Anna Berg", []string{"Anna Berg"}},
		{"Jane Doe 12 May 2024", []string{"Jane Doe"}},
		{"Jane Doe, PhD", []string{"Jane Doe"}},
		{"Anna Berg, dpa", []string{"Anna Berg", "dpa"}},
		{"Jane Doe, Dec 17, 2025", []string{"Jane Doe"}},
		{"Jane Doe, Privacy and Security Expert & Ann Poe, Home Expert", []string{"Jane Doe", "Ann Poe"}},
		{"Periodista digital: Ana Torres", []string{"Ana Torres"}},
		{"Scritto da Anna Rossi", []string{"Anna Rossi"}},
		{"Geschreven door Anna de Vries", []string{"Anna de Vries"}},
		{"Écrit par Anne Martin et Paul Petit", []string{"Anne Martin", "Paul Petit"}},
		{"Автор: Анна Иванова и Пётр Петров", []string{"Анна Иванова", "Пётр Петров"}},
		{"記者：王小明、李大同", []string{"王小明", "李大同"}},
		{"文／王小明", []string{"王小明"}},
		{"记者王小明", []string{"王小明"}},
		{"김하늘 기자", []string{"김하늘"}},
		{"โดย: สมชาย ใจดี และ สมหญิง ใจงาม", []string{"สมชาย ใจดี", "สมหญิง ใจงาม"}},
		{"Skriven av Anna Berg", []string{"Anna Berg"}},
		{"責任編輯：王小明", nil},
		{"Redakcja: Anna Nowak", nil},
		{"jane-doe", nil},
		{"jane.doe", nil},
		{"Quelle: Harian Riau", nil},
		{"jane@harianriau.example", nil},
		{"https://harianriau.example/author/jane", nil},
		{"{{ author }}", nil},
		{"Foto: Jane Doe", nil},
		{"", nil},
	} {
		if got := splitNames(c.in); !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.in, got, c.want)
		}
	}
}

func TestDesk(t *testing.T) {
	for s, want := range map[string]bool{
		"Tim Redaksi": true, "Redaksi": true, "Admin": true, "Web Desk": true, "PT Harian Riau": true, "Newsroom": true,
		"編集部": true, "Редакция": true, "Equipe de Esportes": true, "Ban biên tập": true, "Haber Merkezi": true, "국제부 편집국": true,
		"Sari Wulandari": false, "Tim Roe": false, "dpa": false, "The Example Press": false,
	} {
		if got := desk(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

func TestFindLabel(t *testing.T) {
	for _, c := range []struct {
		in   string
		role mark
		rest string
	}{
		{"Penulis: Sari", markAuthor, " Sari"},
		{"Oleh Sari", markAuthor, "Sari"},
		{"Riau, 3 Mei | Editor : Budi", markEditor, " Budi"},
		{"Sari Wulandari Penulis", markAuthor, ""},
		{"byline", 0, ""},
		{"by the river", 0, ""},
		{"Olehkarena Sari", 0, ""},
	} {
		role, _, _, end := findLabel(c.in)
		if role != c.role || role != 0 && c.in[end:] != c.rest {
			t.Errorf("%q: role %b, rest %q", c.in, role, c.in[end:])
		}
	}
}

func FuzzSplitNames(f *testing.F) {
	f.Add("Oleh: Sari, Budi dan Ani (Foto: X)")
	f.Add("\xff, é - ,")
	f.Fuzz(func(t *testing.T, s string) {
		for _, name := range splitNames(s) {
			if name == "" {
				t.Error("an empty name")
			}
			personal(name)
			desk(name)
		}
		if s != "" {
			beginsWithLabel(s)
		}
	})
}

func TestShorthand(t *testing.T) {
	for s, want := range map[string]bool{"HR/ani": true, "12/05": false, "and/or": false, "R24/": false, "A/bc": false, "Jane Doe": false} {
		if shorthand(s) != want {
			t.Errorf("%q: %v", s, !want)
		}
	}
}
