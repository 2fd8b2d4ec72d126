package normalize

import (
	"strconv"
	"strings"

	"kabar/news"
	"kabar/normalize/block"
	"kabar/normalize/meta"
	"kabar/page"
)

// Explanation tells how an article came out of its page.
type Explanation struct {
	Article news.Article
	// Blocks are all blocks of the page in their order, with verdicts.
	Blocks []block.Verdict
	// Embedded is set when the blocks are not those of the page but of markup in one of its scripts.
	Embedded bool
	// Why names the source of each fact, by the fact's name in lower case.
	Why map[string]string

	page *page.Page // whose blocks they are
}

// Explain does what Article does and shows why. It takes several times as long. WriteHTML shows it over the page.
func Explain(p *page.Page, o Options) Explanation {
	f := meta.Read(p, o.meta())
	_, at := body(p, evidence(&f))
	return Explanation{Article: Article(p, o), Blocks: block.Explain(at, evidence(&f)), Embedded: at != p, Why: f.Why, page: at}
}

// Fact is something that is known of an article besides its text.
type Fact struct {
	Name, Value string
	Why         string // where it was found; may be empty
}

func (f Fact) String() string {
	if f.Why == "" {
		return f.Value
	}
	return f.Value + "  (" + f.Why + ")"
}

// Facts lists what was found, in a fixed order, without what is not known.
func (e *Explanation) Facts() []Fact {
	a := &e.Article
	var out []Fact
	add := func(name, value string) {
		if value != "" {
			out = append(out, Fact{name, value, e.Why[name]})
		}
	}
	add("title", a.Title)
	add("authors", strings.Join(a.Authors, ", "))
	add("published", a.Published.String())
	add("modified", a.Modified.String())
	add("language", a.Language)
	if a.Dateline != nil {
		add("dateline", strconv.Quote(a.Dateline.Raw))
	}
	add("end mark", a.EndMark)
	add("reason", string(a.Reason))
	if e.Embedded {
		add("text", "from markup in a script of the page")
	}
	if a.TextFrom != "" {
		add("text", "from the "+a.TextFrom)
	}
	return out
}
