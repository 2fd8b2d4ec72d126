package export

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
)

// Where is a condition on records: comparisons of their fields, joined by and, or, not and parentheses. The zero Where
// holds for every record. [ParseWhere] makes one; docs/record.md describes the language.
type Where struct{ holds test }

// test is a condition, ready to be asked.
type test func(*Record) bool

// Holds tells whether the condition holds for a record.
func (w Where) Holds(r *Record) bool { return w.holds == nil || w.holds(r) }

// WhereError is what is wrong with a condition, and where.
type WhereError struct {
	Source string
	At     int // offset in bytes
	What   string
}

// Error is what is wrong, below it the condition with a mark at the place.
func (e *WhereError) Error() string {
	before := strings.Map(func(r rune) rune {
		if r == '\t' {
			return r
		}
		return ' '
	}, e.Source[:e.At])
	return fmt.Sprintf("%s\n  %s\n  %s^", e.What, e.Source, before)
}

// Bounds of a condition. A person writes less, and a program may be wrong.
const (
	maxWhere = 64 << 10 // bytes
	maxNest  = 200      // parentheses and nots within each other
)

// ParseWhere reads a condition; blanks alone are none. The error is a *WhereError.
func ParseWhere(source string) (w Where, err error) {
	p := &whereParser{source: source}
	defer func() {
		if fault := recover(); fault != nil {
			e, ok := fault.(*WhereError)
			if !ok {
				panic(fault)
			}
			w, err = Where{}, e
		}
	}()
	if len(source) > maxWhere {
		return Where{}, &WhereError{What: fmt.Sprintf("the condition is longer than %d bytes", maxWhere)}
	}
	p.next()
	if p.kind == tokenEnd {
		return Where{}, nil
	}
	holds := p.either()
	if p.kind != tokenEnd {
		p.failf(p.at, "expected and, or, or the end, found %s", p.found())
	}
	return Where{holds}, nil
}

// whereParser goes down the grammar, one function a rule; a fault is thrown as a *WhereError.
//
//	either     = both { "or" both }
//	both       = single { "and" single }
//	single     = "not" single | "(" either ")" | comparison
//	comparison = field [ ("=" | "!=" | "<" | "<=" | ">" | ">=" | "~" | "!~") value | ["not"] "in" "(" value { "," value } ")" ]
type whereParser struct {
	source string
	token
	pos  int // behind the token
	nest int
}

func (p *whereParser) failf(at int, format string, args ...any) {
	panic(&WhereError{p.source, at, fmt.Sprintf(format, args...)})
}

func (p *whereParser) either() test {
	t := p.both()
	for p.word("or") {
		a, b := t, p.both()
		t = func(r *Record) bool { return a(r) || b(r) }
	}
	return t
}

func (p *whereParser) both() test {
	t := p.single()
	for p.word("and") {
		a, b := t, p.single()
		t = func(r *Record) bool { return a(r) && b(r) }
	}
	return t
}

func (p *whereParser) single() test {
	if p.nest++; p.nest > maxNest {
		p.failf(p.at, "more than %d conditions within each other", maxNest)
	}
	defer func() { p.nest-- }()
	open := p.at
	switch {
	case p.word("not"):
		t := p.single()
		return func(r *Record) bool { return !t(r) }
	case p.sign("("):
		t := p.either()
		if !p.sign(")") {
			p.failf(open, "this part has no closing parenthesis: expected ), found %s", p.found())
		}
		return t
	}
	return p.comparison()
}

// comparison reads a field and what it is compared with. What a record does not have is equal to nothing and lies on no side of anything.
func (p *whereParser) comparison() test {
	if p.kind != tokenWord {
		p.failf(p.at, "expected a field, found %s", p.found())
	}
	at := p.at
	f := p.field()
	if p.word("in") {
		return p.list(f)
	}
	if p.word("not") {
		if !p.word("in") {
			p.failf(p.at, "expected in behind not, found %s", p.found())
		}
		t := p.list(f)
		return func(r *Record) bool { return !t(r) }
	}
	if p.kind != tokenSign || !slices.Contains(comparisons, p.text) {
		return f.known()
	}
	op := p.text
	p.next()
	negated := op == "!=" || op == "!~"
	var t test
	switch op {
	case "=", "==", "!=":
		t = p.equal(f)
	case "~", "!~":
		t = p.matches(f)
	default:
		if f.kind != aNumber && f.kind != aDate {
			p.failf(at, "%s is %s: it can be compared by =, !=, ~ and in", f.name, f.kind)
		}
		t = p.order(f, op)
	}
	if negated {
		return func(r *Record) bool { return !t(r) }
	}
	return t
}

