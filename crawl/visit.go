package crawl

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"kabar/address"
	"kabar/crawl/fetch"
	"kabar/crawl/robots"
	"kabar/crawl/shapes"
	"kabar/news"
	"kabar/normalize/site"
	"kabar/store"
)

// visit is the way of one address: permission, request, what came of it, and one commit.
type visit struct {
	run   *run
	lease store.Lease
	site  *Site

	url        string // what is requested: the address, or the robots.txt that must be read first
	crawlDelay time.Duration
	refusedAI  []string
	file       *robots.File // the rules that were found to hold; nil: none
	tdm        *news.TDM    // what the origin's tdmrep.json says of the address; nil: nothing
	asked      bool         // a request was made
	ruled      bool         // the rules are known, and with them the delay that they ask for
	errand     bool         // something on the way to the address was asked for: of itself nothing is known

	// What is committed, filled on the way.
	outcome news.Outcome
	state   store.AddressState
	host    store.HostState
	next    *store.Schedule
	work    news.Work // corrected, when the address turned out to be something else
	links   []store.Found
	target  *store.Found
	aliases []store.Alias
	robots  *news.Robots
	article *store.Candidate
	parts   []news.Capture // of the further pages of the article
	gone    bool
	seen    []bool       // of links, which were known; shorter when that was not looked up
	learn   shapes.Visit // what it says of the shape of its address
	lesson  site.Lesson  // what the article teaches of its site
	seenAs  *site.Observation
}

// guessed marks the outcome of a well-known path that was tried and is not there.
const guessed = "a well-known path that is not there"

// visit makes one visit. The error is what ends the whole run; anything that the site did wrong is an
// outcome.
func (r *run) visit(ctx context.Context, l store.Lease) error {
	r.tally.busy.Add(1)
	defer r.tally.busy.Add(-1)
	v := &visit{run: r, lease: l, site: r.sites[l.Address.Site], url: l.Address.URL, state: l.Address.State}
	defer func() {
		if !v.asked {
			r.tally.started.Add(-1)
		}
	}()
	if v.site == nil {
		return errors.Join(fmt.Errorf("the store gave out %s of a site that was not asked for", l.Address.URL), r.store.Release(ctx, l.Token))
	}
	v.host = newHost(l.Host, v.gap())
	v.outcome = news.Outcome{At: v.now(), URL: v.url, Host: l.Address.Host, Site: l.Address.Site, Work: l.Address.Work}
	v.attempt(ctx)
	if ctx.Err() != nil { // cut off: nothing of it has happened, the next run asks again
		return r.store.Release(context.WithoutCancel(ctx), l.Token)
	}
	return v.commit(ctx)
}

// attempt asks for the address if it may. A fault of ours that a page sets off is an outcome of that page:
// it must not end the crawl of all others.
func (v *visit) attempt(ctx context.Context) {
	defer func() {
		if fault := recover(); fault != nil {
			v.run.o.Log.Error("a fault in the program, please report it", "url", v.url, "fault", fault, "stack", string(debug.Stack()))
			v.article, v.links, v.target, v.aliases, v.work = nil, nil, nil, nil, 0
			v.outcome.Result, v.outcome.Reason, v.outcome.Detail = news.ResultFailed, "internal error", fmt.Sprint(fault)
			v.next = v.later(7 * 24 * time.Hour)
		}
	}()
	if v.passesOver() || v.upgrade() || !v.permitted(ctx) {
		return
	}
	v.ruled = true
	if v.reservations(ctx) {
		v.ask(ctx)
		v.fallBack()
	}
}

func (v *visit) now() time.Time { return v.run.o.Now() }

// ask requests the address and reads the answer.
func (v *visit) ask(ctx context.Context) {
	a := &v.lease.Address
	req := fetch.Request{URL: v.url}
	if a.State.Visits > 0 {
		req.ETag, req.LastModified = a.State.ETag, a.State.LastModified
	}
	resp, err := v.request(ctx, req)
	if err != nil {
		v.noAnswer(err)
		return
	}
	v.state.Visited, v.state.Status = v.now(), resp.Status
	switch status := resp.Status; {
	case status == 304 && a.State.Visits > 0:
		v.answeredWell()
		v.keepValidators(resp)
		v.unchanged(resp)
	case status >= 300 && status < 400 && resp.Location != "":
		v.answeredWell()
		v.redirect(resp.Location, status)
	case status == 404 || status == 410:
		v.missing(status)
	case status == 429 || status == 503:
		after, _ := fetch.RetryAfter(resp.Header, v.now())
		v.refused(after)
		v.fail(news.ResultFailed, fmt.Sprintf("status %d", status), "", after)
	case status >= 500 || status == 408 || status == 425:
		after, _ := fetch.RetryAfter(resp.Header, v.now())
		v.fail(news.ResultFailed, fmt.Sprintf("status %d", status), "", after)
	case status >= 400:
		v.forbidden(status)
	case status != 200:
		v.fail(news.ResultFailed, fmt.Sprintf("status %d", status), "", 0)
	case resp.Truncated != "":
		v.fail(news.ResultFailed, "truncated", "the answer broke off: "+resp.Truncated, 0)
	default:
		v.answeredWell()
		v.keepValidators(resp)
		v.read(ctx, resp)
	}
}

// request makes one request and paces the host by what came of it.
func (v *visit) request(ctx context.Context, req fetch.Request) (*fetch.Response, error) {
	t := v.run.tally
	if v.asked {
		t.started.Add(1) // the first was counted when the visit began
	}
	v.asked = true
	req.Proxy = v.site.Proxy
	resp, err := v.run.fetch.Get(ctx, req)
	t.requests.Add(1)
	if err != nil {
		v.unreachable()
		v.doubtTLS(req.URL)
		return nil, err
	}
	v.answered(resp)
	v.learnTLS(resp)
	v.outcome.Status, v.outcome.Took = resp.Status, resp.Took
	v.outcome.Bytes += int64(len(resp.Wire)) // of all pages of a paged article
	t.bytes.Add(int64(len(resp.Wire)))
	return resp, nil
}

// noAnswer is the outcome of a request that the network failed.
func (v *visit) noAnswer(err error) {
	v.state.Visited, v.state.Status = v.now(), 0
	v.fail(news.ResultFailed, class(err), err.Error(), 0)
	v.tryOtherForms(class(err))
}

// class is the kind of a network failure, in a word.
func class(err error) string {
	var failed *fetch.Error
	if errors.As(err, &failed) {
		return failed.Class
	}
	return "network"
}

// tryOtherForms queues the other usual forms of a front page that did not answer under a bare name.
func (v *visit) tryOtherForms(reason string) {
	a := &v.lease.Address
	if a.Via != news.ViaSeed || a.Work != news.WorkSection || a.State.Visits > 0 {
		return
	}
	for _, other := range otherForms(a.URL, reason) {
		v.link(news.Link{URL: other, Work: news.WorkSection, Via: news.ViaSeed}, 0)
	}
}

// otherForms are the addresses under which a site may answer when its front page does not: with www
// where the bare name is unknown, without TLS where TLS is not spoken.
func otherForms(url, reason string) []string {
	rest, tls := strings.CutPrefix(url, "https://")
	if !tls {
		return nil
	}
	if reason == "dns" {
		if strings.HasPrefix(rest, "www.") {
			return nil
		}
		return []string{"https://www." + rest}
	}
	return []string{"http://" + rest}
}

// answeredWell ends a row of failures.
func (v *visit) answeredWell() {
	v.state.Visits++
	v.state.Failures = 0
}

func (v *visit) keepValidators(resp *fetch.Response) {
	if e := resp.Header.Get("ETag"); e != "" || resp.Status == 200 {
		v.state.ETag = bounded(e)
	}
	if m := resp.Header.Get("Last-Modified"); m != "" || resp.Status == 200 {
		v.state.LastModified = bounded(m)
	}
}

// bounded drops a header value that is too long to be sent back.
func bounded(s string) string {
	if len(s) > 1024 {
		return ""
	}
	return s
}

// unchanged is the outcome of an address whose content is as it was.
func (v *visit) unchanged(resp *fetch.Response) {
	v.outcome.Result = news.ResultUnchanged
	if v.lease.Address.Work.Source() {
		v.next = v.again(resp)
		return
	}
	v.state.Revisits++
	v.next = v.revisit()
}

const maxRedirects = 10

// redirect queues the target as a visit of its own, so that its robots.txt, its host's pace and the
// address guard hold for it like for any other. The addresses that led there go with it.
func (v *visit) redirect(location string, status int) {
	a := &v.lease.Address
	v.outcome.Result, v.outcome.Detail = news.ResultRedirect, location
	v.next = nil
	if a.Work.Source() {
		v.next = v.later(30 * 24 * time.Hour) // it may move back
	}
	target, ok := v.run.found(v.site, news.Link{
		URL: location, Work: a.Work, Via: a.Via, Title: a.Title, Published: a.Published, Text: a.Text, Tags: a.Tags, Image: a.Image,
	}, a.Depth)
	switch {
	case !ok && !address.Within(v.site.Domain, location):
		v.outcome.Result, v.outcome.Reason = news.ResultSkipped, "redirect to another site"
		if a.Via == news.ViaSeed {
			v.outcome.Result = news.ResultFailed
			v.outcome.Detail = fmt.Sprintf("redirects to %s, another site: crawl that one instead", location)
		}
	case !ok:
		v.outcome.Result, v.outcome.Reason = news.ResultSkipped, "redirect to an excluded address"
	case target.Key == a.Key, len(a.Aliases) >= maxRedirects:
		v.state.Failures++
		v.outcome.Result, v.outcome.Reason = news.ResultFailed, "redirect loop"
		v.next = v.later(min(24*time.Hour<<min(v.state.Failures, 5), 30*24*time.Hour))
	case a.Work == news.WorkArticle && isFront(target.URL) && !isFront(a.URL):
		v.missing(status) // an article that is no more often leads to the front page
	default:
		if v.backfilling() {
			target = v.run.twin(target)
		}
		target.Schedule = a.Schedule
		target.Schedule.At, target.Schedule.Again, target.Schedule.Tries = time.Time{}, false, 0
		target.Aliases = append(a.Aliases[:len(a.Aliases):len(a.Aliases)], store.Alias{URL: a.URL, Key: a.Key})
		v.target = &target
	}
}

// isFront tells whether an address is a front page.
func isFront(href string) bool {
	path := strings.TrimPrefix(href, address.Origin(href))
	return path == "" || path == "/"
}

// missing is the outcome of an address that is not there: a document stays, and is marked.
func (v *visit) missing(status int) {
	a := &v.lease.Address
	v.state.Failures++
	v.outcome.Result, v.outcome.Reason = news.ResultGone, fmt.Sprintf("status %d", status)
	v.gone = !a.Document.IsZero()
	switch {
	case a.Via == news.ViaGuess:
		v.outcome.Detail = guessed
		v.next = v.later(30 * 24 * time.Hour)
	case a.Work.Source():
		v.next = v.later(min(24*time.Hour<<min(v.state.Failures, 5), 30*24*time.Hour))
	case v.gone:
		v.state.Revisits++
		v.next = v.revisit()
	case (a.Via == news.ViaFeed || a.Via == news.ViaNewsSitemap) && v.state.Failures <= 2:
		v.next = v.later(6 * time.Hour) // announced before it is there
	default:
		v.next = nil
	}
}

// forbidden is the outcome of a refusal that is no overload: 401, 403, 451 and the like.
func (v *visit) forbidden(status int) {
	v.state.Failures++
	v.outcome.Result, v.outcome.Reason = news.ResultRefused, fmt.Sprintf("status %d", status)
	if v.lease.Address.Via == news.ViaGuess {
		v.outcome.Detail = guessed
	}
	v.next = nil
	if v.lease.Address.Work.Source() || v.state.Failures <= 3 {
		v.next = v.later(min(24*time.Hour<<min(v.state.Failures-1, 5), 30*24*time.Hour))
	}
}

// fail is the outcome of an attempt that may go better next time.
func (v *visit) fail(result news.Result, reason, detail string, after time.Duration) {
	v.state.Failures++
	v.outcome.Result, v.outcome.Reason, v.outcome.Detail = result, reason, detail
	v.next = v.retry(min(after, maxWait))
	if v.lease.Address.Via == news.ViaGuess && v.next.Again {
		v.outcome.Detail = guessed
	}
}

// link adds an address to what the visit found.
func (v *visit) link(l news.Link, depth uint8) {
	f, ok := v.run.found(v.site, l, depth)
	switch {
	case !ok:
		v.countRule(&l)
	case f.Key != v.lease.Address.Key && v.takes(&f):
		v.links = append(v.links, f)
	}
}

// commit hands all of it to the store.
func (v *visit) commit(ctx context.Context) error {
	if !v.errand && v.outcome.Reason != shut { // passed over, it stays as it was: a feed may yet name it
		v.state.Result, v.state.Reason = v.outcome.Result, v.outcome.Reason
	}
	if v.outcome.Result == news.ResultListed || v.outcome.Result == news.ResultNew {
		v.outcome.Links = len(v.links)
	}
	v.experiences()
	sv := store.Visit{
		Token: v.lease.Token, Outcome: v.outcome, State: v.state, Next: v.next, Work: v.work, Document: v.article,
		Gone: v.gone, Redirect: v.target, Aliases: v.aliases, Links: v.links, Host: v.host, Robots: v.robots,
		Memos: v.memos(),
	}
	// Nothing may stop it half-way: what a request cost is not thrown away because the run ends.
	receipt, err := v.run.store.Commit(context.WithoutCancel(ctx), sv)
	if errors.Is(err, store.ErrBadVisit) {
		v.run.o.Log.Warn("the store refused what a visit brought", "url", v.url, "error", err)
		v.outcome.Result, v.outcome.Reason, v.outcome.Detail = news.ResultFailed, "refused by the store", err.Error()
		receipt, err = v.run.store.Commit(context.WithoutCancel(ctx), store.Visit{
			Token: v.lease.Token, Outcome: v.outcome, State: v.lease.Address.State, Host: v.host, Next: v.later(7 * 24 * time.Hour),
		})
	}
	if errors.Is(err, store.ErrLeaseLost) {
		v.run.o.Log.Warn("a visit took longer than its lease and is lost", "url", v.url, "took", v.now().Sub(v.outcome.At))
		return nil
	}
	if err != nil {
		return fmt.Errorf("commit the visit of %s: %w", v.url, err)
	}
	v.outcome.Result = receipt.Result
	v.receives(&receipt)
	v.run.tally.count(v.outcome, v.asked, v.lease.Address.Work.Source())
	v.log(receipt)
	v.run.progress(v.url)
	return nil
}

func (v *visit) log(receipt store.Receipt) {
	o := &v.outcome
	attrs := []any{"url", o.URL, "work", o.Work.String(), "result", string(o.Result)}
	if o.Status != 0 {
		attrs = append(attrs, "status", o.Status)
	}
	if o.Reason != "" {
		attrs = append(attrs, "reason", o.Reason)
	}
	if o.Detail != "" {
		attrs = append(attrs, "detail", o.Detail)
	}
	if receipt.New > 0 {
		attrs = append(attrs, "found", receipt.New)
	}
	if v.asked && o.Result.Failed() && o.Work != news.WorkArticle && o.Detail != guessed {
		v.run.o.Log.Warn("source failed", attrs...)
		return
	}
	v.run.o.Log.Debug("visited", attrs...)
}
