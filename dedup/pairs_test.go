package dedup

import (
	"errors"
	"strings"
	"testing"
)

func TestPairs(t *testing.T) {
	in := "\ufeff" + `{"id":"1","a":{"text":"Satu."},"b":{"url":"https://foo.example/","title":"x","text":"“Satu”"}}` + "\n\n" +
		`{"id":"2","a":{"text":"satu"},"b":{"text":"dua <&>"}}`
	want := `{"id":"1","duplicate":true,"level":"same-text","similarity":1,"why":"the same text"}` + "\n" +
		`{"id":"2","duplicate":false,"level":"different","similarity":0,"why":"only 0 words shared"}` + "\n"
	var out strings.Builder
	if err := Pairs(strings.NewReader(in), &out); err != nil || out.String() != want {
		t.Errorf("%v\n%s", err, out.String())
	}
}

func TestPairsErrors(t *testing.T) {
	const good = `{"id":"1","a":{"text":"x"},"b":{"text":"y"}}` + "\n"
	tests := []struct{ name, in, want string }{
		{"not JSON", good + "x\n", `line 2: not a pair {"id","a":{…},"b":{…}}: invalid character 'x' looking for beginning of value`},
		{"no id", `{"a":{},"b":{}}`, `line 1: "id" is missing`},
		{"one side", good + "\n" + `{"id":"7","a":{}}`, `line 3: pair "7": "a" or "b" is missing`},
		{"other type", `{"id":7}`, `line 1: not a pair {"id","a":{…},"b":{…}}: json: cannot unmarshal number into Go struct field .id of type string`},
		{"too long", good + strings.Repeat("x", maxLine+1), `line 2: longer than 16777216 bytes`},
	}
	for _, c := range tests {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			err := Pairs(strings.NewReader(c.in), &out)
			if err == nil || err.Error() != c.want {
				t.Errorf("%v\nwant %s", err, c.want)
			}
			if strings.HasPrefix(c.in, good) && !strings.Contains(out.String(), `"id":"1"`) {
				t.Errorf("what came before is not written: %q", out.String())
			}
		})
	}
	if err := Pairs(strings.NewReader(good), full{}); !errors.Is(err, errFull) {
		t.Errorf("a full disk: %v", err)
	}
}

var errFull = errors.New("disk full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }
