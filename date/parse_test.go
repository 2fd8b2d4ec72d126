package date

import (
	"testing"
	"time"

	"kabar/internal/shared"

	"kabar/news"
)

func TestParseSharedVectors(t *testing.T) {
	type vector struct{ ID, Input, Want, Zone, Why string }
	kinds := map[Zone]string{ZoneNone: "none", ZoneOffset: "offset", ZoneName: "name", ZoneEpoch: "epoch"}
	all, right := shared.Lines[vector](t, "data", "http", "dates.jsonl"), 0
	for _, v := range all {
		d, z, ok := Parse(v.Input)
		if v.Want == "" {
			if !ok {
				right++
			} else {
				t.Errorf("Parse(%q) = %v, want none: %s", v.Input, d, v.Why)
			}
			continue
		}
		want, err := time.Parse(time.RFC3339, v.Want)
		if err != nil {
			t.Fatal(err)
		}
		if ok && d.Time.Equal(want) && kinds[z] == v.Zone {
			right++
		} else {
			t.Errorf("Parse(%q) = %v (%v), %s, %v, want %s, %s: %s", v.Input, d, d.Time, kinds[z], ok, v.Want, v.Zone, v.Why)
		}
	}
	t.Logf("conformance: dates: %d of %d", right, len(all))
}

func TestParse(t *testing.T) {
	tests := []struct {
		name, in, want string
		zone           Zone
	}{
		{"RFC 1123", "Sun, 13 Jul 2025 03:21:00 GMT", "2025-07-13T03:21:00Z", ZoneName},
		{"RFC 3339", "2025-07-13T10:21:00+07:00", "2025-07-13T10:21:00+07:00", ZoneOffset},
		{"asctime", "Sun Jul  6 08:49:37 2025", "2025-07-06T08:49:37Z", ZoneNone},
		{"WIB", "Minggu, 13 Juli 2025 10:21 WIB", "2025-07-13T10:21:00+07:00", ZoneName},
		{"place", "Sun, 13 Jul 2025 10:21:00 Asia/Makassar", "2025-07-13T10:21:00+08:00", ZoneName},
		{"place nobody knows", "Sun, 13 Jul 2025 10:21:00 Asia/Nowhere", "", ZoneNone},
		{"day", "2025-07-13", "2025-07-13", ZoneNone},
		{"month", "2025-07", "2025-07", ZoneNone},
		{"seconds", "1752376860", "2025-07-13T03:21:00Z", ZoneEpoch},
		{"milliseconds", "1752376860123", "2025-07-13T03:21:00Z", ZoneEpoch},
		{"digits only", "20250713102107", "2025-07-13T10:21:07Z", ZoneNone},
		{"open order", "03/04/2025 10:00", "2025-04-03T10:00:00Z", ZoneNone},
		{"time of an article", "10:00", "", ZoneNone},
		{"words around", "Jakarta, 13 Juli 2025 di Monas", "", ZoneNone},
		{"two dates", "2025-07-13 2025-07-14", "", ZoneNone},
		{"31 June", "2025-06-31", "", ZoneNone},
		{"leap day", "2025-02-29", "", ZoneNone},
		{"offset too large", "2025-07-13T10:00:00+19:00", "", ZoneNone},
		{"trailing letters", "2025-07-13T10:00:00Zulu", "", ZoneNone},
		{"relative", "2 hours ago", "", ZoneNone},
		{"long", string(make([]byte, maxInput+1)), "", ZoneNone},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, z, ok := Parse(tt.in)
			if got := d.String(); got != tt.want || ok != (tt.want != "") || z != tt.zone {
				t.Errorf("Parse(%q) = %q, %v, %v, want %q, %v", tt.in, got, z, ok, tt.want, tt.zone)
			}
		})
	}
}

// What Parse gives must be fit for the record: it reads its own output back to the same date.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"Sun, 13 Jul 2025 03:21:00 GMT", "2025-07-13T10:21:00.5+07:00[Asia/Jakarta]", "Jum’at, 20 Nov 2026 23:30 WIB", "1520932969", "10h21", "2025年7月13日", "GMT+7", "(((", "mar., 01 déc. 2020 16:11:02 +0000"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, z, ok := Parse(s)
		if !ok {
			if !d.IsZero() || z != ZoneNone {
				t.Fatalf("Parse(%q) gives %v, %v and not ok", s, d, z)
			}
			return
		}
		if y := d.Time.Year(); d.IsZero() || y < 999 || y > 10000 {
			t.Fatalf("Parse(%q) = %v", s, d.Time)
		}
		if y := d.Time.Year(); y < 1000 || y > 9998 {
			return
		}
		again, _, ok := Parse(d.String())
		if !ok || !again.Time.Equal(d.Time) && d.Precision > news.Day {
			t.Fatalf("Parse(%q) = %v, which reads as %v", s, d, again)
		}
	})
}

func BenchmarkParse(b *testing.B) {
	inputs := []string{"Sun, 13 Jul 2025 10:21:00 +0700", "2025-07-13T10:21:00+07:00", "Minggu, 13 Juli 2025 10:21 WIB", "2025-07-13"}
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		if _, _, ok := Parse(inputs[n%len(inputs)]); !ok {
			b.Fatal(inputs[n%len(inputs)])
		}
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "dates/s")
}
