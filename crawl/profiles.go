package crawl

import (
	"context"
	"errors"
	"sync"

	"kabar/news"
	"kabar/normalize/site"
	"kabar/store"
)

// ProfileMemo is the name of the memo that holds what the articles of a site have in common; see site.Parse.
const ProfileMemo = "profile"

// profiles are what one cycle knows of its sites. What it began with is used to its end, so that a text does not hang on the order of the
// visits; what its articles add is stored with them and used by the next cycle.
type profiles struct {
	mu    sync.Mutex
	sites map[string]*profile
}

// profile is one site's.
type profile struct {
	known   *site.Profile // what the cycle began with; never changed, nil: nothing
	growing *site.Profile
}

// of returns the profile of a site. One that cannot be read is learned anew.
func (p *profiles) of(ctx context.Context, s store.Reader, domain string) *profile {
	p.mu.Lock()
	defer p.mu.Unlock()
	if k := p.sites[domain]; k != nil {
		return k
	}
	known, err := StoredProfile(ctx, s, domain)
	k := &profile{known, known.Next()}
	if err != nil { // the store fails: the commit will tell
		return k
	}
	if p.sites == nil {
		p.sites = map[string]*profile{}
	}
	p.sites[domain] = k
	return k
}

// StoredProfile reads the profile of a site, nil when nothing was learned of it. The error is the store's.
func StoredProfile(ctx context.Context, s store.Reader, domain string) (*site.Profile, error) {
	memo, err := s.Memo(ctx, domain, ProfileMemo)
	if errors.Is(err, store.ErrNotFound) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	p, err := site.Parse(memo)
	if err != nil { // of another version
		return nil, nil
	}
	return p, nil
}

// profile is what is known of the visit's site.
func (v *visit) profile() *profile {
	return v.run.profiles.of(context.Background(), v.run.store, v.site.Domain)
}

// observed is what the first reading of a page as an article tells of its site; nil: nothing was read, or it was read before.
func (v *visit) observed(art *news.Article) *site.Observation {
	if v.lease.Address.State.Revisits > 0 || art.TextFrom != "" {
		return nil
	}
	o := &site.Observation{Title: art.Title != "", Date: !art.Published.IsZero(), Stripped: art.Dateline != nil || art.EndMark != ""}
	if art.Quality != nil { // there is a text
		o.Words = art.Quality.Words
	}
	return o
}

// teach adds what the visit saw to the site's profile, and returns what is stored of it. A visit that is not committed has taught all the
// same, which harms nobody.
func (v *visit) teach() []byte {
	p := v.profile()
	v.run.profiles.mu.Lock()
	defer v.run.profiles.mu.Unlock()
	if v.article != nil {
		p.growing.Learn(v.lesson)
	}
	p.growing.Health.Add(*v.seenAs)
	return p.growing.Append(nil)
}

// drifting tells for each site that this cycle read articles of what has changed there of late.
func (p *profiles) drifting() map[string]string {
	p.mu.Lock()
	defer p.mu.Unlock()
	out := map[string]string{}
	for domain, k := range p.sites {
		if why := k.growing.Health.Drifting(); why != "" {
			out[domain] = why
		}
	}
	return out
}
