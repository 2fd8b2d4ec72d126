package dedup

import (
	"testing"

	"kabar/internal/shared"
)

// pair is a labelled pair of the shared set.
type pair struct {
	ID        string
	A, B      Text
	Duplicate bool
	Kind      string
}

// labelled reads the pairs beside the repository.
func labelled(t testing.TB) []pair { return shared.Lines[pair](t, "data/text/neardup_pairs.jsonl") }

func TestLabelledPairs(t *testing.T) {
	type score struct{ tp, fp, fn int }
	f1 := func(s score) float64 { return 2 * float64(s.tp) / float64(2*s.tp+s.fp+s.fn) }
	scores := map[string]score{}
	for _, p := range labelled(t) {
		v := Judge(p.A, p.B)
		if back := Judge(p.B, p.A); back.Duplicate != v.Duplicate || back.Similarity != v.Similarity {
			t.Errorf("%s: %+v, but the other way round %+v", p.ID, v, back)
		}
		for _, k := range []string{"all", p.Kind} {
			s := scores[k]
			switch {
			case v.Duplicate && p.Duplicate:
				s.tp++
			case v.Duplicate:
				s.fp++
				t.Logf("%s (%s): merged, %s", p.ID, p.Kind, v.Why)
			case p.Duplicate:
				s.fn++
				t.Logf("%s (%s): missed, %s", p.ID, p.Kind, v.Why)
			}
			scores[k] = s
		}
	}
	if got := f1(scores["all"]); got < 0.98 {
		t.Errorf("F1 over all pairs is %.3f, want 0.98: %+v", got, scores["all"])
	}
	if got := f1(scores["real"]); got < 0.95 {
		t.Errorf("F1 over real pairs is %.3f, want 0.95: %+v", got, scores["real"])
	}
	if got := scores["template"].fp; got > 1 {
		t.Errorf("%d templates merged", got)
	}
}

func TestSignatureRecall(t *testing.T) {
	const apart = 100 // pairs that lie so far apart in the set are on other matters
	duplicates, found, candidates := 0, 0, 0
	pairs := labelled(t)
	for i, p := range pairs {
		a, b := Signature(p.A.Text), Signature(p.B.Text)
		if p.Duplicate {
			duplicates++
			if share(a, b) {
				found++
			}
		}
		if share(a, Signature(pairs[(i+apart)%len(pairs)].A.Text)) {
			candidates++
		}
	}
	if found*100 < 97*duplicates {
		t.Errorf("%d of %d duplicates share a band", found, duplicates)
	}
	if candidates*50 > len(pairs) {
		t.Errorf("%d of %d texts on other matters share a band", candidates, len(pairs))
	}
}

func share(a, b []uint64) bool {
	for i := range min(len(a), len(b)) {
		if a[i] == b[i] {
			return true
		}
	}
	return false
}
