package block

import "golang.org/x/net/html/atom"

// oneStory is how many words the first story must have before what follows it counts as others.
const oneStory = 60

// dropOtherStories keeps only the first story of a page that goes on with the next ones: what stands in article
// elements behind the one that holds the text's beginning. Where the page does not say that it is one article, as in
// forums, each post may be such an element, and only those go that begin with a linked headline.
func (j *judgement) dropOtherStories() {
	story := make([]int32, len(j.containers)) // the outermost article element around each
	for i := range j.containers {
		c := &j.containers[i]
		story[i] = -1
		if c.parent >= 0 {
			story[i] = story[c.parent]
		}
		if story[i] < 0 && c.tag == atom.Article {
			story[i] = int32(i)
		}
	}
	first, words := int32(-1), int32(0)
	for i := range j.blocks {
		b := &j.blocks[i]
		if !j.keep[i] || b.words < longWords {
			continue
		}
		s := story[b.parent]
		switch {
		case first < 0 && s < 0:
			return
		case first < 0:
			first = s
		}
		if s == first {
			words += b.words
		}
	}
	if first < 0 || words < oneStory {
		return
	}
	one := Kind(j.article) >= KindArticle
	for i := range j.blocks {
		s := story[j.blocks[i].parent]
		if s >= 0 && s != first && j.keep[i] && (one || j.headed(s)) {
			j.set(i, false, storyRule)
		}
	}
}

// A linked headline has at least so many words, and at most so many blocks of its story before it.
const (
	headlineWords = 4
	aboveHeadline = 6
)

// headed tells whether a container begins with a headline that is a link. A post of a thread begins with none, or with
// the name of who wrote it.
func (j *judgement) headed(at int32) bool {
	c := &j.containers[at]
	for i := c.first; i < min(c.end, c.first+aboveHeadline); i++ {
		b := &j.blocks[i]
		switch b.tag {
		case atom.H1, atom.H2, atom.H3:
			if b.words >= headlineWords && b.linkWords == b.words {
				return true
			}
		}
	}
	return false
}
