package discover

// bias is the sum of a page without any feature.
const bias = -3.1

// weights of the features in the sum that judge takes the logistic function of.
//
// Fitted offline by logistic regression (L2 0.0005, Adam, 400 steps) on 1,434 labelled pages of some 1,000
// sites: articles of news sites in many languages against front pages, sections, shops, forums,
// documentation and pages of companies. Each set was weighted to count alike, signs that no sense could be
// made of were held at zero, and the features dropped. Set by hand, since the pages had too few of the kind:
// front page, body archive, schema listing, list word in path, links to articles, linked headings. Held out
// by site in five parts, 99 % of the news articles were found and none of the news listings taken for one.
var weights = map[string]float64{
	"article word in path":  2.8,
	"date in path":          2.6,
	"schema article":        2.1,
	"words in slug":         1.7,
	"paragraphs":            1.7,
	"article elements":      1.6,
	"byline":                1.4,
	"long text":             1.4,
	"text in one column":    1.2,
	"few times":             1.1,
	"og article":            1.0,
	"text in paragraphs":    0.8,
	"words in h1":           0.7,
	"date in meta":          0.6,
	"id in path":            0.4,
	"body single":           0.3,
	"one article element":   0.1,
	"linked headings":       -0.3,
	"shop in host":          -0.5,
	"links to articles":     -0.5,
	"body product":          -0.5,
	"forum in host or path": -0.6,
	"subheadings":           -0.7,
	"prices":                -0.7,
	"text in links":         -0.8,
	"body archive":          -0.8,
	"list word in path":     -0.8,
	"schema listing":        -0.8,
	"links":                 -0.8,
	"code":                  -0.9,
	"posts":                 -0.9,
	"schema product":        -0.9,
	"schema forum":          -1.0,
	"og other":              -1.1,
	"buttons":               -1.1,
	"forms":                 -1.1,
	"service in path":       -1.2,
	"times":                 -1.5,
	"telephone links":       -1.5,
	"documentation in host": -1.8,
	"documentation in path": -1.9,
	"shop or forum in path": -2.7,
	"front page":            -3.0,
}
