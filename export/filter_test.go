package export

import (
	"slices"
	"testing"

	"kabar/news"
)

func TestOrderOfIDs(t *testing.T) {
	var ids []news.ID
	for i := range 256 {
		ids = append(ids, news.ID{byte(i)})
	}
	slices.SortFunc(ids, byID)
	for i := 1; i < len(ids); i++ {
		if a, b := ids[i-1].String(), ids[i].String(); a >= b {
			t.Fatalf("%s stands before %s", a, b)
		}
	}
	if ids[0] == (news.ID{}) {
		t.Error("the order of the bytes is not that of what is written")
	}
}

func TestInLanguage(t *testing.T) {
	for _, test := range []struct {
		tag, wanted string
		want        bool
	}{
		{"id", "id", true}, {"id", "ID", true}, {"id-ID", "id", true}, {"zh-Hans", "zh", true}, {"zh-Hans", "zh-hans", true},
		{"id", "id-ID", false}, {"idx", "id", false}, {"", "id", false}, {"und", "id", false},
	} {
		if got := inLanguage(test.tag, test.wanted); got != test.want {
			t.Errorf("%q in %q: %v", test.tag, test.wanted, got)
		}
	}
}
