// Package config reads kabar.yaml into plain structs with defaults. An unknown key, a wrong type or an
// impossible value is an error that names the line; nothing is guessed.
//
// [Load] reads a file, [Default] is what holds without one, [Example] is the commented file that
// documents every key.
package config

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Example is a complete configuration with every key explained; it loads as it stands.
//
//go:embed example.yaml
var Example string

// Config is a whole configuration.
type Config struct {
	Sites []Site `yaml:"sites"`
	// Data is the data folder.
	Data       string     `yaml:"data"`
	Agent      Agent      `yaml:"agent"`
	Politeness Politeness `yaml:"politeness"`
	Schedule   Schedule   `yaml:"schedule"`
	Limits     Limits     `yaml:"limits"`
	Network    Network    `yaml:"network"`
	Respect    Respect    `yaml:"respect"`
	Duplicates Duplicates `yaml:"duplicates"`
	Revisions  Revisions  `yaml:"revisions"`
	Log        Log        `yaml:"log"`
}

// Agent is how the crawler introduces itself.
type Agent struct {
	// Product is the token that robots.txt groups are matched by.
	Product string `yaml:"product"`
	// URL is a page about the crawl.
	URL string `yaml:"url"`
	// Contact is a mail address or page of whoever runs the crawl.
	Contact string `yaml:"contact"`
	// UserAgent replaces the whole header when set.
	UserAgent string `yaml:"user_agent"`
}

// Politeness bounds what a host is asked.
type Politeness struct {
	Delay         Duration `yaml:"delay"`           // between two requests to a host
	MaxCrawlDelay Duration `yaml:"max_crawl_delay"` // robots.txt Crawl-delay is obeyed up to this
}

// Schedule says when what is asked again.
type Schedule struct {
	MinInterval Duration   `yaml:"min_interval"` // of a source, once its pace is learned
	MaxInterval Duration   `yaml:"max_interval"`
	Revisit     []Duration `yaml:"revisit"` // of an article, after each of these ages
}

// Limits bound a run and an answer.
type Limits struct {
	Workers        int      `yaml:"workers"`
	Depth          int      `yaml:"depth"`           // hops from a front page
	PagesPerDay    int      `yaml:"pages_per_day"`   // of a host; 0: no limit
	SitemapEntries int      `yaml:"sitemap_entries"` // taken of one sitemap in a run, newest first
	MaxBody        Size     `yaml:"max_body"`
	Timeout        Duration `yaml:"timeout"` // of one request, body included
	FirstByte      Duration `yaml:"first_byte"`
	Grace          Duration `yaml:"grace"`    // for what is in flight when a run is told to stop
	Patience       Duration `yaml:"patience"` // how long a run waits for work that comes due
	Attempts       int      `yaml:"attempts"` // at one address before it waits for a later run
}

// Network is how the world is reached.
type Network struct {
	AllowPrivate bool   `yaml:"allow_private"`
	Proxy        string `yaml:"proxy"` // "environment", "none", or an address
}

// Respect says what a signal does: "record" keeps it with the document, "skip" drops the document too.
type Respect struct {
	NoIndex   string `yaml:"noindex"`
	NoArchive string `yaml:"noarchive"`
	NoAI      string `yaml:"noai"`
	AIRobots  string `yaml:"ai_robots"`
	TDM       string `yaml:"tdm"`
}

// Duplicates says what is kept of a duplicate besides its facts.
type Duplicates struct {
	// Keep is "pointer": its text as the difference from that of the document that it points to; or "text": its text in full.
	Keep string `yaml:"keep"`
}

// Revisions bound the history of a document.
type Revisions struct {
	Keep int `yaml:"keep"` // versions of a text, the current one included
}

// Log is how messages are written.
type Log struct {
	Format string `yaml:"format"` // text or json
	Level  string `yaml:"level"`  // debug, info, warn, error
}

