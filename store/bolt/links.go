package bolt

import (
	"net/url"
	"strings"

	"kabar/news"
	"kabar/store"
)

// links puts what was found into the frontier and tells how much of it was new. self is the visited address, which a page may
// well link to; 0 for seeds.
func (b *batch) links(links []store.Found, hashes []uint64, self uint64) (added int, err error) {
	var candidates []uint64
	for i := range links {
		f := &links[i]
		done := false
		candidates = candidates[:0]
		b.seen.lookup(hashes[i], func(seq uint64, settled bool) bool {
			candidates = append(candidates, seq)
			done = done || settled
			return false
		})
		if done && len(candidates) == 1 {
			// Known and visited. Its key is not compared again: a false match would take two addresses with the same 64 bits
			// of SHA-256, 3 in a million for the whole of ten million addresses, against one read of the file for each link.
			continue
		}
		var known uint64
		for _, seq := range candidates {
			same, err := hasKey(b.bucket(bucketAddr), seq, f.Key)
			if err != nil {
				return added, err
			}
			if same {
				known = seq
				break
			}
		}
		switch {
		case known == 0:
			if forgotten, err := b.siteForgotten(f.Site); err != nil {
				return added, err
			} else if forgotten {
				continue
			}
			if _, err := b.add(f, hashes[i]); err != nil {
				return added, err
			}
			added++
		case known == self:
		default:
			settled, err := b.improve(known, f)
			if err != nil {
				return added, err
			}
			if settled {
				b.settled = append(b.settled, entry{hashes[i], uint32(known)})
			}
		}
	}
	return added, nil
}

// add stores a new address with its first schedule.
func (b *batch) add(f *store.Found, hash uint64) (uint64, error) {
	a := &addrRecord{
		key: f.Key, url: f.URL, host: f.Host, site: f.Site, via: f.Via, depth: f.Depth, title: f.Title, published: f.Published,
		text: f.Text, tags: f.Tags, image: f.Image, aliases: mergeAliases(nil, f.Aliases, f.Key),
	}
	work := f.Work
	if work == 0 {
		work = news.WorkArticle
	}
	return b.insert(hash, a, &stateRecord{work: work, scheduled: true, Schedule: f.Schedule})
}

// improve lets a known address profit from being found again, as long as it was never visited: found as a source, an article becomes
// the source; found with a better priority, or the same and a better rank, it is asked sooner; what its first source did not say is
// filled in. settled tells that there is nothing more to gain, now and later.
func (b *batch) improve(seq uint64, f *store.Found) (settled bool, err error) {
	old, err := b.state(seq)
	if err != nil {
		return false, err
	}
	if old.doc != 0 || old.AddressState != (store.AddressState{}) {
		return true, nil
	}
	st := *old
	promoted := f.Work.Source() && st.work == news.WorkArticle
	sooner := f.Priority < st.Priority || f.Priority == st.Priority && f.Rank < st.Rank
	if !promoted && !sooner && f.Title == "" && f.Text == "" && f.Published.IsZero() && len(f.Tags) == 0 && f.Image == "" {
		return false, nil
	}
	a, err := b.address(seq)
	if err != nil {
		return false, err
	}
	switch {
	case promoted:
		st.work, st.Schedule, st.scheduled = f.Work, f.Schedule, true
		a.via = f.Via
	case st.scheduled && st.Tries == 0 && sooner && f.Work == st.work:
		st.Schedule = f.Schedule
		a.via = f.Via
	}
	filled := fill(&a.title, f.Title)
	filled = fill(&a.text, f.Text) || filled
	filled = fill(&a.image, f.Image) || filled
	if a.published.IsZero() && !f.Published.IsZero() {
		a.published, filled = f.Published, true
	}
	if len(a.tags) == 0 && len(f.Tags) > 0 {
		a.tags, filled = f.Tags, true
	}
	if filled || st != *old {
		key := u64(seq)
		if err := b.bucket(bucketAddr).Put(key, a.encode(key)); err != nil {
			return false, err
		}
	}
	if st != *old {
		return false, b.setState(seq, a, old, &st)
	}
	return false, nil
}

