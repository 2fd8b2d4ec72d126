package date

import (
	"testing"
	"time"
)

func TestParseSharedVectors(t *testing.T) {
	type vector struct{ ID, Input, Want, Zone, Why string }
	kinds := map[Zone]string{ZoneNone: "none", ZoneOffset: "offset", ZoneName: "name", ZoneEpoch: "epoch"}
	for _, v := range cases[vector](t, "data/http/dates.jsonl") {
		d, z, ok := Parse(v.Input)
		if v.Want == "" {
			if ok {
				t.Errorf("Parse(%q) = %v, want none: %s", v.Input, d, v.Why)
			}
			continue
		}
		want, err := time.Parse(time.RFC3339, v.Want)
		if err != nil {
			t.Fatal(err)
		}
		if !ok || !d.Time.Equal(want) || kinds[z] != v.Zone {
			t.Errorf("Parse(%q) = %v (%v), %s, %v, want %s, %s: %s", v.Input, d, d.Time, kinds[z], ok, v.Want, v.Zone, v.Why)
		}
	}
}
