package export

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

type tokenKind uint8

const (
	tokenEnd    tokenKind = iota
	tokenWord             // a field, and, or, not, in, true, false
	tokenText             // in quotes
	tokenNumber           // 12, 0.5, -1
	tokenDate             // 2026-01-31, 2026-01-31T12:00:00+07:00
	tokenSign             // of one or two characters
)

// token is the piece of a condition that is read next.
type token struct {
	kind   tokenKind
	at     int
	text   string // of what is in quotes without them
	number float64
}

// found names the token in a message.
func (p *whereParser) found() string {
	switch p.kind {
	case tokenEnd:
		return "the end"
	case tokenText:
		return strconv.Quote(p.text)
	}
	return p.text
}

// word takes a word of the language.
func (p *whereParser) word(s string) bool {
	if p.kind != tokenWord || !strings.EqualFold(p.text, s) {
		return false
	}
	p.next()
	return true
}

// sign takes a sign.
func (p *whereParser) sign(s string) bool {
	if p.kind != tokenSign || p.text != s {
		return false
	}
	p.next()
	return true
}

// next reads the token at pos.
func (p *whereParser) next() {
	for p.pos < len(p.source) && strings.IndexByte(" \t\r\n", p.source[p.pos]) >= 0 {
		p.pos++
	}
	p.token = token{at: p.pos}
	if p.pos == len(p.source) {
		return
	}
	rest := p.source[p.pos:]
	switch c := rest[0]; {
	case c == '"' || c == '\'':
		p.quoted(c)
		return
	case isLetter(c):
		p.kind, p.text = tokenWord, leading(rest, func(c byte) bool { return isLetter(c) || isDigit(c) || c == '.' })
	case isDigit(c) || c == '-' && len(rest) > 1 && isDigit(rest[1]):
		p.numeral(rest)
	default:
		p.kind = tokenSign
		for _, s := range [...]string{"==", "!=", "<=", ">=", "!~", "=", "<", ">", "~", "(", ")", ","} {
			if strings.HasPrefix(rest, s) {
				p.text = s
				break
			}
		}
		if p.text == "" {
			_, size := utf8.DecodeRuneInString(rest)
			p.failf(p.at, "%q has no meaning here", rest[:size])
		}
	}
	p.pos += len(p.text)
}

// numeral reads a number or a date: both begin with a digit.
func (p *whereParser) numeral(rest string) {
	p.text = leading(rest, func(c byte) bool { return isDigit(c) || strings.IndexByte("-:.+TZtz", c) >= 0 })
	p.kind = tokenDate
	if n, err := strconv.ParseFloat(p.text, 64); err == nil {
		p.kind, p.number = tokenNumber, n
	} else if !isDigit(rest[0]) || strings.Count(p.text, "-") == 0 {
		p.failf(p.at, "%q is neither a number nor a date", p.text)
	}
}

// quoted reads a text in quotes. A backslash takes away the meaning of the quote and of itself; before anything else it stays, so that regular
// expressions read as usual.
func (p *whereParser) quoted(quote byte) {
	var b strings.Builder
	for i := p.pos + 1; i < len(p.source); i++ {
		switch c := p.source[i]; {
		case c == quote:
			p.kind, p.text, p.pos = tokenText, b.String(), i+1
			return
		case c == '\\' && i+1 < len(p.source) && (p.source[i+1] == quote || p.source[i+1] == '\\'):
			i++
			b.WriteByte(p.source[i])
		default:
			b.WriteByte(c)
		}
	}
	p.failf(p.at, "this text has no closing %c", quote)
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' }
func isDigit(c byte) bool  { return c >= '0' && c <= '9' }

// leading is the longest beginning of s of such bytes.
func leading(s string, of func(byte) bool) string {
	for i := range len(s) {
		if !of(s[i]) {
			return s[:i]
		}
	}
	return s
}