// Site is a site to crawl: in the file a name, or a mapping with these keys.
type Site struct {
	Site        string   `yaml:"site"`
	Start       []string `yaml:"start"`    // addresses in place of the front page
	Feeds       []string `yaml:"feeds"`    // besides those that are found
	Sitemaps    []string `yaml:"sitemaps"` // besides those that are found
	Delay       Duration `yaml:"delay"`
	Depth       int      `yaml:"depth"`
	PagesPerDay int      `yaml:"pages_per_day"`
	Proxy       string   `yaml:"proxy"`
	KeepRaw     *bool    `yaml:"keep_raw"`
	Exclude     []string `yaml:"exclude"` // path prefixes that are not asked for
	URLs        URLs     `yaml:"urls"`

	Line int `yaml:"-"` // in the file; 0 for a site of the command line
}

// UnmarshalYAML reads a name or a mapping. The mapping is decoded through bytes so that unknown keys are
// refused in it too.
func (s *Site) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		s.Site, s.Line = n.Value, n.Line
		return nil
	}
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: a site is a name or a mapping with the key site", n.Line)
	}
	known := map[string]bool{}
	for _, k := range []string{"site", "start", "feeds", "sitemaps", "delay", "depth", "pages_per_day", "proxy", "keep_raw", "exclude", "urls"} {
		known[k] = true
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k := n.Content[i]; !known[k.Value] {
			return fmt.Errorf("line %d: unknown key %q in a site", k.Line, k.Value)
		}
	}
	type plain Site
	if err := n.Decode((*plain)(s)); err != nil {
		return err
	}
	s.Line = n.Line
	if s.Site == "" {
		return fmt.Errorf("line %d: a site needs the key site", n.Line)
	}
	return nil
}

// Duration is a time.Duration that may be written in days: 7d, 1d12h.
type Duration time.Duration

// ParseDuration reads what time.ParseDuration reads, with days in front.
func ParseDuration(s string) (time.Duration, error) {
	fail := fmt.Errorf("%q is not a duration: write 30s, 10m, 2h or 7d", s)
	var days time.Duration
	rest := s
	if before, after, ok := strings.Cut(s, "d"); ok {
		n, err := strconv.ParseUint(before, 10, 15)
		if err != nil {
			return 0, fail
		}
		days, rest = time.Duration(n)*24*time.Hour, after
		if rest == "" {
			return days, nil
		}
	}
	d, err := time.ParseDuration(rest)
	if err != nil || d < 0 {
		return 0, fail
	}
	return days + d, nil
}

// UnmarshalYAML reads the form of ParseDuration.
func (d *Duration) UnmarshalYAML(n *yaml.Node) error {
	v, err := ParseDuration(n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %w", n.Line, err)
	}
	*d = Duration(v)
	return nil
}

// Size is a number of bytes, written 500KB, 32MB, 1GB (powers of 1024) or as a plain number.
type Size int64

// ParseSize reads a Size.
func ParseSize(s string) (int64, error) {
	num, unit := strings.TrimSpace(strings.ToUpper(s)), int64(1)
	num = strings.TrimSuffix(strings.TrimSuffix(num, "B"), "I")
	for suffix, u := range map[string]int64{"K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40} {
		if strings.HasSuffix(num, suffix) {
			num, unit = strings.TrimSuffix(num, suffix), u
			break
		}
	}
	n, err := strconv.ParseInt(strings.TrimSpace(num), 10, 64)
	if err != nil || n < 0 || n > (1<<62)/unit {
		return 0, fmt.Errorf("%q is not a size: write 500KB, 32MB or 1GB", s)
	}
	return n * unit, nil
}

// UnmarshalYAML reads the form of ParseSize.
func (s *Size) UnmarshalYAML(n *yaml.Node) error {
	v, err := ParseSize(n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %w", n.Line, err)
	}
	*s = Size(v)
	return nil
}

