package block

import "golang.org/x/net/html/atom"

// oneStory is how many words the first story must have before what follows it counts as others.
const oneStory = 60

// dropOtherStories keeps only the first story of a page that goes on with the next ones: what stands in article
// elements behind the one that holds the text's beginning. It is for pages that say that they are one article: on
// others, such as forums, each post may be such an element.
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
	for i := range j.blocks {
		s := story[j.blocks[i].parent]
		if s >= 0 && s != first {
			j.set(i, false, storyRule)
		}
	}
}
