package bolt

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"kabar/news"
	"kabar/store"
)

// decoders read every kind of value; what one accepts, its writer gives back.
var decoders = map[string]func(key, value []byte) ([]byte, error){
	"addr": func(k, v []byte) ([]byte, error) {
		a, err := decodeAddr(k, v)
		return a.encode(k), err
	},
	"state": func(k, v []byte) ([]byte, error) {
		a, err := decodeState(k, v)
		return a.encode(k), err
	},
	"host": func(k, v []byte) ([]byte, error) {
		h, err := decodeHost(k, v)
		return encodeHost(k, &h), err
	},
	"site": func(k, v []byte) ([]byte, error) {
		s, err := decodeSite(k, v)
		return encodeSite(k, &s), err
	},
	"robots": func(k, v []byte) ([]byte, error) {
		o, err := decodeRobots(k, v)
		return encodeRobots(k, &o), err
	},
	"change": func(k, v []byte) ([]byte, error) {
		c, err := decodeChange(k, v)
		return encodeChange(k, &c), err
	},
	"receipt": func(k, v []byte) ([]byte, error) {
		c, err := decodeReceipt(k, v)
		return c.encode(k), err
	},
	"doc": func(k, v []byte) ([]byte, error) {
		d, err := decodeDoc(bucketDocs, k, v)
		if err == nil {
			_, _ = d.document() // must not panic
		}
		return d.encode(k), err
	},
	"member": func(k, v []byte) ([]byte, error) {
		m, err := decodeMember(k, v)
		return m.encode(k), err
	},
	"postings": func(k, v []byte) ([]byte, error) {
		_, err := decodePostings(k, v)
		return nil, err
	},
	"text": func(_, v []byte) ([]byte, error) {
		p, err := newPacker()
		if err != nil {
			return nil, err
		}
		defer p.close()
		_, err = p.unpack(v[:max(len(v)-4, 0)])
		return nil, err
	},
}

func FuzzDecode(f *testing.F) {
	key := []byte("key")
	at := time.Date(2025, 7, 13, 10, 21, 0, 5, time.UTC)
	for _, v := range [][]byte{
		(&addrRecord{key: "k", url: "u", host: "h", site: "s", added: at, title: "t", tags: []string{"a"}, aliases: []store.Alias{{URL: "x", Key: "y"}}}).encode(key),
		(&stateRecord{work: 1, scheduled: true, AddressState: store.AddressState{ETag: "e", Visited: at}}).encode(key),
		(&addrRecord{key: "k", host: "h", site: "s", image: "i"}).encode(key),
		(&stateRecord{work: 1, AddressState: store.AddressState{Visited: at, Floor: time.Hour, SkipHours: 1}}).encode(key),
		(&docRecord{article: encodeArticle(&news.Article{TextFrom: news.TextFromFeed}), parts: []news.Capture{{File: "f", Offset: 7, Digest: "d"}}}).encode(key),
		encodeHost(key, &store.HostState{Host: "key", Site: "s", NotBefore: at, Delay: 5}),
		encodeHost(key, &store.HostState{Host: "key", Site: "s", Upgrades: 2, Secure: at}),
		encodeSite(key, &store.SiteInfo{Site: "key", Hosts: 3, LastVisit: at}),
		encodeRobots(key, &news.Robots{Origin: "key", Body: []byte("x"), Fetched: at}),
		encodeChange(key, &store.Change{Kind: store.Added, At: at}),
		(&receiptRecord{at: at}).encode(key),
		(&docRecord{capture: &news.Capture{File: "f"}, article: encodeArticle(fullArticle(at))}).encode(key),
		(&memberRecord{Member: news.Member{URL: "u", Level: news.NearText}}).encode(key),
	} {
		f.Add(v[:len(v)-4])
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		sealed := seal(key, bytes.Clone(b))
		for name, decode := range decoders {
			again, err := decode(key, sealed)
			if err != nil || again == nil {
				continue
			}
			if once, err := decode(key, again); err != nil || !bytes.Equal(once, again) {
				t.Errorf("%s: what was written is not read back: %v", name, err)
			}
		}
	})
}

