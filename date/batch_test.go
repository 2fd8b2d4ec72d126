package date

import (
	"strings"
	"testing"
)

func TestBatch(t *testing.T) {
	in := `{"id":"a","text":"Minggu, 13 Juli 2025 | 10:21 WIB","fetched":"2025-07-14T12:00:00+07:00"}
{"id":"b","text":"07/08/2025","fetched":"2025-07-14T12:00:00Z"}
{"id":"c","text":"1 bulan lalu","fetched":"2025-07-14T12:00:00Z"}
`
	want := `{"id":"a","got":"2025-07-13T10:21:00+07:00"}
{"id":"b","got":null}
{"id":"c","got":"2025-06"}
`
	var out strings.Builder
	if err := Batch(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	if out.String() != want {
		t.Errorf("got\n%swant\n%s", out.String(), want)
	}
}

func TestBatchNamesTheLine(t *testing.T) {
	for name, in := range map[string]string{
		"no JSON":      "{\"id\":\"a\"}\nnonsense\n",
		"broken fetch": "{\"id\":\"a\"}\n{\"id\":\"b\",\"fetched\":\"yesterday\"}\n",
	} {
		err := Batch(strings.NewReader(in), new(strings.Builder))
		if err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v, want an error that names line 2", name, err)
		}
	}
}

// A name with two roles would get the last one that is listed.
func TestWordsHaveOneRole(t *testing.T) {
	seen := make(map[string]string)
	for r, names := range roleNames {
		for _, name := range strings.Fields(names) {
			if other, ok := seen[fold(name)]; ok {
				t.Errorf("%q stands twice in the roles: %s and number %d", name, other, r)
			}
			seen[fold(name)] = names
		}
	}
}