var comparisons = []string{"=", "==", "!=", "<", "<=", ">", ">=", "~", "!~"}

func (p *whereParser) list(f *field) test {
	if !p.sign("(") {
		p.failf(p.at, "expected ( and a list of values behind in, found %s", p.found())
	}
	var any []test
	for {
		any = append(any, p.equal(f))
		if p.sign(")") {
			break
		}
		if !p.sign(",") {
			p.failf(p.at, "expected , or ) in the list, found %s", p.found())
		}
	}
	return func(r *Record) bool {
		return slices.ContainsFunc(any, func(t test) bool { return t(r) })
	}
}

// equal reads a value and compares a field with it; of a field with several values one is enough.
func (p *whereParser) equal(f *field) test {
	switch f.kind {
	case aNumber, aDate:
		return p.order(f, "=")
	case aTruth:
		if p.kind != tokenWord || p.text != "true" && p.text != "false" {
			p.failf(p.at, "%s is true or false, found %s", f.name, p.found())
		}
		want := p.text == "true"
		p.next()
		return func(r *Record) bool { return f.truth(r) == want }
	}
	want := p.text
	switch p.kind {
	case tokenText:
	case tokenNumber, tokenDate, tokenWord:
		p.failf(p.at, "%s is %s: write the value in quotes, %q", f.name, f.kind, want)
	default:
		p.failf(p.at, "expected a value in quotes, found %s", p.found())
	}
	p.next()
	return func(r *Record) bool { return slices.Contains(f.texts(r), want) }
}

func (p *whereParser) matches(f *field) test {
	if f.kind != aText && f.kind != aList {
		p.failf(p.at, "%s is %s: only text can be searched by ~", f.name, f.kind)
	}
	if p.kind != tokenText {
		p.failf(p.at, "expected a regular expression in quotes, found %s", p.found())
	}
	re, err := regexp.Compile(p.text)
	if err != nil {
		p.failf(p.at, "this is no regular expression: %s", strings.TrimPrefix(err.Error(), "error parsing regexp: "))
	}
	p.next()
	return func(r *Record) bool { return slices.ContainsFunc(f.texts(r), re.MatchString) }
}

func (p *whereParser) order(f *field, op string) test {
	if f.kind == aNumber {
		if p.kind != tokenNumber {
			p.failf(p.at, "%s is a number, found %s", f.name, p.found())
		}
		want := p.number
		p.next()
		return func(r *Record) bool {
			got, known := f.number(r)
			return known && fits(op, compare(got, want))
		}
	}
	if p.kind != tokenDate && p.kind != tokenText && p.kind != tokenNumber { // a year alone is a number
		p.failf(p.at, "%s is a date, found %s: write 2026-01-31 or 2026-01-31T12:00:00Z", f.name, p.found())
	}
	want, at := p.text, p.at
	p.next()
	instant, day := time.Time{}, isDay(want)
	if !day {
		var err error
		if instant, err = time.Parse(time.RFC3339, want); err != nil {
			p.failf(at, "%q is no date: write 2026, 2026-01, 2026-01-31 or 2026-01-31T12:00:00Z", want)
		}
	}
	return func(r *Record) bool {
		got := f.date(r)
		switch {
		case got == "":
			return false
		case day: // the day as the page states it
			return fits(op, strings.Compare(got[:min(len(got), len(want))], want))
		}
		t, err := time.Parse(time.RFC3339, got)
		if err != nil {
			if t, err = time.Parse(time.DateOnly, got); err != nil {
				return false
			}
		}
		return fits(op, t.Compare(instant))
	}
}

// isDay tells a year, a month or a day from a moment.
func isDay(s string) bool {
	for _, layout := range []string{"2006", "2006-01", time.DateOnly} {
		if _, err := time.Parse(layout, s); err == nil {
			return true
		}
	}
	return false
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func fits(op string, order int) bool {
	switch op {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	}
	return order == 0
}
