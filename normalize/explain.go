package normalize

import (
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
	// Why names the source of each fact, by the fact's name in lower case.
	Why map[string]string
}

// Explain does what Article does and shows why. It takes several times as long.
func Explain(p *page.Page, o Options) Explanation {
	f := meta.Read(p, o.meta())
	return Explanation{Article: Article(p, o), Blocks: block.Explain(p, evidence(&f)), Why: f.Why}
}
