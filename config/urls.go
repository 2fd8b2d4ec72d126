package config

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// URLs are the rules for the addresses of a site. A Pattern is looked for in the whole address, "https://" and host included.
type URLs struct {
	Allow       []Pattern `yaml:"allow"`        // when not empty, only what one of them matches
	Deny        []Pattern `yaml:"deny"`         // never, even what allow matches
	StripParams []string  `yaml:"strip_params"` // names of parameters that are cut off; a * at the end stands for any ending
	KeepParams  []string  `yaml:"keep_params"`  // names that stay, though strip_params names them
	Articles    []Pattern `yaml:"articles"`     // are articles, whatever they look like
	Sections    []Pattern `yaml:"sections"`     // are lists of articles
}

// maxRules bounds each list of rules, maxPattern the bytes of one: each address of the site is held against all of them.
const (
	maxRules   = 200
	maxPattern = 1000
)

// UnmarshalYAML refuses unknown keys, lists that are too long and names that can be none of a parameter.
func (u *URLs) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind != yaml.MappingNode {
		return fmt.Errorf("line %d: urls is a mapping with the keys allow, deny, strip_params, keep_params, articles, sections", n.Line)
	}
	known := []string{"allow", "deny", "strip_params", "keep_params", "articles", "sections"}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if !slices.Contains(known, k.Value) {
			return fmt.Errorf("line %d: unknown key %q in urls: the keys are %s", k.Line, k.Value, strings.Join(known, ", "))
		}
		if v.Kind == yaml.SequenceNode && len(v.Content) > maxRules {
			return fmt.Errorf("line %d: %d entries in %s, more than %d: join some with |", k.Line, len(v.Content), k.Value, maxRules)
		}
		if !strings.HasSuffix(k.Value, "_params") {
			continue
		}
		for _, name := range v.Content {
			bare := strings.TrimSuffix(name.Value, "*")
			if name.Value == "" || strings.ContainsAny(bare, "*=&?# ") {
				return fmt.Errorf("line %d: %q in %s is no name of a parameter: write page, utm_* or *", name.Line, name.Value, k.Value)
			}
		}
	}
	type plain URLs
	return n.Decode((*plain)(u))
}

// Pattern is a regular expression of Go's syntax (RE2), which takes time linear in the address whatever it is.
type Pattern struct{ *regexp.Regexp }

// UnmarshalYAML compiles it.
func (p *Pattern) UnmarshalYAML(n *yaml.Node) error {
	switch {
	case n.Kind != yaml.ScalarNode || n.Value == "":
		return fmt.Errorf("line %d: a pattern for addresses is a regular expression, such as /cetak/ or ^https://m\\. for one host", n.Line)
	case len(n.Value) > maxPattern:
		return fmt.Errorf("line %d: a pattern of %d bytes, more than %d", n.Line, len(n.Value), maxPattern)
	}
	re, err := regexp.Compile(n.Value)
	if err != nil {
		return fmt.Errorf("line %d: %w", n.Line, err)
	}
	p.Regexp = re
	return nil
}

// Expressions are the compiled patterns.
func Expressions(patterns []Pattern) []*regexp.Regexp {
	var out []*regexp.Regexp
	for _, p := range patterns {
		out = append(out, p.Regexp)
	}
	return out
}
