package discover

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"kabar/news"
)

// jsonObject is an object whose fields are read one by one, so that a field of a wrong type costs only
// itself. gofeed reads JSON feeds into fixed types and refuses them whole, or panics.
type jsonObject map[string]json.RawMessage

// str is a text; of a number its digits.
func (o jsonObject) str(name string) string {
	raw := bytes.TrimSpace(o[name])
	if len(raw) == 0 {
		return ""
	}
	var s string
	if json.Unmarshal(raw, &s) == nil {
		return strings.TrimSpace(s)
	}
	if raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9' {
		return string(raw)
	}
	return ""
}

// list is the elements of an array; an object or a text alone stands for an array of one.
func (o jsonObject) list(name string) []json.RawMessage {
	var all []json.RawMessage
	if json.Unmarshal(o[name], &all) == nil {
		return all
	}
	if len(o[name]) > 0 {
		return []json.RawMessage{o[name]}
	}
	return nil
}

func object(raw json.RawMessage) jsonObject {
	var o jsonObject
	_ = json.Unmarshal(raw, &o) // what is no object has no fields
	return o
}

// jsonFeed reads JSON Feed 1.0 and 1.1. It is known by its version; without one by items that have what
// only an item has.
func jsonFeed(text []byte) (FeedResult, error) {
	var top jsonObject
	dec := json.NewDecoder(bytes.NewReader(text)) // ignores what follows the object
	err := dec.Decode(&top)
	items := top.list("items")
	salvaged := false
	if err != nil {
		if top, items, salvaged = brokenJSON(text); !salvaged {
			return FeedResult{}, fmt.Errorf("%w: %s", ErrNotFeed, looksLike(text))
		}
	}
	if !strings.Contains(strings.ToLower(top.str("version")), "jsonfeed.org/version") && !itemLike(items) {
		return FeedResult{}, fmt.Errorf("%w: %s", ErrNotFeed, looksLike(text))
	}
	f := FeedResult{
		Kind: FeedJSON, Title: plain(top.str("title")), Language: top.str("language"),
		Home: top.str("home_page_url"), Next: top.str("next_url"), Salvaged: salvaged,
	}
	for _, hub := range top.list("hubs") {
		f.Hub = cmp.Or(f.Hub, object(hub).str("url"))
	}
	for _, raw := range items {
		if o := object(raw); o != nil && len(f.Items) <= MaxFeedItems {
			f.Items = append(f.Items, jsonItem(o))
		}
	}
	return f, nil
}

// itemLike tells whether a list without a version is one of feed items.
func itemLike(items []json.RawMessage) bool {
	for _, raw := range items {
		o := object(raw)
		if (o.str("url") != "" || o.str("id") != "") && (o.str("content_html") != "" || o.str("content_text") != "" || o.str("date_published") != "") {
			return true
		}
	}
	return false
}

func jsonItem(o jsonObject) Item {
	it := Item{GUID: cut(o.str("id"), maxGUID), Link: news.Link{
		Title:     plain(o.str("title")),
		Published: firstDate(o.str("date_published"), o.str("date_modified")),
		Modified:  firstDate(o.str("date_modified")),
	}}
	it.URL = cmp.Or(o.str("url"), o.str("external_url"))
	if it.URL == "" && absolute(it.GUID) {
		it.URL = it.GUID
	}
	it.Text = o.str("content_html")
	if it.Text == "" {
		it.Text = asHTML(o.str("content_text"))
	}
	for _, raw := range append(o.list("authors"), o["author"]) {
		it.Author = cmp.Or(it.Author, plain(object(raw).str("name")), jsonObject{"name": raw}.str("name"))
	}
	for _, raw := range o.list("tags") {
		it.tag(jsonObject{"tag": raw}.str("tag"))
	}
	for _, raw := range o.list("attachments") {
		it.media(object(raw).str("url"), object(raw).str("mime_type"))
	}
	it.Image = cmp.Or(o.str("image"), o.str("banner_image"), it.Image)
	return it
}

// asHTML writes plain text as HTML with the same paragraphs and lines.
func asHTML(text string) string {
	text = html.EscapeString(strings.ReplaceAll(text, "\r\n", "\n"))
	return strings.ReplaceAll(text, "\n", "<br>")
}

// brokenJSON reads the items that stand whole in a document that breaks off.
func brokenJSON(text []byte) (top jsonObject, items []json.RawMessage, ok bool) {
	dec := json.NewDecoder(bytes.NewReader(text))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return nil, nil, false
	}
	top = jsonObject{}
	for dec.More() {
		key, err := dec.Token()
		name, isKey := key.(string)
		if err != nil || !isKey {
			break
		}
		if name != "items" {
			var v json.RawMessage
			if dec.Decode(&v) != nil {
				break
			}
			top[name] = v
			continue
		}
		if t, err := dec.Token(); err != nil || t != json.Delim('[') {
			break
		}
		for dec.More() && len(items) <= MaxFeedItems {
			var v json.RawMessage
			if dec.Decode(&v) != nil {
				return top, items, true
			}
			items = append(items, v)
		}
		if _, err := dec.Token(); err != nil {
			break
		}
	}
	return top, items, len(items) > 0
}
