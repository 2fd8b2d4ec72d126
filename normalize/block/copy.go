package block

// A copy is a long block nearly all of whose threes of words the text has before it.
const (
	copyWords = 20
	copyShare = 0.9
)

// dropCopies drops what the text has already, cut or marked up in another way: pages hold their text once more as
// one block.
func (j *judgement) dropCopies() {
	var told bits
	for i := range j.blocks {
		if !j.keep[i] {
			continue
		}
		words := j.hashes[j.blocks[i].w0:j.blocks[i].w1]
		if len(words) >= copyWords && j.seenBefore[i] >= copyShare {
			if told == nil {
				told = make(bits, max(16, len(j.hashes)/4))
				for k := range i {
					if j.keep[k] {
						told.addThrees(j.hashes[j.blocks[k].w0:j.blocks[k].w1])
					}
				}
			}
			if told.threes(words) >= copyShare {
				j.set(i, false, repeatRule)
				continue
			}
		}
		if told != nil {
			told.addThrees(words)
		}
	}
}
