package config

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestExampleIsTheDefault(t *testing.T) {
	got, err := Parse([]byte(Example))
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Sites) != 2 || got.Sites[1].Delay != Duration(2*time.Second) || got.Sites[1].Exclude[0] != "/cetak/" {
		t.Errorf("sites of the example: %+v", got.Sites)
	}
	got.Sites = nil
	if want := Default(); !reflect.DeepEqual(got, want) {
		t.Errorf("the example says\n%+v\nthe defaults are\n%+v", got, want)
	}
}

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		name, in string
		wantErr  []string // all of them in the message
	}{
		{"empty", "", nil},
		{"bare names", "sites: [a.example, b.example]", nil},
		{"unknown key", "data: x\npolitness:\n  delay: 1s\n", []string{"line 2", "politness"}},
		{"unknown key in a site", "sites:\n  - site: a.example\n    feed: x\n", []string{"line 3", `"feed"`}},
		{"site without name", "sites:\n  - delay: 2s\n", []string{"line 2", "needs the key site"}},
		{"a site that is a list", "sites:\n  - [a]\n", []string{"line 2", "a site is a name"}},
		{"wrong type", "limits:\n  workers: many\n", []string{"line 2", "many"}},
		{"bad duration", "politeness:\n  delay: 5\n", []string{"line 2", `"5" is not a duration`}},
		{"bad size", "limits:\n  max_body: big\n", []string{"line 2", `"big" is not a size`}},
		{"impossible workers", "limits: {workers: 0}", []string{"limits.workers"}},
		{"product that no robots.txt can name", "agent: {product: kabar 2}", []string{"agent.product", "9309"}},
		{"respect", "respect: {noai: maybe}", []string{"respect.noai", "record or skip"}},
		{"ages that fall", "schedule: {revisit: [1d, 1h]}", []string{"ages must grow"}},
		{"two faults at once", "log: {format: xml, level: loud}", []string{"log.format", "log.level"}},
		{"no mapping", "- a\n", []string{"line 1"}},
		{"rules for addresses", "sites:\n  - site: a.example\n    urls: {deny: ['/x/'], strip_params: [ref, from_*, '*'], keep_params: [page]}\n", nil},
		{"unknown rule", "sites:\n  - site: a.example\n    urls:\n      forbid: [x]\n", []string{"line 4", `"forbid"`, "allow, deny"}},
		{"pattern that does not compile", "sites:\n  - site: a.example\n    urls:\n      deny:\n        - fine\n        - (x\n", []string{"line 6", "(x", "missing closing )"}},
		{"empty pattern", "sites:\n  - site: a.example\n    urls:\n      deny: ['']\n", []string{"line 4", "regular expression"}},
		{"no parameter", "sites:\n  - site: a.example\n    urls:\n      strip_params: ['a=b']\n", []string{"line 4", `"a=b"`, "utm_*"}},
		{"rules that are a list", "sites:\n  - site: a.example\n    urls: [x]\n", []string{"line 3", "mapping"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Parse([]byte(tt.in))
			if (err != nil) != (tt.wantErr != nil) {
				t.Fatalf("error %v", err)
			}
			for _, want := range tt.wantErr {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q does not say %q", err, want)
				}
			}
		})
	}
}

func TestLoadNamesTheFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "kabar.yaml")
	if _, err := Load(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	if err := os.WriteFile(path, []byte("colour: red\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("error %v does not name %s", err, path)
	}
}

func TestParseDuration(t *testing.T) {
	for in, want := range map[string]time.Duration{"90d": 2160 * time.Hour, "1d12h": 36 * time.Hour, "250ms": 250 * time.Millisecond, "0s": 0} {
		if got, err := ParseDuration(in); err != nil || got != want {
			t.Errorf("%q: %v, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "d", "-1h", "1.5d", "99999999d", "1y", "10"} {
		if got, err := ParseDuration(in); err == nil {
			t.Errorf("%q was read as %v", in, got)
		}
	}
}

func TestParseSize(t *testing.T) {
	for in, want := range map[string]int64{"0": 0, "500KB": 500 << 10, "32MB": 32 << 20, "1g": 1 << 30, "2GiB": 2 << 30, "7": 7} {
		if got, err := ParseSize(in); err != nil || got != want {
			t.Errorf("%q: %d, %v", in, got, err)
		}
	}
	for _, in := range []string{"", "MB", "-1", "1.5MB", "9999999999TB"} {
		if got, err := ParseSize(in); err == nil {
			t.Errorf("%q was read as %d", in, got)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(Example))
	f.Add([]byte("sites: [{site: a}, b]"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := Parse(data); err == nil && (c.Limits.Workers < 1 || c.Agent.Product == "") {
			t.Errorf("an impossible configuration was taken: %+v", c)
		}
	})
}