func fullArticle(at time.Time) *news.Article {
	return &news.Article{
		URL: "u", Title: "t", Authors: []string{"a", "b"}, Published: news.Date{Time: at.In(time.FixedZone("", 7*3600)), Precision: news.Minute},
		Dateline: &news.Dateline{Raw: "r"}, Quality: &news.Quality{Words: 3, Ratios: map[string]float64{"x": 0.5, "a": 1}},
		Rights: news.Rights{TDM: &news.TDM{Reserved: true}, AI: []string{"bot"}}, Paywalled: true, Reason: news.Blocked,
	}
}

// TestLaterFields holds the form of what came later: it stands behind the record as it always was, and a record without it is as it always was.
func TestLaterFields(t *testing.T) {
	key := []byte("key")
	at := time.Date(2025, 7, 13, 10, 21, 0, 5, time.UTC)
	for name, pair := range map[string][2][]byte{
		"addr":  {(&addrRecord{key: "k", tags: []string{"a"}}).encode(key), (&addrRecord{key: "k", tags: []string{"a"}, image: "i"}).encode(key)},
		"state": {(&stateRecord{AddressState: store.AddressState{Visited: at}}).encode(key), (&stateRecord{AddressState: store.AddressState{Visited: at, SkipDays: 1}}).encode(key)},
		"host":  {encodeHost(key, &store.HostState{Host: "key"}), encodeHost(key, &store.HostState{Host: "key", Secure: at})},
		"doc":   {(&docRecord{hash: [16]byte{1}}).encode(key), (&docRecord{hash: [16]byte{1}, parts: []news.Capture{{File: "f"}}}).encode(key)},
	} {
		before, after := pair[0], pair[1]
		if len(after) <= len(before) || !bytes.HasPrefix(after, before[:len(before)-4]) {
			t.Errorf("%s: what came later does not stand behind the rest", name)
		}
		for _, v := range pair {
			if again, err := decoders[name](key, v); err != nil || !bytes.Equal(again, v) {
				t.Errorf("%s: %v", name, err)
			}
		}
		// An empty later field would be a second form of the same content.
		if _, err := decoders[name](key, seal(key, append(bytes.Clone(before[:len(before)-4]), 0, 0, 0))); err == nil {
			t.Errorf("%s: an empty later field is taken", name)
		}
	}
	old, with := encodeArticle(&news.Article{Title: "t"}), encodeArticle(&news.Article{Title: "t", TextFrom: news.TextFromFeed})
	if !bytes.HasPrefix(with, old) || len(with) <= len(old) {
		t.Error("article: what came later does not stand behind the rest")
	}
}

// Every field of an article survives, also those that come to it later: the test fills them all.
func TestArticleFields(t *testing.T) {
	var want news.Article
	fillValue(reflect.ValueOf(&want).Elem())
	want.Paragraphs = nil // stands elsewhere
	d := docRecord{article: encodeArticle(&want)}
	got, err := d.document()
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got.Article, want) {
		t.Errorf("got  %+v\nwant %+v", got.Article, want)
	}
}

// fillValue gives every field a value that is not zero.
func fillValue(v reflect.Value) {
	if v.Type() == reflect.TypeFor[news.Date]() {
		v.Set(reflect.ValueOf(news.Date{Time: time.Date(2025, 7, 13, 1, 2, 3, 0, time.UTC), Precision: news.Second}))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString("x")
	case reflect.Int:
		v.SetInt(7)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range v.Len() {
			fillValue(v.Index(i))
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]float64{"b": 0.25, "a": 1}))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillValue(v.Elem())
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(v.Field(i))
		}
	default:
		panic("a kind of field that the test does not know: " + v.Kind().String())
	}
}

func TestUnseal(t *testing.T) {
	key, value := []byte("key"), []byte("value")
	sealed := seal(key, bytes.Clone(value))
	if got, err := unseal(key, sealed); err != nil || !bytes.Equal(got, value) {
		t.Fatalf("got %q, %v", got, err)
	}
	if _, err := unseal([]byte("kez"), sealed); err == nil {
		t.Error("accepted under another key")
	}
	for i := range len(sealed) * 8 {
		b := bytes.Clone(sealed)
		b[i/8] ^= 1 << (i % 8)
		if _, err := unseal(key, b); err == nil {
			t.Errorf("flip of bit %d was not found", i)
		}
	}
	for n := range 4 {
		if _, err := unseal(key, sealed[:n]); err == nil {
			t.Errorf("%d bytes were accepted", n)
		}
	}
}
