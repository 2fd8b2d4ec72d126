// Package address is the one place that knows URLs.
//
// An address has two forms. [Parse] and [Resolve] make the link: what was found, serialised by the WHATWG
// URL standard, and what is asked for ([Request]). [Key] makes the crawl key: what tells whether two links
// are one page. A key only compares; it is never requested and never shown.
//
// [Host], [Origin], [Site] and [Within] say where an address belongs; [Seed] reads what a person types.
//
// Addresses come from strangers: every function is bounded by [MaxLength] and returns an error or "" for
// what is no http or https address, however it looks.
package address

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	whatwgerrors "github.com/nlnwa/whatwg-url/errors"
	whatwg "github.com/nlnwa/whatwg-url/url"
)

// MaxLength bounds an address, in bytes, before parsing (white space around it not counted) and after.
// Servers refuse far shorter ones, and the store keeps addresses as keys.
const MaxLength = 8 << 10

// What Parse, Resolve and Key refuse, besides what cannot be parsed.
var (
	ErrNotHTTP = errors.New("not an http or https address")
	ErrTooLong = fmt.Errorf("longer than %d bytes", MaxLength)
)

// Parse reads an absolute http or https address as browsers do and returns its serialisation ("href") by
// the WHATWG URL standard. User information and fragment stay; nothing but the form changes. What it
// returns is its own href. ErrNotHTTP, ErrTooLong, or why it cannot be parsed.
func Parse(raw string) (string, error) {
	if plain(raw) {
		return raw, nil
	}
	return parse("", raw)
}

// Resolve reads a reference as it stands in a page or a header against the page's base address (WHATWG
// URL standard; RFC 3986, section 5). An empty base is none: ref must then be absolute. The errors are those
// of Parse, for the result.
func Resolve(base, ref string) (string, error) {
	if plain(ref) {
		if base != "" && !plain(base) {
			if _, err := parse("", base); err != nil {
				return "", fmt.Errorf("base: %w", err)
			}
		}
		return ref, nil
	}
	if base != "" && !plain(base) {
		return parse(base, ref)
	}
	href := ref
	switch {
	case base == "" || ref == "" || ref[0] != '/':
	case len(ref) > 1 && ref[1] == '/':
		href = base[:strings.IndexByte(base, '/')] + ref
	default:
		href = base[:plainHost(base)] + ref
	}
	if plain(href) {
		return href, nil
	}
	if front := href + "/"; href != "" && len(front) <= MaxLength && plainHost(front) == len(href) {
		return front, nil
	}
	return parse(base, ref)
}

// parse is Parse and Resolve without short cuts.
func parse(base, ref string) (string, error) {
	ref, err := clean(ref)
	if err != nil {
		return "", err
	}
	if otherScheme(ref) {
		return "", fmt.Errorf("%s: %w", quote(ref), ErrNotHTTP)
	}
	var parsed *whatwg.Url
	if base != "" {
		if base, err = clean(base); err != nil {
			return "", fmt.Errorf("base: %w", err)
		}
		if parsed, err = parseOne(base, nil); err != nil {
			return "", fmt.Errorf("base: %w", err)
		}
	}
	u, err := parseOne(ref, parsed)
	if err != nil {
		return "", err
	}
	href := u.Href(false)
	if len(href) > MaxLength {
		return "", fmt.Errorf("%s: %w", quote(href), ErrTooLong)
	}
	return href, nil
}

// clean drops what the standard drops before parsing, so that the bound is on what is left.
func clean(raw string) (string, error) {
	raw = strings.TrimFunc(raw, func(r rune) bool { return r <= ' ' })
	if strings.ContainsAny(raw, "\t\n\r") {
		raw = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(raw)
	}
	if len(raw) > MaxLength {
		return "", fmt.Errorf("%s: %w", quote(raw), ErrTooLong)
	}
	return raw, nil
}

// otherScheme reports a scheme that is not http or https: most of what is on a page and no link, and
// cheaper to tell here than by parsing.
func otherScheme(ref string) bool {
	n := schemeLength(ref)
	return n > 0 && !strings.EqualFold(ref[:n], "http") && !strings.EqualFold(ref[:n], "https")
}

// schemeLength is the length of the scheme that s begins with (RFC 3986, section 3.1), without the colon; 0 for none.
func schemeLength(s string) int {
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z':
		case i > 0 && ('0' <= c && c <= '9' || c == '+' || c == '-' || c == '.'):
		case c == ':':
			return i
		default:
			return 0
		}
	}
	return 0
}

func parseOne(raw string, base *whatwg.Url) (*whatwg.Url, error) {
	u, err := parser.BasicParser(raw, base, nil, whatwg.NoState)
	if err != nil && whatwgerrors.Type(err) == whatwgerrors.DomainToASCII {
		u, err = asciiHostParser().BasicParser(raw, base, nil, whatwg.NoState)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %s", quote(raw), reason(err))
	}
	if s := u.Scheme(); s != "http" && s != "https" || u.Hostname() == "" {
		return nil, fmt.Errorf("%s: %w", quote(raw), ErrNotHTTP)
	}
	return u, nil
}

var parser = whatwg.NewParser()

// asciiHostParser makes a parser for one address whose host is ASCII but holds a label that begins with
// "xn--" and is no valid Punycode. The standard lets such a host pass, in lower case; the library refuses it.
// So the library is shown a host of the same shape without that prefix.
func asciiHostParser() whatwg.Parser {
	var host string
	return whatwg.NewParser(
		whatwg.WithPreParseHostFunc(func(_ *whatwg.Url, raw string) string {
			decoded := parser.(interface{ DecodePercentEncoded(string) string }).DecodePercentEncoded(raw)
			if !ascii(decoded) {
				return raw
			}
			host = strings.ToLower(decoded)
			labels := strings.Split(host, ".")
			for i, l := range labels {
				if strings.HasPrefix(l, "xn--") {
					labels[i] = "xn__" + l[len("xn--"):]
				}
			}
			// Encoded again, since the library decodes what it is given.
			return strings.ReplaceAll(strings.Join(labels, "."), "%", "%25")
		}),
		whatwg.WithPostParseHostFunc(func(_ *whatwg.Url, masked string) string {
			if host != "" {
				return host
			}
			return masked
		}))
}

func ascii(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// reason is the library's message without the address, which the caller has named.
func reason(err error) string {
	if t := whatwgerrors.Type(err); t != "" {
		return strings.ToLower(string(t[:1])) + string(t[1:])
	}
	return err.Error()
}

// quote names an address in a message: short, and printable whatever it holds.
func quote(s string) string {
	const most = 80
	if len(s) > most {
		return fmt.Sprintf("%q…", strings.ToValidUTF8(s[:most], ""))
	}
	return fmt.Sprintf("%q", s)
}