// Default is the configuration without a file.
func Default() Config {
	return Config{
		Data:       "data",
		Agent:      Agent{Product: "kabar"},
		Politeness: Politeness{Delay: Duration(time.Second), MaxCrawlDelay: Duration(30 * time.Second)},
		Schedule: Schedule{
			MinInterval: Duration(5 * time.Minute), MaxInterval: Duration(7 * 24 * time.Hour),
			Revisit: []Duration{Duration(time.Hour), Duration(24 * time.Hour), Duration(7 * 24 * time.Hour)},
		},
		Limits: Limits{
			Workers: 32, Depth: 3, SitemapEntries: 1000, MaxBody: 32 << 20,
			Timeout: Duration(2 * time.Minute), FirstByte: Duration(30 * time.Second),
			Grace: Duration(20 * time.Second), Patience: Duration(45 * time.Second), Attempts: 5,
		},
		Network:    Network{Proxy: "environment"},
		Respect:    Respect{NoIndex: "record", NoArchive: "record", NoAI: "record", AIRobots: "record", TDM: "record"},
		Duplicates: Duplicates{Keep: "pointer"}, Revisions: Revisions{Keep: 20},
		Log: Log{Format: "text", Level: "info"},
	}
}

// Load reads a file over the defaults. A missing file is fs.ErrNotExist. Every other error names the file and, where
// there is one, the line.
func Load(path string) (Config, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Config{}, err
	}
	c, err := Parse(data)
	if err != nil {
		return Config{}, fmt.Errorf("%s: %w", path, err)
	}
	return c, nil
}

// Parse reads a configuration over the defaults.
func Parse(data []byte) (Config, error) {
	c := Default()
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	if err := dec.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return Config{}, errors.New(plain(err.Error()))
	}
	return c, c.validate()
}

func (c *Config) validate() error {
	var errs []error
	bad := func(format string, args ...any) { errs = append(errs, fmt.Errorf(format, args...)) }
	if p := c.Agent.Product; p == "" || strings.Trim(p, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-") != "" {
		bad("agent.product: %q must be letters, - and _ only (RFC 9309, section 2.2.1)", p)
	}
	if c.Limits.Workers < 1 || c.Limits.Workers > 10000 {
		bad("limits.workers: %d must lie between 1 and 10000", c.Limits.Workers)
	}
	if c.Limits.Attempts < 1 || c.Limits.Attempts > 100 {
		bad("limits.attempts: %d must lie between 1 and 100", c.Limits.Attempts)
	}
	if c.Limits.Depth < 0 || c.Limits.Depth > 200 {
		bad("limits.depth: %d must lie between 0 and 200", c.Limits.Depth)
	}
	if c.Schedule.MinInterval > c.Schedule.MaxInterval {
		bad("schedule.min_interval is longer than max_interval")
	}
	for i := 1; i < len(c.Schedule.Revisit); i++ {
		if c.Schedule.Revisit[i] <= c.Schedule.Revisit[i-1] {
			bad("schedule.revisit: ages must grow")
		}
	}
	if f := c.Log.Format; f != "text" && f != "json" {
		bad("log.format: %q must be text or json", f)
	}
	if l := c.Log.Level; l != "debug" && l != "info" && l != "warn" && l != "error" {
		bad("log.level: %q must be debug, info, warn or error", l)
	}
	for name, v := range map[string]string{"noindex": c.Respect.NoIndex, "noarchive": c.Respect.NoArchive, "noai": c.Respect.NoAI, "ai_robots": c.Respect.AIRobots, "tdm": c.Respect.TDM} {
		if v != "record" && v != "skip" {
			bad("respect.%s: %q must be record or skip", name, v)
		}
	}
	if k := c.Duplicates.Keep; k != "pointer" && k != "text" {
		bad("duplicates.keep: %q must be pointer or text", k)
	}
	if n := c.Revisions.Keep; n < 1 || n > 100000 {
		bad("revisions.keep: %d must lie between 1 and 100000", n)
	}
	return errors.Join(errs...)
}
