package normalize

import (
	"net/http"
	"reflect"
	"testing"

	"kabar/news"
	"kabar/page"
)

func TestRights(t *testing.T) {
	tests := []struct {
		name   string
		head   string
		header http.Header
		want   news.Rights
	}{
		{"nothing", "", nil, news.Rights{}},
		{"robots of page and header", `<meta name="robots" content="NoIndex, max-snippet:-1">`, http.Header{"X-Robots-Tag": {"noai, noindex", "nofollow"}},
			news.Rights{Robots: []string{"max-snippet:-1", "noai", "nofollow", "noindex"}}},
		{"reserved by the page", `<meta name="tdm-reservation" content="1"><meta name="tdm-policy" content="https://harianriau.example/tdm.json">`, nil,
			news.Rights{TDM: &news.TDM{Reserved: true, Policy: "https://harianriau.example/tdm.json"}}},
		{"not reserved by the header", "", http.Header{"Tdm-Reservation": {"0"}}, news.Rights{TDM: &news.TDM{}}},
		{"nonsense is no signal", `<meta name="tdm-reservation" content="yes">`, nil, news.Rights{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := page.Parse("https://harianriau.example/a", tt.header, []byte("<html><head>"+tt.head+"</head><body><p>a</p></body></html>"))
			if err != nil {
				t.Fatal(err)
			}
			if got := Article(p, Options{}).Rights; !reflect.DeepEqual(got, tt.want) {
				t.Errorf("%+v, want %+v", got, tt.want)
			}
		})
	}
}
