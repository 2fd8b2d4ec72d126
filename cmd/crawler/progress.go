package main

import (
	"fmt"
	"io"
	"sync"
	"time"

	"kabar/crawl"
)

// progressLine is a terminal's last line, redrawn in place. Messages that are written through it stand
// above the line. On anything but a terminal there is no line, only the messages.
type progressLine struct {
	mu    sync.Mutex
	w     io.Writer
	live  bool
	shown bool
	last  time.Time
}

func newProgressLine(w io.Writer) *progressLine { return &progressLine{w: w, live: isTerminal(w)} }

const clearLine = "\r\x1b[K"

// Write writes a message.
func (p *progressLine) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
	return p.w.Write(b)
}

// show draws the line, at most ten times a second.
func (p *progressLine) show(format string, args ...any) {
	if !p.live {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if time.Since(p.last) < 100*time.Millisecond {
		return
	}
	p.last = time.Now()
	line := fmt.Sprintf(format, args...)
	if r := []rune(line); len(r) > 118 {
		line = string(r[:117]) + "…"
	}
	fmt.Fprint(p.w, clearLine+line)
	p.shown = true
}

// done removes the line.
func (p *progressLine) done() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.clear()
}

func (p *progressLine) clear() {
	if p.shown {
		fmt.Fprint(p.w, clearLine)
		p.shown = false
	}
}

// crawl draws the state of a run.
func (p *progressLine) crawl(s crawl.Progress) {
	rate := 0.0
	if s.Elapsed > 0 {
		rate = float64(s.Requests) / s.Elapsed.Seconds()
	}
	p.show("%s  %d requests (%.1f/s)  %d new  %d changed  %d duplicate  %d failed  %s",
		s.Elapsed.Round(time.Second), s.Requests, rate, s.New, s.Changed, s.Duplicate, s.Failed, s.Last)
}