func fill(to *string, from string) bool {
	if *to != "" || from == "" {
		return false
	}
	*to = from
	return true
}

// mergeAliases appends those of more that are not there yet and are not the address itself.
func mergeAliases(have, more []store.Alias, self string) []store.Alias {
next:
	for _, m := range more {
		if m.Key == self || len(have) >= maxAliases {
			continue
		}
		for _, h := range have {
			if h.Key == m.Key {
				continue next
			}
		}
		have = append(have, m)
	}
	return have
}

// redirect hands the visited address and its aliases on to where it led.
func (b *batch) redirect(j *job, seq uint64, a *addrRecord, st *stateRecord) error {
	f := j.visit.Redirect
	if f.Key == a.key {
		return nil
	}
	aliases := mergeAliases(nil, append([]store.Alias{{URL: a.url, Key: a.key}}, a.aliases...), f.Key)
	aliases = mergeAliases(aliases, f.Aliases, f.Key)
	hash := hashKey(f.Key)
	target, err := b.find(f.Key)
	if err != nil {
		return err
	}
	if target == 0 {
		if forgotten, err := b.siteForgotten(f.Site); err != nil || forgotten {
			return err
		}
		with := *f
		with.Aliases = aliases
		if _, err := b.add(&with, hash); err != nil {
			return err
		}
		j.receipt.New++
		return nil
	}
	old, err := b.state(target)
	if err != nil {
		return err
	}
	if old.forgotten() {
		if st.work.Source() {
			return nil
		}
		return b.follow(seq, a, st)
	}
	if old.doc != 0 {
		if st.doc != 0 || st.work.Source() {
			return nil // a document of its own stays, and a source is no address of an article
		}
		st.doc = old.doc
		st.scheduled, st.Schedule = false, store.Schedule{}
		if err := b.join(old.doc, seq, a.url, a.key, a.site); err != nil {
			return err
		}
		return b.adopt(old.doc, seq, a, aliases[1:], news.ViaRedirect)
	}
	t, err := b.address(target)
	if err != nil {
		return err
	}
	t.aliases = mergeAliases(t.aliases, aliases, t.key)
	key := u64(target)
	if err := b.bucket(bucketAddr).Put(key, t.encode(key)); err != nil {
		return err
	}
	_, err = b.improve(target, f)
	return err
}

// adopt makes aliases lead to a document: each is another address of its head, and not fetched for itself any more. One that has a
// document of its own keeps it. seq and a are the address that brings them.
func (b *batch) adopt(doc, seq uint64, a *addrRecord, aliases []store.Alias, via news.Via) error {
	for _, alias := range aliases {
		if alias.Key == a.key {
			continue
		}
		other, err := b.lead(doc, seq, alias, a.site, via)
		if err != nil {
			return err
		}
		if other != 0 {
			if err := b.join(doc, other, alias.URL, alias.Key, a.site); err != nil {
				return err
			}
		}
	}
	return nil
}

// lead makes the address of an alias, known or not, lead to a document, and returns it; 0 when it led to one already, or is a source: were a
// front page taken for an article, all that call it their canonical address would be one.
func (b *batch) lead(doc, self uint64, alias store.Alias, site string, via news.Via) (uint64, error) {
	seq, err := b.find(alias.Key)
	if err != nil {
		return 0, err
	}
	if seq == self {
		return 0, nil
	}
	if seq == 0 {
		rec := &addrRecord{key: alias.Key, url: alias.URL, host: hostOf(alias.URL), site: site, via: via}
		return b.insert(hashKey(alias.Key), rec, &stateRecord{work: news.WorkArticle, doc: doc})
	}
	old, err := b.state(seq)
	if err != nil || old.doc != 0 || old.work.Source() || old.forgotten() {
		return 0, err
	}
	a, err := b.address(seq)
	if err != nil {
		return 0, err
	}
	st := *old
	st.doc = doc
	st.scheduled, st.Schedule = false, store.Schedule{}
	return seq, b.setState(seq, a, old, &st)
}

// hostOf is the host of an alias, which is for show only: it is never asked for itself.
func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil || !named(u.Host) {
		return "unknown"
	}
	return strings.ToLower(u.Host)
}
