package archive

import (
	"crypto/sha256"
	"strconv"
	"sync"

	"kabar/news"
)

// payloads remembers what was kept lately, so that an answer that comes again is not kept twice. It holds two
// generations: when the young one is full it becomes the old one, and the old one is forgotten.
type payloads struct {
	mu         sync.Mutex
	young, old map[[sha256.Size]byte]keptPayload
}

// keptPayload is the response record that a later equal one points to.
type keptPayload struct {
	id, date string
	capture  news.Capture
}

// generation is how many answers each generation holds; together some 4 MB.
const generation = 4096

// payloadKey is what must be the same for a revisit record to say all there is to say: address, body, and what tells
// how to read the body.
func payloadKey(r *Record, payload string) (key [sha256.Size]byte) {
	h := sha256.New()
	for _, s := range []string{payload, r.URL, r.Header.Get("Content-Type"), r.Header.Get("Content-Encoding"), strconv.Itoa(r.Status)} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return [sha256.Size]byte(h.Sum(key[:0]))
}

func (p *payloads) get(key [sha256.Size]byte) (keptPayload, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	k, ok := p.young[key]
	if !ok {
		if k, ok = p.old[key]; ok {
			p.keep(key, k)
		}
	}
	return k, ok
}

func (p *payloads) put(key [sha256.Size]byte, k keptPayload) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keep(key, k)
}

func (p *payloads) keep(key [sha256.Size]byte, k keptPayload) {
	if p.young == nil || len(p.young) >= generation {
		p.old, p.young = p.young, make(map[[sha256.Size]byte]keptPayload, generation)
	}
	p.young[key] = k
}
