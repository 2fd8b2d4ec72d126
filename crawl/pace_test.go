package crawl

import (
	"testing"
	"time"

	"kabar/crawl/fetch"
	"kabar/store"
)

// TestGapAfterAnswer holds when a host's gap may shrink: never by an answer that came before the rules were known, since those of the same host
// under http and https are read one after the other.
func TestGapAfterAnswer(t *testing.T) {
	start := time.Date(2025, 7, 13, 10, 0, 0, 0, time.UTC)
	tests := []struct {
		name                   string
		delay, crawlDelay, was time.Duration
		latency                time.Duration
		ruled                  bool
		want                   time.Duration
	}{
		{"ours", time.Second, 0, time.Second, 0, true, time.Second},
		{"theirs", time.Second, 3 * time.Second, time.Second, 0, true, 3 * time.Second},
		{"theirs, capped", time.Second, time.Hour, time.Second, 0, true, time.Minute},
		{"recovering", time.Second, 0, 8 * time.Second, 0, true, 6 * time.Second},
		{"rules not read", time.Second, 0, 8 * time.Second, 0, false, 8 * time.Second},
		{"a slow host", time.Second, 0, time.Second, 5 * time.Second, true, 5 * time.Second},
		{"no gap at all", 0, 0, 0, 5 * time.Second, true, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := Options{Delay: tt.delay, MaxCrawlDelay: time.Minute, Now: func() time.Time { return start }}
			v := &visit{
				run: &run{Crawler: &Crawler{o: o}}, site: &Site{}, crawlDelay: tt.crawlDelay, ruled: tt.ruled,
				host: store.HostState{Delay: tt.was, Latency: tt.latency},
			}
			v.answered(&fetch.Response{Started: start, FirstByte: tt.latency})
			if got := v.host.NotBefore.Sub(start.Add(tt.latency)); got != tt.want {
				t.Errorf("a gap of %v, want %v", got, tt.want)
			}
		})
	}
}
