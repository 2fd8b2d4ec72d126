package discover

// bias is the sum of a page without any feature.
const bias = -2.55

// weights of the features in the sum that judge takes the logistic function of.
//
// Fitted by crawl/discover/internal/train on the labelled pages of some 1,000 sites: articles of news sites in many languages against
// front pages, sections, shops, forums, documentation and pages of companies. Set by hand, since the pages had too few of the
// kind: front page, body archive, schema listing, list word in path, links to articles, linked headings. What to expect on
// other sites stands in docs/extraction.md.
var weights = map[string]float64{
	"article word in path":  2.3,
	"schema article":        1.9,
	"date in path":          1.8,
	"words in slug":         1.4,
	"byline":                1.3,
	"long text":             1.3,
	"text in one column":    1.1,
	"few times":             1.1,
	"article elements":      1.0,
	"paragraphs":            1.0,
	"og article":            0.9,
	"text in paragraphs":    0.7,
	"words in h1":           0.7,
	"date in meta":          0.7,
	"body single":           0.4,
	"one article element":   0.2,
	"id in path":            0.2,
	"posts":                 -0.3,
	"linked headings":       -0.3,
	"subheadings":           -0.4,
	"body product":          -0.4,
	"shop in host":          -0.4,
	"links to articles":     -0.5,
	"prices":                -0.6,
	"schema forum":          -0.7,
	"forum in host or path": -0.7,
	"schema product":        -0.8,
	"links":                 -0.8,
	"service in path":       -0.8,
	"list word in path":     -0.8,
	"schema listing":        -0.8,
	"body archive":          -0.8,
	"code":                  -0.8,
	"forms":                 -0.8,
	"buttons":               -0.9,
	"text in links":         -1.0,
	"times":                 -1.0,
	"telephone links":       -1.3,
	"og other":              -1.4,
	"documentation in host": -1.4,
	"documentation in path": -1.6,
	"shop or forum in path": -2.2,
	"front page":            -3.0,
}
